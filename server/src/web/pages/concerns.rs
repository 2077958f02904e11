//! Step 1, and what later steps fall back to when the visit itself is not possible.

use axum::http::StatusCode;
use axum::response::Response;
use wire::ProblemCode;

use super::reader::{Pairs, Reader};
use crate::refusal::{Outcome, Refusal, Trouble};
use crate::views::pages::concerns::ConcernsPage;
use crate::views::pages::frame::Notice;
use crate::views::pages::wish::Wish;
use crate::web::input::ValidQuery;
use crate::web::problem;

/// Shows what can be chosen.
pub async fn show(reader: Reader, ValidQuery(pairs): ValidQuery<Pairs>) -> Outcome<Response> {
    if reader.town.closed.is_some() {
        return Err(ProblemCode::Suspended.into());
    }
    page(&reader, &Wish::read(&pairs)?, None, StatusCode::OK)
}

/// Leads to the first step.
pub async fn begin(reader: Reader) -> Response {
    Reader::send_on(&reader.links.at("", &[]))
}

/// Shows the choice again because it is none the town can settle in one visit; other trouble is handed on.
///
/// # Errors
/// Trouble that another choice would not mend.
pub fn again(reader: &Reader, wish: &Wish, trouble: Trouble) -> Outcome<Response> {
    match trouble {
        Trouble::Refused(refusal) if is_about_the_choice(refusal.code) => {
            let status = match refusal.code {
                ProblemCode::InvalidInput => StatusCode::UNPROCESSABLE_ENTITY,
                code => problem::status(code),
            };
            page(reader, wish, Some(notice(reader, wish, &refusal)), status)
        }
        trouble => Err(trouble),
    }
}

const fn is_about_the_choice(code: ProblemCode) -> bool {
    matches!(
        code,
        ProblemCode::InvalidInput | ProblemCode::UnknownService | ProblemCode::NotCombinable
    )
}

fn notice(reader: &Reader, wish: &Wish, refusal: &Refusal) -> Notice {
    let words = reader.words;
    let told = refusal.fields.first().map_or("", |(field, _)| field.as_str());
    match refusal.code {
        ProblemCode::InvalidInput if wish.services.is_empty() => {
            Notice::danger(words.get("pages.nothing_chosen"), "")
        }
        ProblemCode::InvalidInput if told.starts_with("services") => {
            let most = reader.town.max_services.to_string();
            let text = words.fill("pages.too_many_text", &[("most", &most)]);
            Notice::danger(words.get("pages.too_many"), text)
        }
        ProblemCode::InvalidInput => Notice::mistakes(words, reader.mistakes(refusal, &[])),
        code => Notice::danger(words.get("pages.other_choice"), words.problem(code)),
    }
}

fn page(reader: &Reader, wish: &Wish, notice: Option<Notice>, status: StatusCode) -> Outcome<Response> {
    let page = ConcernsPage::new(reader.words, &reader.town, &reader.links, wish);
    let mut pairs = wish.pairs();
    if !wish.search.is_empty() {
        pairs.push(("suche".to_owned(), wish.search.clone()));
    }
    let frame = reader
        .frame("pages.concerns_heading", "", &pairs)
        .step(reader.words, 1);
    reader.answer(status, &frame.notice(reader.words, notice), &page)
}
