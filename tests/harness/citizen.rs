//! A citizen: public addresses, JSON, nothing else.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header::CONTENT_TYPE},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt;
use wire::{AppointmentView, Availability, HoldView, Problem};

/// Somebody who wants an appointment.
#[derive(Clone)]
pub struct Citizen {
    router: Router,
    town: String,
    name: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as this type; panics with the body otherwise.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as a problem; panics if it is none.
    #[must_use]
    pub fn problem(&self) -> Problem {
        assert_eq!(
            self.headers[CONTENT_TYPE],
            "application/problem+json",
            "{} {}",
            self.status,
            self.text()
        );
        let problem: Problem = self.json();
        assert_eq!(problem.status, u32::from(self.status.as_u16()));
        assert!(problem.title.len() > 20, "a sentence: {}", problem.title);
        problem
    }

    /// Expects success and reads the body.
    #[must_use]
    pub fn good<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{} {}", self.status, self.text());
        self.json()
    }
}

impl Citizen {
    pub(crate) fn new(router: Router, town: String) -> Self {
        Self {
            router,
            town,
            name: "Mika Beispiel".to_owned(),
        }
    }

    /// The same citizen under another name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Asks another server.
    #[must_use]
    pub fn at_server(mut self, router: Router) -> Self {
        self.router = router;
        self
    }

    /// Sends a request below the town's address.
    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        self.ask_with(method, path, body, &[]).await
    }

    /// The same with headers.
    pub async fn ask_with(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1/towns/{}{path}", self.town));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            Some(body) => {
                request = request.header(CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.sends(request.body(body).expect("a request")).await
    }

    /// Sends any request to any address.
    pub async fn sends(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router always answers");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 4 << 20).await.expect("a body").to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// Opens a plain page below the town's address.
    pub async fn reads(&self, path: &str) -> Answer {
        let request = Request::get(format!("/{}{path}", self.town));
        self.sends(request.body(Body::empty()).expect("a request")).await
    }

    /// Sends the form of a plain page.
    pub async fn submits(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(format!("/{}{path}", self.town))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.sends(request.body(crate::clerk::form_of(fields)).expect("a request"))
            .await
    }

    /// Free times of services (`"perso:2"`) from a date for some days.
    pub async fn looks(&self, services: &[&str], from: &str, days: u32) -> Availability {
        let services: String = services
            .iter()
            .map(|service| format!("service={service}&"))
            .collect();
        self.ask(
            Method::GET,
            &format!("/availability?{services}from={from}&days={days}"),
            None,
        )
        .await
        .good()
    }

    /// Asks for a time to be kept.
    pub async fn asks_to_hold(&self, services: &[(&str, u32)], at: &str) -> Answer {
        self.ask(Method::POST, "/holds", Some(&hold_request(services, at)))
            .await
    }

    /// Has a time kept.
    pub async fn holds(&self, services: &[(&str, u32)], at: &str) -> HoldView {
        self.asks_to_hold(services, at).await.good()
    }

    /// What this citizen writes into the form.
    #[must_use]
    pub fn form(&self, hold: &str) -> Value {
        json!({
            "hold": hold, "name": self.name, "email": "mika@example.org", "language": "de", "privacy_accepted": true,
        })
    }

    /// Sends the form.
    pub async fn asks_to_confirm(&self, hold: &str) -> Answer {
        self.ask(Method::POST, "/appointments", Some(&self.form(hold)))
            .await
    }

    /// Has an appointment.
    pub async fn books(&self, services: &[(&str, u32)], at: &str) -> AppointmentView {
        let hold = self.holds(services, at).await;
        self.asks_to_confirm(&hold.hold).await.good()
    }

    /// Looks at an appointment.
    pub async fn views(&self, token: &str) -> AppointmentView {
        self.ask(Method::GET, &format!("/appointments/{token}"), None)
            .await
            .good()
    }
}

/// A request for a hold.
#[must_use]
pub fn hold_request(services: &[(&str, u32)], at: &str) -> Value {
    let services: Vec<_> = services
        .iter()
        .map(|(service, count)| json!({ "service": service, "count": count }))
        .collect();
    json!({ "services": services, "at": at })
}
