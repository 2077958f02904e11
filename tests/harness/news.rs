//! What a page of the desk is told meanwhile: its stream of news, read as it comes.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::header::{ACCEPT, COOKIE};
use axum::http::{Request, Response};
use futures_util::StreamExt as _;
use tokio::time::{Instant, timeout_at};
use tower::ServiceExt as _;

use crate::Clerk;

const CHANGED: &str = "event: changed\n";

/// An open stream.
pub struct News {
    stream: BodyDataStream,
    told: String,
    read: usize,
}

impl Clerk {
    /// Asks for the stream of news as a browser does. `known` is what the page was made by.
    pub async fn asks_for_news(&self, known: &str) -> Response<Body> {
        let request = Request::get(format!("/desk/{}/neues?stand={known}", self.town))
            .header(ACCEPT, "text/event-stream")
            .header(COOKIE, self.cookie.as_deref().unwrap_or_default())
            .body(Body::empty());
        let asked = self.router.clone().oneshot(request.expect("a request"));
        asked.await.expect("the router always answers")
    }

    /// Opens the stream of news for a page that is up to date, or for one that knows nothing.
    pub async fn watches(&self, known: &str) -> News {
        let answer = self.asks_for_news(known).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        News {
            stream: answer.into_body().into_data_stream(),
            told: String::new(),
            read: 0,
        }
    }
}

impl News {
    /// Whether something has changed, within this time.
    pub async fn hears(&mut self, within: Duration) -> bool {
        let until = Instant::now() + within;
        loop {
            if let Some(at) = self.told[self.read..].find(CHANGED) {
                self.read += at + CHANGED.len();
                return true;
            }
            match timeout_at(until, self.stream.next()).await {
                Ok(Some(part)) => self.told += &String::from_utf8_lossy(&part.expect("a part")),
                Ok(None) | Err(_) => return false,
            }
        }
    }

    /// Everything so far, as it came.
    #[must_use]
    pub fn told(&self) -> &str {
        &self.told
    }

    /// Whether the stream ends within this time.
    pub async fn ends(mut self, within: Duration) -> bool {
        let to_the_end = async { while self.stream.next().await.is_some() {} };
        timeout_at(Instant::now() + within, to_the_end).await.is_ok()
    }
}
