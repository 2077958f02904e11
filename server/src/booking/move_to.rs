//! Come at another time.

use chrono::{DateTime, Utc};
use tenants::appointment::{State, Step, UNDO};
use wire::{AppointmentView, MoveRequest, ProblemCode};

use super::{
    retry::{Attempt, until_done},
    secrets::Secret,
    taken::Taken,
    view::{behind_link, tell},
};
use crate::{
    db::{
        TownTx,
        appointments::{Appointment, By, NewTime},
        notices::{Actor, Deed},
    },
    refusal::{Outcome, Trouble},
    web::visitor::Visitor,
};

/// Moves the appointment behind a private link to the time of a hold. The old time is free at once; at no moment does
/// the citizen have neither. Asking again with the same hold gives the same answer.
///
/// # Errors
/// `NotChangeable` once the appointment is over or too near, `HoldExpired` if the hold is over.
pub async fn move_to(visitor: &Visitor, token: &str, request: MoveRequest) -> Outcome<AppointmentView> {
    let hold = Secret::parse(&request.hold).ok_or(ProblemCode::HoldExpired)?;
    until_done(|| attempt(visitor, token, &hold)).await
}

async fn attempt(visitor: &Visitor, token: &str, hold: &Secret) -> Outcome<Attempt<AppointmentView>> {
    let now = visitor.now;
    let tx = visitor.writing().await?;
    let (secret, appointment) = behind_link(visitor, &tx, token).await?;
    if appointment.moved_by.as_ref() == Some(&hold.hash()) {
        return Ok(Attempt::Done(tell(visitor, &tx, &secret, &appointment)?));
    }
    if !appointment.state.is_changeable(now, &tx.town.policy) {
        return Err(ProblemCode::NotChangeable.into());
    }
    let held = tx
        .find(By::Hold(&hold.hash()))
        .await?
        .ok_or(ProblemCode::HoldExpired)?;
    if !held.visit.is_same_visit(&appointment.visit) {
        return Err(Trouble::field("hold", "field.services"));
    }
    let quiet_until = match appointment.state {
        State::Booked { .. } => now + UNDO,
        _ => now,
    };
    let how = (&*hold.hash(), Actor::Citizen, quiet_until);
    let Some(moved) = take_over(visitor, &tx, &appointment, &held, how).await? else {
        return Ok(Attempt::Overtaken);
    };
    let view = tell(visitor, &tx, &secret, &moved)?;
    tx.commit().await?;
    Ok(Attempt::Done(view))
}

/// Gives an appointment the time of a hold, which is gone then. `mark` stays with the appointment and tells that this was
/// done; before `quiet_until` nobody is told, and nobody asked about the time it had. Nothing if somebody else was faster.
///
/// # Errors
/// `HoldExpired` if the hold is over, `NotChangeable` if the appointment cannot be moved.
pub async fn take_over(
    visitor: &Visitor,
    tx: &TownTx,
    appointment: &Appointment,
    held: &Appointment,
    (mark, by, quiet_until): (&[u8], Actor, DateTime<Utc>),
) -> Outcome<Option<Appointment>> {
    let now = visitor.now;
    let State::Held { kept, until, .. } = held.state else {
        return Err(ProblemCode::HoldExpired.into());
    };
    if until <= now {
        return Err(ProblemCode::HoldExpired.into());
    }
    let after = appointment
        .state
        .step(Step::Move { to: kept }, now)
        .map_err(|_| ProblemCode::NotChangeable)?;
    let time = NewTime {
        minutes: held.minutes,
        local_start: held.local_start,
        by_hold: Some(mark.to_vec()),
        offered_from: quiet_until,
    };
    tx.release_claims(appointment.id).await?;
    tx.hand_over_claims(held.id, appointment.id).await?;
    if !tx.end_hold(held).await? || !tx.write_move(appointment, after, time, now).await? {
        return Ok(None);
    }
    Taken::new(appointment, after, Deed::Moved, by)
        .moved_to(held.local_start)
        .told_from(quiet_until)
        .record(visitor, tx)
        .await?;
    Ok(Some(Appointment {
        state: after,
        span: kept.span,
        local_start: held.local_start,
        minutes: held.minutes,
        ..appointment.clone()
    }))
}
