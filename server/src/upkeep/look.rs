//! Looks whom a freed time suits, and what has become of times that were kept for somebody on the list.
//!
//! Any number of servers look; what one has taken is nobody else's for a while, and whatever is done twice harms nobody, because a time
//! that is offered is claimed like any other.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use tenants::appointment::{State, StateName};
use tenants::calendar::{Cell, Channel, local_time};
use tenants::earlier::{MOST, Reach, Waiting, asked_at, days, offers, public_at};
use tenants::replacement::Offered;
use tenants::{DepartmentId, Town, Visit};
use uuid::Uuid;

use crate::app::App;
use crate::booking::retry::{Attempt, until_done};
use crate::booking::secrets::{Secret, fingerprint};
use crate::db::TownTx;
use crate::db::appointments::{Appointment, NewHold};
use crate::db::earlier::{Wish, WishState};
use crate::db::earlier_offers::{EarlierOffer, OfferState};
use crate::db::freed::{FreedTime, Look};
use crate::refusal::{Fault, Outcome};

/// Freed times taken at once.
const BATCH: u32 = 16;
/// How long a freed time is one server's to look at.
const LEASE: TimeDelta = TimeDelta::minutes(1);

/// Looks at every freed time that is due. Returns how many there were. What goes wrong with one is logged, and it is looked at again.
///
/// # Errors
/// If the list cannot be read.
pub async fn look(app: &App) -> Outcome<usize> {
    let mut seen = 0;
    loop {
        let now = app.clock.now();
        let looks = app.db.take_looks(BATCH, now, now + LEASE).await?;
        for look in &looks {
            if let Err(trouble) = until_done(|| attempt(app, look)).await {
                tracing::error!(town = look.town, freed = %look.freed, %trouble, "nobody could look whom a freed time suits");
            }
        }
        seen += looks.len();
        if looks.len() < BATCH as usize {
            return Ok(seen);
        }
    }
}

async fn attempt(app: &App, look: &Look) -> Outcome<Attempt<()>> {
    let now = app.clock.now();
    let tx = app.db.town(look.town.as_str()).write().await?;
    let Some(mut freed) = tx.freed(look.freed).await? else {
        return Ok(Attempt::Done(()));
    };
    if let Some(until) = kept_until(&tx, freed.id, now).await? {
        tx.watch(freed.id, until).await?;
        tx.commit_quietly().await?;
        return Ok(Attempt::Done(()));
    }
    if let Some(lapsed) = tx.earlier_offer_by(freed.id).await?
        && tx.give_back_earlier(freed.id, OfferState::Lapsed, now).await?
    {
        freed.freed_at = now;
        if lapsed.number == MOST {
            tx.end_wish(lapsed.wish, WishState::UsedUp, None, now).await?;
        }
    }
    let (listed, waiting) = match tx.suspension {
        // Nobody is asked to come earlier while nothing new is agreed on.
        Some(_) => (Vec::new(), Vec::new()),
        None => waiting(&tx, &freed).await?,
    };
    let touched = days(&tx.town, &freed.time);
    let (first, last) = match (touched.first(), touched.last()) {
        (Some(first), Some(last)) => (first.midnight, last.midnight.plus(last.cells)),
        _ => (freed.time.span.first, freed.time.span.end()),
    };
    let busy = tx
        .taken(Channel::Desk, first, last, now.timestamp_micros())
        .await?;
    for (number, offered) in offers(&tx.town, &waiting, &freed.time, now, &busy) {
        let asked = (&listed[number], &waiting[number]);
        if !offer(app, &tx, asked, offered, now).await? {
            return Ok(Attempt::Overtaken);
        }
    }
    let die = u32::from_be_bytes(app.chance.bytes());
    let public = public_at(&tx.town, freed.freed_at, die);
    tx.looked_at(freed.id, public, now).await?;
    tx.commit().await?;
    Ok(Attempt::Done(()))
}

/// Until when the hold of this name still keeps a time for somebody on the list.
async fn kept_until(tx: &TownTx, hold: Uuid, now: DateTime<Utc>) -> Outcome<Option<DateTime<Utc>>> {
    let held = tx.appointment(hold).await?;
    let until = held.and_then(|held| match held.state {
        State::Held { until, .. } => Some(until),
        _ => None,
    });
    Ok(until.filter(|until| *until > now))
}

/// Somebody who waits, with the number of the offer she would get.
struct Listed {
    wish: Wish,
    next: u32,
    minutes: u32,
    department: DepartmentId,
}

/// Whom the person whose time it is could serve, in the order of arrival.
async fn waiting(tx: &TownTx, freed: &FreedTime) -> Outcome<(Vec<Listed>, Vec<Waiting>)> {
    let person = tx.town.staff_member(freed.time.staff);
    let wishes = tx.wishes().await?.into_iter();
    let wishes: Vec<_> = wishes
        .filter(|wish| person.is_some_and(|person| person.department == wish.department))
        .collect();
    let mut offered: BTreeMap<Uuid, Vec<EarlierOffer>> = BTreeMap::new();
    for offer in tx.earlier_offers().await? {
        offered.entry(offer.wish).or_default().push(offer);
    }
    let ids: Vec<_> = wishes.iter().filter_map(|wish| wish.appointment).collect();
    let appointments = tx.appointments_numbered(&ids).await?;
    let appointments: BTreeMap<_, _> = appointments.iter().map(|one| (one.id, one)).collect();
    let mut listed = Vec::new();
    let mut waiting = Vec::new();
    for wish in wishes {
        let known = offered.remove(&wish.id).unwrap_or_default();
        let appointment = wish.appointment.and_then(|id| appointments.get(&id).copied());
        let is_asked = known.iter().any(|offer| offer.state == OfferState::Open);
        let next = u32::try_from(known.len()).unwrap_or(u32::MAX).saturating_add(1);
        if is_asked || next > MOST {
            continue;
        }
        if let Some((visit, one)) = person_waiting(&tx.town, &wish, appointment, &known) {
            listed.push(Listed {
                next,
                minutes: visit.minutes(),
                department: visit.department(),
                wish,
            });
            waiting.push(one);
        }
    }
    Ok((listed, waiting))
}

fn person_waiting(
    town: &Town,
    wish: &Wish,
    appointment: Option<&Appointment>,
    known: &[EarlierOffer],
) -> Option<(Visit, Waiting)> {
    // What is gone from the catalogue cannot be given any more; what is not offered for the time being, to nobody anew.
    let services = wish.visit.services.iter();
    let services = services.map(|kept| (kept.slug.as_str(), kept.count));
    let visit = if appointment.is_some() {
        Visit::parse(town, services)
    } else {
        Visit::wished(town, services, Channel::Desk)
    };
    let visit = visit.ok()?;
    if visit.department() != wish.department {
        return None;
    }
    let (before, email, phone) = match (&wish.person, appointment) {
        (Some(person), _) => (None, person.email.is_some(), person.phone.is_some()),
        (None, Some(one)) if one.state.name() == StateName::Booked => {
            let promise = one.promise.as_ref();
            // Questions go by mail: a clerk asks everybody else.
            let email = promise.is_some_and(|promise| promise.address().is_some());
            let phone = promise.is_some_and(|promise| promise.phone.is_some());
            (Some(one.span.first), email, phone)
        }
        (None, _) => return None,
    };
    let reach = match (email, phone) {
        (true, _) => Reach::Message,
        (false, true) => Reach::Phone,
        // Nobody could tell her.
        (false, false) => return None,
    };
    let known: BTreeSet<Cell> = known.iter().map(|offer| offer.first).collect();
    let one = Waiting {
        visit: visit.clone(),
        hours: wish.hours.clone(),
        before,
        known,
        reach,
    };
    Some((visit, one))
}

/// Keeps the time for her, and owes her the question; `false` if somebody was faster, and nothing may be committed.
async fn offer(
    app: &App,
    tx: &TownTx,
    (listed, waiting): (&Listed, &Waiting),
    Offered { kept, until }: Offered,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let wish = &listed.wish;
    let id = app.chance.uuid_v7(now);
    let hold = NewHold {
        id,
        state: State::Held {
            kept,
            until,
            extended: true,
        },
        department: listed.department,
        minutes: listed.minutes,
        local_start: local_time::local(tx.town.zone, kept.span.first.start()).naive_local(),
        zone: tx.town.zone,
        visit: wish.visit.clone(),
        // Nobody learns it: her own link opens it.
        secret: Secret::drawn(app.chance.bytes()).hash(),
        key: None,
        request: fingerprint(&(wish.id, listed.next)),
    };
    tx.end_expired(kept.span, now.timestamp_micros()).await?;
    if !tx.insert_hold(hold, now).await? {
        return Err(Fault::because("a hold that was just drawn is there already").into());
    }
    if !tx.claim(kept.staff, kept.span, id).await? {
        return Ok(false);
    }
    tx.offer_earlier(wish.id, listed.next, (id, kept.span.first))
        .await?;
    tx.free_when_over(id, (kept.staff, kept.span), until).await?;
    if waiting.reach == Reach::Message {
        let notice = (app.chance.uuid_v7(now), asked_at(&tx.town, waiting.reach, now));
        tx.ask_earlier(wish.id, listed.next, notice, now).await?;
    }
    Ok(true)
}
