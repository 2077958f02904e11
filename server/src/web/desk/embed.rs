//! "Einbinden": the snippet for homepages, and what it shows.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tenants::Town;

use super::answer;
use super::clerk::Clerk;
use super::setup::PLACE as SETUP;
use crate::refusal::Outcome;
use crate::views::desk::embed::{EmbedPage, Options, PLUGIN, plugin};
use crate::web::input::ValidQuery;

/// What was chosen.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
pub struct EmbedQuery {
    amt: String,
    dienstleistung: String,
    sprache: String,
    ebene: String,
}

impl EmbedQuery {
    /// What is there of it: an old address may speak of what is gone.
    fn options(self, town: &Town) -> Options {
        let department = town.departments.iter().any(|one| one.slug == self.amt);
        let mut services = town.departments.iter().flat_map(|one| &one.services);
        let service = services.any(|one| one.facts.slug == self.dienstleistung);
        let language = town.languages.contains(&self.sprache);
        let level = matches!(self.ebene.as_str(), "3" | "4");
        let known = |is_known: bool, text: String| if is_known { text } else { String::new() };
        Options {
            department: known(department, self.amt),
            service: known(service, self.dienstleistung),
            language: known(language, self.sprache),
            level: known(level, self.ebene),
        }
    }
}

/// The snippet, and the booking as it would appear.
pub async fn show(clerk: Clerk, ValidQuery(query): ValidQuery<EmbedQuery>) -> Outcome<Response> {
    let app = &clerk.visitor.app;
    let page = EmbedPage::new(&clerk.town, &app.config.base_url(), &query.options(&clerk.town));
    answer::page(app, StatusCode::OK, &clerk.frame("Einbinden", SETUP), &page)
}

/// The WordPress plugin, with the address of this server in it.
pub async fn download_plugin(clerk: Clerk) -> Response {
    let file = plugin(&clerk.visitor.app.config.base_url());
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{PLUGIN}\"")),
    ];
    (headers, file).into_response()
}
