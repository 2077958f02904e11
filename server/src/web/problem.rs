//! The one place where a refusal or a fault becomes words and a status.
//!
//! `Trouble` as a response carries itself as an extension; `tell`, the outermost layer that writes bodies, finds it there and
//! writes it: `application/problem+json` under `/api`, a page elsewhere, in the reader's language, with the town's
//! phone number where the town is known. Whatever the router and axum's own extractors refuse (404, 405, 413 …) goes the
//! same way, and so does a panic. A fault is logged here, once, and its cause never leaves the house.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use wire::{FieldProblem, Problem, ProblemCode};

use crate::app::App;
use crate::refusal::{Refusal, Trouble};
use crate::texts::{self, Words};
use crate::views::desk::frame::address;
use crate::views::pages::frame::TownFace;
use crate::web::language;
use crate::web::observe::RequestId;
use crate::web::pages;
use crate::web::towns_seen::{TownFacts, TownSeen, slug_in};

/// The status of each problem.
#[must_use]
pub fn status(code: ProblemCode) -> StatusCode {
    match code {
        ProblemCode::InvalidInput => StatusCode::BAD_REQUEST,
        ProblemCode::NotFound | ProblemCode::LookupRefused => StatusCode::NOT_FOUND,
        ProblemCode::Suspended => StatusCode::FORBIDDEN,
        ProblemCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ProblemCode::SlotTaken | ProblemCode::AlreadyExtended | ProblemCode::NotChangeable => {
            StatusCode::CONFLICT
        }
        ProblemCode::HoldExpired => StatusCode::GONE,
        ProblemCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemCode::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ProblemCode::TooSoon
        | ProblemCode::BeyondHorizon
        | ProblemCode::NotOffered
        | ProblemCode::IdempotencyMismatch
        | ProblemCode::UnknownService
        | ProblemCode::NotCombinable => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ProblemCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The problem behind a status that nobody of ours chose.
fn code(status: StatusCode) -> ProblemCode {
    match status {
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMedia,
        StatusCode::TOO_MANY_REQUESTS => ProblemCode::RateLimited,
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => ProblemCode::Unavailable,
        status if status.is_client_error() => ProblemCode::InvalidInput,
        _ => ProblemCode::Internal,
    }
}

/// The trouble a response stands for, still untold.
#[derive(Clone)]
struct Untold(Arc<Trouble>);

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let code = match &self {
            Self::Refused(refusal) => refusal.code,
            Self::Fault(_) => ProblemCode::Internal,
        };
        let mut response = status(code).into_response();
        response.extensions_mut().insert(Untold(Arc::new(self)));
        response
    }
}

/// Layer: writes the body of every problem.
pub async fn tell(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers());
    let api = uri.path().starts_with("/api");
    let guessed = language::choose(&uri, headers, &texts::LANGUAGES);
    let id = request.extensions().get::<RequestId>().cloned();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let seen = TownSeen::new(app.known_towns.clone());
    request.extensions_mut().insert(seen.clone());
    let mut response = next.run(request).await;
    let trouble = match response.extensions_mut().remove::<Untold>() {
        Some(Untold(trouble)) => trouble,
        None if needs_words(&response) => Arc::new(code(response.status()).into()),
        None => return response,
    };
    let refusal = match &*trouble {
        Trouble::Refused(refusal) => refusal.clone(),
        Trouble::Fault(fault) => {
            let request_id = id.as_ref().map_or("", RequestId::as_str);
            tracing::error!(request_id, cause = chain(fault), "a request failed");
            Refusal {
                code: ProblemCode::Internal,
                fields: Vec::new(),
                alternatives: Vec::new(),
            }
        }
    };
    let route = route.as_ref().map_or("unknown", MatchedPath::as_str);
    app.metrics.problem(route, refusal.code);
    let town = seen
        .town()
        .cloned()
        .or_else(|| app.known_towns.get(slug_in(uri.path())?));
    let words = texts::words(seen.language().unwrap_or(&guessed));
    let problem = problem(words, refusal, town.as_deref());
    let desk = desk_above(uri.path()).filter(|_| problem.code == ProblemCode::NotFound);
    let page = (!api).then(|| page(&app, words, (town.as_deref(), desk), &problem));
    written(response, &problem, words, page)
}

/// Whether this answer is an error that has no words of ours: empty, or a library's plain sentence.
fn needs_words(response: &Response) -> bool {
    let error = response.status().is_client_error() || response.status().is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE);
    error && kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

fn problem(words: Words, refusal: Refusal, town: Option<&TownFacts>) -> Problem {
    let field = |(field, key): (String, &'static str)| FieldProblem {
        field,
        text: words.get(key).to_owned(),
    };
    Problem {
        code: refusal.code,
        status: status(refusal.code).as_u16().into(),
        title: words.problem(refusal.code).to_owned(),
        fields: refusal.fields.into_iter().map(field).collect(),
        alternatives: refusal.alternatives,
        phone: town.map(|town| town.phone.clone()),
    }
}

/// Replaces the body; headers such as `Allow`, `Retry-After` and those of cross-origin answers stay.
fn written(response: Response, problem: &Problem, words: Words, page: Option<String>) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    parts
        .headers
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    parts
        .headers
        .insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(words.language));
    if matches!(problem.code, ProblemCode::Unavailable | ProblemCode::RateLimited) {
        parts
            .headers
            .entry(header::RETRY_AFTER)
            .or_insert(HeaderValue::from_static("5"));
    }
    parts.status = status(problem.code);
    if let Some(page) = page {
        return (parts, Html(page)).into_response();
    }
    // Texts and numbers always serialize.
    let body = serde_json::to_vec(problem).unwrap_or_default();
    (parts, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}

/// The first page of the desk that this address lies below.
fn desk_above(path: &str) -> Option<String> {
    let (house, _) = path.strip_prefix("/desk/")?.split_once('/')?;
    (!house.is_empty()).then(|| address(house, ""))
}

/// A problem as a page of the town; what is missing at a desk leads to the desk.
fn page(
    app: &App,
    words: Words,
    (town, desk): (Option<&TownFacts>, Option<String>),
    problem: &Problem,
) -> String {
    let face = town.map(|facts| match &facts.whole {
        Some(town) => TownFace::of(town, words.language),
        None => TownFace::little_known(&facts.slug, &facts.name, &facts.phone),
    });
    pages::problem::page(&app.templates, words, (face, desk), problem).unwrap_or_else(|fault| {
        tracing::error!(cause = chain(&fault), "the page of a problem failed");
        bare_page(problem, words, town)
    })
}

/// A problem as a page that needs nothing else.
fn bare_page(problem: &Problem, words: Words, town: Option<&TownFacts>) -> String {
    let phone = problem
        .phone
        .as_deref()
        .map(|phone| format!("<p>{}</p>", escaped(phone)))
        .unwrap_or_default();
    let heading = town.map_or("Rathaustermin", |town| &town.name);
    format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{heading}</title><main><h1>{heading}</h1><p>{}</p>{phone}</main></html>",
        words.language,
        escaped(&problem.title),
        heading = escaped(heading),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// An error and everything that caused it, on one line.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let told = error.to_string();
        if !line.ends_with(&told) {
            line.push_str(": ");
            line.push_str(&told);
        }
        cause = error.source();
    }
    line
}
