//! Month offers: what the widget asks when a citizen has said what she needs. Goal: 400 a second on two cores, the
//! load generator and the database on them too.

use std::time::Instant;

use proof::Kind;
use wire::DayState;

use crate::Flags;
use crate::half_full::{self, DAYS};
use crate::stage::Stage;

const COLLEAGUES: u32 = 10;

/// Short and long visits, of one and of two services.
const VISITS: [&str; 4] = [
    "service=pass",
    "service=perso:2",
    "service=perso:2&service=pass",
    "service=umzug",
];

/// Measures and prints.
pub async fn measure(flags: &Flags) {
    println!(
        "Month offers over {} connections, {} s a run",
        flags.connections, flags.seconds
    );
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if flags.database.is_none_or(|only| only == kind) {
            on(kind, flags).await;
        }
    }
}

async fn on(kind: Kind, flags: &Flags) {
    let stage = Stage::set(kind, COLLEAGUES as usize).await;
    let (appointments, share) = half_full::fill(&stage, COLLEAGUES);
    let today = stage.client().today();
    let paths = VISITS.map(|visit| format!("/availability?{visit}&from={today}&days={DAYS}"));
    let (starts, bytes) = sight(&stage, &today, &paths[0]);
    println!(
        "  {DAYS} days, {COLLEAGUES} colleagues, {appointments} appointments on {:.0} % of their time; a month offers {starts} starts in {bytes} bytes",
        share * 100.0
    );
    for _ in 0..flags.runs {
        let sample = stage.load(flags, |client, number| {
            let before = Instant::now();
            let reply = client.get("GET", &paths[number % paths.len()], None);
            assert!(reply.body.len() > 1000);
            vec![before.elapsed()]
        });
        println!("  {}", sample.line(&["offer"]));
    }
    stage.strike().await;
}

/// What one month looks like: how many starts are offered, in how many bytes. A calendar that is all free or all
/// taken would measure something else.
fn sight(stage: &Stage, today: &str, path: &str) -> (usize, usize) {
    let mut client = stage.client();
    let month = client.looks("pass", today, DAYS);
    assert_eq!(month.days.len(), DAYS as usize);
    assert!(
        month
            .days
            .iter()
            .filter(|day| day.state == DayState::Free)
            .count()
            > 15
    );
    let starts = month.days.iter().map(|day| day.starts.len()).sum();
    (starts, client.get("GET", path, None).body.len())
}
