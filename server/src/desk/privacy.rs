//! What is kept of one person across the town: found, told to her as a file, erased at her wish. A clerk ticks what is hers:
//! two people may bear one name.

use tenants::appointment::Party;
use uuid::Uuid;

use super::search::search;
use crate::booking::my_data::{erase_all, may_be_erased};
use crate::booking::retry::{Attempt, until_done};
use crate::db::TownTx;
use crate::db::appointments::Appointment;
use crate::db::erasing::Erasure;
use crate::db::records::Recorded;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// Earlier erasures that are shown.
const SHOWN: u32 = 20;

/// What an erasure did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// So many are gone.
    pub gone: usize,
    /// So many are needed today still.
    pub left: usize,
}

/// Appointments that fit what was typed, and whether each can be erased today.
///
/// # Errors
/// If the database cannot be read.
pub async fn people(clerk: &Clerk, typed: &str) -> Outcome<Vec<(Appointment, bool)>> {
    let found = search(clerk, typed).await?;
    let tx = clerk.visitor.reading().await?;
    Ok(found.into_iter().map(|one| judged(clerk, &tx, one)).collect())
}

/// The ticked ones among those of the clerk's departments, and whether each can be erased today.
///
/// # Errors
/// If the database cannot be read.
pub async fn ticked(clerk: &Clerk, ids: &[Uuid]) -> Outcome<Vec<(Appointment, bool)>> {
    let tx = clerk.visitor.reading().await?;
    let found = own(clerk, &tx, ids).await?;
    Ok(found.into_iter().map(|one| judged(clerk, &tx, one)).collect())
}

/// Everything about the ticked ones.
///
/// # Errors
/// If the database cannot be read.
pub async fn tell_all(clerk: &Clerk, ids: &[Uuid]) -> Outcome<Vec<Recorded>> {
    let tx = clerk.visitor.reading().await?;
    let own: Vec<_> = own(clerk, &tx, ids).await?.iter().map(|one| one.id).collect();
    tx.recorded(&own).await
}

/// Erases the ticked ones, all in one transaction, and writes down that it was done. Nothing tells of whom.
///
/// # Errors
/// If the database cannot be written.
pub async fn erase(clerk: &Clerk, ids: &[Uuid]) -> Outcome<Erased> {
    let erased = until_done(|| attempt(clerk, ids)).await?;
    clerk.visitor.app.db.empty_log_soon().await;
    Ok(erased)
}

async fn attempt(clerk: &Clerk, ids: &[Uuid]) -> Outcome<Attempt<Erased>> {
    let visitor = &clerk.visitor;
    let tx = visitor.writing().await?;
    let found = own(clerk, &tx, ids).await?;
    let (ready, needed): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|one| may_be_erased(visitor, &tx, one, Party::Town));
    let erased = Erased {
        gone: ready.len(),
        left: needed.len(),
    };
    if ready.is_empty() {
        return Ok(Attempt::Done(erased));
    }
    if !erase_all(visitor, &tx, &ready, Party::Town).await? {
        return Ok(Attempt::Overtaken);
    }
    tx.note_erasure(Some(clerk.account.id), ready.len() as u64, visitor.now)
        .await?;
    tx.commit().await?;
    Ok(Attempt::Done(erased))
}

/// The last erasures that somebody asked for.
///
/// # Errors
/// If the database cannot be read.
pub async fn past_erasures(clerk: &Clerk) -> Outcome<Vec<Erasure>> {
    clerk.visitor.reading().await?.erasures(SHOWN).await
}

/// Those that are there and of the clerk's departments, in the order in which every transaction takes rows.
async fn own(clerk: &Clerk, tx: &TownTx, ids: &[Uuid]) -> Outcome<Vec<Appointment>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let found = tx.these(&ids).await?.into_iter();
    let own = found.filter(|one| one.promise.is_some() && clerk.account.works_in(one.department));
    Ok(own.collect())
}

fn judged(clerk: &Clerk, tx: &TownTx, one: Appointment) -> (Appointment, bool) {
    let may_go = may_be_erased(&clerk.visitor, tx, &one, Party::Town);
    (one, may_go)
}
