//! The contract for programs: JSON under `/api/v1/towns/{town}`.
//!
//! Handlers read, call one use case and answer with its view. They decide nothing and know no database.

pub mod appointments;
pub mod availability;
pub mod holds;
pub mod town;

use axum::http::HeaderMap;

/// The key under which a client repeats a request, as it was sent. A key that is no text is none a client could mean.
fn idempotency_key(headers: &HeaderMap) -> Option<&str> {
    headers
        .get("idempotency-key")
        .map(|key| key.to_str().unwrap_or_default())
}
