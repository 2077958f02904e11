//! Streams of news to the pages of the desk: how many there may be, and when all of them end.
//!
//! A stream lasts for hours, so the limits of ordinary requests do not count it; these do. Windows that cannot be seen close theirs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::chance::Chance;
use crate::config::Config;

/// Streams of one session: more windows than anybody looks at side by side.
const MOST_OF_A_SESSION: usize = 6;

/// The streams of one server.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    server: String,
    heartbeat: Duration,
    most: usize,
    open: Mutex<Open>,
    ended: watch::Sender<bool>,
}

#[derive(Default)]
struct Open {
    all: usize,
    by_session: HashMap<Vec<u8>, usize>,
}

/// Room for one stream. It is given back with this value.
pub struct Room {
    live: Live,
    session: Vec<u8>,
}

impl Live {
    /// No stream yet.
    #[must_use]
    pub fn new(config: &Config, chance: &Chance) -> Self {
        Self(Arc::new(Inner {
            server: format!("{:016x}", u64::from_be_bytes(chance.bytes())),
            heartbeat: Duration::from_secs(config.live.heartbeat_seconds),
            most: config.live.streams,
            open: Mutex::default(),
            ended: watch::Sender::new(false),
        }))
    }

    /// A name that no other server has, nor this one when it is started anew.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.0.server
    }

    /// What a page that was made after so many beats of its town's pulse knows. Counts of two servers are not to be compared.
    #[must_use]
    pub fn known(&self, beats: u64) -> String {
        format!("{}-{beats:x}", self.0.server)
    }

    /// How often a stream is used even if nothing happens.
    #[must_use]
    pub fn heartbeat(&self) -> Duration {
        self.0.heartbeat
    }

    /// Room for one more stream of a session, if there is any.
    #[must_use]
    pub fn admit(&self, session: &[u8]) -> Option<Room> {
        let mut open = self.open();
        if open.all >= self.0.most || *self.0.ended.borrow() {
            return None;
        }
        let own = open.by_session.entry(session.to_vec()).or_default();
        if *own >= MOST_OF_A_SESSION {
            return None;
        }
        *own += 1;
        open.all += 1;
        Some(Room {
            live: self.clone(),
            session: session.to_vec(),
        })
    }

    /// Ends every stream: nobody waits for them when the server stops.
    pub fn end(&self) {
        self.0.ended.send_replace(true);
    }

    /// Returns once every stream is to end.
    pub async fn ended(&self) {
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = self.0.ended.subscribe().wait_for(|ended| *ended).await;
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        // A poisoned lock only means that a thread panicked; numbers are still numbers.
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut open = self.live.open();
        open.all -= 1;
        if let Some(own) = open.by_session.get_mut(&self.session) {
            *own -= 1;
            if *own == 0 {
                open.by_session.remove(&self.session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live(most: usize) -> Live {
        let mut config = Config::default();
        config.live.streams = most;
        Live::new(&config, &Chance::System)
    }

    #[test]
    fn a_session_gets_six_streams_and_leaves_room_for_others() {
        let live = live(100);
        let mut rooms: Vec<_> = (0..MOST_OF_A_SESSION)
            .filter_map(|_| live.admit(b"one"))
            .collect();
        assert_eq!(rooms.len(), MOST_OF_A_SESSION);
        assert!(live.admit(b"one").is_none());
        assert!(live.admit(b"other").is_some());
        rooms.pop();
        assert!(live.admit(b"one").is_some());
    }

    #[test]
    fn a_full_server_gives_room_again_and_forgets_who_left() {
        let live = live(2);
        let rooms = (live.admit(b"one"), live.admit(b"other"));
        assert!(rooms.0.is_some() && rooms.1.is_some());
        assert!(live.admit(b"third").is_none());
        drop(rooms);
        assert!(live.admit(b"third").is_some());
        assert!(live.open().by_session.is_empty());
    }

    #[tokio::test]
    async fn a_server_that_stops_ends_all_streams_and_begins_none() {
        let live = live(2);
        live.end();
        live.ended().await;
        assert!(live.admit(b"one").is_none());
    }
}
