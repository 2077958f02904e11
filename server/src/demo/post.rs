//! The postbox of the demo, as pages on the homepages' port: what citizens would read.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use chrono::TimeDelta;
use serde::Serialize;

use crate::app::App;
use crate::notices::postbox::{Kept, Postbox};
use crate::refusal::Outcome;

/// The page's own few rules.
const STYLE: &str = "body{margin:0;background:#f2f4f7;color:#171a1c;font:17px/1.5 'Fira Sans',Arial,sans-serif}
main{max-width:760px;margin:0 auto;padding:24px 16px}h1{font-size:28px}h2{margin:0 0 4px;font-size:20px}
article{margin:0 0 16px;padding:16px 20px;border-radius:6px;background:#fff}.meta{margin:0 0 12px;color:#4a5259;font-size:15px}
.empty{padding:16px 20px;border-radius:6px;background:#fff}pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}";

/// A message as the list shows it.
#[derive(Serialize)]
struct Line {
    id: String,
    is_short: bool,
    to: String,
    subject: String,
    at: String,
    text: String,
}

/// The postbox's pages.
pub fn routes(app: App, postbox: Postbox) -> Router {
    Router::new()
        .route("/post/", get(list))
        .route("/post/post.css", get(style))
        .route("/post/jetzt", post(deliver_now))
        .route("/post/{file}", get(one))
        .with_state((app, postbox))
}

async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css")], STYLE).into_response()
}

async fn list(State((app, postbox)): State<(App, Postbox)>) -> Outcome<Response> {
    let line = |kept: Kept| Line {
        id: kept.id.to_string(),
        is_short: kept.is_short,
        to: kept.to,
        subject: kept.subject,
        at: kept
            .at
            .with_timezone(&chrono_tz::Europe::Berlin)
            .format("%d.%m.%Y, %H:%M Uhr")
            .to_string(),
        text: kept.text,
    };
    let lines: Vec<_> = postbox.all().into_iter().map(line).collect();
    let page = app.templates.demo_post(&lines)?;
    Ok(html(page))
}

/// So far is delivered at once: the minutes in which a clerk may take everything back, not the days before a reminder.
const SOON: TimeDelta = TimeDelta::hours(1);

/// Has delivered what waits for a quiet time to be over.
async fn deliver_now(State((app, _)): State<(App, Postbox)>) -> Outcome<Response> {
    let now = app.clock.now();
    app.db.bring_errands_forward(now, now + SOON).await?;
    Ok(Redirect::to("/post/").into_response())
}

/// `ID.html` or `ID.eml`.
async fn one(State((_, postbox)): State<(App, Postbox)>, Path(file): Path<String>) -> Response {
    let (id, kind) = file.split_once('.').unwrap_or((&file, ""));
    let found = postbox.all().into_iter().find(|kept| kept.id.to_string() == id);
    match (found, kind) {
        (Some(kept), "html") => html(kept.html),
        (Some(kept), "eml") => ([(CONTENT_TYPE, "text/plain; charset=utf-8")], kept.source).into_response(),
        _ => (StatusCode::NOT_FOUND, "Diese Nachricht gibt es nicht.").into_response(),
    }
}

fn html(page: String) -> Response {
    (
        [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
        ],
        page,
    )
        .into_response()
}
