//! Step 2.

use axum::http::StatusCode;
use axum::response::Response;

use super::concerns;
use super::reader::{Pairs, Reader};
use crate::booking::{self, Needs};
use crate::refusal::Outcome;
use crate::views::pages::papers::PapersPage;
use crate::views::pages::wish::Wish;
use crate::web::input::ValidQuery;

/// Shows what to bring.
pub async fn show(reader: Reader, ValidQuery(pairs): ValidQuery<Pairs>) -> Outcome<Response> {
    let wish = Wish::read(&pairs)?;
    match booking::needs(&reader.visitor, &wish.services, &wish.answers).await {
        Ok(needs) => page(&reader, &wish, needs),
        Err(trouble) => concerns::again(&reader, &wish, trouble),
    }
}

fn page(reader: &Reader, wish: &Wish, needs: Needs) -> Outcome<Response> {
    let page = PapersPage::new(reader.words, &reader.town, &reader.links, wish, needs);
    let frame = reader.frame("pages.papers_heading", "unterlagen", &wish.calendar_pairs());
    reader.answer(StatusCode::OK, &frame.step(reader.words, 2), &page)
}
