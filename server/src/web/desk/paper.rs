//! Slip and letter as PDF.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::appointment::{self, OnePath};
use super::clerk::Clerk;
use crate::desk;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath};
use crate::web::pdf;

/// Lines that show in the window of an envelope, below the name.
const MOST_LINES: usize = 5;
/// Characters that fit on one of them.
const MOST_CHARACTERS: usize = 45;

/// The PIN, which whoever has just given the appointment knows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipForm {
    #[serde(default)]
    pin: String,
}

/// Where a letter goes, as typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterForm {
    #[serde(default)]
    anschrift: String,
}

/// The slip. Nothing is changed; it is sent like a change because a PIN has no place in an address.
pub async fn slip(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidForm(form): ValidForm<SlipForm>,
) -> Outcome<Response> {
    let printed = desk::print_slip(&clerk, path.id, &form.pin).await?;
    Ok(pdf::answer(pdf::SLIP, printed))
}

/// The letter, which is written down as printed.
pub async fn letter(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidForm(form): ValidForm<LetterForm>,
) -> Outcome<Response> {
    let lines = form.anschrift.lines().map(|line| line.trim().to_owned());
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    if lines.len() > MOST_LINES || lines.iter().any(|line| line.chars().count() > MOST_CHARACTERS) {
        let mistake = Mistake {
            field: "anschrift".to_owned(),
            text: format!(
                "Bitte geben Sie höchstens {MOST_LINES} Zeilen mit je höchstens {MOST_CHARACTERS} Zeichen ein, sonst passt die Anschrift \
                 nicht in das Fenster des Umschlags."
            ),
        };
        let notice = Notice::mistakes(words("de"), vec![mistake]);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return appointment::page_with_address(&clerk, path.id, status, notice, form.anschrift).await;
    }
    let printed = desk::print_letter(&clerk, path.id, lines).await?;
    Ok(pdf::answer(pdf::LETTER, printed))
}
