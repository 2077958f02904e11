//! "Protokoll": who changed what the town is, for whoever decides for the whole of it. Reading only.

use tenants::Town;
use tenants::calendar::local_time;

use crate::db::audit::{self, Entry, Verified};
use crate::db::audit_reads::{Sought, Word};
use crate::refusal::{Fault, Outcome};
use crate::web::desk::clerk::Clerk;

/// Entries on one page.
const ON_A_PAGE: usize = 25;

/// Words that are looked for at most.
const MOST_WORDS: usize = 8;

/// A page of the log.
#[derive(Default)]
pub struct Log {
    /// The latest first.
    pub entries: Vec<Entry>,
    /// Whether older ones follow.
    pub more: bool,
}

/// Entries that are sought.
///
/// # Errors
/// If the database cannot be read.
pub async fn log(clerk: &Clerk, sought: &Sought) -> Outcome<Log> {
    let most = u32::try_from(ON_A_PAGE + 1).unwrap_or(u32::MAX);
    let mut entries = clerk.visitor.reading().await?.audit_sought(sought, most).await?;
    let more = entries.len() > ON_A_PAGE;
    entries.truncate(ON_A_PAGE);
    Ok(Log { entries, more })
}

/// The entry with this number, if there is one.
///
/// # Errors
/// If the database cannot be read.
pub async fn logged(clerk: &Clerk, number: i64) -> Outcome<Option<Entry>> {
    clerk.visitor.reading().await?.audit_entry(number).await
}

/// Looks whether every entry is as it was written.
///
/// # Errors
/// If the database cannot be read.
pub async fn verify_log(clerk: &Clerk) -> Outcome<Verified> {
    let found = audit::verify(&clerk.visitor.app.db, &clerk.town.slug).await?;
    found.ok_or_else(|| Fault::because("a town whose clerk is here is gone").into())
}

/// What was typed, word by word, each with the parts of the town that are called so.
#[must_use]
pub fn words_of(town: &Town, typed: &str) -> Vec<Word> {
    let words = typed.split_whitespace().take(MOST_WORDS);
    let word = |typed: &str| Word {
        typed: typed.to_owned(),
        parts: parts_called(town, &typed.to_lowercase()),
    };
    words.map(word).collect()
}

fn parts_called(town: &Town, small: &str) -> Vec<String> {
    let has = |name: &str| name.to_lowercase().contains(small);
    let mut parts = Vec::new();
    for department in &town.departments {
        if has(department.name.in_language("de")) {
            let slug = &department.slug;
            parts.extend([format!("department {slug}"), format!("closures of {slug}")]);
        }
        let services = department.services.iter();
        let called = services.filter(|one| has(one.facts.name.in_language("de")));
        parts.extend(called.map(|one| format!("service {}", one.facts.slug)));
        for person in department.staff.iter().filter(|one| has(&one.name)) {
            let slug = &person.slug;
            parts.extend([format!("staff member {slug}"), format!("absences of {slug}")]);
        }
    }
    // A word that every part has in its name says nothing: then its own text decides.
    parts.truncate(200);
    parts
}

/// When a day of the town begins.
#[must_use]
pub fn beginning_of(town: &Town, day: chrono::NaiveDate) -> chrono::DateTime<chrono::Utc> {
    local_time::bound(town.zone, day.and_time(chrono::NaiveTime::MIN))
}
