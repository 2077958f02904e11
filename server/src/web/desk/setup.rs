//! "Einrichtung": the overview of everything a town sets by itself.

use axum::http::StatusCode;
use axum::response::Response;

use super::answer;
use super::clerk::Clerk;
use crate::refusal::Outcome;
use crate::views::desk::setup::{PLACE, SetupPage};

/// All of it, as far as it is hers.
pub async fn show(clerk: Clerk) -> Outcome<Response> {
    let page = SetupPage::new(&clerk.town, &clerk.account);
    answer::page(
        &clerk.visitor.app,
        StatusCode::OK,
        &clerk.frame("Einrichtung", PLACE),
        &page,
    )
}
