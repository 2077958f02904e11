//! Whether this server lives, and whether it can work. For the operator's machinery, not for people.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use crate::app::App;

/// A database that takes longer than this to say that it is there is not there.
const PATIENCE: Duration = Duration::from_secs(2);

/// How the server is.
#[derive(Serialize)]
pub struct Health {
    state: &'static str,
}

/// Handler of `/health/live`: the process answers.
pub async fn live() -> Json<Health> {
    Json(Health { state: "alive" })
}

/// Handler of `/health/ready`: the database answers too.
pub async fn ready(State(app): State<App>) -> (StatusCode, Json<Health>) {
    match tokio::time::timeout(PATIENCE, app.db.ping()).await {
        Ok(Ok(())) => (StatusCode::OK, Json(Health { state: "ready" })),
        _ => (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(Health { state: "no database" }),
        ),
    }
}
