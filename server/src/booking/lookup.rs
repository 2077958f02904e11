//! Find an appointment without its link.

use chrono::TimeDelta;
use subtle::ConstantTimeEq;
use tenants::reference::Reference;
use wire::{AppointmentView, LookupRequest, ProblemCode};

use super::{
    secrets::{Pin, Secret},
    view::tell,
};
use crate::{db::appointments::By, refusal::Outcome, web::visitor::Visitor};

/// Wrong PINs after which only the link opens an appointment.
const MOST_FAILURES: i32 = 5;
/// How long a lookup opens an appointment.
const OPEN_MINUTES: i64 = 30;

/// Opens an appointment to whoever knows its reference and PIN, for half an hour.
///
/// # Errors
/// `LookupRefused`, in the same words for an unknown reference, a wrong PIN and too many tries.
pub async fn lookup(visitor: &Visitor, request: LookupRequest) -> Outcome<AppointmentView> {
    let tx = visitor.writing().await?;
    let reference = Reference::parse(&request.reference)
        .map_err(|_| ProblemCode::LookupRefused)?
        .to_string();
    let pin = Pin::parse(&request.pin).ok_or(ProblemCode::LookupRefused)?;
    let found = tx
        .find(By::Reference(&reference))
        .await?
        .filter(|found| !found.has_lapsed(visitor.now))
        .ok_or(ProblemCode::LookupRefused)?;
    let promise = found.promise.as_ref().ok_or(ProblemCode::LookupRefused)?;
    let right: bool = pin.hash(&reference).ct_eq(&promise.pin_hash).into();
    if promise.pin_failures >= MOST_FAILURES {
        return Err(ProblemCode::LookupRefused.into());
    }
    if !right {
        tx.count_wrong_pin(&found).await?;
        tx.commit_quietly().await?;
        return Err(ProblemCode::LookupRefused.into());
    }
    let secret = Secret::drawn(visitor.app.chance.bytes());
    let until = visitor.now + TimeDelta::minutes(OPEN_MINUTES);
    tx.open_by_lookup(&found, secret.hash(), until.timestamp_micros())
        .await?;
    let mut view = tell(visitor, &tx, &secret, &found)?;
    pin.text().clone_into(&mut view.pin);
    tx.commit_quietly().await?;
    Ok(view)
}
