//! How often a call asks the database, counted and the same on both.
//!
//! Every statement counts: BEGIN, telling the database which town it is, COMMIT or ROLLBACK. On PostgreSQL a tap on the
//! wire ([`proof::WireTap`]) sees what the server really sends. SQLite has no wire: there each statement is an event
//! of the driver (target `sqlx::query`), caught by a subscriber and told apart by the span of the call it was made in;
//! its BEGIN and its end are no such events, so two are added for each transaction, which always asks for the town
//! first. On PostgreSQL both counts are made and must agree, so the reckoning for SQLite is proven there.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use proof::{Citizen, Database, Hall, Kind, WireTap, town};
use sea_orm::ConnectionTrait;
use tracing::{
    Event, Instrument, Subscriber,
    field::{Field, Visit},
    span::Id,
};
use tracing_subscriber::{
    Layer, Registry, filter::Targets, layer::Context, layer::SubscriberExt, registry::LookupSpan,
};
use wire::{AppointmentView, Availability, HoldView};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_asks_both_databases_equally_often_however_large_the_town_and_its_past() {
    let [sqlite, postgres] = [counts(Kind::Sqlite).await, counts(Kind::Postgres).await];
    for ((call, on_sqlite), (_, on_postgres)) in sqlite.iter().zip(&postgres) {
        println!("{call}: {on_sqlite} and {on_postgres}");
    }
    assert_eq!(sqlite, postgres);
    for (call, count) in sqlite {
        // BEGIN and the end of the transaction are two of them; what a server does not know yet costs one more.
        // What the door of the desk asks is not counted here; that no page asks more of a larger town is.
        if call.contains("desk") {
            continue;
        }
        let known = match call.split(',').next() {
            Some("offer") => 4,
            Some("hold") => 7,
            // The appointment, its story, the message that is owed, and the errand to carry it.
            _ => 8,
        };
        assert_eq!(count, known + usize::from(call.ends_with("new server")), "{call}");
    }
}

/// Every call with its statements.
async fn counts(kind: Kind) -> Vec<(String, usize)> {
    let mut counts = Vec::new();
    let small = Counted::open(kind, 1).await;
    let few = small.calls("small town", 7).await;
    counts.extend(few.clone());
    small.close().await;

    let large = Counted::open(kind, 30).await;
    large.has_a_past_of(3_000).await;
    let many = large.calls("large town", 62).await;
    for ((call, few), (_, many)) in few.iter().zip(&many) {
        assert_eq!(few, many, "{call} depends on the town's size");
    }
    counts.extend(many);
    counts.extend(large.cold_calls().await);
    large.close().await;
    counts
}

/// A town hall whose statements are counted.
struct Counted {
    hall: Hall,
    tap: Option<WireTap>,
}

const TIMES: [&str; 4] = [
    "2026-11-24T09:00:00+01:00",
    "2026-11-24T10:00:00+01:00",
    "2026-11-24T11:00:00+01:00",
    "2026-11-24T12:00:00+01:00",
];
const VISIT: &[(&str, u32)] = &[("perso", 2), ("pass", 1)];

impl Counted {
    async fn open(kind: Kind, colleagues: usize) -> Self {
        let mut database = Database::new(kind).await;
        let tap = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(WireTap::on(&database.url).await),
        };
        if let Some(tap) = &tap {
            tap.url.clone_into(&mut database.url);
        }
        let hall = Hall::on(database, &town::staffed("zaehlstadt", colleagues)).await;
        Self { hall, tap }
    }

    /// The first call to a server fills its memory of the town; these come after.
    async fn calls(&self, town: &str, days: u32) -> Vec<(String, usize)> {
        let citizen = self.hall.citizen();
        citizen.looks(&["pass"], "2026-11-24", 1).await;
        let mut counts = Vec::new();
        let mut note = |call: &str, count| counts.push((format!("{call}, {town}"), count));
        note("offer", self.offer(&citizen, days).await);
        let (held, hold) = self.hold(&citizen, TIMES[0]).await;
        note("hold", held);
        note("confirm", self.confirm(&citizen, &hold).await);
        let lead = self.hall.signed_in("lead").await;
        note("week at the desk", self.counted(lead.opens("/woche")).await.0);
        let operator = self.hall.operator().await;
        for number in 0..days / 7 {
            self.hall
                .take_in(&town::staffed(&format!("nachbarstadt-{number}"), 2))
                .await;
        }
        note(
            "towns at the operator's desk",
            self.counted(operator.opens("")).await.0,
        );
        counts
    }

    /// Each as the very first call to a server that has just started.
    async fn cold_calls(&self) -> Vec<(String, usize)> {
        let hold = self.hold(&self.hall.citizen(), TIMES[1]).await.1;
        let mut counts = Vec::new();
        let mut note = |call: &str, count| counts.push((format!("{call}, at a new server"), count));
        note("offer", self.offer(&self.fresh().await, 35).await);
        note("hold", self.hold(&self.fresh().await, TIMES[2]).await.0);
        note("confirm", self.confirm(&self.fresh().await, &hold).await);
        counts
    }

    async fn fresh(&self) -> Citizen {
        self.hall.citizen().at_server(self.hall.second_server().await)
    }

    async fn offer(&self, citizen: &Citizen, days: u32) -> usize {
        let offer = citizen.looks(&["perso:2", "pass:1"], "2026-11-24", days);
        let (count, offer): (_, Availability) = self.counted(offer).await;
        assert_eq!(offer.days.len(), usize::try_from(days).expect("few days"));
        count
    }

    async fn hold(&self, citizen: &Citizen, time: &str) -> (usize, HoldView) {
        self.counted(citizen.holds(VISIT, time)).await
    }

    async fn confirm(&self, citizen: &Citizen, hold: &HoldView) -> usize {
        let (count, answer) = self.counted(citizen.asks_to_confirm(&hold.hold)).await;
        let _: AppointmentView = answer.good();
        count
    }

    /// Runs a call and counts what it asked the database.
    async fn counted<T>(&self, call: impl Future<Output = T>) -> (usize, T) {
        listen();
        if let Some(tap) = &self.tap {
            let _ = tap.take().await;
        }
        let told = Told::default();
        let span = tracing::info_span!(target: "statements", "call");
        let id = span.id().expect("a subscriber listens");
        open().push((id.clone(), told.clone()));
        let done = call.instrument(span).await;
        open().retain(|(open, _)| *open != id);
        let reckoned = {
            let told = told.lock().unwrap_or_else(PoisonError::into_inner);
            let count = |what: fn(&str) -> bool| told.iter().filter(|sql| what(sql)).count();
            count(|sql| !is_bracket(sql)) + 2 * count(|sql| sql.contains("FROM town WHERE slug"))
        };
        if let Some(tap) = &self.tap {
            let sent = tap.take().await;
            assert_eq!(sent.len(), reckoned, "sent {sent:#?}, told {told:#?}");
        }
        (reckoned, done)
    }

    /// Appointments of years gone by, each with its claims.
    async fn has_a_past_of(&self, appointments: usize) {
        let citizen = self.hall.citizen();
        citizen.books(VISIT, TIMES[3]).await;
        let columns = "department_id, staff_id, cells, minutes, local_start, zone, visit, revision, created_at, \
                       state_at, extended, hold_request, confirm_request, pin_failures, pin_hash, booked_at, name, language";
        let (series, bytes, id) = match self.hall.database.kind {
            Kind::Sqlite => (
                "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {n})",
                "CAST('{what} ' || n AS blob)",
                "randomblob(16)",
            ),
            Kind::Postgres => (
                "WITH series AS (SELECT n FROM generate_series(1, {n}) n)",
                "decode(md5('{what} ' || n), 'hex')",
                "gen_random_uuid()",
            ),
        };
        let hash = |what: &str| bytes.replace("{what}", what);
        let series = series.replace("{n}", &appointments.to_string());
        let db = self.hall.database.inspector().await;
        for sql in [
            format!(
                "{series} INSERT INTO appointment (town_id, id, state, first_cell, hold_hash, reference, manage_hash, {columns})
                 SELECT town_id, {id}, state, first_cell - 288 * 7 * (n % 500 + 1) - 12 * (n / 500), {}, 'P' || n, {}, {columns}
                 FROM appointment, series WHERE state = 'booked'",
                hash("hold"),
                hash("link"),
            ),
            "INSERT INTO history (town_id, appointment_id, revision, deed, actor, staff_id, first_cell, at)
             SELECT town_id, id, 1, 'booked', 'citizen', staff_id, first_cell, state_at FROM appointment WHERE reference LIKE 'P%'".to_owned(),
            format!(
                "INSERT INTO notice (town_id, id, appointment_id, kind, revision, state, owed_at, due_at, body)
                 SELECT town_id, {id}, id, 'booked', 1, 'owed', 0, 0, '' FROM appointment WHERE reference LIKE 'P%'"
            ),
        ].into_iter().chain((0..9).map(|cell| format!(
            "INSERT INTO claim (town_id, staff_id, cell, appointment_id)
             SELECT town_id, staff_id, first_cell + {cell}, id FROM appointment WHERE reference LIKE 'P%'"
        ))) {
            db.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        db.close().await.expect("the inspector leaves");
    }

    async fn close(self) {
        self.hall.close().await;
    }
}

/// Told by one driver and not by the other, and therefore added for both. A pragma belongs to opening a connection,
/// which happens when it happens.
fn is_bracket(sql: &str) -> bool {
    ["BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"]
        .iter()
        .any(|word| sql.starts_with(word))
}

/// Statements the driver told of during one call.
type Told = Arc<Mutex<Vec<String>>>;

/// Calls being counted, by their spans.
fn open() -> MutexGuard<'static, Vec<(Id, Told)>> {
    static OPEN: Mutex<Vec<(Id, Told)>> = Mutex::new(Vec::new());
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Catches the driver's events. Other tests of this process have no such span, so theirs belong to nobody.
fn listen() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        let targets = Targets::new()
            .with_target("sqlx::query", tracing::Level::TRACE)
            .with_target("statements", tracing::Level::INFO);
        tracing::subscriber::set_global_default(Registry::default().with(Ear.with_filter(targets)))
            .expect("nobody else listens in this process");
    });
}

struct Ear;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Ear {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let Some(span) = context.event_span(event) else {
            return;
        };
        let mut statement = Statement::default();
        event.record(&mut statement);
        for (_, told) in open().iter().filter(|(id, _)| *id == span.id()) {
            told.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(statement.text());
        }
    }
}

/// The text of a statement: short ones stand in the summary alone.
#[derive(Default)]
struct Statement {
    summary: String,
    whole: String,
}

impl Statement {
    fn text(&self) -> String {
        if self.whole.is_empty() {
            self.summary.clone()
        } else {
            self.whole.trim().to_owned()
        }
    }
}

impl Visit for Statement {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.whole),
            _ => {}
        }
    }
}
