//! Whether this server lives, and whether it can work. For the operator's machinery, not for people.

use axum::Json;
use serde::Serialize;

/// How the server is.
#[derive(Serialize)]
pub struct Health {
    state: &'static str,
}

/// Handler of `/health/live`: the process answers.
pub async fn live() -> Json<Health> {
    Json(Health { state: "alive" })
}
