//! Times that are kept for a citizen whose appointment nobody can keep: see them, take one, or ask for a call instead.

use chrono::{DateTime, Utc};
use tenants::appointment::{State, StateName};
use tenants::contact::Phone;
use tenants::notice::Kind;
use uuid::Uuid;
use wire::{AppointmentView, ProblemCode};

use super::{
    move_to::take_over,
    retry::{Attempt, until_done},
    secrets::fingerprint,
    view::{behind_link, tell},
};
use crate::notices::Ways;
use crate::{
    db::{
        appointments::Appointment,
        calls::{Call, Cause},
        notices::{Actor, Owed},
    },
    refusal::{Outcome, Trouble},
    web::visitor::Visitor,
};

/// What is done for a citizen whose appointment nobody can keep.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// Times kept for her, in order: the hold, when it begins, until when it is kept.
    pub times: Vec<(Uuid, DateTime<Utc>, DateTime<Utc>)>,
    /// The call she is owed.
    pub call: Option<Call>,
    /// Whether her number is known.
    pub has_phone: bool,
}

/// What is done for the citizen behind a private link; nothing unless nobody can keep her appointment.
///
/// # Errors
/// `NotFound` for a link that opens nothing.
pub async fn replacement(visitor: &Visitor, token: &str) -> Outcome<Option<Replacement>> {
    let tx = visitor.reading().await?;
    let (_, appointment) = behind_link(visitor, &tx, token).await?;
    if appointment.state.name() != StateName::Displaced {
        return Ok(None);
    }
    let held = tx
        .offers_to(appointment.id, visitor.now.timestamp_micros())
        .await?;
    let times = held.iter().filter_map(|hold| match hold.state {
        State::Held { kept, until, .. } => Some((hold.id, kept.span.first.start(), until)),
        _ => None,
    });
    Ok(Some(Replacement {
        times: times.collect(),
        call: tx.call(appointment.id).await?,
        has_phone: appointment.promise.is_some_and(|promise| promise.phone.is_some()),
    }))
}

/// Takes one of the times that are kept for her; the others are free again. Asking again changes nothing.
///
/// # Errors
/// `HoldExpired` if it is kept no longer, `NotChangeable` if her appointment has been settled otherwise.
pub async fn accept(visitor: &Visitor, token: &str, hold: Uuid) -> Outcome<AppointmentView> {
    until_done(|| attempt(visitor, token, hold)).await
}

async fn attempt(visitor: &Visitor, token: &str, hold: Uuid) -> Outcome<Attempt<AppointmentView>> {
    let tx = visitor.writing().await?;
    let (secret, appointment) = behind_link(visitor, &tx, token).await?;
    let mark = fingerprint(&hold);
    if appointment.moved_by.as_ref() == Some(&mark) {
        return Ok(Attempt::Done(tell(visitor, &tx, &secret, &appointment)?));
    }
    must_be_displaced(&appointment)?;
    let offered = tx
        .offers_to(appointment.id, visitor.now.timestamp_micros())
        .await?;
    let held = offered.into_iter().find(|offered| offered.id == hold);
    let held = held.ok_or(ProblemCode::HoldExpired)?;
    let Some(moved) = take_over(
        visitor,
        &tx,
        &appointment,
        &held,
        (&mark, Actor::Citizen, visitor.now),
    )
    .await?
    else {
        return Ok(Attempt::Overtaken);
    };
    let view = tell(visitor, &tx, &secret, &moved)?;
    tx.commit().await?;
    Ok(Attempt::Done(view))
}

/// Puts her on the call list; what was kept for her is free again, because none of it suits her. A number may be given
/// where none is known.
///
/// # Errors
/// What is wrong with the number, `NotChangeable` if her appointment has been settled otherwise.
pub async fn ask_for_call(visitor: &Visitor, token: &str, phone: &str) -> Outcome<()> {
    let tx = visitor.writing().await?;
    let (_, appointment) = behind_link(visitor, &tx, token).await?;
    must_be_displaced(&appointment)?;
    if appointment
        .promise
        .as_ref()
        .is_some_and(|promise| promise.phone.is_none())
    {
        let phone = Phone::parse(phone).map_err(|_| Trouble::field("phone", "field.phone"))?;
        tx.add_phone(&appointment, phone.as_str()).await?;
    }
    tx.end_offers(appointment.id).await?;
    tx.owe_call(appointment.id, Cause::Wished, visitor.now).await?;
    if Ways::of(&visitor.app.config, &tx.town).reach(&appointment) {
        let id = visitor.app.chance.uuid_v7(visitor.now);
        let owed = Owed::about(id, Kind::CallRequested, &appointment, visitor.now);
        tx.owe_once((appointment.id, appointment.revision), owed, visitor.now)
            .await?;
    }
    tx.commit().await
}

fn must_be_displaced(appointment: &Appointment) -> Outcome<()> {
    if appointment.state.name() == StateName::Displaced {
        return Ok(());
    }
    Err(ProblemCode::NotChangeable.into())
}
