//! Addresses for machines that carry our messages: what has become of them. Each asks for a secret, and tells nothing.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;
use url::form_urlencoded;
use wire::ProblemCode;

use crate::app::App;
use crate::notices::name::Name;
use crate::notices::{self, Fate, number_at};
use crate::refusal::Outcome;

/// What the address says besides the secret.
#[derive(Deserialize)]
pub struct About {
    #[serde(default)]
    id: String,
}

/// A gateway reports on a short message.
pub async fn sms(
    State(app): State<App>,
    Path(secret): Path<String>,
    Query(about): Query<About>,
    body: Bytes,
) -> Outcome<StatusCode> {
    if !same(&secret, &app.key.hook().text()) {
        return Err(ProblemCode::NotFound.into());
    }
    let state = state_in(&body, &app.config.sms.report_state);
    let (Ok(name), Some(state)) = (about.id.parse::<Name>(), state) else {
        return Err(ProblemCode::InvalidInput.into());
    };
    let config = &app.config.sms;
    let is = |states: &[String]| states.iter().any(|one| one.eq_ignore_ascii_case(&state));
    // Anything else tells how far it has come.
    if is(&config.delivered) {
        notices::reported(&app, name, Fate::Arrived, &state).await?;
    } else if is(&config.failed) {
        notices::reported(&app, name, Fate::Lost, &state).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// A mail server hands in what came back.
pub async fn bounces(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Outcome<StatusCode> {
    let secret = app.config.mail.bounce_secret.reveal();
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    if secret.is_empty() || !same(shown, secret) {
        return Err(ProblemCode::NotFound.into());
    }
    if notices::came_back(&app, &body).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ProblemCode::InvalidInput.into())
    }
}

/// Compares without telling by its time how much was right.
fn same(shown: &str, secret: &str) -> bool {
    shown.as_bytes().ct_eq(secret.as_bytes()).into()
}

/// The state in a report, a JSON document or a form.
fn state_in(body: &[u8], pointer: &str) -> Option<String> {
    number_at(body, pointer).or_else(|| {
        let field = pointer.trim_start_matches('/');
        let mut fields = form_urlencoded::parse(body);
        let found = fields.find(|(name, _)| name == field)?.1.into_owned();
        (1..=100).contains(&found.len()).then_some(found)
    })
}
