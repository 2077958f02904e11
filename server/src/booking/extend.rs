//! The form takes longer.

use chrono::TimeDelta;
use tenants::appointment::Step;
use wire::{HoldView, ProblemCode};

use super::{
    retry::{Attempt, until_done},
    secrets::Secret,
};
use crate::{
    db::appointments::By,
    refusal::{Outcome, Trouble},
    web::visitor::Visitor,
};

/// Gives a running hold its full time again, once.
///
/// # Errors
/// If it is over, or was extended before.
pub async fn extend(visitor: &Visitor, hold: &str) -> Outcome<HoldView> {
    let secret = Secret::parse(hold).ok_or(ProblemCode::HoldExpired)?;
    until_done(|| attempt(visitor, &secret)).await
}

async fn attempt(visitor: &Visitor, secret: &Secret) -> Outcome<Attempt<HoldView>> {
    let tx = visitor.writing().await?;
    let held = tx
        .find(By::Hold(&secret.hash()))
        .await?
        .ok_or(ProblemCode::HoldExpired)?;
    let until = visitor.now + TimeDelta::minutes(tx.town.policy.hold_minutes.into());
    let after = held
        .state
        .step(Step::Extend { until }, visitor.now)
        .map_err(|refused| Trouble::of_hold(&refused))?;
    if !tx.extend(&held, after, visitor.now).await? {
        return Ok(Attempt::Overtaken);
    }
    let told = (held.local_start, held.minutes, &held.visit.place);
    let view = visitor.teller(&tx.town).hold(secret, &after, told, visitor.now);
    tx.commit().await?;
    Ok(Attempt::Done(view))
}
