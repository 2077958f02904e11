//! The list for earlier times, as clerks see it: who waits, whom to call because a time is kept for her, and putting callers on it.

use chrono::{DateTime, NaiveDate, Utc};
use tenants::contact::{Email, PersonName, Phone};
use uuid::Uuid;
use wire::{ProblemCode, ServiceCount};

use super::appointment::promised;
use super::promise::own_visit;
use crate::booking::earlier::{Reply, answer};
use crate::booking::retry::{Attempt, until_done};
use crate::booking::secrets::fingerprint;
use crate::booking::waiting::{TypedHours, insert, newcomer, read_hours, wait_for};
use crate::booking::wish;
use crate::db::appointments::Appointment;
use crate::db::earlier::{Person, Wish, WishBy, WishState};
use crate::db::earlier_offers::OfferState;
use crate::db::notices::Actor;
use crate::refusal::{Outcome, Trouble};
use crate::web::desk::clerk::Clerk;

/// Somebody who waits.
pub struct OnList {
    /// What she waits for.
    pub wish: Wish,
    /// Her appointment, if she has one.
    pub appointment: Option<Appointment>,
    /// How often she was asked.
    pub asked: u32,
    /// The time that is kept for her: the hold, when it begins, until when it is kept.
    pub kept: Option<(Uuid, DateTime<Utc>, DateTime<Utc>)>,
    /// Who she is.
    pub person: Person,
}

impl OnList {
    /// Whether a clerk has to tell her of the time that is kept for her.
    #[must_use]
    pub fn is_to_be_called(&self) -> bool {
        self.kept.is_some() && self.person.email.is_none()
    }
}

/// Whom a clerk puts on the list, as it was typed.
pub struct Newcomer<'a> {
    /// What for.
    pub services: &'a [ServiceCount],
    /// Drawn with the form: sending it again is the same wish.
    pub key: &'a str,
    /// Her name.
    pub name: &'a str,
    /// Number to call; may be empty where there is an address.
    pub phone: &'a str,
    /// Where messages go; may be empty where there is a number.
    pub email: &'a str,
}

/// Everybody of the clerk's departments who waits, in the order of arrival.
///
/// # Errors
/// If the database cannot be read.
pub async fn on_list(clerk: &Clerk) -> Outcome<Vec<OnList>> {
    let tx = clerk.visitor.reading().await?;
    let wishes = tx.wishes().await?.into_iter();
    let wishes: Vec<_> = wishes
        .filter(|wish| clerk.account.works_in(wish.department))
        .collect();
    let offers = tx.earlier_offers().await?;
    let ids: Vec<_> = wishes.iter().filter_map(|wish| wish.appointment).collect();
    let appointments = tx.appointments_numbered(&ids).await?;
    let on_list = wishes.into_iter().filter_map(|wish| {
        let appointment = appointments.iter().find(|one| Some(one.id) == wish.appointment);
        let own = || offers.iter().filter(|offer| offer.wish == wish.id);
        let open = own().find(|offer| offer.state == OfferState::Open);
        let person = wish.person.clone().or_else(|| {
            let promise = appointment?.promise.as_ref()?;
            Some(Person {
                name: promise.name.clone(),
                email: promise.address().map(str::to_owned),
                phone: promise.phone.clone(),
            })
        })?;
        Some(OnList {
            asked: u32::try_from(own().count()).unwrap_or(u32::MAX),
            kept: open.and_then(|offer| {
                let until = offer.until.filter(|until| *until > clerk.visitor.now)?;
                Some((offer.hold, offer.first.start(), until))
            }),
            appointment: appointment.cloned(),
            person,
            wish,
        })
    });
    Ok(on_list.collect())
}

/// An appointment of the clerk's departments whose citizen could wait for an earlier time.
///
/// # Errors
/// `NotFound` if there is none.
pub async fn could_wait(clerk: &Clerk, id: Uuid) -> Outcome<Appointment> {
    let tx = clerk.visitor.reading().await?;
    promised(clerk, &tx, id).await
}

/// Puts whoever has this appointment on the list.
///
/// # Errors
/// What is wrong with what was typed; `NotChangeable` if the appointment is over.
pub async fn put_on_list(clerk: &Clerk, id: Uuid, typed: &TypedHours) -> Outcome<()> {
    let tx = clerk.visitor.writing().await?;
    let appointment = promised(clerk, &tx, id).await?;
    wait_for(&clerk.visitor, &tx, (&appointment, typed), Some(clerk.account.id)).await?;
    tx.commit().await
}

/// Puts a caller without an appointment on the list.
///
/// # Errors
/// What is wrong with what was typed, field by field.
pub async fn put_caller_on_list(clerk: &Clerk, caller: &Newcomer<'_>, typed: &TypedHours) -> Outcome<()> {
    wish::key(Some(caller.key))?;
    let visitor = &clerk.visitor;
    let tx = visitor.writing().await?;
    let visit = own_visit(clerk, &tx, caller.services)?;
    let person = read_caller(caller);
    let hours = read_hours(&tx.town, typed, visit.minutes(), visitor.now);
    let (person, hours) = match (person, hours) {
        (Ok(person), Ok(hours)) => (person, hours),
        (Err(Trouble::Refused(person)), Err(Trouble::Refused(hours))) => {
            return Err(Trouble::fields([person.fields, hours.fields].concat()));
        }
        (Err(trouble), _) | (_, Err(trouble)) => return Err(trouble),
    };
    let language = tx.town.first_language().to_owned();
    let new = newcomer(
        visitor,
        &tx,
        (&visit, &[]),
        (person, hours, language),
        Some(clerk.account.id),
    )?;
    insert(visitor, &tx, new, fingerprint(&("earlier", caller.key))).await?;
    tx.commit().await
}

/// Does what somebody on the list has said on the phone, or takes her off it.
///
/// # Errors
/// `NotFound` if nobody of the clerk's departments waits so; `HoldExpired` if the time is kept no longer.
pub async fn reply_for(clerk: &Clerk, id: Uuid, reply: Reply) -> Outcome<Option<Uuid>> {
    until_done(|| attempt(clerk, id, reply)).await
}

async fn attempt(clerk: &Clerk, id: Uuid, reply: Reply) -> Outcome<Attempt<Option<Uuid>>> {
    let tx = clerk.visitor.writing().await?;
    let wish = tx.wish(WishBy::Id(id)).await?.ok_or(ProblemCode::NotFound)?;
    clerk.must_work_in(wish.department)?;
    if wish.state != WishState::Waiting && reply == Reply::Stop {
        return Ok(Attempt::Done(None));
    }
    let by = Actor::Clerk(clerk.account.id);
    let Some(appointment) = answer(&clerk.visitor, &tx, (&wish, reply), by).await? else {
        return Ok(Attempt::Overtaken);
    };
    tx.commit().await?;
    Ok(Attempt::Done(appointment))
}

fn read_caller(caller: &Newcomer<'_>) -> Result<Person, Trouble> {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let name = PersonName::parse(caller.name);
    let phone = given(caller.phone).map(|text| Phone::parse(&text)).transpose();
    let email = given(caller.email).map(|text| Email::parse(&text)).transpose();
    let unreachable = phone == Ok(None) && email == Ok(None);
    let wrong = [
        (name.is_err(), "name", "field.name"),
        (phone.is_err(), "phone", "field.phone"),
        (email.is_err(), "email", "field.email"),
        (unreachable, "phone", "field.contact_required"),
    ];
    match (name, phone, email) {
        (Ok(name), Ok(phone), Ok(email)) if !unreachable => Ok(Person {
            name: name.as_str().to_owned(),
            email: email.map(|email| email.as_str().to_owned()),
            phone: phone.map(|phone| phone.as_str().to_owned()),
        }),
        _ => {
            let wrong = wrong.into_iter().filter(|(wrong, ..)| *wrong);
            Err(Trouble::fields(
                wrong.map(|(_, field, text)| (field.to_owned(), text)).collect(),
            ))
        }
    }
}

/// The last day for which somebody waits, unless a clerk types another.
#[must_use]
pub fn usual_last(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(chrono::Days::new(28)).unwrap_or(today)
}
