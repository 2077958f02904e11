//! What is kept of one person across the town: found, told to her as a file, erased at her wish. A clerk ticks what is hers:
//! two people may bear one name.

use tenants::appointment::Party;
use uuid::Uuid;

use super::search::search;
use crate::booking::my_data::{erase_all, may_be_erased};
use crate::booking::retry::{Attempt, until_done};
use crate::db::TownTx;
use crate::db::appointments::Appointment;
use crate::db::earlier::{Person, Wish};
use crate::db::erasing::Erasure;
use crate::db::records::{Recorded, RecordedWish};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// Earlier erasures that are shown.
const SHOWN: u32 = 20;

/// What an erasure did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// So many appointments are gone.
    pub gone: usize,
    /// So many wishes on the list for earlier times, too.
    pub wishes: usize,
    /// So many are needed today still.
    pub left: usize,
}

/// What was found of a person.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Appointments, and whether each can be erased today.
    pub appointments: Vec<(Appointment, bool)>,
    /// Wishes of those who are on the list for earlier times without an appointment.
    pub wishes: Vec<Wish>,
}

/// What was ticked.
#[derive(Clone, Debug, Default)]
pub struct Ticked {
    /// Numbers of appointments.
    pub appointments: Vec<Uuid>,
    /// Numbers of wishes.
    pub wishes: Vec<Uuid>,
}

impl Ticked {
    /// Whether nothing was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.appointments.is_empty() && self.wishes.is_empty()
    }
}

/// What fits what was typed.
///
/// # Errors
/// If the database cannot be read.
pub async fn people(clerk: &Clerk, typed: &str) -> Outcome<People> {
    let found = search(clerk, typed).await?;
    let tx = clerk.visitor.reading().await?;
    let wishes = on_list(clerk, &tx).await?.into_iter();
    Ok(People {
        appointments: found.into_iter().map(|one| judged(clerk, &tx, one)).collect(),
        wishes: wishes
            .filter(|wish| wish.person.as_ref().is_some_and(|person| fits(person, typed)))
            .collect(),
    })
}

/// The ticked ones among those of the clerk's departments.
///
/// # Errors
/// If the database cannot be read.
pub async fn ticked(clerk: &Clerk, ticked: &Ticked) -> Outcome<People> {
    let tx = clerk.visitor.reading().await?;
    let found = own(clerk, &tx, &ticked.appointments).await?;
    Ok(People {
        appointments: found.into_iter().map(|one| judged(clerk, &tx, one)).collect(),
        wishes: own_wishes(clerk, &tx, &ticked.wishes).await?,
    })
}

/// Everything about the ticked ones.
///
/// # Errors
/// If the database cannot be read.
pub async fn tell_all(clerk: &Clerk, ticked: &Ticked) -> Outcome<(Vec<Recorded>, Vec<RecordedWish>)> {
    let tx = clerk.visitor.reading().await?;
    let own = own(clerk, &tx, &ticked.appointments).await?;
    let own: Vec<_> = own.iter().map(|one| one.id).collect();
    let wishes = own_wishes(clerk, &tx, &ticked.wishes).await?;
    Ok((tx.recorded(&own).await?, tx.recorded_wishes(wishes).await?))
}

/// Erases the ticked ones, all in one transaction, and writes down that it was done. Nothing tells of whom.
///
/// # Errors
/// If the database cannot be written.
pub async fn erase(clerk: &Clerk, ticked: &Ticked) -> Outcome<Erased> {
    let erased = until_done(|| attempt(clerk, ticked)).await?;
    clerk.visitor.app.db.empty_log_soon().await;
    Ok(erased)
}

async fn attempt(clerk: &Clerk, ticked: &Ticked) -> Outcome<Attempt<Erased>> {
    let visitor = &clerk.visitor;
    let tx = visitor.writing().await?;
    let found = own(clerk, &tx, &ticked.appointments).await?;
    let (ready, needed): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|one| may_be_erased(visitor, &tx, one, Party::Town));
    let wishes = own_wishes(clerk, &tx, &ticked.wishes).await?;
    let erased = Erased {
        gone: ready.len(),
        wishes: wishes.len(),
        left: needed.len(),
    };
    if ready.is_empty() && wishes.is_empty() {
        return Ok(Attempt::Done(erased));
    }
    if !erase_all(visitor, &tx, &ready, Party::Town).await? {
        return Ok(Attempt::Overtaken);
    }
    for wish in &wishes {
        if !tx.erase_wish(wish.id, visitor.now).await? {
            return Ok(Attempt::Overtaken);
        }
    }
    let gone = (erased.gone + erased.wishes) as u64;
    tx.note_erasure(Some(clerk.account.id), gone, visitor.now).await?;
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

/// Those who wait without an appointment, of the clerk's departments.
async fn on_list(clerk: &Clerk, tx: &TownTx) -> Outcome<Vec<Wish>> {
    let wishes = tx.wishes().await?.into_iter();
    let own = wishes.filter(|wish| wish.person.is_some() && clerk.account.works_in(wish.department));
    Ok(own.collect())
}

async fn own_wishes(clerk: &Clerk, tx: &TownTx, ids: &[Uuid]) -> Outcome<Vec<Wish>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wishes = on_list(clerk, tx).await?.into_iter();
    Ok(wishes.filter(|wish| ids.contains(&wish.id)).collect())
}

/// Whether what was typed is in her name, her address or her number.
fn fits(person: &Person, typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    if typed.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
        return false;
    }
    let email = person.email.as_deref().unwrap_or_default().to_lowercase();
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_number = digits.len() >= 4 && !typed.chars().any(char::is_alphabetic);
    let number = digits.trim_start_matches("49").trim_start_matches('0');
    person.name.to_lowercase().contains(&typed)
        || typed.contains('@') && email.contains(&typed)
        || is_number
            && person
                .phone
                .as_deref()
                .is_some_and(|phone| phone.contains(number))
}

fn judged(clerk: &Clerk, tx: &TownTx, one: Appointment) -> (Appointment, bool) {
    let may_go = may_be_erased(&clerk.visitor, tx, &one, Party::Town);
    (one, may_go)
}
