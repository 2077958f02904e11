//! Call an appointment off.

use tenants::appointment::{Party, State, StateName, Step, UNDO};
use wire::{AppointmentView, ProblemCode};

use super::{
    retry::{Attempt, until_done},
    taken::Taken,
    view::{behind_link, tell},
};
use crate::{
    db::notices::{Actor, Deed},
    refusal::Outcome,
    web::visitor::Visitor,
};

/// Cancels the appointment behind a private link. Its time is free at once, and nobody is told as long as she can take that back.
/// Cancelling again changes nothing. Of one whose address is not proved nothing is left.
///
/// # Errors
/// `NotChangeable` once it is over or too near.
pub async fn cancel(visitor: &Visitor, token: &str) -> Outcome<AppointmentView> {
    until_done(|| attempt(visitor, token)).await
}

async fn attempt(visitor: &Visitor, token: &str) -> Outcome<Attempt<AppointmentView>> {
    let tx = visitor.writing().await?;
    let (secret, mut appointment) = behind_link(visitor, &tx, token).await?;
    if appointment.state.name() == StateName::Cancelled {
        return Ok(Attempt::Done(tell(visitor, &tx, &secret, &appointment)?));
    }
    if appointment.state.name() == StateName::Pending {
        if !tx.end_hold(&appointment).await? {
            return Ok(Attempt::Overtaken);
        }
        appointment.state = State::Cancelled {
            by: Party::Citizen,
            at: visitor.now,
        };
        let view = tell(visitor, &tx, &secret, &appointment)?;
        tx.commit().await?;
        return Ok(Attempt::Done(view));
    }
    if !appointment.state.is_changeable(visitor.now, &tx.town.policy) {
        return Err(ProblemCode::NotChangeable.into());
    }
    let after = appointment
        .state
        .step(Step::Cancel { by: Party::Citizen }, visitor.now)
        .map_err(|_| ProblemCode::NotChangeable)?;
    if !tx.write_called_off(&appointment, after, visitor.now).await? {
        return Ok(Attempt::Overtaken);
    }
    tx.release_claims(appointment.id).await?;
    Taken::new(&appointment, after, Deed::Cancelled, Actor::Citizen)
        .told_from(visitor.now + UNDO)
        .record(visitor, &tx)
        .await?;
    appointment.state = after;
    let view = tell(visitor, &tx, &secret, &appointment)?;
    tx.commit().await?;
    Ok(Attempt::Done(view))
}
