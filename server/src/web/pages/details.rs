//! Step 4: hold the time, ask who comes, make the appointment.

use axum::http::StatusCode;
use axum::response::Response;
use wire::{HoldView, ProblemCode};

use super::reader::{Pairs, Reader};
use super::times;
use crate::booking;
use crate::refusal::{Outcome, Trouble};
use crate::views::pages::details::DetailsPage;
use crate::views::pages::form::Form;
use crate::views::pages::frame::Notice;
use crate::views::pages::papers::services;
use crate::web::input::ValidForm;
use crate::web::problem;

/// Fields of the form that a mistake can point to.
const FIELDS: [&str; 5] = ["name", "email", "phone", "note", "privacy_accepted"];

/// Holds the chosen time and asks who comes. Sent again, it shows the same hold.
pub async fn reserve(reader: Reader, ValidForm(pairs): ValidForm<Pairs>) -> Outcome<Response> {
    let form = Form::read(&pairs)?.keyed(&reader.visitor.app.chance);
    match booking::hold(&reader.visitor, form.hold_request(), Some(&form.hold_key())).await {
        Ok(hold) => page(&reader, &form, hold, None, StatusCode::OK),
        Err(trouble) => gone(&reader, form, trouble).await,
    }
}

/// Keeps the time longer. Everything typed so far stays.
pub async fn extend(reader: Reader, ValidForm(pairs): ValidForm<Pairs>) -> Outcome<Response> {
    let form = Form::read(&pairs)?.keyed(&reader.visitor.app.chance);
    let extended = Notice::success(reader.words.get("pages.extended"));
    match booking::extend(&reader.visitor, &form.hold).await {
        Ok(hold) => page(&reader, &form, hold, Some(extended), StatusCode::OK),
        Err(trouble) => again(&reader, form, trouble).await,
    }
}

/// Makes the appointment and leads to its page.
pub async fn confirm(reader: Reader, ValidForm(pairs): ValidForm<Pairs>) -> Outcome<Response> {
    let form = Form::read(&pairs)?.keyed(&reader.visitor.app.chance);
    let request = form.confirm_request(&reader.town.language);
    match booking::confirm(&reader.visitor, request, Some(&form.confirm_key())).await {
        Ok(made) => Ok(Reader::send_on(&format!(
            "{}&neu=1",
            reader.links.appointment(&made.token, "")
        ))),
        Err(trouble) => again(&reader, form, trouble).await,
    }
}

/// Shows the form again with what is to be corrected; if the time is gone, the times.
async fn again(reader: &Reader, form: Form, trouble: Trouble) -> Outcome<Response> {
    let (notice, status) = match &trouble {
        Trouble::Refused(refusal) if refusal.code == ProblemCode::InvalidInput => (
            Notice::mistakes(reader.words, reader.mistakes(refusal, &FIELDS)),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Trouble::Refused(refusal) if refusal.code == ProblemCode::AlreadyExtended => {
            let title = reader.words.get("pages.extended_before");
            let text = reader.words.problem(refusal.code);
            (Notice::warning(title, text), problem::status(refusal.code))
        }
        _ => return gone(reader, form, trouble).await,
    };
    // Asking with the same key answers with the hold that is there.
    match booking::hold(&reader.visitor, form.hold_request(), Some(&form.hold_key())).await {
        Ok(hold) => page(reader, &form, hold, Some(notice), status),
        Err(trouble) => gone(reader, form, trouble).await,
    }
}

/// There is no such hold: it was made an appointment before, as after a step back in the browser, and leads there; or
/// the times are shown.
async fn gone(reader: &Reader, form: Form, trouble: Trouble) -> Outcome<Response> {
    if let Trouble::Refused(refusal) = &trouble
        && let ProblemCode::HoldExpired | ProblemCode::IdempotencyMismatch = refusal.code
        && let Some(made) = booking::recall(&reader.visitor, &form.hold_key()).await?
    {
        let address = reader.links.appointment(&made.token, "");
        return Ok(Reader::send_on(&format!("{address}&schon=1")));
    }
    times::again(reader, form, trouble).await
}

fn page(
    reader: &Reader,
    form: &Form,
    hold: HoldView,
    notice: Option<Notice>,
    status: StatusCode,
) -> Outcome<Response> {
    let mistakes = notice
        .as_ref()
        .map_or(Vec::new(), |notice| notice.mistakes.clone());
    let chosen = services(&reader.town, &form.wish);
    let page = DetailsPage::new(
        reader.words,
        &reader.links,
        reader.town.contact,
        chosen,
        hold,
        form,
    );
    let frame = reader
        .frame("pages.details_heading", "reservieren", &[])
        .language_by("angaben");
    let frame = frame.step(reader.words, 4).notice(reader.words, notice);
    reader.answer(status, &frame, &page.correcting(&mistakes))
}
