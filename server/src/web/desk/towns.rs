//! "Kommunen": the towns of the installation, for the operator's people.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::answer;
use super::clerk::Clerk;
use crate::operator;
use crate::refusal::Outcome;
use crate::views::desk::frame::TOWNS;
use crate::views::desk::towns::TownsPage;
use crate::web::input::ValidQuery;

/// What is looked for, and from where on in the list.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    q: String,
    #[serde(default)]
    ab: usize,
}

/// One page of them.
pub async fn show(clerk: Clerk, ValidQuery(wanted): ValidQuery<Wanted>) -> Outcome<Response> {
    let app = &clerk.visitor.app;
    let towns = operator::towns(&app.db, &wanted.q, wanted.ab, clerk.visitor.now).await?;
    let page = TownsPage::new(&clerk.town, wanted.q, &towns);
    answer::page(app, StatusCode::OK, &clerk.frame("Kommunen", TOWNS), &page)
}
