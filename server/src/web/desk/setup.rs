//! "Einrichtung": the overview of everything a town sets by itself.

use axum::http::StatusCode;
use axum::response::Response;
use tenants::calendar::local_time;
use tenants::readiness::lacking;

use super::answer;
use super::clerk::Clerk;
use crate::refusal::Outcome;
use crate::views::desk::setup::SetupPage;
pub(super) use crate::views::desk::setup::{PLACE, several};
use crate::views::pages::frame::Notice;

/// All of it, as far as it is hers.
pub async fn show(clerk: Clerk) -> Outcome<Response> {
    let today = local_time::date(clerk.town.zone, clerk.visitor.now);
    let page = SetupPage::new(&clerk.town, &clerk.account, &lacking(&clerk.town, today));
    answer::page(
        &clerk.visitor.app,
        StatusCode::OK,
        &clerk.frame("Einrichtung", PLACE),
        &page,
    )
}

/// What is told on a list after something in it was saved.
pub(super) fn saved(said: &str) -> Option<Notice> {
    (said == "ja").then(|| Notice::success("Gespeichert. Es gilt ab sofort."))
}

/// Of two who put a list in order, the second sees the first one's.
pub(super) fn order_changed() -> Notice {
    Notice::warning(
        "Inzwischen hat jemand anderes die Liste geändert, nichts ist gespeichert.",
        "Unten steht, wie sie jetzt ist. Bitte ordnen Sie noch einmal.",
    )
}
