//! An appointment that nobody can keep: one tap takes another time that is kept for the citizen, another asks for a call.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;
use wire::ProblemCode;

use super::appointment;
use super::reader::{Reader, TokenPath};
use crate::booking;
use crate::refusal::{Outcome, Trouble};
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath};

/// Which time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    hold: Uuid,
}

/// Takes a time that is kept for her, and leads to the appointment's page.
pub async fn accept(
    reader: Reader,
    ValidPath(path): ValidPath<TokenPath>,
    ValidForm(choice): ValidForm<Choice>,
) -> Outcome<Response> {
    match booking::accept(&reader.visitor, &path.token, choice.hold).await {
        Ok(moved) => {
            let address = reader.links.appointment(&moved.token, "");
            Ok(Reader::send_on(&format!("{address}&verschoben=1")))
        }
        Err(Trouble::Refused(refusal)) if refusal.code == ProblemCode::HoldExpired => {
            let notice = Notice::warning(
                reader.words.get("pages.offer_over"),
                reader.words.get("pages.offer_over_text"),
            );
            appointment::again(&reader, &path.token, StatusCode::GONE, notice, String::new()).await
        }
        Err(trouble) => appointment::unchanged(&reader, &path.token, trouble).await,
    }
}

/// A number, where none is known.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    #[serde(default)]
    phone: String,
}

/// Puts her on the call list, and leads to the appointment's page.
pub async fn ask_for_call(
    reader: Reader,
    ValidPath(path): ValidPath<TokenPath>,
    ValidForm(number): ValidForm<Number>,
) -> Outcome<Response> {
    match booking::ask_for_call(&reader.visitor, &path.token, &number.phone).await {
        Ok(()) => Ok(Reader::send_on(&reader.links.appointment(&path.token, ""))),
        Err(Trouble::Refused(refusal)) if !refusal.fields.is_empty() => {
            let mistakes = reader.mistakes(&refusal, &["phone"]);
            let notice = Notice::mistakes(reader.words, mistakes);
            appointment::again(
                &reader,
                &path.token,
                StatusCode::UNPROCESSABLE_ENTITY,
                notice,
                number.phone,
            )
            .await
        }
        Err(trouble) => appointment::unchanged(&reader, &path.token, trouble).await,
    }
}

/// Whoever opens the address of one of these forms sees the appointment as it is.
pub async fn begin(reader: Reader, ValidPath(path): ValidPath<TokenPath>) -> Response {
    Reader::send_on(&reader.links.appointment(&path.token, ""))
}
