//! The call list: a clerk takes an entry, calls, and says how it ended. Nobody else has the entry meanwhile.
//!
//! An entry ends with what was agreed on the phone: another time or none, by the same steps as for any appointment.

use chrono::TimeDelta;
use tenants::appointment::StateName;
use tenants::calendar::{Cell, Channel};
use uuid::Uuid;

use super::appointment::promised;
use super::free::visit_of;
use crate::calendar;
use crate::db::appointments::Appointment;
use crate::db::calls::{Cause, Tried};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// Minutes after which an entry that a clerk has taken is anybody's again: she was called away.
pub const KEPT_MINUTES: i64 = 30;

/// What a clerk does with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallStep {
    /// She is calling now.
    Take,
    /// She is not calling after all.
    PutBack,
    /// She has called.
    Tried(Tried),
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// It is so now.
    Done,
    /// A colleague has the entry; nothing was done.
    SomebodyElse,
    /// The appointment is settled; there is nothing to call about.
    Settled,
}

/// The free times nearest to the one that was promised, for whoever is on the phone.
///
/// # Errors
/// If the database cannot be read.
pub async fn suggestions(clerk: &Clerk, appointment: &Appointment) -> Outcome<Vec<Cell>> {
    let tx = clerk.visitor.reading().await?;
    // What is gone from the catalogue cannot be looked for.
    let Some(visit) = visit_of(&tx.town, appointment) else {
        return Ok(Vec::new());
    };
    let (wished, now) = (appointment.span.first, clerk.visitor.now);
    calendar::nearby(&tx, &visit, Channel::Desk, wished, now).await
}

/// Takes a step with the entry of a promise that nobody keeps.
///
/// # Errors
/// `NotFound` if there is no such appointment in the clerk's departments.
pub async fn call(clerk: &Clerk, id: Uuid, step: CallStep) -> Outcome<Called> {
    let (me, now) = (clerk.account.id, clerk.visitor.now);
    let tx = clerk.visitor.writing().await?;
    let appointment = promised(clerk, &tx, id).await?;
    if appointment.state.name() != StateName::Displaced {
        return Ok(Called::Settled);
    }
    let done = match step {
        CallStep::Take => {
            tx.owe_call(id, Cause::Silent, now).await?;
            tx.take_call(id, me, now, now - TimeDelta::minutes(KEPT_MINUTES))
                .await?
        }
        CallStep::PutBack => tx.put_back_call(id, me, None, now).await?,
        CallStep::Tried(tried) => tx.put_back_call(id, me, Some(tried), now).await?,
    };
    if !done {
        return Ok(Called::SomebodyElse);
    }
    tx.commit().await?;
    Ok(Called::Done)
}
