//! The week of a department.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::calendar::local_time;

use super::answer;
use super::clerk::Clerk;
use crate::desk;
use crate::refusal::Outcome;
use crate::views::desk::day::typed_date;
use crate::views::desk::week::WeekPage;
use crate::views::pages::frame::Notice;
use crate::web::input::ValidQuery;

/// Which week, and whose.
#[derive(Deserialize)]
pub struct Wanted {
    /// A day of the week, as typed; nothing: today.
    #[serde(default)]
    datum: String,
    /// Name of the department in addresses; nothing: the clerk's own.
    #[serde(default)]
    amt: String,
}

/// A week.
pub async fn show(clerk: Clerk, ValidQuery(wanted): ValidQuery<Wanted>) -> Outcome<Response> {
    let now = clerk.visitor.now;
    let today = local_time::date(clerk.town.zone, now);
    let typed = typed_date(&wanted.datum, today);
    let misread = typed.is_none() && !wanted.datum.is_empty();
    let named = (!wanted.amt.is_empty()).then_some(wanted.amt.as_str());
    let week = desk::week(&clerk, typed.unwrap_or(today), named).await?;
    let mut page = WeekPage::new(&clerk.town, &week, now);
    let notice = misread.then(|| {
        Notice::warning(
            "Dieses Datum war nicht zu lesen.",
            "Bitte geben Sie einen Tag der Woche in der Form 26.11. oder 26.11.2026 ein. Gezeigt wird diese Woche.",
        )
    });
    if misread {
        page.typed = wanted.datum;
        page.misread = true;
    }
    let frame = clerk.frame(page.heading.clone(), "woche").with_notice(notice);
    answer::page(&clerk.visitor.app, StatusCode::OK, &frame, &page)
}
