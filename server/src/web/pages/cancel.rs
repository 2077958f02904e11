//! Calling an appointment off: a page that asks, and a button that does it.

use axum::http::StatusCode;
use axum::response::Response;
use wire::AppointmentView;

use super::appointment;
use super::reader::{Reader, TokenPath};
use crate::booking;
use crate::refusal::Outcome;
use crate::views::pages::change::CancelPage;
use crate::web::input::ValidPath;

/// Asks whether to cancel.
pub async fn ask(reader: Reader, ValidPath(path): ValidPath<TokenPath>) -> Outcome<Response> {
    match booking::view(&reader.visitor, &path.token).await? {
        appointment if appointment.changeable => page(&reader, appointment),
        appointment => Ok(appointment::instead(&reader, &appointment)),
    }
}

/// Cancels and leads to the appointment's page.
pub async fn cancel(reader: Reader, ValidPath(path): ValidPath<TokenPath>) -> Outcome<Response> {
    match booking::cancel(&reader.visitor, &path.token).await {
        Ok(cancelled) => Ok(appointment::instead(&reader, &cancelled)),
        Err(trouble) => appointment::unchanged(&reader, &path.token, trouble).await,
    }
}

fn page(reader: &Reader, appointment: AppointmentView) -> Outcome<Response> {
    let path = format!("termin/{}/absagen", appointment.token);
    let page = CancelPage::new(&reader.links, appointment);
    reader.answer(
        StatusCode::OK,
        &reader.frame("pages.cancel_heading", &path, &[]),
        &page,
    )
}
