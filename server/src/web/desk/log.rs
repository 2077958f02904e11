//! "Protokoll": who changed what the town is, for administrators of the whole of it.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::Days;
use serde::Deserialize;
use tenants::calendar::local_time;
use wire::ProblemCode;

use super::answer;
use super::clerk::Clerk;
use crate::db::audit_reads::Sought;
use crate::desk;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::day::typed_date;
use crate::views::desk::log::{CHANGES, EntryPage, KINDS, LogPage, Typed, verified};
use crate::views::desk::setup;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidPath, ValidQuery};

/// Letters that are read of what was typed.
const MOST_LETTERS: usize = 80;

/// A search, and from before which number on it is shown.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Query {
    q: String,
    person: String,
    bereich: String,
    art: String,
    von: String,
    bis: String,
    vor: String,
}

/// The entry an address speaks of.
#[derive(Deserialize)]
pub struct EntryPath {
    number: String,
}

/// What is found.
pub async fn show(clerk: Clerk, ValidQuery(query): ValidQuery<Query>) -> Outcome<Response> {
    page(&clerk, query, None).await
}

/// Looks whether the log is as it was written.
pub async fn verify(clerk: Clerk) -> Outcome<Response> {
    if !clerk.account.decides_for_the_town() {
        return Ok(answer::not_allowed(&clerk));
    }
    let found = desk::verify_log(&clerk).await?;
    page(&clerk, Query::default(), Some(verified(&found))).await
}

/// One entry with everything it says.
pub async fn entry(clerk: Clerk, ValidPath(path): ValidPath<EntryPath>) -> Outcome<Response> {
    if !clerk.account.decides_for_the_town() {
        return Ok(answer::not_allowed(&clerk));
    }
    let number = path.number.parse().map_err(|_| ProblemCode::NotFound)?;
    let entry = desk::logged(&clerk, number).await?.ok_or(ProblemCode::NotFound)?;
    let frame = clerk.frame(format!("Protokoll: Eintrag {number}"), setup::PLACE);
    let page = EntryPage::new(&clerk.town, &entry);
    answer::page(&clerk.visitor.app, StatusCode::OK, &frame, &page)
}

async fn page(clerk: &Clerk, query: Query, notice: Option<Notice>) -> Outcome<Response> {
    if !clerk.account.decides_for_the_town() {
        return Ok(answer::not_allowed(clerk));
    }
    let (sought, mistakes) = query.read(clerk);
    let before = sought.before;
    let found = if mistakes.is_empty() {
        desk::log(clerk, &sought).await?
    } else {
        desk::Log::default()
    };
    let mut page = LogPage::new(&clerk.town, query.typed(), before, &found);
    page.mistakes.clone_from(&mistakes);
    let (status, notice) = if mistakes.is_empty() {
        (StatusCode::OK, notice)
    } else {
        let told = Notice::mistakes(words("de"), mistakes);
        (StatusCode::UNPROCESSABLE_ENTITY, Some(told))
    };
    let frame = clerk.frame("Protokoll", setup::PLACE).with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

impl Query {
    /// What is sought, and what of it cannot be read.
    fn read(&self, clerk: &Clerk) -> (Sought, Vec<Mistake>) {
        let town = &clerk.town;
        let today = local_time::date(town.zone, clerk.visitor.now);
        let mut mistakes = Vec::new();
        let mut day = |field: &str, typed: &str| {
            let read = typed_date(typed, today);
            if read.is_none() && !typed.trim().is_empty() {
                mistakes.push(Mistake {
                    field: field.to_owned(),
                    text: "Bitte geben Sie den Tag in der Form 26.11.2026 ein.".to_owned(),
                });
            }
            read
        };
        let from = day("von", &self.von);
        let until = day("bis", &self.bis);
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            mistakes.push(Mistake {
                field: "bis".to_owned(),
                text: "Dieser Tag liegt vor dem ersten. Bitte geben Sie ihn oder einen späteren ein."
                    .to_owned(),
            });
        }
        let after = until.and_then(|day| day.checked_add_days(Days::new(1)));
        let kind = KINDS.iter().find(|(word, ..)| *word == self.bereich);
        let change = CHANGES.iter().find(|(word, _)| *word == self.art);
        let sought = Sought {
            words: desk::words_of(town, &short(&self.q)),
            who: short(&self.person)
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            kind: kind.map_or("", |(_, beginning, _)| beginning),
            change: change.map(|(_, change)| *change),
            from: from.map(|day| desk::beginning_of(town, day)),
            until: after.map(|day| desk::beginning_of(town, day)),
            before: self.vor.parse().ok(),
        };
        (sought, mistakes)
    }

    fn typed(self) -> Typed {
        Typed {
            q: short(&self.q),
            person: short(&self.person),
            bereich: self.bereich,
            art: self.art,
            von: short(&self.von),
            bis: short(&self.bis),
        }
    }
}

fn short(typed: &str) -> String {
    typed
        .chars()
        .take(MOST_LETTERS)
        .filter(|sign| *sign != '\0')
        .collect()
}
