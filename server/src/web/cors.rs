//! Which homepages may speak to the public interface from a citizen's browser.
//!
//! Exactly those a town lists, compared letter by letter; `null` is never one of them, credentials are never allowed,
//! and nothing is reflected that is not on the list. An origin that is not listed is not refused, its browser just
//! learns nothing: that is how the rules of the web put it. Files of the widget are for everybody, see `assets`.

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::web::towns_seen::{TownFacts, slug_in};

/// Layer: answers the browser's question beforehand and marks answers for the town's homepages.
pub async fn allow(State(app): State<App>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/v1/towns/") {
        return next.run(request).await;
    }
    let origin = request.headers().get(ORIGIN).cloned();
    let slug = slug_in(request.uri().path()).unwrap_or_default().to_owned();
    let mut response = if is_preflight(request.method(), request.headers()) {
        match app.learn_town(&slug).await {
            Ok(()) => preflight(),
            Err(trouble) => trouble.into_response(),
        }
    } else {
        next.run(request).await
    };
    // Whether or not this request had an origin, the next one may; a cache has to keep them apart.
    response
        .headers_mut()
        .append(VARY, HeaderValue::from_static("Origin"));
    if let (Some(origin), Some(town)) = (origin, app.known_towns.get(&slug))
        && is_listed(&town, &origin)
    {
        response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static("Retry-After");
        response
            .headers_mut()
            .insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    response
}

fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    *method == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, Idempotency-Key"),
        (ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn is_listed(town: &TownFacts, origin: &HeaderValue) -> bool {
    origin != "null"
        && town
            .origins
            .iter()
            .any(|listed| listed.as_bytes() == origin.as_bytes())
}
