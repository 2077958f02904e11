//! The day: today, or any other.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tenants::calendar::local_time;

use super::answer;
use super::clerk::Clerk;
use crate::desk;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::columns::raster;
use crate::views::desk::day::{DayPage, typed_date};
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
    let seen = desk::day(&clerk, date).await?;
    let mut page = DayPage::new(&clerk.town, &seen, clerk.visitor.now);
    let notice = misread.then(|| {
        Notice::warning(
            "Dieses Datum war nicht zu lesen.",
            "Bitte geben Sie es in der Form 26.11. oder 26.11.2026 ein. Gezeigt wird heute.",
        )
    });
    if misread {
        page.misread = wanted.datum;
    }
    let frame = clerk.frame(words("de").date(date), "tag").with_notice(notice);
    answer::page(&clerk.visitor.app, StatusCode::OK, &frame, &page)
}

/// The sheet with every place in the columns.
pub async fn raster_sheet() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, raster()).into_response()
}
