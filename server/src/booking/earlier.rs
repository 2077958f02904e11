//! The list for earlier times, as whoever is on it uses it: see what is kept, take it, let it go, leave. Whoever has an appointment
//! comes by its private link, everybody else by one of her own.

use chrono::{DateTime, Utc};
use tenants::appointment::Step;
use tenants::reference::Reference;
use uuid::Uuid;
use wire::ProblemCode;

use super::move_to::take_over;
use super::retry::{Attempt, until_done};
use super::secrets::{Secret, fingerprint};
use super::taken::Taken;
use super::view::behind_link;
use crate::db::TownTx;
use crate::db::appointments::{Appointment, Confirmation, Promise};
use crate::db::earlier::{Wish, WishBy, WishState};
use crate::db::earlier_offers::{EarlierOffer, OfferState};
use crate::db::notices::{Actor, Deed};
use crate::refusal::{Fault, Outcome, Trouble};
use crate::web::visitor::Visitor;

/// By what somebody on the list shows who she is.
#[derive(Clone, Copy, Debug)]
pub enum Door<'a> {
    /// The private link to her appointment.
    Appointment(&'a str),
    /// The link to her place on the list.
    Wish(&'a str),
}

/// What somebody on the list sees.
pub struct Place {
    /// Her wish; none where an appointment has none.
    pub wish: Option<Wish>,
    /// The time that is kept for her: the hold, when it begins, until when it is kept.
    pub kept: Option<(Uuid, DateTime<Utc>, DateTime<Utc>)>,
    /// How often she was asked.
    pub asked: u32,
    /// Her appointment, if she has one.
    pub appointment: Option<Appointment>,
    /// The secret of the link to it.
    pub link: Option<Secret>,
}

/// What somebody does with a time that is kept for her.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// She takes it.
    Take(Uuid),
    /// She does not want it, and goes on waiting.
    Decline(Uuid),
    /// She leaves the list.
    Stop,
}

/// What somebody on the list sees. Seeing changes nothing.
///
/// # Errors
/// `NotFound` for a link that opens nothing.
pub async fn place(visitor: &Visitor, door: Door<'_>) -> Outcome<Place> {
    let tx = visitor.reading().await?;
    let (wish, mut appointment, mut link) = open(visitor, &tx, door).await?;
    let mut offers = Vec::new();
    if let Some(wish) = &wish {
        offers = tx.earlier_offers_of(wish.id).await?;
        if let (None, Some(id)) = (&appointment, wish.appointment) {
            appointment = tx.appointment(id).await?;
            link = Some(visitor.app.key.link(tx.id(), id));
        }
    }
    let asked = u32::try_from(offers.len()).unwrap_or(u32::MAX);
    Ok(Place {
        kept: offers.iter().find_map(|offer| kept(offer, visitor.now)),
        wish,
        asked,
        appointment,
        link,
    })
}

fn kept(offer: &EarlierOffer, now: DateTime<Utc>) -> Option<(Uuid, DateTime<Utc>, DateTime<Utc>)> {
    let until = offer.until.filter(|until| *until > now)?;
    (offer.state == OfferState::Open).then(|| (offer.hold, offer.first.start(), until))
}

async fn open(
    visitor: &Visitor,
    tx: &TownTx,
    door: Door<'_>,
) -> Outcome<(Option<Wish>, Option<Appointment>, Option<Secret>)> {
    match door {
        Door::Appointment(token) => {
            let (secret, appointment) = behind_link(visitor, tx, token).await?;
            let wish = tx.wish(WishBy::Appointment(appointment.id)).await?;
            Ok((wish, Some(appointment), Some(secret)))
        }
        Door::Wish(token) => {
            let secret = Secret::parse(token).ok_or(ProblemCode::NotFound)?;
            let wish = tx.wish(WishBy::Link(&secret.hash())).await?;
            Ok((Some(wish.ok_or(ProblemCode::NotFound)?), None, None))
        }
    }
}

/// Does what somebody on the list says. Said again, it changes nothing. Returns the secret of the link to her appointment, if she has
/// one then.
///
/// # Errors
/// `HoldExpired` if the time is kept for her no longer.
pub async fn reply(visitor: &Visitor, door: Door<'_>, reply: Reply) -> Outcome<Option<Secret>> {
    until_done(|| attempt(visitor, door, reply)).await
}

async fn attempt(visitor: &Visitor, door: Door<'_>, reply: Reply) -> Outcome<Attempt<Option<Secret>>> {
    let tx = visitor.writing().await?;
    let (wish, appointment, link) = open(visitor, &tx, door).await?;
    let was_taken = |hold: &Uuid| {
        appointment
            .as_ref()
            .is_some_and(|one| one.moved_by.as_ref() == Some(&fingerprint(hold)))
    };
    let done = match (reply, wish) {
        (Reply::Take(hold), _) if was_taken(&hold) => return Ok(Attempt::Done(link)),
        (Reply::Stop | Reply::Decline(_), None) => return Ok(Attempt::Done(link)),
        (Reply::Take(_), None) => return Err(ProblemCode::HoldExpired.into()),
        (reply, Some(wish)) => answer(visitor, &tx, (&wish, reply), Actor::Citizen).await?,
    };
    let Some(appointment) = done else {
        return Ok(Attempt::Overtaken);
    };
    let link = appointment.map(|id| visitor.app.key.link(tx.id(), id));
    tx.commit().await?;
    Ok(Attempt::Done(link))
}

/// Does what somebody on the list says, herself or by a clerk; the caller commits. Returns the appointment she has then; nothing if
/// somebody was faster, and nothing may be committed.
///
/// # Errors
/// As above.
pub async fn answer(
    visitor: &Visitor,
    tx: &TownTx,
    (wish, reply): (&Wish, Reply),
    by: Actor,
) -> Outcome<Option<Option<Uuid>>> {
    let now = visitor.now;
    match reply {
        Reply::Stop => {
            tx.end_wish(wish.id, WishState::Stopped, None, now).await?;
            Ok(Some(wish.appointment))
        }
        Reply::Decline(hold) => {
            let offer = offered(tx, wish, hold).await?;
            if tx.give_back_earlier(hold, OfferState::Declined, now).await?
                && offer.number == tenants::earlier::MOST
            {
                tx.end_wish(wish.id, WishState::UsedUp, None, now).await?;
            }
            Ok(Some(wish.appointment))
        }
        Reply::Take(hold) => {
            let offer = offered(tx, wish, hold).await?;
            if offer.state == OfferState::Taken {
                return Ok(Some(wish.appointment));
            }
            // Whoever looks after the time meanwhile waits here, or has ended it.
            tx.freed(hold).await?;
            let held = tx.appointment(hold).await?.ok_or(ProblemCode::HoldExpired)?;
            if !tx.settle_earlier(hold, OfferState::Taken).await? {
                return Err(ProblemCode::HoldExpired.into());
            }
            // First of all she waits no longer, so that the time she gives back is not kept for her.
            tx.end_wish(
                wish.id,
                WishState::Taken,
                Some(wish.appointment.unwrap_or(hold)),
                now,
            )
            .await?;
            tx.forget_freed(hold).await?;
            let taken = match wish.appointment {
                Some(id) => moved(visitor, tx, (id, &held), by).await?,
                None => made(visitor, tx, (wish, &held), by).await?,
            };
            Ok(taken.map(Some))
        }
    }
}

async fn offered(tx: &TownTx, wish: &Wish, hold: Uuid) -> Outcome<EarlierOffer> {
    let offer = tx.earlier_offer_by(hold).await?;
    let own = offer.filter(|offer| offer.wish == wish.id);
    Ok(own.ok_or(ProblemCode::HoldExpired)?)
}

/// Her appointment has the time that was kept; the one it had is free for others.
async fn moved(
    visitor: &Visitor,
    tx: &TownTx,
    (id, held): (Uuid, &Appointment),
    by: Actor,
) -> Outcome<Option<Uuid>> {
    let appointment = tx.appointment(id).await?.ok_or(ProblemCode::NotChangeable)?;
    let mark = fingerprint(&held.id);
    let taken = take_over(visitor, tx, &appointment, held, (&mark, by, visitor.now)).await?;
    Ok(taken.map(|moved| moved.id))
}

/// The hold becomes her appointment.
async fn made(
    visitor: &Visitor,
    tx: &TownTx,
    (wish, held): (&Wish, &Appointment),
    by: Actor,
) -> Outcome<Option<Uuid>> {
    let now = visitor.now;
    let person = wish.person.as_ref().ok_or(ProblemCode::HoldExpired)?;
    let after = held.state.step(Step::Confirm, now);
    let after = after.map_err(|refused| Trouble::of_hold(&refused))?;
    let link = visitor.app.key.link(tx.id(), held.id);
    let reference = Reference::new(&tx.town.reference_prefix, visitor.app.chance.bytes());
    let reference = reference.map_err(|error| Fault(Box::new(error)))?.to_string();
    let confirmation = Confirmation {
        promise: Promise {
            pin_hash: link.pin().hash(&reference),
            reference,
            name: person.name.clone(),
            email: person.email.clone(),
            mail_fails: false,
            phone: person.phone.clone(),
            note: None,
            language: wish.language.clone(),
            reminder: false,
            pin_failures: 0,
        },
        manage: link.hash(),
        request: held.hold_request.clone(),
        key: None,
        visit: wish.visit.clone(),
    };
    match tx.confirm(held, after, confirmation, now).await {
        Ok(true) => {}
        Ok(false) => return Ok(None),
        // The drawn reference was somebody's already: it is drawn anew.
        Err(trouble) if trouble.is_taken_already() => return Ok(None),
        Err(trouble) => return Err(trouble),
    }
    Taken::new(held, after, Deed::Booked, by)
        .record(visitor, tx)
        .await?;
    Ok(Some(held.id))
}
