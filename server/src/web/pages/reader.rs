//! Who reads a plain page: a visitor, with the town and the words in their language.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use wire::TownView;

use crate::app::App;
use crate::booking;
use crate::refusal::{Outcome, Refusal, Trouble};
use crate::texts::{self, Words};
use crate::views::pages::frame::{Frame, TownFace};
use crate::views::pages::links::Links;
use crate::views::pages::{Hidden, Mistake, Page};
use crate::web::visitor::Visitor;

/// Parameters of an address or fields of a form, as they were sent.
pub type Pairs = Vec<(String, String)>;

/// The appointment an address speaks of.
#[derive(Deserialize)]
pub struct TokenPath {
    /// Secret of the private link.
    pub token: String,
}

/// Who reads a plain page.
pub struct Reader {
    /// The citizen's standing, for use cases.
    pub visitor: Visitor,
    /// The town in the reader's language.
    pub town: TownView,
    /// The reader's words.
    pub words: Words,
    /// Addresses of the town's pages in the reader's language.
    pub links: Links,
}

impl FromRequestParts<App> for Reader {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let town = booking::catalog(&visitor).await?;
        Ok(Self {
            words: texts::words(&town.language),
            links: Links::new(&town.slug, &town.language),
            town,
            visitor,
        })
    }
}

impl Reader {
    /// The surroundings of a page; `path` and `pairs` are its own address.
    #[must_use]
    pub fn frame(&self, heading: &'static str, path: &str, pairs: &[Hidden]) -> Frame {
        Frame::new(self.words, TownFace::from(&self.town), heading, path, pairs)
    }

    /// Answers with a page.
    ///
    /// # Errors
    /// A fault if the template and its context do not fit.
    pub fn answer(&self, status: StatusCode, frame: &Frame, page: &impl Page) -> Outcome<Response> {
        let html = self.visitor.app.templates.render(self.words, frame, page)?;
        let language = HeaderValue::from_static(self.words.language);
        Ok((status, [(header::CONTENT_LANGUAGE, language)], Html(html)).into_response())
    }

    /// Sends the reader on to another page, to be opened by GET.
    #[must_use]
    pub fn send_on(address: &str) -> Response {
        Redirect::to(address).into_response()
    }

    /// What is to be corrected, in the reader's words. `known` are the fields the page has inputs for.
    #[must_use]
    pub fn mistakes(&self, refusal: &Refusal, known: &[&str]) -> Vec<Mistake> {
        let mistake = |(field, key): &(String, &'static str)| Mistake {
            field: if known.contains(&field.as_str()) {
                field.clone()
            } else {
                String::new()
            },
            text: self.words.get(key).to_owned(),
        };
        refusal.fields.iter().map(mistake).collect()
    }
}
