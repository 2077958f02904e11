//! Carries what is due, some messages at a time, again and again.

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::stream::{self, StreamExt as _};

use super::deliver::deliver;
use super::mail::Carrier;
use crate::app::App;
use crate::refusal::Outcome;
use crate::tasks::Tasks;

/// Messages handed over at once, each over a connection of its own, where the database can keep up with it. When a server dies,
/// nobody knows what has become of as many.
const AT_ONCE: usize = 4;
/// Messages taken at once from the list.
const BATCH: u32 = 32;
/// How long a message is one carrier's. Handing over takes half a minute at most.
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// How long to wait when nothing was due.
const PAUSE: Duration = Duration::from_secs(1);

/// Carries everything that is due now. Returns how many messages it was given.
///
/// # Errors
/// If the list cannot be read. What goes wrong with a single message is logged, and it is tried again.
pub async fn turn(app: &App, carrier: &Carrier) -> Outcome<usize> {
    let mut given = 0;
    loop {
        let now = app.clock.now();
        let errands = app.db.take_errands(BATCH, now, now + LEASE).await?;
        let taken = errands.len();
        given += taken;
        let each = stream::iter(errands).for_each_concurrent(app.db.writers(AT_ONCE), |errand| async move {
            if let Err(trouble) = deliver(app, carrier, &errand).await {
                tracing::error!(town = errand.town, notice = %errand.notice, %trouble, "a message could not be carried");
            }
        });
        each.await;
        if taken < BATCH as usize {
            return Ok(given);
        }
    }
}

/// Carries whatever is owed, from now on until the server stops.
pub fn carry(app: &App, carrier: Carrier, tasks: &Tasks) {
    let (app, first) = (app.clone(), (app.clone(), carrier.clone()));
    tasks.spawn("messages that waited", async move {
        if let Err(trouble) = turn(&first.0, &first.1).await {
            tracing::error!(%trouble, "messages could not be carried");
        }
    });
    tasks.repeat("messages", PAUSE, move || {
        let (app, carrier) = (app.clone(), carrier.clone());
        async move { turn(&app, &carrier).await.map(|_| ()) }
    });
}
