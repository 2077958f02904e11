//! "Zahlen": how many appointments there were, as pages and as a file, for leads.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use tenants::calendar::local_time;
use tenants::figures::{Period, Unit};

use super::answer;
use super::clerk::Clerk;
use crate::desk;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::day::typed_date;
use crate::views::desk::figures::{self, Asked, FiguresPage, PLACE, UNITS};
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::ValidQuery;

/// Letters that are read of what was typed.
const MOST_LETTERS: usize = 40;

/// Which period, and whose.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Query {
    zeitraum: String,
    datum: String,
    von: String,
    bis: String,
    amt: String,
}

/// The figures of a period.
pub async fn show(clerk: Clerk, ValidQuery(query): ValidQuery<Query>) -> Outcome<Response> {
    let page = page(&clerk, query).await?;
    let (status, notice) = if page.mistakes.is_empty() {
        (StatusCode::OK, None)
    } else {
        let told = Notice::mistakes(words("de"), page.mistakes.clone());
        (StatusCode::UNPROCESSABLE_ENTITY, Some(told))
    };
    let frame = clerk.frame("Zahlen", PLACE).with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// The same tables as a file for spreadsheets.
pub async fn file(clerk: Clerk, ValidQuery(query): ValidQuery<Query>) -> Outcome<Response> {
    let page = page(&clerk, query).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"zahlen.csv\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, figures::file(&page)?).into_response())
}

async fn page(clerk: &Clerk, query: Query) -> Outcome<FiguresPage> {
    let departments = desk::own_departments(&clerk.town, &clerk.account);
    let today = local_time::date(clerk.town.zone, clerk.visitor.now);
    let asked = query.asked();
    let read = period(&asked, today);
    let mistakes = read.as_ref().err().cloned().unwrap_or_default();
    let page = FiguresPage::asking(&clerk.town, &departments, asked, mistakes);
    let Ok(period) = read else {
        return Ok(page);
    };
    let named = Some(page.asked.amt.as_str()).filter(|slug| !slug.is_empty());
    let figures = desk::figures(clerk, period, named).await?;
    Ok(page.telling(&clerk.town, &departments, period, &figures))
}

/// The period that was asked for, or what of it cannot be read.
fn period(asked: &Asked, today: NaiveDate) -> Result<Period, Vec<Mistake>> {
    let mistake = |field: &str, text: &str| Mistake {
        field: field.to_owned(),
        text: text.to_owned(),
    };
    let unreadable = |field: &str| mistake(field, "Bitte geben Sie den Tag in der Form 26.11.2026 ein.");
    let unit = UNITS.iter().find(|(word, ..)| *word == asked.zeitraum);
    let unit = unit.map_or(Unit::Month, |(_, unit, _)| *unit);
    if unit == Unit::Span {
        let (from, until) = (typed_date(&asked.von, today), typed_date(&asked.bis, today));
        let (Some(from), Some(until)) = (from, until) else {
            let missing = [("von", from), ("bis", until)].into_iter();
            let missing = missing.filter(|(_, day)| day.is_none());
            return Err(missing.map(|(field, _)| unreadable(field)).collect());
        };
        let told = if until < from {
            "Dieser Tag liegt vor dem ersten. Bitte geben Sie ihn oder einen späteren ein."
        } else {
            "Mehr als zwei Jahre auf einmal werden nicht gezählt. Bitte wählen Sie einen kürzeren Zeitraum."
        };
        return Period::between(from, until).ok_or_else(|| vec![mistake("bis", told)]);
    }
    let day = if asked.datum.trim().is_empty() {
        Some(today)
    } else {
        typed_date(&asked.datum, today)
    };
    let period = day.and_then(|day| Period::around(unit, day));
    period.ok_or_else(|| vec![unreadable("datum")])
}

impl Query {
    fn asked(self) -> Asked {
        let short = |typed: String| typed.chars().take(MOST_LETTERS).collect();
        let known = UNITS.iter().any(|(word, ..)| *word == self.zeitraum);
        Asked {
            zeitraum: if known { self.zeitraum } else { "monat".to_owned() },
            datum: short(self.datum),
            von: short(self.von),
            bis: short(self.bis),
            amt: self.amt,
        }
    }
}
