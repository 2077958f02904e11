//! The contract for programs: JSON under `/api/v1/towns/{town}`.
//!
//! Handlers read, call one use case and answer with its view. They decide nothing and know no database.

pub mod appointments;
pub mod availability;
pub mod holds;
pub mod town;

use axum::http::HeaderMap;
use utoipa::IntoParams;

/// The part of the address that names the town, as `Visitor` reads it.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(
    dead_code,
    reason = "only its description is used, by the contract's document"
)]
struct InTown {
    /// Name of the town in addresses.
    town: String,
}

/// What a reader may ask of every answer, as `Visitor` reads it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only its description is used, by the contract's document"
)]
struct Reader {
    /// Language of texts in the answer, one of the town's.
    lang: Option<String>,
}

/// The key under which a client repeats a request, as it was sent. A key that is no text is none a client could mean.
fn idempotency_key(headers: &HeaderMap) -> Option<&str> {
    headers
        .get("idempotency-key")
        .map(|key| key.to_str().unwrap_or_default())
}
