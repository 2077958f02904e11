//! See an appointment. Seeing changes nothing.

use wire::{AppointmentView, ProblemCode};

use super::secrets::Secret;
use crate::{
    db::{
        TownTx,
        appointments::{Appointment, By},
    },
    refusal::Outcome,
    web::visitor::Visitor,
};

/// The appointment behind a private link.
///
/// # Errors
/// `NotFound` for every link that opens nothing, whatever the reason.
pub async fn view(visitor: &Visitor, token: &str) -> Outcome<AppointmentView> {
    let tx = visitor.reading().await?;
    let (secret, appointment) = behind_link(visitor, &tx, token).await?;
    tell(visitor, &tx, &secret, &appointment)
}

/// Finds the appointment behind a private link or a lookup.
///
/// # Errors
/// `NotFound`, in the same words for every reason.
pub async fn behind_link(visitor: &Visitor, tx: &TownTx, token: &str) -> Outcome<(Secret, Appointment)> {
    let secret = Secret::parse(token).ok_or(ProblemCode::NotFound)?;
    let found = tx
        .find(By::Link(&secret.hash(), visitor.now.timestamp_micros()))
        .await?;
    let found = found.filter(|found| !found.has_lapsed(visitor.now));
    Ok((secret, found.ok_or(ProblemCode::NotFound)?))
}

/// Tells an appointment to whoever showed this secret.
///
/// # Errors
/// A fault if it was never promised to anybody.
pub fn tell(
    visitor: &Visitor,
    tx: &TownTx,
    secret: &Secret,
    appointment: &Appointment,
) -> Outcome<AppointmentView> {
    let public_url = &visitor.app.config.public_url;
    visitor
        .teller(&tx.town)
        .appointment(public_url, secret, appointment, visitor.now)
}
