//! A gateway for short messages, over HTTP, that takes them or fails in the ways gateways do.

use std::future::pending;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use server::config::{Config, Secret};
use server::tasks::Tasks;
use tokio::net::TcpListener;

/// How the gateway behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Temper {
    /// It takes everything.
    #[default]
    Fine,
    /// 500.
    Broken,
    /// 400: it will never take this.
    Refusing,
    /// 401: it does not know us.
    NotYou,
    /// It takes the message and never says so.
    Silent,
    /// It takes the message and says something else.
    Garbage,
    /// It sends us somewhere else.
    Elsewhere,
}

/// A message as it came.
#[derive(Clone, Debug)]
pub struct Texted {
    /// Who sent it.
    pub authorization: String,
    /// What was handed over.
    pub body: Value,
}

/// The gateway.
pub struct Gateway {
    url: String,
    desk: Arc<Mutex<Desk>>,
    tasks: Tasks,
}

#[derive(Default)]
struct Desk {
    temper: Temper,
    texted: Vec<Texted>,
}

impl Gateway {
    /// Opens a gateway.
    pub async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let url = format!("http://{}/rest/mtsms", listener.local_addr().expect("an address"));
        let desk = Arc::<Mutex<Desk>>::default();
        let router = Router::new()
            .route("/rest/mtsms", post(take))
            .with_state(desk.clone());
        let tasks = Tasks::default();
        let running = tasks.clone();
        tasks.spawn("gateway", async move {
            tokio::select! {
                () = running.stopped() => {}
                _ = axum::serve(listener, router) => {}
            }
        });
        Self { url, desk, tasks }
    }

    /// Names it in a configuration.
    pub fn name_in(&self, config: &mut Config) {
        "own".clone_into(&mut config.sms.profile);
        config.sms.token = Secret::from("geheim");
        config.sms.url.clone_from(&self.url);
        config.sms.headers = vec!["Authorization: Token {token}".to_owned()];
        config.sms.body = r#"{"sender": "{sender}", "message": "{text}", "recipients": [{"msisdn": "{digits}"}], "userref": "{id}", "callback_url": "{report_url}"}"#.to_owned();
        config.sms.their_id = "/ids/0".to_owned();
        config.sms.patience_seconds = 1;
    }

    /// Changes how it behaves.
    pub fn is(&self, temper: Temper) {
        self.look().temper = temper;
    }

    /// Forgets what it has taken, and returns it.
    #[must_use]
    pub fn empties(&self) -> Vec<Texted> {
        std::mem::take(&mut self.look().texted)
    }

    fn look(&self) -> MutexGuard<'_, Desk> {
        look(&self.desk)
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.tasks.stop();
    }
}

impl Texted {
    /// What it says.
    #[must_use]
    pub fn text(&self) -> &str {
        self.body["message"].as_str().expect("a text")
    }

    /// Where the gateway reports to, without the server's name.
    #[must_use]
    pub fn report_path(&self) -> String {
        let url = self.body["callback_url"].as_str().expect("an address");
        let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
        format!("/{}", path.expect("a path").1)
    }
}

fn look(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn take(State(desk): State<Arc<Mutex<Desk>>>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let temper = look(&desk).temper;
    let authorization = headers.get("authorization").and_then(|value| value.to_str().ok());
    let texted = Texted {
        authorization: authorization.unwrap_or_default().to_owned(),
        body,
    };
    if matches!(temper, Temper::Fine | Temper::Silent | Temper::Garbage) {
        look(&desk).texted.push(texted);
    }
    match temper {
        Temper::Fine => Json(json!({ "ids": [421_332_671], "usage": { "currency": "EUR" } })).into_response(),
        Temper::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "oops").into_response(),
        Temper::Refusing => (
            StatusCode::BAD_REQUEST,
            r#"{"code": "0x0213", "message": "Number is invalid"}"#,
        )
            .into_response(),
        Temper::NotYou => StatusCode::UNAUTHORIZED.into_response(),
        Temper::Silent => pending().await,
        Temper::Garbage => "<html>Willkommen im Gäste-WLAN</html>".into_response(),
        Temper::Elsewhere => (StatusCode::TEMPORARY_REDIRECT, [("location", "/rest/mtsms")]).into_response(),
    }
}
