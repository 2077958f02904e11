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

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Mutex, PoisonError};

    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::db::Db;
    use crate::refusal::{Fault, Outcome};
    use crate::web::routes::layered;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_request_is_one_line_without_secrets_and_a_fault_one_more_under_the_same_name() {
        let lines = Lines::default();
        let writer = lines.clone();
        let log = tracing_subscriber::fmt()
            .json()
            .with_writer(move || writer.clone())
            .finish();
        let _listening = tracing::subscriber::set_default(log);
        let broken = get(async || -> Outcome<()> { Err(Fault::because("the disk is full").into()) });
        let routes = Router::new().route("/{town}/termin/{token}", broken);
        let app = App::new(
            Db::nowhere(),
            crate::key::Key::of([0; 32]),
            Config::default(),
            Clock::System,
            Chance::System,
        )
        .unwrap();
        let request = Request::get("/doerentrup/termin/secret-token?name=Frau+Vogt")
            .header("x-request-id", "forged\tid")
            .header("x-forwarded-for", "203.0.113.66")
            .header("user-agent", "Frau Vogts Telefon")
            .body(Body::empty())
            .unwrap();
        let response = layered(routes, Router::new(), app)
            .oneshot(request)
            .await
            .unwrap();
        let id = response.headers()["x-request-id"].to_str().unwrap();
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert_eq!(text.matches("the disk is full").count(), 1, "{text}");
        assert!(
            text.lines()
                .all(|line| line.contains(id) && line.contains("/{town}/termin/{token}")),
            "{text}"
        );
        for secret in ["secret-token", "Vogt", "forged", "203.0.113"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
}
