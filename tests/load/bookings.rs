//! Holds and confirmations: what a citizen's booking costs. Goal: 300 pairs a second on PostgreSQL that waits for its
//! disk, on two cores, the load generator and the database on them too.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use proof::Kind;

use crate::Flags;
use crate::half_full::{form, wish};
use crate::stage::{Client, Stage};

/// Enough that the times last for all runs: more than 40,000 in two months.
const COLLEAGUES: usize = 30;

/// Pairs before it is measured, so that the database has something to plan by.
const BEFORE: usize = 300;

/// Measures and prints.
pub async fn measure(flags: &Flags) {
    println!(
        "Pairs of hold and confirmation over {} connections, {} s a run",
        flags.connections, flags.seconds
    );
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if flags.database.is_none_or(|only| only == kind) {
            on(kind, flags).await;
        }
    }
}

async fn on(kind: Kind, flags: &Flags) {
    let stage = Stage::set(kind, COLLEAGUES).await;
    let times = times(&stage);
    let next = AtomicUsize::new(0);
    let book = |client: &mut Client, _: usize| {
        let number = next.fetch_add(1, Ordering::Relaxed);
        // Every time once for one colleague, then once for the next: nobody competes for the last one.
        assert!(
            number < times.len() * COLLEAGUES,
            "the calendar is full: fewer or shorter runs, please"
        );
        let begin = Instant::now();
        let held = client.get("POST", "/holds", Some(&wish(1, &times[number % times.len()])));
        let held_after = begin.elapsed();
        let form = form(&held.json());
        let begin = Instant::now();
        client.get("POST", "/appointments", Some(&form));
        vec![held_after, begin.elapsed()]
    };
    let mut first = stage.client();
    for _ in 0..BEFORE {
        book(&mut first, 0);
    }
    stage.settle().await;
    for _ in 0..flags.runs {
        println!("  {}", stage.load(flags, book).line(&["hold", "confirmation"]));
    }
    println!("  {} pairs in all", next.load(Ordering::Relaxed));
    stage.strike().await;
}

/// Every free time of the coming two months, day after day.
fn times(stage: &Stage) -> Vec<String> {
    let mut client = stage.client();
    let today = client.today();
    let days = client.looks("pass", &today, 61).days;
    days.into_iter()
        .flat_map(|day| day.starts)
        .map(|start| start.at)
        .collect()
}
