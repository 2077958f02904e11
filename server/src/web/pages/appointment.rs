//! The appointment's own page. Opening it changes nothing, whoever opens it.

use axum::http::StatusCode;
use axum::response::Response;
use wire::{AppointmentState, AppointmentView, ProblemCode};

use super::proof;
use super::reader::{Pairs, Reader, TokenPath};
use crate::booking::{self, my_data};
use crate::refusal::{Outcome, Trouble};
use crate::views::pages::appointment::{AppointmentPage, ReplacementPart, UndoPart};
use crate::views::pages::frame::Notice;
use crate::views::record::lines_sent;
use crate::web::input::{ValidPath, ValidQuery};
use crate::web::problem;

/// Shows an appointment to whoever has its link.
pub async fn show(
    reader: Reader,
    ValidPath(path): ValidPath<TokenPath>,
    ValidQuery(pairs): ValidQuery<Pairs>,
) -> Outcome<Response> {
    let appointment = match booking::view(&reader.visitor, &path.token).await {
        Ok(waits) if waits.state == AppointmentState::Pending => {
            return proof::waiting(&reader, waits, &pairs);
        }
        Ok(appointment) => appointment,
        Err(trouble) => return proof::lapsed(&reader, trouble).await,
    };
    let arrived_by = |name: &str| pairs.iter().any(|(known, _)| known == name);
    let page_of = AppointmentPage::new(&reader.links, appointment, arrived_by("neu"));
    let notice = if arrived_by("verschoben") {
        Some(Notice::success(reader.words.get("pages.moved")))
    } else if arrived_by("bestaetigt") {
        Some(Notice::success(reader.words.get("pages.proved")))
    } else if arrived_by("erinnerung") {
        Some(Notice::success(reader.words.get("pages.remind_saved")))
    } else if arrived_by("zurueckgenommen") && page_of.stands {
        Some(Notice::success(reader.words.get("pages.undone")))
    } else if arrived_by("schon") && page_of.stands {
        let (title, phone) = (reader.words.get("pages.made_before"), &reader.town.phone);
        let text = reader.words.fill("pages.made_before_text", &[("phone", phone)]);
        Some(Notice::warning(title, text))
    } else {
        None
    };
    page(&reader, page_of, notice, StatusCode::OK, String::new()).await
}

/// Shows an appointment that nobody can keep, after something that could not be done; `phone` is the number as typed.
///
/// # Errors
/// `NotFound` for a link that opens nothing.
pub async fn again(
    reader: &Reader,
    token: &str,
    status: StatusCode,
    notice: Notice,
    phone: String,
) -> Outcome<Response> {
    let appointment = booking::view(&reader.visitor, token).await?;
    let page_of = AppointmentPage::new(&reader.links, appointment, false);
    page(reader, page_of, Some(notice), status, phone).await
}

/// Shows an appointment that cannot be changed any more, and says so; other trouble is handed on.
///
/// # Errors
/// Trouble that has nothing to do with the appointment's state.
pub async fn unchanged(reader: &Reader, token: &str, trouble: Trouble) -> Outcome<Response> {
    match trouble {
        Trouble::Refused(refusal) if refusal.code == ProblemCode::NotChangeable => {
            let appointment = booking::view(&reader.visitor, token).await?;
            let title = reader.words.get("pages.unchanged");
            let notice = Notice::danger(title, reader.words.problem(refusal.code));
            let page_of = AppointmentPage::new(&reader.links, appointment, false);
            let status = problem::status(refusal.code);
            page(reader, page_of, Some(notice), status, String::new()).await
        }
        trouble => Err(trouble),
    }
}

/// Shows an appointment as it is by now, where another page was asked for that it has no use for.
pub fn instead(reader: &Reader, appointment: &AppointmentView) -> Response {
    Reader::send_on(&reader.links.appointment(&appointment.token, ""))
}

async fn page(
    reader: &Reader,
    mut page: AppointmentPage,
    notice: Option<Notice>,
    status: StatusCode,
    phone: String,
) -> Outcome<Response> {
    let token = page.appointment.token.clone();
    let town = reader.visitor.reading().await?.town.clone();
    let teller = reader.visitor.teller(&town);
    page.sent = lines_sent(teller, &my_data::sent(&reader.visitor, &token).await?);
    page.keep_days = town.keep.visit_days;
    let undoable = booking::undoable(&reader.visitor, &token).await?;
    page.undo = undoable.map(|undoable| UndoPart::new(teller, &reader.links, &token, &undoable));
    if page.appointment.state == AppointmentState::Displaced {
        let replacement = booking::replacement(&reader.visitor, &token).await?;
        page.replacement = replacement.map(|replacement| ReplacementPart {
            phone,
            mistakes: notice
                .as_ref()
                .map_or_else(Vec::new, |notice| notice.mistakes.clone()),
            ..ReplacementPart::new(teller, &reader.links, &token, &replacement)
        });
    }
    page.reminder = booking::reminder(&reader.visitor, &token).await?;
    let path = format!("termin/{token}");
    let frame = reader
        .frame(page.heading(), &path, &[])
        .notice(reader.words, notice);
    reader.answer(status, &frame, &page)
}
