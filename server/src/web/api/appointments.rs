//! Appointments of those who know their secret.

use axum::{
    Json,
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::IntoResponse,
};
use serde::Deserialize;
use wire::{AppointmentView, ConfirmRequest, LookupRequest, MoveRequest, Problem};

use super::{InTown, Reader, idempotency_key};
use crate::{
    booking,
    refusal::Outcome,
    web::{
        input::{ValidJson, ValidPath},
        visitor::Visitor,
    },
};

/// The appointment an address speaks of.
#[derive(Deserialize)]
pub struct TokenPath {
    token: String,
}

/// Turns a hold into an appointment.
#[utoipa::path(
    post,
    path = "/api/v1/towns/{town}/appointments",
    tag = "booking",
    params(
        InTown, Reader,
        ("Idempotency-Key" = Option<String>, Header, description = "16 to 128 letters, digits, - and _; the same key and body get the same appointment"),
    ),
    request_body = ConfirmRequest,
    responses(
        (status = 201, body = AppointmentView),
        (status = 410, description = "The hold is over", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn confirm_appointment(
    visitor: Visitor,
    headers: HeaderMap,
    ValidJson(request): ValidJson<ConfirmRequest>,
) -> Outcome<(StatusCode, Json<AppointmentView>)> {
    let booked = booking::confirm(&visitor, request, idempotency_key(&headers)).await?;
    Ok((StatusCode::CREATED, Json(booked)))
}

/// Shows an appointment. Changes nothing.
#[utoipa::path(
    get,
    path = "/api/v1/towns/{town}/appointments/{token}",
    tag = "appointment",
    params(
        InTown,
        ("token" = String, Path, description = "Secret of the private link"),
        Reader,
    ),
    responses(
        (status = 200, body = AppointmentView),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_appointment(
    visitor: Visitor,
    ValidPath(path): ValidPath<TokenPath>,
) -> Outcome<Json<AppointmentView>> {
    booking::view(&visitor, &path.token).await.map(Json)
}

/// The appointment as a calendar file (RFC 5545).
#[utoipa::path(
    get,
    path = "/api/v1/towns/{town}/appointments/{token}/calendar.ics",
    tag = "appointment",
    params(
        InTown,
        ("token" = String, Path, description = "Secret of the private link"),
        Reader,
    ),
    responses(
        (status = 200, description = "The calendar file", body = String, content_type = "text/calendar"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_calendar_file(
    visitor: Visitor,
    ValidPath(path): ValidPath<TokenPath>,
) -> Outcome<impl IntoResponse> {
    let file = booking::calendar_file(&visitor, &path.token).await?;
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"termin.ics\""),
    ];
    Ok((headers, file))
}

/// Calls an appointment off. Its time is free at once.
#[utoipa::path(
    post,
    path = "/api/v1/towns/{town}/appointments/{token}/cancel",
    tag = "appointment",
    params(
        InTown,
        ("token" = String, Path, description = "Secret of the private link"),
        Reader,
    ),
    responses(
        (status = 200, body = AppointmentView),
        (status = 409, description = "Too late, or over", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn cancel_appointment(
    visitor: Visitor,
    ValidPath(path): ValidPath<TokenPath>,
) -> Outcome<Json<AppointmentView>> {
    booking::cancel(&visitor, &path.token).await.map(Json)
}

/// Moves an appointment to the time of a hold for the same visit.
#[utoipa::path(
    post,
    path = "/api/v1/towns/{town}/appointments/{token}/move",
    tag = "appointment",
    params(
        InTown,
        ("token" = String, Path, description = "Secret of the private link"),
        Reader,
    ),
    request_body = MoveRequest,
    responses(
        (status = 200, body = AppointmentView),
        (status = 410, description = "The hold is over", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn move_appointment(
    visitor: Visitor,
    ValidPath(path): ValidPath<TokenPath>,
    ValidJson(request): ValidJson<MoveRequest>,
) -> Outcome<Json<AppointmentView>> {
    booking::move_to(&visitor, &path.token, request).await.map(Json)
}

/// Finds an appointment by reference and PIN. The secret in the answer is good for half an hour.
#[utoipa::path(
    post,
    path = "/api/v1/towns/{town}/appointments/lookup",
    tag = "appointment",
    params(
        InTown, Reader,
    ),
    request_body = LookupRequest,
    responses(
        (status = 200, body = AppointmentView),
        (status = 404, description = "No such appointment, wrong PIN or too many tries", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn look_up_appointment(
    visitor: Visitor,
    ValidJson(request): ValidJson<LookupRequest>,
) -> Outcome<Json<AppointmentView>> {
    booking::lookup(&visitor, request).await.map(Json)
}
