//! The layers around the routes, seen from outside, with routes made up for the purpose.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use chrono::DateTime;
use tower::ServiceExt as _;
use wire::{HoldRequest, Problem, ProblemCode};

use super::input::ValidJson;
use super::routes::{layered, router};
use super::towns_seen::{TownFacts, TownSeen};
use crate::app::App;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::refusal::{Fault, Outcome, Trouble};

fn app_with(config: Config) -> App {
    let clock = Clock::manual(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
    App::new(
        crate::db::Db::nowhere(),
        crate::key::Key::of([0; 32]),
        config,
        clock,
        Chance::seeded(1),
    )
    .unwrap()
}

fn app() -> App {
    app_with(Config::default())
}

/// Routes of a town that is always open, and always in trouble.
fn troubled(app: &App) -> Router {
    let routes = Router::new()
        .route(
            "/api/v1/towns/{town}/panic",
            get(async || -> String { panic!("a literal") }),
        )
        .route(
            "/api/v1/towns/{town}/fault",
            get(async || -> Outcome<()> { Err(Fault::because("geheim").into()) }),
        )
        .route(
            "/api/v1/towns/{town}/holds",
            post(async |_: ValidJson<HoldRequest>| "held"),
        )
        .route("/api/v1/towns/{town}/raw", post(async |_: Bytes| "read"))
        .route("/api/v1/towns/{town}/slow", get(std::future::pending::<()>))
        .route("/api/v1/towns/{town}/lookup", post(async || "found"))
        .route("/api/v1/towns/{town}", get(town))
        .route(
            "/{town}/fault",
            get(async || -> Outcome<()> { Err(Fault::because("geheim").into()) }),
        );
    layered(routes, Router::new(), app.clone())
}

async fn town(Extension(seen): Extension<TownSeen>) -> Outcome<()> {
    let facts = TownFacts {
        slug: "doerentrup".to_owned(),
        name: "Gemeinde <Dörentrup>".to_owned(),
        phone: "0221 4710-123".to_owned(),
        origins: vec!["https://www.doerentrup.example".to_owned()],
        whole: None,
    };
    seen.note(Arc::new(facts), "en");
    Err(Trouble::from(ProblemCode::SlotTaken))
}

fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path)
}

async fn body(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn ask(routes: &Router, request: axum::http::request::Builder, sent: impl Into<Body>) -> Response {
    routes
        .clone()
        .oneshot(request.body(sent.into()).unwrap())
        .await
        .unwrap()
}

async fn problem(response: Response) -> Problem {
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "application/problem+json"
    );
    let status = u32::from(response.status().as_u16());
    let problem: Problem = serde_json::from_str(&body(response).await).unwrap();
    assert_eq!(problem.status, status);
    problem
}

#[tokio::test]
async fn whatever_goes_wrong_is_told_as_a_problem() {
    let routes = troubled(&app());
    let long = "x".repeat(70_000);
    let json = |path| request("POST", path).header("content-type", "application/json");
    for (asked, sent, code) in [
        (request("GET", "/api/v1/towns/a/panic"), "", ProblemCode::Internal),
        (request("GET", "/api/v1/towns/a/fault"), "", ProblemCode::Internal),
        (request("GET", "/api/v1/nowhere"), "", ProblemCode::NotFound),
        (request("GET", "/api"), "", ProblemCode::NotFound),
        (
            request("GET", "/api/v1/towns/a/holds"),
            "",
            ProblemCode::MethodNotAllowed,
        ),
        (
            request("TRACE", "/api/v1/towns/a/holds"),
            "",
            ProblemCode::MethodNotAllowed,
        ),
        (
            request("POST", "/api/v1/towns/a/holds"),
            "{}",
            ProblemCode::UnsupportedMedia,
        ),
        (json("/api/v1/towns/a/holds"), "{", ProblemCode::InvalidInput),
        (json("/api/v1/towns/a/holds"), "{}", ProblemCode::InvalidInput),
        (json("/api/v1/towns/a/holds"), &long, ProblemCode::TooLarge),
        (
            request("POST", "/api/v1/towns/a/raw"),
            &long,
            ProblemCode::TooLarge,
        ),
        (
            request("POST", "/api/v1/towns/a/raw").header("content-length", "10485760"),
            "",
            ProblemCode::TooLarge,
        ),
    ] {
        let told = problem(ask(&routes, asked, sent.to_owned()).await).await;
        assert_eq!(told.code, code);
        assert!(!told.title.contains("geheim"), "{}", told.title);
    }
}

#[tokio::test]
async fn a_method_that_is_not_known_is_told_with_those_that_are() {
    let response = ask(&troubled(&app()), request("GET", "/api/v1/towns/a/holds"), "").await;
    assert_eq!(response.headers()[header::ALLOW], "POST");
}

#[tokio::test]
async fn the_towns_phone_number_and_the_readers_language_are_told_once_the_town_is_known() {
    let routes = troubled(&app());
    let told = problem(ask(&routes, request("GET", "/api/v1/towns/doerentrup"), "").await).await;
    assert_eq!(told.phone.as_deref(), Some("0221 4710-123"));
    assert_eq!(
        told.title,
        crate::texts::words("en").problem(ProblemCode::SlotTaken)
    );
    // Known from before, although this handler knows nothing of towns.
    let told = problem(ask(&routes, request("GET", "/api/v1/towns/doerentrup/fault"), "").await).await;
    assert_eq!(told.phone.as_deref(), Some("0221 4710-123"));
    assert_eq!(
        told.title,
        crate::texts::words("de").problem(ProblemCode::Internal)
    );
}

#[tokio::test]
async fn a_page_is_told_of_trouble_as_a_page() {
    let routes = troubled(&app());
    ask(&routes, request("GET", "/api/v1/towns/doerentrup"), "").await;
    let response = ask(&routes, request("GET", "/doerentrup/fault"), "").await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let page = body(response).await;
    assert!(
        page.contains("Gemeinde &lt;Dörentrup&gt;") && page.contains("0221 4710-123"),
        "{page}"
    );
}

#[tokio::test]
async fn only_a_towns_own_homepages_may_read_its_answers() {
    let routes = troubled(&app());
    for (origin, allowed) in [
        ("https://www.doerentrup.example", true),
        ("http://www.doerentrup.example", false),
        ("https://www.doerentrup.example.evil.example", false),
        ("https://WWW.doerentrup.example", false),
        ("null", false),
    ] {
        let asked = request("GET", "/api/v1/towns/doerentrup").header("origin", origin);
        let response = ask(&routes, asked, "").await;
        let told = response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        assert_eq!(told.is_some_and(|told| told == origin), allowed, "{origin}");
        assert!(allowed || told.is_none(), "{origin}");
        assert!(
            !response
                .headers()
                .contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS)
        );
        assert!(
            response
                .headers()
                .get_all(header::VARY)
                .iter()
                .any(|vary| vary == "Origin")
        );
        let asked = request("OPTIONS", "/api/v1/towns/doerentrup/holds")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,idempotency-key");
        let response = ask(&routes, asked, "").await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        assert_eq!(
            response
                .headers()
                .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN),
            allowed,
            "{origin}"
        );
    }
    let elsewhere =
        request("GET", "/api/v1/towns/birkenroda/fault").header("origin", "https://www.doerentrup.example");
    let response = ask(&routes, elsewhere, "").await;
    assert!(
        !response
            .headers()
            .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
    );
}

#[tokio::test]
async fn one_request_too_many_is_told_with_the_time_to_wait() {
    let app = app();
    let routes = troubled(&app);
    for _ in 0..app.config.limits.lookups_per_minute {
        let response = ask(&routes, request("POST", "/api/v1/towns/doerentrup/lookup"), "").await;
        assert_eq!(response.status(), StatusCode::OK);
    }
    // A header nobody trusts does not make another client.
    let forged = request("POST", "/api/v1/towns/doerentrup/lookup").header("x-forwarded-for", "203.0.113.66");
    let response = ask(&routes, forged, "").await;
    assert_eq!(response.headers()[header::RETRY_AFTER], "6");
    assert_eq!(problem(response).await.code, ProblemCode::RateLimited);
}

#[tokio::test]
async fn a_full_server_says_so_at_once_and_gives_up_what_takes_too_long() {
    let routes = troubled(&app_with(Config {
        concurrent_requests: 1,
        request_timeout_seconds: 1,
        ..Config::default()
    }));
    let slow = ask(&routes, request("GET", "/api/v1/towns/a/slow"), "");
    let other = async {
        tokio::task::yield_now().await;
        problem(ask(&routes, request("GET", "/api/v1/towns/a/fault"), "").await)
            .await
            .code
    };
    let (slow, other) = tokio::join!(slow, other);
    assert_eq!(other, ProblemCode::Unavailable);
    assert_eq!(slow.headers()[header::RETRY_AFTER], "5");
    assert_eq!(problem(slow).await.code, ProblemCode::Unavailable);
}

#[tokio::test]
async fn every_answer_tells_the_browser_what_it_may_do() {
    let config = Config {
        public_url: "https://termine.example".to_owned(),
        ..Config::default()
    };
    let routes = router(app_with(config));
    for path in ["/health/live", "/nowhere", "/api/openapi.json", "/api/docs/"] {
        let response = ask(&routes, request("GET", path), "").await;
        let headers = response.headers();
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "no-referrer", "{path}");
        assert!(
            headers["strict-transport-security"]
                .to_str()
                .unwrap()
                .contains("max-age=31536000"),
            "{path}"
        );
        let csp = headers["content-security-policy"].to_str().unwrap();
        assert!(
            csp.starts_with("default-src 'none'") && csp.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(path.starts_with("/api/docs") || !csp.contains("inline"), "{path}");
        assert!(headers.contains_key("x-request-id"), "{path}");
    }
    let response = ask(&routes, request("GET", "/nowhere"), "").await;
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn metrics_are_shown_only_where_configured_and_know_no_token() {
    let hidden = ask(&router(app()), request("GET", "/metrics"), "").await;
    assert_eq!(hidden.status(), StatusCode::NOT_FOUND);
    let mut config = Config::default();
    config.metrics.public = true;
    let app = app_with(config);
    ask(
        &troubled(&app),
        request("GET", "/api/v1/towns/doerentrup/fault?lang=geheim"),
        "",
    )
    .await;
    let shown = body(ask(&router(app), request("GET", "/metrics"), "").await).await;
    assert!(
        shown.contains(r#"route="/api/v1/towns/{town}/fault",status="500""#),
        "{shown}"
    );
    assert!(!shown.contains("geheim") && !shown.contains("doerentrup"));
}

#[tokio::test]
async fn the_page_about_the_interface_loads_nothing_from_elsewhere() {
    let routes = router(app());
    let page = body(ask(&routes, request("GET", "/api/docs/"), "").await).await;
    for source in page
        .split(['"', '\''])
        .filter(|part| part.ends_with(".js") || part.ends_with(".css"))
    {
        assert!(!source.contains("//"), "{source}");
        let path = format!("/api/docs/{}", source.trim_start_matches("./"));
        assert_eq!(
            ask(&routes, request("GET", &path), "").await.status(),
            StatusCode::OK,
            "{path}"
        );
    }
    let document = body(ask(&routes, request("GET", "/api/openapi.json"), "").await).await;
    assert!(document.starts_with(r#"{"openapi":"3.1"#), "{document}");
}
