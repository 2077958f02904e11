//! How the desk answers: pages in its frame, and its own ways of saying no.

use axum::http::{HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};

use super::clerk::Clerk;
use crate::app::App;
use crate::refusal::Outcome;
use crate::texts;
use crate::views::desk::frame::DeskFrame;
use crate::views::desk::message::MessagePage;
use crate::views::pages::Page;

/// No other site learns an address of the desk. With no referrer at all a browser would hide where a form was sent from.
const REFERRER: (HeaderName, &str) = (header::REFERRER_POLICY, "same-origin");

/// A page of the desk.
///
/// # Errors
/// A fault if the template and its context do not fit.
pub fn page(app: &App, status: StatusCode, frame: &DeskFrame, page: &impl Page) -> Outcome<Response> {
    let html = app.templates.render(texts::words("de"), frame, page)?;
    Ok((status, [REFERRER], Html(html)).into_response())
}

/// A page of the desk around its rest, which was rendered before.
///
/// # Errors
/// A fault if the template and its context do not fit.
pub fn page_around(app: &App, frame: &DeskFrame, page: &impl Page, rest: &str) -> Outcome<Response> {
    let html = app
        .templates
        .render_around(texts::words("de"), frame, page, rest)?;
    Ok((StatusCode::OK, [REFERRER], Html(html)).into_response())
}

/// Sends on to a page that is opened by GET.
#[must_use]
pub fn send_on(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// Her role does not allow it.
pub fn not_allowed(clerk: &Clerk) -> Response {
    let text = "Dafür reicht Ihre Berechtigung nicht. Bitte wenden Sie sich an die Verwaltung Ihrer Kommune.";
    let frame = clerk.frame("Nicht erlaubt", "");
    message(&clerk.visitor.app, StatusCode::FORBIDDEN, &frame, text, "")
}

/// A change was sent after the session had ended. The browser's way back keeps what was typed.
pub fn session_over(door: &str) -> Response {
    bare(
        StatusCode::UNAUTHORIZED,
        &format!(
            "<p>Ihre Sitzung ist abgelaufen, nichts wurde gespeichert.</p><p><a href=\"{door}\" target=\"_blank\">Neu anmelden</a> \
             (in einem neuen Fenster), dann hier zurückgehen und noch einmal absenden: Ihre Eingaben bleiben erhalten.</p>"
        ),
    )
}

/// A change that no page of ours sent.
pub fn refused_from_elsewhere() -> Response {
    bare(
        StatusCode::FORBIDDEN,
        "<p>Diese Anfrage kam nicht von einer Seite der Terminverwaltung. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.</p>",
    )
}

/// A page with one sentence and a way on.
pub fn message(app: &App, status: StatusCode, frame: &DeskFrame, text: &str, url: &str) -> Response {
    let page_of = MessagePage {
        text: text.to_owned(),
        url: url.to_owned(),
    };
    page(app, status, frame, &page_of).unwrap_or_else(axum::response::IntoResponse::into_response)
}

/// A page that needs nothing else. `body` is ours, never a stranger's.
fn bare(status: StatusCode, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"de\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Terminverwaltung</title><main><h1>Terminverwaltung</h1>{body}</main></html>"
    );
    (status, [REFERRER], Html(html)).into_response()
}
