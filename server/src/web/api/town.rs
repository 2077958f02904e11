//! The town and what it offers.

use axum::Json;
use wire::{Problem, TownView};

use super::{InTown, Reader};
use crate::{booking, refusal::Outcome, web::visitor::Visitor};

/// The town: name, phone, languages, colours, departments and services.
#[utoipa::path(
    get,
    path = "/api/v1/towns/{town}",
    tag = "town",
    params(
        InTown, Reader,
    ),
    responses(
        (status = 200, body = TownView),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_town(visitor: Visitor) -> Outcome<Json<TownView>> {
    booking::catalog(&visitor).await.map(Json)
}
