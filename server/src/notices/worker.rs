//! Carries what is due, some messages at a time, again and again.
//!
//! A message that takes long holds up nobody: as long as it is on its way, others are taken from the list and pass by.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

use super::deliver::deliver;
use super::lanes::{self, Lanes};
use super::mail::Carrier;
use crate::app::App;
use crate::db::errands::Errand;
use crate::refusal::Outcome;
use crate::tasks::Tasks;

/// Messages handed over at once, each over a connection of its own. When a server dies, nobody knows what has become of as many.
const AT_ONCE: usize = 4;
/// Messages taken at once from the list.
const BATCH: u32 = 32;
/// How long a message is one carrier's. Handing over takes less than a minute.
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// How long to wait when nothing was due.
const PAUSE: Duration = Duration::from_secs(1);
/// How long messages to a domain that does not answer are left alone, so that others come forward.
const REST: TimeDelta = TimeDelta::minutes(1);

/// A message at hand, and the lane it will take.
struct Waiting {
    errand: Errand,
    domain: String,
}

/// Carries everything that is due now. Returns how many messages it was given.
///
/// # Errors
/// If the list cannot be read. What goes wrong with a single message is logged, and it is tried again.
pub async fn turn(app: &App, carrier: &Carrier) -> Outcome<usize> {
    turn_of(app, carrier, &Tasks::default()).await
}

/// The same, until everything is asked to stop: what is on its way arrives, the rest is given back.
async fn turn_of(app: &App, carrier: &Carrier, tasks: &Tasks) -> Outcome<usize> {
    // Carriers stand in the writers' queue one at a time on SQLite, so that a booking waits for one of them at most.
    let writing = Semaphore::new(app.db.writers(AT_ONCE));
    let (mut lanes, mut waiting) = (Lanes::default(), VecDeque::<Waiting>::new());
    let mut on_their_way = FuturesUnordered::new();
    let (mut given, mut list_is_empty) = (0, false);
    loop {
        if tasks.are_stopping() {
            list_is_empty = true;
            let rest = give_back(app, &mut waiting, TimeDelta::zero());
            let given_back = beside(rest, &mut on_their_way, &mut lanes).await;
            or_when_all_have_arrived(given_back, &mut on_their_way).await?;
        }
        if !list_is_empty && waiting.len() < BATCH as usize {
            let taken = beside(take(app), &mut on_their_way, &mut lanes).await;
            let taken = or_when_all_have_arrived(taken, &mut on_their_way).await?;
            list_is_empty = taken.len() < BATCH as usize;
            given += taken.len();
            waiting.extend(taken);
        }
        while on_their_way.len() < AT_ONCE {
            let Some(place) = lanes.enter(waiting.iter().map(|one| one.domain.as_str())) else {
                break;
            };
            // It has just been found there.
            let Some(Waiting { errand, domain }) = waiting.remove(place) else {
                break;
            };
            let writing = &writing;
            on_their_way.push(async move {
                if let Err(trouble) = deliver(app, carrier, writing, &errand).await {
                    tracing::error!(town = errand.town, notice = %errand.notice, %trouble, "a message could not be carried");
                }
                domain
            });
        }
        match timeout(PAUSE, on_their_way.next()).await {
            Ok(Some(domain)) => lanes.leave(&domain),
            Ok(None) if list_is_empty && waiting.is_empty() => return Ok(given),
            Ok(None) => {}
            Err(_) => {
                // Nothing has moved: what waits behind it rests, and whatever else has become due has its turn.
                if on_their_way.len() < AT_ONCE && !waiting.is_empty() {
                    let rest = give_back(app, &mut waiting, REST);
                    let given_back = beside(rest, &mut on_their_way, &mut lanes).await;
                    or_when_all_have_arrived(given_back, &mut on_their_way).await?;
                }
                list_is_empty = false;
            }
        }
    }
}

/// Does something while messages go on: one of them may hold the very connection that is waited for.
async fn beside<T>(
    work: impl Future<Output = T>,
    on_their_way: &mut FuturesUnordered<impl Future<Output = String>>,
    lanes: &mut Lanes,
) -> T {
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            Some(domain) = on_their_way.next() => lanes.leave(&domain),
        }
    }
}

/// Hands an outcome on; where it is trouble, only when everything on its way has arrived. Whoever cut a conversation off would not know
/// what has become of it.
async fn or_when_all_have_arrived<T>(
    outcome: Outcome<T>,
    on_their_way: &mut FuturesUnordered<impl Future<Output = String>>,
) -> Outcome<T> {
    if outcome.is_err() {
        while on_their_way.next().await.is_some() {}
    }
    outcome
}

/// Puts messages at hand back on the list, to be left alone for a while.
async fn give_back(app: &App, waiting: &mut VecDeque<Waiting>, rest: TimeDelta) -> Outcome<()> {
    let errands: Vec<_> = waiting.drain(..).map(|one| one.errand).collect();
    app.db.give_back(&errands, app.clock.now() + rest).await
}

/// Takes messages from the list, and finds out by town to which domains they go.
async fn take(app: &App) -> Outcome<Vec<Waiting>> {
    let now = app.clock.now();
    let errands = app.db.take_errands(BATCH, now, now + LEASE).await?;
    let mut by_town = HashMap::<_, Vec<_>>::new();
    for errand in &errands {
        by_town
            .entry(errand.town.as_str())
            .or_default()
            .push(errand.notice);
    }
    let mut domains = HashMap::new();
    for (town, notices) in by_town {
        let tx = app.db.town(town).read().await?;
        for (notice, address) in tx.mail_addresses(&notices).await? {
            domains.insert(notice, lanes::domain(&address));
        }
    }
    let waiting = errands.into_iter().map(|errand| Waiting {
        domain: domains.remove(&errand.notice).unwrap_or_default(),
        errand,
    });
    Ok(waiting.collect())
}

/// Carries whatever is owed, from now on until the server stops.
pub fn carry(app: &App, carrier: Carrier, tasks: &Tasks) {
    let all = (app.clone(), carrier, tasks.clone());
    // What waited may take long, and lanes are as wide as they are for one turn.
    let one_turn = Arc::new(Mutex::new(()));
    let turn = move || {
        let ((app, carrier, tasks), one_turn) = (all.clone(), one_turn.clone());
        async move {
            let _turn = one_turn.lock().await;
            turn_of(&app, &carrier, &tasks).await.map(|_| ())
        }
    };
    let first = turn();
    tasks.spawn("messages that waited", async move {
        if let Err(trouble) = first.await {
            tracing::error!(%trouble, "messages could not be carried");
        }
    });
    tasks.repeat("messages", PAUSE, turn);
}
