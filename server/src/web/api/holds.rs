//! Times kept while a form is filled in.

use axum::{
    Json,
    http::{HeaderMap, StatusCode},
};
use serde::Deserialize;
use wire::{HoldRequest, HoldView, Problem};

use super::{InTown, Reader, idempotency_key};
use crate::{
    booking,
    refusal::Outcome,
    web::{
        input::{ValidJson, ValidPath},
        visitor::Visitor,
    },
};

/// The hold an address speaks of.
#[derive(Deserialize)]
pub struct HoldPath {
    hold: String,
}

/// Keeps a time for some minutes.
#[utoipa::path(
    post,
    path = "/api/v1/towns/{town}/holds",
    tag = "booking",
    params(
        InTown, Reader,
        ("Idempotency-Key" = Option<String>, Header, description = "16 to 128 letters, digits, - and _ that nobody can guess; the same key and body get the same hold"),
    ),
    request_body = HoldRequest,
    responses(
        (status = 201, body = HoldView),
        (status = 409, description = "Taken meanwhile, with the nearest free times", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn create_hold(
    visitor: Visitor,
    headers: HeaderMap,
    ValidJson(request): ValidJson<HoldRequest>,
) -> Outcome<(StatusCode, Json<HoldView>)> {
    let held = booking::hold(&visitor, request, idempotency_key(&headers)).await?;
    Ok((StatusCode::CREATED, Json(held)))
}

/// Gives a hold its full time again, once.
#[utoipa::path(
    post,
    path = "/api/v1/towns/{town}/holds/{hold}/extend",
    tag = "booking",
    params(
        InTown,
        ("hold" = String, Path, description = "Secret of the hold"),
        Reader,
    ),
    responses(
        (status = 200, body = HoldView),
        (status = 410, description = "The hold is over", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn extend_hold(visitor: Visitor, ValidPath(path): ValidPath<HoldPath>) -> Outcome<Json<HoldView>> {
    booking::extend(&visitor, &path.hold).await.map(Json)
}

/// Gives a held time back. A hold that is over or unknown is answered alike.
#[utoipa::path(
    delete,
    path = "/api/v1/towns/{town}/holds/{hold}",
    tag = "booking",
    params(
        InTown,
        ("hold" = String, Path, description = "Secret of the hold"),
    ),
    responses(
        (status = 204, description = "It is not held any more"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn release_hold(visitor: Visitor, ValidPath(path): ValidPath<HoldPath>) -> Outcome<StatusCode> {
    booking::release(&visitor, &path.hold).await?;
    Ok(StatusCode::NO_CONTENT)
}
