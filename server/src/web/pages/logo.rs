//! A town's logo.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use wire::ProblemCode;

use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// The picture. Its address changes with it, so it may be kept.
pub async fn show(visitor: Visitor) -> Outcome<Response> {
    let town = visitor.reading().await?.town.clone();
    let logo = town.logo.as_ref().ok_or(ProblemCode::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, logo.png()).into_response())
}
