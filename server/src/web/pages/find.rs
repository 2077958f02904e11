//! Finding an appointment without its link.

use axum::http::StatusCode;
use axum::response::Response;
use wire::{LookupRequest, ProblemCode};

use super::reader::{Pairs, Reader};
use crate::booking;
use crate::refusal::{Outcome, Trouble};
use crate::views::pages::change::FindPage;
use crate::views::pages::frame::Notice;
use crate::web::input::ValidForm;
use crate::web::problem;

/// Asks for reference and PIN.
pub async fn ask(reader: Reader) -> Outcome<Response> {
    page(&reader, String::new(), None, StatusCode::OK)
}

/// Leads to the page that asks.
pub async fn begin(reader: Reader) -> Response {
    Reader::send_on(&reader.links.at("termin", &[]))
}

/// Leads to the appointment's page.
pub async fn look_up(reader: Reader, ValidForm(pairs): ValidForm<Pairs>) -> Outcome<Response> {
    let given = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map_or_else(String::new, |(_, value)| value.chars().take(100).collect())
    };
    let request = LookupRequest {
        reference: given("reference"),
        pin: given("pin"),
    };
    let reference = request.reference.clone();
    match booking::lookup(&reader.visitor, request).await {
        Ok(found) => Ok(Reader::send_on(&reader.links.appointment(&found.token, ""))),
        Err(Trouble::Refused(refusal)) if refusal.code == ProblemCode::LookupRefused => {
            let notice = Notice::danger(
                reader.words.get("pages.not_found"),
                reader.words.problem(refusal.code),
            );
            page(&reader, reference, Some(notice), problem::status(refusal.code))
        }
        Err(trouble) => Err(trouble),
    }
}

fn page(reader: &Reader, reference: String, notice: Option<Notice>, status: StatusCode) -> Outcome<Response> {
    let page = FindPage {
        action: reader.links.at("termin/finden", &[]),
        reference,
    };
    let frame = reader
        .frame("pages.find_heading", "termin", &[])
        .notice(reader.words, notice);
    reader.answer(status, &frame, &page)
}
