//! Taking back what one has done to an appointment by mistake, with one button.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use wire::{AppointmentState, ProblemCode, TimeView};

use super::appointment;
use super::reader::{Reader, TokenPath};
use crate::booking;
use crate::refusal::{Outcome, Trouble};
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath};

/// Which step is taken back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    revision: i32,
}

/// Takes the step back and leads to the appointment's page, or says there why it stays.
pub async fn undo(
    reader: Reader,
    ValidPath(path): ValidPath<TokenPath>,
    ValidForm(done): ValidForm<Done>,
) -> Outcome<Response> {
    let refusal = match booking::undo(&reader.visitor, &path.token, done.revision).await {
        Ok(back) => {
            let address = reader.links.appointment(&back.token, "");
            return Ok(Reader::send_on(&format!("{address}&zurueckgenommen=1")));
        }
        Err(Trouble::Refused(refusal)) => refusal,
        Err(fault) => return Err(fault),
    };
    let words = reader.words;
    let notice = match refusal.code {
        ProblemCode::SlotTaken => {
            let stays = match booking::view(&reader.visitor, &path.token).await?.state {
                AppointmentState::Cancelled => words.get("pages.undo_taken_cancelled"),
                _ => words.get("pages.undo_taken_moved"),
            };
            let near = near(&reader, &refusal.alternatives);
            Notice::warning(words.get("pages.undo_taken"), format!("{stays}{near}"))
        }
        ProblemCode::NotChangeable => {
            Notice::warning(words.get("pages.undo_late"), words.get("pages.undo_late_text"))
        }
        _ => return Err(Trouble::Refused(refusal)),
    };
    appointment::again(&reader, &path.token, StatusCode::CONFLICT, notice, String::new()).await
}

/// The nearest free times in a sentence of their own; nothing where there are none.
fn near(reader: &Reader, times: &[TimeView]) -> String {
    if times.is_empty() {
        return String::new();
    }
    let labels: Vec<_> = times.iter().map(|time| time.label.as_str()).collect();
    let times = labels.join("; ");
    format!(" {}", reader.words.fill("pages.undo_near", &[("times", &times)]))
}
