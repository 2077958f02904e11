//! Promises without a person: the list, and looking once more for somebody who can keep one.

use std::collections::BTreeMap;

use tenants::appointment::{StateName, Step};
use uuid::Uuid;

use super::appointment::promised;
use super::free::{somebody, visit_of};
use crate::booking::retry::{Attempt, until_done};
use crate::booking::taken::Taken;
use crate::db::appointments::Appointment;
use crate::db::calls::Call;
use crate::db::notices::{Actor, Deed};
use crate::db::offers::Offered;
use crate::notices::Ways;
use crate::refusal::{Fault, Outcome};
use crate::web::desk::clerk::Clerk;

/// How looking for somebody ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Somebody keeps it now, at the same time.
    Somebody,
    /// The same, but the citizen thinks that it is off and hears no messages: she has to be called once more.
    SomebodyUntold,
    /// Nobody who can do it is free then.
    Nobody,
    /// The appointment is no longer as the clerk saw it; nothing was done.
    ChangedMeanwhile,
}

/// A promise without a person, and what is done for its citizen.
pub struct Waiting {
    /// The promise.
    pub appointment: Appointment,
    /// Times kept for her, in order.
    pub offers: Vec<Offered>,
    /// The call she is owed.
    pub call: Option<Call>,
    /// What the clerk is called who is calling.
    pub caller: Option<String>,
}

impl Waiting {
    /// Whether only a call helps: it is owed, or nothing is kept for her any more.
    #[must_use]
    pub fn is_to_be_called(&self) -> bool {
        self.call.is_some() || self.offers.is_empty()
    }
}

/// Every promise of the clerk's departments that nobody keeps, the next one first.
///
/// # Errors
/// If the database cannot be read.
pub async fn displaced(clerk: &Clerk) -> Outcome<Vec<Waiting>> {
    let tx = clerk.visitor.reading().await?;
    let found = tx.displaced().await?;
    let offers = tx.offers(clerk.visitor.now.timestamp_micros()).await?;
    let calls: BTreeMap<_, _> = tx.calls().await?.into_iter().collect();
    let names = tx.accounts().await?.into_iter();
    let names: BTreeMap<_, _> = names.map(|account| (account.id, account.name)).collect();
    let own = found
        .into_iter()
        .filter(|one| clerk.account.works_in(one.department));
    let waiting = own.map(|appointment| {
        let call = calls.get(&appointment.id).cloned();
        let caller = call.as_ref().and_then(|call| call.taken).map(|(clerk, _)| clerk);
        Waiting {
            offers: offers
                .iter()
                .filter(|offered| offered.appointment == appointment.id)
                .copied()
                .collect(),
            caller: caller.and_then(|clerk| names.get(&clerk).cloned()),
            call,
            appointment,
        }
    });
    Ok(waiting.collect())
}

/// Gives a displaced appointment, still at this revision, to whoever is free by now.
///
/// # Errors
/// `NotFound` if there is no such appointment in the clerk's departments.
pub async fn look_again(clerk: &Clerk, id: Uuid, seen: i32) -> Outcome<Found> {
    until_done(|| attempt(clerk, id, seen)).await
}

async fn attempt(clerk: &Clerk, id: Uuid, seen: i32) -> Outcome<Attempt<Found>> {
    let visitor = &clerk.visitor;
    let (now, micros) = (visitor.now, visitor.now.timestamp_micros());
    let tx = visitor.writing().await?;
    let appointment = promised(clerk, &tx, id).await?;
    if appointment.revision != seen || appointment.state.name() != StateName::Displaced {
        return Ok(Attempt::Done(Found::ChangedMeanwhile));
    }
    let span = appointment.span;
    let to = match visit_of(&tx.town, &appointment) {
        Some(visit) => somebody(clerk, &tx, &visit, span, None).await?,
        None => None,
    };
    let Some(to) = to else {
        return Ok(Attempt::Done(Found::Nobody));
    };
    let after = appointment.state.step(Step::Reassign { to }, now);
    let after = after.map_err(|refused| Fault(Box::new(refused)))?;
    let knows = tx.known_losses().await?.contains(&id);
    tx.end_expired(span, micros).await?;
    if !tx.write_state(&appointment, after, now).await? || !tx.claim(to, span, id).await? {
        return Ok(Attempt::Overtaken);
    }
    Taken::new(
        &appointment,
        after,
        Deed::Reassigned,
        Actor::Clerk(clerk.account.id),
    )
    .making_good(knows)
    .record(visitor, &tx)
    .await?;
    let untold = knows && !Ways::of(&visitor.app.config, &tx.town).reach(&appointment);
    tx.commit().await?;
    let found = if untold {
        Found::SomebodyUntold
    } else {
        Found::Somebody
    };
    Ok(Attempt::Done(found))
}
