//! The slip of an appointment as PDF, for whoever prints it herself or has it read aloud.

use axum::response::Response;
use wire::AppointmentState;

use super::appointment;
use super::reader::{Reader, TokenPath};
use crate::refusal::Outcome;
use crate::views::paper::slip;
use crate::web::input::ValidPath;
use crate::web::pdf;
use crate::{booking, paper};

/// The slip, as long as there is something to take it along to.
pub async fn download(reader: Reader, ValidPath(path): ValidPath<TokenPath>) -> Outcome<Response> {
    let view = booking::view(&reader.visitor, &path.token).await?;
    if view.state != AppointmentState::Booked {
        return Ok(appointment::instead(&reader, &view));
    }
    let town = reader.visitor.reading().await?.town.clone();
    let base_url = reader.visitor.app.config.base_url();
    let slip = slip(reader.visitor.teller(&town), &base_url, &view);
    Ok(pdf::answer(pdf::SLIP, paper::print(slip).await?))
}
