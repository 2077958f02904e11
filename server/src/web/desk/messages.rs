//! Messages that nobody could deliver: sent once more, or settled.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::answer;
use super::clerk::Clerk;
use super::displaced::calls_page;
use crate::desk;
use crate::refusal::Outcome;
use crate::views::desk::frame::address;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath};

/// The message an address speaks of.
#[derive(Deserialize)]
pub struct OnePath {
    id: Uuid,
}

/// A step with it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    schritt: Word,
}

/// What can be done.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Erneut,
    Erledigt,
}

/// Takes a step with a message that could not be delivered.
pub async fn look_after(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidForm(form): ValidForm<Form>,
) -> Outcome<Response> {
    if desk::look_after(&clerk, path.id, form.schritt == Word::Erneut).await? {
        return Ok(answer::send_on(&address(&clerk.town.slug, "anrufliste")));
    }
    let text = "Die Liste unten ist auf dem neuen Stand.";
    let notice = Notice::warning("Um diese Nachricht hat sich inzwischen jemand gekümmert.", text);
    calls_page(&clerk, StatusCode::CONFLICT, Some(notice)).await
}
