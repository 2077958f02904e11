//! Everything that runs beside the requests. Nobody else spawns, so a shutdown knows of all of it.
//!
//! A task that panics is logged and, if it repeats, runs again at its next turn. Work in the background must be such that
//! doing it twice, or not at all for a while, harms nobody.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

use crate::refusal::Outcome;

/// The longest wait before what repeats is done for the first time.
const FIRST: Duration = Duration::from_secs(60);

/// The tasks of one running server. Clones speak of the same tasks.
#[derive(Clone)]
pub struct Tasks(Arc<Running>);

struct Running {
    stopping: watch::Sender<bool>,
    set: Mutex<JoinSet<()>>,
}

impl Default for Tasks {
    fn default() -> Self {
        Self(Arc::new(Running {
            stopping: watch::Sender::new(false),
            set: Mutex::default(),
        }))
    }
}

impl Tasks {
    /// Runs `work` until it ends. Work that never ends by itself should watch `stopped`.
    pub fn spawn(&self, name: &'static str, work: impl Future<Output = ()> + Send + 'static) {
        let guarded = async move {
            // In a task of its own, so that a panic ends `work` and is still told.
            if let Err(error) = contain(work).await {
                tracing::error!(task = name, %error, "a background task broke");
            }
        };
        // A poisoned lock only means that another spawner panicked; the set is still whole.
        let mut set = self.0.set.lock().unwrap_or_else(PoisonError::into_inner);
        while set.try_join_next().is_some() {}
        set.spawn(guarded);
    }

    /// Runs `work` again and again with a pause between, until the server stops; for the first time within a minute: a server that is
    /// often started anew must not put off for ever what is done seldom.
    pub fn repeat<F, W>(&self, name: &'static str, pause: Duration, mut work: F)
    where
        F: FnMut() -> W + Send + 'static,
        W: Future<Output = Outcome<()>> + Send + 'static,
    {
        let tasks = self.clone();
        self.spawn(name, async move {
            let mut wait = pause.min(FIRST);
            loop {
                tokio::select! {
                    () = tasks.stopped() => return,
                    () = tokio::time::sleep(wait) => {}
                }
                wait = pause;
                match contain(work()).await {
                    Ok(Ok(())) => {}
                    Ok(Err(trouble)) => tracing::error!(task = name, %trouble, "a background task failed"),
                    Err(error) => tracing::error!(task = name, %error, "a background task broke"),
                }
            }
        });
    }

    /// Returns once the server is asked to stop.
    pub async fn stopped(&self) {
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = self.0.stopping.subscribe().wait_for(|stopping| *stopping).await;
    }

    /// Whether everything was asked to stop.
    #[must_use]
    pub fn are_stopping(&self) -> bool {
        *self.0.stopping.borrow()
    }

    /// Asks everything to stop.
    pub fn stop(&self) {
        self.0.stopping.send_replace(true);
    }

    /// Waits until everything has stopped, at most so long; whatever still runs then is cut off.
    pub async fn join(&self, at_most: Duration) {
        let mut set = std::mem::take(&mut *self.0.set.lock().unwrap_or_else(PoisonError::into_inner));
        let all = async { while set.join_next().await.is_some() {} };
        if tokio::time::timeout(at_most, all).await.is_err() {
            tracing::warn!("some background tasks were cut off");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that spawns")]
async fn contain<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T, JoinError> {
    /// Cuts the work off when whoever waits for it is cut off.
    struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);
    impl<T> Drop for AbortOnDrop<T> {
        fn drop(&mut self) {
            self.0.abort();
        }
    }
    let mut handle = AbortOnDrop(tokio::spawn(work));
    (&mut handle.0).await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn repeated_work_survives_its_own_panic_and_ends_with_the_server() {
        let tasks = Tasks::default();
        let turns = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&turns);
        tasks.repeat("test", Duration::from_millis(1), move || {
            let turn = turns.fetch_add(1, Ordering::SeqCst);
            async move {
                assert_ne!(turn, 0, "the first turn breaks");
                Ok(())
            }
        });
        while seen.load(Ordering::SeqCst) < 3 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tasks.stop();
        tasks.join(Duration::from_secs(5)).await;
        let after = seen.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert_eq!(seen.load(Ordering::SeqCst), after);
    }

    #[tokio::test]
    async fn a_task_that_will_not_end_is_cut_off() {
        let tasks = Tasks::default();
        tasks.spawn("stubborn", std::future::pending());
        tasks.stop();
        tasks.join(Duration::from_millis(5)).await;
    }
}
