//! Move an appointment to another time, because somebody calls or because the town has to. What nobody keeps any more is
//! moved the same way, and may keep its time if somebody takes it then.
//!
//! The old time counts as free while a new one is looked for: five minutes later with the same person is a move, too. Where none
//! is free, somebody takes it beside everything else, as in `overbook`.

use chrono::NaiveDate;
use tenants::Visit;
use tenants::appointment::{Kept, StateName, Step};
use tenants::calendar::{Cell, OverbookRefused, Span, local_time};
use uuid::Uuid;

use super::appointment::{Known, appointment, promised};
use super::free::{next_times, somebody, visit_of};
use super::overbook::{Beside, kept_beside};
use crate::booking::retry::{Attempt, until_done};
use crate::booking::taken::Taken;
use crate::booking::wish;
use crate::db::TownTx;
use crate::db::appointments::{Appointment, NewTime};
use crate::db::notices::{Actor, Deed};
use crate::notices::Ways;
use crate::refusal::{Fault, Outcome};
use crate::web::desk::clerk::Clerk;

/// An appointment, and where it could move.
pub struct Movable {
    /// The appointment and its story.
    pub known: Known,
    /// Whether it can be moved at all.
    pub times: NewTimes,
}

/// Where an appointment could move.
pub enum NewTimes {
    /// To one of these; perhaps to none.
    Free(Vec<Cell>),
    /// The town does not settle this any more, so nobody can be looked for.
    Gone,
    /// It has begun or is over.
    NotNow,
}

/// When an appointment shall be instead, as the clerk chose it.
pub struct Wished<'a> {
    /// When, and with whom if that is not to be looked for.
    pub to: To<'a>,
    /// The revision she saw.
    pub seen: i32,
}

/// Which time an appointment shall have.
pub enum To<'a> {
    /// One that is free.
    Free {
        /// When, as it was proposed.
        at: &'a str,
        /// Why; stays in the house.
        reason: Option<&'a str>,
    },
    /// Any, beside everything else.
    Beside(Beside<'a>),
}

/// How moving ended. Only the first two have changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moving {
    /// It has the new time.
    Moved,
    /// Nobody kept it, and somebody does now, at its own time.
    Rescued {
        /// Its citizen thinks that it is off and hears no messages: she has to be called once more.
        untold: bool,
    },
    /// The appointment is no longer as the clerk saw it.
    ChangedMeanwhile,
    /// It has begun or is over.
    NotNow,
    /// Nobody is free at the new time.
    NotFree,
    /// Not even beside everything else.
    Refused(OverbookRefused),
    /// The new time is the old one.
    SameTime,
}

/// The appointment and the next free times for it, from a day on.
///
/// # Errors
/// `NotFound` if there is no such appointment in the clerk's departments.
pub async fn new_times(clerk: &Clerk, id: Uuid, from: Option<NaiveDate>) -> Outcome<Movable> {
    let known = appointment(clerk, id).await?;
    let tx = clerk.visitor.reading().await?;
    let one = &known.appointment;
    let times = match (one.state.name(), visit_of(&tx.town, one)) {
        (StateName::Booked | StateName::Displaced, Some(visit)) => {
            NewTimes::Free(next_times(clerk, &tx, &visit, from, one.state.kept()).await?)
        }
        (StateName::Booked | StateName::Displaced, None) => NewTimes::Gone,
        _ => NewTimes::NotNow,
    };
    Ok(Movable { known, times })
}

/// Moves it, if it is still at the revision the clerk saw.
///
/// # Errors
/// `NotFound` if there is no such appointment in the clerk's departments; what is wrong with the time.
pub async fn move_to(clerk: &Clerk, id: Uuid, wished: Wished<'_>) -> Outcome<Moving> {
    until_done(|| attempt(clerk, id, &wished)).await
}

async fn attempt(clerk: &Clerk, id: Uuid, wished: &Wished<'_>) -> Outcome<Attempt<Moving>> {
    let visitor = &clerk.visitor;
    let now = visitor.now;
    let tx = visitor.writing().await?;
    let town = tx.town.clone();
    let before = promised(clerk, &tx, id).await?;
    if before.revision != wished.seen {
        return Ok(Attempt::Done(Moving::ChangedMeanwhile));
    }
    if !matches!(before.state.name(), StateName::Booked | StateName::Displaced) {
        return Ok(Attempt::Done(Moving::NotNow));
    }
    let Some(visit) = visit_of(&town, &before) else {
        return Ok(Attempt::Done(Moving::NotFree));
    };
    let (first, reason) = match &wished.to {
        To::Free { at, reason } => (wish::start(&town, at)?, *reason),
        To::Beside(beside) => (beside.first, Some(beside.reason)),
    };
    let stays = first == before.span.first;
    if stays && before.state.name() == StateName::Booked {
        return Ok(Attempt::Done(Moving::SameTime));
    }
    let knows = tx.known_losses().await?.contains(&id);
    // What is kept for her while nobody keeps her appointment is hers to have.
    tx.end_offers(id).await?;
    let kept = match &wished.to {
        To::Free { .. } => keeper(clerk, &tx, &visit, first, &before)
            .await?
            .ok_or(Moving::NotFree),
        To::Beside(beside) => kept_beside(&town, &visit, beside, now).map_err(Moving::Refused),
    };
    let to = match kept {
        Ok(kept) => kept,
        Err(no) => return Ok(Attempt::Done(no)),
    };
    let after = before.state.step(Step::Move { to }, now);
    let after = after.map_err(|refused| Fault(Box::new(refused)))?;
    let time = NewTime {
        minutes: visit.minutes(),
        local_start: local_time::local(town.zone, first.start()).naive_local(),
        by_hold: None,
        offered_from: now,
    };
    let local_start = time.local_start;
    tx.release_claims(id).await?;
    if !tx.write_move(&before, after, time, now).await?
        || (!to.overbooked && !tx.claim(to.staff, to.span, id).await?)
    {
        return Ok(Attempt::Overtaken);
    }
    let by = Actor::Clerk(clerk.account.id);
    let (taken, moving) = if stays {
        let untold = knows && !Ways::of(&visitor.app.config, &town).reach(&before);
        let taken = Taken::new(&before, after, Deed::Reassigned, by).making_good(knows);
        (taken, Moving::Rescued { untold })
    } else {
        let taken = Taken::new(&before, after, Deed::Moved, by).moved_to(local_start);
        (taken, Moving::Moved)
    };
    taken
        .because(reason.map(str::to_owned))
        .record(visitor, &tx)
        .await?;
    tx.commit().await?;
    Ok(Attempt::Done(moving))
}

/// Who is free for it at another time, its own counted as free.
async fn keeper(
    clerk: &Clerk,
    tx: &TownTx,
    visit: &Visit,
    first: Cell,
    before: &Appointment,
) -> Outcome<Option<Kept>> {
    let span = Span {
        first,
        cells: visit.cells(),
    };
    tx.end_expired(span, clerk.visitor.now.timestamp_micros()).await?;
    let staff = somebody(clerk, tx, visit, span, before.state.kept()).await?;
    Ok(staff.map(|staff| Kept {
        staff,
        span,
        overbooked: false,
    }))
}
