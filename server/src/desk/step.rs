//! A clerk's steps with an appointment: she is there, it is done, nobody came, it is called off.

use tenants::appointment::{Party, Step};
use tenants::calendar::{LocalDay, local_time};
use uuid::Uuid;
use wire::ProblemCode;

use super::appointment::promised;
use crate::booking::taken::Taken;
use crate::db::notices::{Actor, Deed};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// What a clerk says happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// The citizen is there.
    Arrived,
    /// It is settled.
    Done,
    /// Nobody came.
    NoShow,
    /// The town calls it off.
    Cancelled,
    /// She really wants to come, although nobody has proved her address.
    Confirmed,
    /// "Is there", "did not come" was a slip of the hand.
    TakenBack,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stepped {
    /// It is so now.
    Done,
    /// The appointment is no longer as the clerk saw it; nothing was done.
    ChangedMeanwhile,
    /// This cannot follow on the state it is in; nothing was done.
    NotNow,
}

/// Takes a step with an appointment that is still at this revision. A reason is kept with it.
///
/// # Errors
/// `NotFound` if there is no such appointment in the clerk's departments.
pub async fn step(
    clerk: &Clerk,
    id: Uuid,
    seen: i32,
    said: Said,
    reason: Option<String>,
) -> Outcome<Stepped> {
    let visitor = &clerk.visitor;
    let now = visitor.now;
    let tx = visitor.writing().await?;
    let appointment = promised(clerk, &tx, id).await?;
    if appointment.revision != seen {
        return Ok(Stepped::ChangedMeanwhile);
    }
    let (step, deed) = match said {
        Said::Arrived => (Step::Arrive, Deed::Arrived),
        Said::Done => (Step::Finish, Deed::Done),
        Said::NoShow => (Step::MissOut, Deed::NoShow),
        Said::TakenBack => {
            let date = local_time::date(tx.town.zone, now);
            let today = LocalDay::of(tx.town.zone, date).ok_or(ProblemCode::NotFound)?;
            (Step::TakeBack { today }, Deed::Returned)
        }
        Said::Confirmed => (Step::Confirm, Deed::Booked),
        Said::Cancelled => (Step::Cancel { by: Party::Town }, Deed::Cancelled),
    };
    let Ok(after) = appointment.state.step(step, now) else {
        return Ok(Stepped::NotNow);
    };
    if !tx.write_state(&appointment, after, now).await? {
        return Ok(Stepped::ChangedMeanwhile);
    }
    if after.kept().is_none() {
        tx.release_claims(id).await?;
    }
    Taken::new(&appointment, after, deed, Actor::Clerk(clerk.account.id))
        .because(reason)
        .record(visitor, &tx)
        .await?;
    tx.commit().await?;
    Ok(Stepped::Done)
}
