//! A colleague's appointments in her own calendar: the page on which she gets its address, and what the address leads to.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::answer;
use super::clerk::Clerk;
use crate::desk;
use crate::refusal::Outcome;
use crate::views::desk::feed::{FeedPage, calendar};
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath};
use crate::web::visitor::Visitor;

/// What to do with the address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    schritt: Word,
}

/// It is made, in the place of an earlier one, or given up.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Erzeugen,
    Beenden,
}

/// Tells whether there is an address.
pub async fn show(clerk: Clerk) -> Outcome<Response> {
    page(&clerk, None, String::new()).await
}

/// Makes an address and shows it, once; or gives it up.
pub async fn change(clerk: Clerk, ValidForm(form): ValidForm<Form>) -> Outcome<Response> {
    match form.schritt {
        Word::Erzeugen => {
            let secret = desk::make_feed(&clerk).await?.text();
            let base = clerk.visitor.app.config.base_url();
            let url = format!("{base}/desk/{}/kalender/{secret}", clerk.town.slug);
            page(&clerk, None, url).await
        }
        Word::Beenden => {
            desk::end_feed(&clerk).await?;
            let done = Notice::success("Die Adresse führt nirgendwohin mehr.");
            page(&clerk, Some(done), String::new()).await
        }
    }
}

async fn page(clerk: &Clerk, notice: Option<Notice>, url: String) -> Outcome<Response> {
    let since = desk::feed_since(clerk).await?;
    let page = FeedPage::new(&clerk.town, &clerk.account, since, url);
    let frame = clerk.frame("Mein Kalender", "konto").with_notice(notice);
    answer::page(&clerk.visitor.app, StatusCode::OK, &frame, &page)
}

/// The secret in the address.
#[derive(Deserialize)]
pub struct FeedPath {
    secret: String,
}

/// The calendar itself, for a program that has only the address.
pub async fn subscribed(visitor: Visitor, ValidPath(path): ValidPath<FeedPath>) -> Outcome<Response> {
    let feed = desk::feed(&visitor, &path.secret).await?;
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, calendar(&feed, visitor.now)).into_response())
}
