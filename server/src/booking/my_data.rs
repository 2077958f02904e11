//! What is kept of an appointment: see what was sent, take everything along, have it erased.

use chrono::{DateTime, Utc};
use tenants::appointment::{Party, StateName, Step};
use tenants::calendar::{LocalDay, local_time};
use wire::{AppointmentView, ProblemCode};

use super::retry::{Attempt, until_done};
use super::view::{behind_link, tell};
use crate::db::TownTx;
use crate::db::appointments::Appointment;
use crate::db::records::{Recorded, ToldOf};
use crate::refusal::{Outcome, Trouble};
use crate::web::visitor::Visitor;

/// What was sent about the appointment behind a private link.
///
/// # Errors
/// `NotFound` for every link that opens nothing.
pub async fn sent(visitor: &Visitor, token: &str) -> Outcome<Vec<ToldOf>> {
    let tx = visitor.reading().await?;
    let (_, appointment) = behind_link(visitor, &tx, token).await?;
    let mut told = tx.told_about(&[appointment.id]).await?;
    Ok(told.remove(&appointment.id).unwrap_or_default())
}

/// Everything about the appointment behind a private link.
///
/// # Errors
/// `NotFound` for every link that opens nothing.
pub async fn my_data(visitor: &Visitor, token: &str) -> Outcome<Recorded> {
    let tx = visitor.reading().await?;
    let (_, appointment) = behind_link(visitor, &tx, token).await?;
    let recorded = tx.recorded(&[appointment.id]).await?.pop();
    recorded.ok_or_else(|| ProblemCode::NotFound.into())
}

/// The appointment behind a private link, whether it is still to come, and whether all of it may be erased now.
///
/// # Errors
/// `NotFound` for every link that opens nothing.
pub async fn erasable(visitor: &Visitor, token: &str) -> Outcome<(AppointmentView, bool, bool)> {
    let tx = visitor.reading().await?;
    let (secret, appointment) = behind_link(visitor, &tx, token).await?;
    let may_go = may_be_erased(visitor, &tx, &appointment, Party::Citizen);
    let view = tell(visitor, &tx, &secret, &appointment)?;
    Ok((view, is_to_be_called_off(&appointment, visitor.now), may_go))
}

/// Calls off what is to come, and erases everything about it at once. The link opens nothing afterwards.
///
/// # Errors
/// `NotChangeable` while its day needs it.
pub async fn erase(visitor: &Visitor, token: &str) -> Outcome<()> {
    until_done(|| attempt(visitor, token)).await?;
    visitor.app.db.empty_log_soon().await;
    Ok(())
}

async fn attempt(visitor: &Visitor, token: &str) -> Outcome<Attempt<()>> {
    let tx = visitor.writing().await?;
    let (_, appointment) = behind_link(visitor, &tx, token).await?;
    if !may_be_erased(visitor, &tx, &appointment, Party::Citizen) {
        return Err(ProblemCode::NotChangeable.into());
    }
    if !erase_all(visitor, &tx, &[appointment], Party::Citizen).await? {
        return Ok(Attempt::Overtaken);
    }
    tx.note_erasure(None, 1, visitor.now).await?;
    tx.commit().await?;
    Ok(Attempt::Done(()))
}

/// Whether all of an appointment may be erased now at the wish of its citizen, by herself or by the town for her.
#[must_use]
pub fn may_be_erased(visitor: &Visitor, tx: &TownTx, appointment: &Appointment, by: Party) -> bool {
    let today = LocalDay::of(tx.town.zone, local_time::date(tx.town.zone, visitor.now));
    today.is_some_and(|today| {
        let state = appointment.state;
        state.is_erasable(by, visitor.now, &tx.town.policy, &today)
    })
}

/// Erases appointments in the transaction of whoever asks; `false` if somebody else changed one meanwhile.
///
/// # Errors
/// If the database cannot be written.
pub async fn erase_all(visitor: &Visitor, tx: &TownTx, all: &[Appointment], by: Party) -> Outcome<bool> {
    for one in all {
        if is_to_be_called_off(one, visitor.now) {
            let off = one.state.step(Step::Cancel { by }, visitor.now);
            let off = off.map_err(|_| Trouble::from(ProblemCode::NotChangeable))?;
            if !tx.write_state(one, off, visitor.now).await? {
                return Ok(false);
            }
        }
    }
    let ids: Vec<_> = all.iter().map(|one| one.id).collect();
    Ok(tx.count_and_erase(&ids).await? == all.len() as u64)
}

/// Whether somebody expects its citizen, or looks for somebody who will. What is over counts as it was.
fn is_to_be_called_off(appointment: &Appointment, now: DateTime<Utc>) -> bool {
    match appointment.state.name() {
        StateName::Booked => appointment.span.first.start() > now,
        name => name == StateName::Displaced,
    }
}
