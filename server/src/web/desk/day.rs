//! The day: today, or any other.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tenants::calendar::local_time;

use super::answer;
use super::clerk::Clerk;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::columns::raster;
use crate::views::desk::day::typed_date;
use crate::views::pages::frame::Notice;
use crate::web::input::ValidQuery;

/// Which day.
#[derive(Deserialize)]
pub struct Wanted {
    /// As typed; nothing: today.
    #[serde(default)]
    datum: String,
}

/// Today.
pub async fn today(clerk: Clerk) -> Outcome<Response> {
    show(clerk, ValidQuery(Wanted { datum: String::new() })).await
}

/// A day.
pub async fn show(clerk: Clerk, ValidQuery(wanted): ValidQuery<Wanted>) -> Outcome<Response> {
    let today = local_time::date(clerk.town.zone, clerk.visitor.now);
    let typed = typed_date(&wanted.datum, today);
    let misread = typed.is_none() && !wanted.datum.is_empty();
    let date = typed.unwrap_or(today);
    let notice = misread.then(|| {
        Notice::warning(
            "Dieses Datum war nicht zu lesen.",
            "Bitte geben Sie es in der Form 26.11. oder 26.11.2026 ein. Gezeigt wird heute.",
        )
    });
    let frame = clerk.frame(words("de").date(date), "tag").with_notice(notice);
    let (app, now) = (&clerk.visitor.app, clerk.visitor.now);
    let shared = app.shared_days.get(&clerk, date, &frame).await?;
    let page = shared.page.clone();
    let mut page = page.told_to(clerk.account.staff, &clerk.town, &shared.seen, now);
    if misread {
        page.misread = wanted.datum;
    }
    answer::page_around(app, &frame, &page, &shared.rest)
}

/// The sheet with every place in the columns.
pub async fn raster_sheet() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, raster()).into_response()
}
