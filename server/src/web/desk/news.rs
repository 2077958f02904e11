//! News: a stream that tells a page of the desk that its town has changed, so that it looks again.
//!
//! It says that, not what: the page asks for its own address and gets what its clerk may see. Events come at most every
//! [`PAUSE`]; between them a comment now and then keeps the connection, and is when the session is looked at: a stream
//! ends with its session, which it does not keep alive.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderName, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::unfold;
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use wire::ProblemCode;

use super::clerk::Clerk;
use crate::auth::sessions;
use crate::refusal::Outcome;
use crate::web::input::ValidQuery;
use crate::web::live::Room;

/// Time between two events of a stream.
const PAUSE: Duration = Duration::from_millis(300);
/// When a browser tries again after the connection was lost.
const RETRY: Duration = Duration::from_secs(2);

/// What the page knows already.
#[derive(Deserialize)]
pub struct Known {
    #[serde(default)]
    stand: String,
}

/// Tells of changes from what the page knows on.
pub async fn stream(clerk: Clerk, ValidQuery(known): ValidQuery<Known>) -> Outcome<Response> {
    let app = &clerk.visitor.app;
    let Some(room) = app.live.admit(&clerk.session.token) else {
        return Err(ProblemCode::RateLimited.into());
    };
    let mut pulse = app.db.pulse.watch(clerk.town.id);
    if known.stand != app.live.known(*pulse.borrow_and_update()) {
        pulse.mark_changed();
    }
    app.metrics.watching(1.0);
    let watch = Watch {
        next_event: Instant::now(),
        next_look: Instant::now() + app.live.heartbeat(),
        greeted: false,
        pulse,
        clerk,
        _room: room,
    };
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        // A proxy that gathers an answer before it hands it on would hand on nothing.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Sse::new(unfold(watch, Watch::step))).into_response())
}

/// One page that is told.
struct Watch {
    pulse: watch::Receiver<u64>,
    next_event: Instant,
    next_look: Instant,
    greeted: bool,
    clerk: Clerk,
    _room: Room,
}

impl Watch {
    async fn step(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        let event = self.next().await?;
        Some((Ok(event), self))
    }

    async fn next(&mut self) -> Option<Event> {
        if !self.greeted {
            self.greeted = true;
            return Some(Event::default().retry(RETRY));
        }
        let live = self.clerk.visitor.app.live.clone();
        tokio::select! {
            () = live.ended() => None,
            () = sleep_until(self.next_look) => {
                self.next_look = Instant::now() + live.heartbeat();
                self.may_stay().await.then(|| Event::default().comment(""))
            }
            Ok(()) = async { sleep_until(self.next_event).await; self.pulse.changed().await } => {
                self.next_event = Instant::now() + PAUSE;
                let beats = *self.pulse.borrow_and_update();
                Some(Event::default().event("changed").data(live.known(beats)))
            }
        }
    }

    /// Whether the session still counts. Where that cannot be found out, the page has to ask again.
    async fn may_stay(&self) -> bool {
        let visitor = &self.clerk.visitor;
        let now = visitor.app.clock.now();
        let Ok(tx) = visitor.reading().await else {
            return false;
        };
        let session = sessions::alive(&tx, &self.clerk.session.token, now).await;
        session.is_ok_and(|found| found.is_some())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.clerk.visitor.app.metrics.watching(-1.0);
    }
}
