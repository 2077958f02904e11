//! The outermost layer: names each request, counts it, and writes one line about it.
//!
//! The name is drawn by us; one that comes with the request is not believed. Addresses hold secrets, so a request is known by its
//! route's template; queries are not logged at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use crate::app::App;
use crate::chance::Chance;

/// Names one request in log and answer.
#[derive(Clone, Debug)]
pub struct RequestId(String);

/// Draws names of requests: chance once for the process, then counted.
#[derive(Clone, Debug)]
pub struct RequestIds(Arc<(u32, AtomicU64)>);

impl RequestIds {
    /// Names that no other process gives.
    #[must_use]
    pub fn new(chance: &Chance) -> Self {
        Self(Arc::new((u32::from_be_bytes(chance.bytes()), AtomicU64::new(0))))
    }

    fn next(&self) -> RequestId {
        let (process, count) = &*self.0;
        RequestId(format!(
            "{process:08x}-{:x}",
            count.fetch_add(1, Ordering::Relaxed)
        ))
    }
}

impl RequestId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Counts a request as running for as long as it lives, however it ends.
struct Running(App);

impl Running {
    fn start(app: App) -> Self {
        app.metrics.in_flight(1.0);
        Self(app)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.metrics.in_flight(-1.0);
    }
}

/// Layer: see above.
pub async fn every_request(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = app.request_ids.next();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unknown", MatchedPath::as_str);
    let method = method(request.method());
    let span = tracing::info_span!("request", id = id.as_str(), method, route);
    request.extensions_mut().insert(id.clone());
    let _running = Running::start(app.clone());
    let start = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = start.elapsed();
    let status = response.status().as_u16();
    app.metrics.answered(method, route, status, took);
    let took_us = took.as_micros();
    span.in_scope(|| tracing::info!(status, took_us, "answered"));
    // Hexadecimal digits are always a valid header.
    if let Ok(id) = HeaderValue::try_from(id.0) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

/// Methods can be made up by a client; metrics must not grow with them.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
