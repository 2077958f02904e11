//! What is kept of an appointment, for whoever it is about: a file to take along, and a button that erases it all.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

use wire::AppointmentState;

use super::appointment;
use super::reader::{Reader, TokenPath};
use crate::booking::my_data;
use crate::refusal::{Fault, Outcome};
use crate::views::pages::change::{ErasePage, ErasedPage};
use crate::views::record::{Reasons, record};
use crate::web::input::ValidPath;

/// Everything as a file.
pub async fn download(reader: Reader, ValidPath(path): ValidPath<TokenPath>) -> Outcome<Response> {
    let recorded = my_data::my_data(&reader.visitor, &path.token).await?;
    let town = reader.visitor.reading().await?.town.clone();
    let told = record(reader.visitor.teller(&town), &recorded, Reasons::OnRequest);
    let file = serde_json::to_vec_pretty(&told).map_err(|error| Fault(Box::new(error)))?;
    let headers = [
        (CONTENT_TYPE, "application/json; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"meine-daten.json\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, file).into_response())
}

/// Asks whether to erase everything.
pub async fn ask(reader: Reader, ValidPath(path): ValidPath<TokenPath>) -> Outcome<Response> {
    let (appointment, is_ahead, may_go) = my_data::erasable(&reader.visitor, &path.token).await?;
    if appointment.state == AppointmentState::Pending {
        // Releasing it erases it.
        return Ok(appointment::instead(&reader, &appointment));
    }
    let own = format!("termin/{}/loeschen", appointment.token);
    let page = ErasePage::new(&reader.links, appointment, is_ahead, may_go);
    let frame = reader.frame("pages.erase_heading", &own, &[]);
    reader.answer(StatusCode::OK, &frame, &page)
}

/// Erases everything and says so.
pub async fn erase(reader: Reader, ValidPath(path): ValidPath<TokenPath>) -> Outcome<Response> {
    match my_data::erase(&reader.visitor, &path.token).await {
        Ok(()) => Ok(Reader::send_on(&reader.links.at("termin/geloescht", &[]))),
        Err(trouble) => appointment::unchanged(&reader, &path.token, trouble).await,
    }
}

/// Says that everything is erased. Whoever comes here by another way learns nothing.
pub async fn gone(reader: Reader) -> Outcome<Response> {
    let page = ErasedPage {
        again_url: reader.links.at("", &[]),
    };
    let frame = reader.frame("pages.erased", "termin/geloescht", &[]);
    reader.answer(StatusCode::OK, &frame, &page)
}
