//! The server dies, or is asked to stop, in the middle of everything; what it has promised stands.
//!
//! The real program runs as a process and is killed with SIGKILL while citizens hold, confirm, move and cancel. Each
//! citizen keeps a ledger of what she was told. While the server is dead the database is asked whether anything told
//! is missing and anything is broken; at the end the server itself tells every citizen what her ledger says.
//!
//! The database is not killed here, and the machine keeps its power.

mod ledger;
mod stubborn;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use proof::process::{self, Server};
use proof::{Connection, Database, Kind, invariants, on_both, town};

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use wire::{AppointmentState, AppointmentView, Availability};

use ledger::Ledger;
use stubborn::{Patience, Stubborn};

const PROGRAM: &str = env!("CARGO_BIN_EXE_town-hall");
const TOWN: &str = "ausfall";
const CITIZENS: usize = 8;
const KILLS: usize = 20;
const STOPS: usize = 4;
/// A debug build beside other tests on a busy machine; it takes a fifth of a second when alone.
const SOON: Duration = Duration::from_secs(8);

on_both! {
    async fn whatever_was_acknowledged_is_there_after_the_server_was_killed_twenty_times(kind: Kind) {
        let scene = Scene::set(kind).await;
        let ledger = Ledger::default();
        let enough = AtomicBool::new(false);
        let server = scene.start();
        let times = scene.times();
        let (server, slowest, done_unheard) = thread::scope(|scope| {
            for number in 0..CITIZENS {
                let citizen = Stubborn::new(scene.address, (&times, &ledger, &enough), number, Patience::Endless);
                scope.spawn(move || citizen.lives());
            }
            let (mut server, mut slowest, mut done_unheard) = (server, Duration::ZERO, 0);
            // Whatever fails in here, the citizens must not wait for a server for ever.
            let _stop = Enough(&enough);
            for kill in 0..KILLS {
                // Not always at the same place of a citizen's way.
                sleep(Duration::from_millis(200 + 97 * kill as u64 % 400));
                server.kill();
                done_unheard += block_on(scene.compare_with(&ledger, CITIZENS));
                let begin = Instant::now();
                server = scene.start();
                slowest = slowest.max(begin.elapsed());
            }
            sleep(Duration::from_millis(200));
            (server, slowest, done_unheard)
        });
        assert!(slowest < SOON, "a restart took {slowest:?}");

        scene.ask_for(&ledger);
        server.ask_to_stop();
        assert!(server.wait(SOON).success());
        assert_eq!(scene.compare_with(&ledger, 0).await, 0, "nothing was done that nobody knows of");
        assert_eq!(scene.count("state = 'held'").await, 0, "every hold was used or given back");
        let told = ledger.told();
        println!(
            "{kind:?}: {} appointments, {} moved, {} cancelled; {} answers lost, {done_unheard} of them to deeds done; slowest restart {slowest:?}",
            told.appointments, told.moved, told.cancelled, told.lost
        );
        assert!(told.appointments > 50 && told.moved > 5 && told.cancelled > 5, "that was no load");
        assert!(told.lost > KILLS, "the server was killed when nobody asked for anything");
    }

    async fn a_server_that_is_asked_to_stop_finishes_what_it_has_begun_and_nothing_else(kind: Kind) {
        let scene = Scene::set(kind).await;
        let ledger = Ledger::default();
        let mut heard_after = 0;
        for stop in 0..STOPS {
            let enough = AtomicBool::new(false);
            let server = scene.start();
            let times = scene.times();
            thread::scope(|scope| {
                for number in 0..CITIZENS {
                    let number = stop * CITIZENS + number;
                    let citizen = Stubborn::new(scene.address, (&times, &ledger, &enough), number, Patience::None);
                    scope.spawn(move || citizen.lives());
                }
                let _stop = Enough(&enough);
                sleep(Duration::from_millis(200 + 31 * stop as u64));
                let before = ledger.told().answers;
                server.ask_to_stop();
                assert!(server.wait(SOON).success());
                heard_after += ledger.told().answers - before;
            });
            // An answer that did not come was to a request that was not begun.
            assert_eq!(scene.compare_with(&ledger, 0).await, 0, "something was done and not told");
            let held = scene.count("state = 'held'").await;
            assert_eq!(held, ledger.told().open_holds, "a hold was made and not told");
        }
        assert!(heard_after > 0, "the server was asked to stop when nobody asked for anything");
    }
}

/// A town on a database, served by the real program at an address that stays the same.
struct Scene {
    database: Database,
    address: SocketAddr,
}

impl Scene {
    async fn set(kind: Kind) -> Self {
        let database = Database::new(kind).await;
        process::take_in(Path::new(PROGRAM), &database, &town::staffed(TOWN, 10));
        Self {
            database,
            address: process::free_address(),
        }
    }

    fn start(&self) -> Server {
        Server::start(Path::new(PROGRAM), &self.database, self.address)
    }

    /// Times of the coming two months, none of them so near that it could not be changed any more.
    fn times(&self) -> Vec<String> {
        let mut connection = Connection::open(self.address).expect("the server accepts");
        let mut looks = |from: &str, days: u32| -> Availability {
            let path = format!("/api/v1/towns/{TOWN}/availability?service=perso:2&from={from}&days={days}");
            connection
                .ask("GET", &path, None, None)
                .expect("an answer")
                .json()
        };
        let today = looks("2026-01-01", 1).bookable_from;
        let days = looks(&today, 60).days;
        days.into_iter()
            .skip(2)
            .flat_map(|day| day.starts)
            .map(|start| start.at)
            .collect()
    }

    /// Everything told is stored, nothing is broken, and at most so many steps were done that nobody was told.
    /// Returns how many.
    async fn compare_with(&self, ledger: &Ledger, at_most: usize) -> usize {
        let db = self.database.inspector().await;
        if self.database.kind == Kind::Sqlite {
            let sql = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
            let row = db.query_one_raw(sql).await.expect("a check").expect("a row");
            assert_eq!(
                row.try_get::<String>("", "integrity_check").expect("a text"),
                "ok"
            );
        }
        let unheard = ledger.compare(&db).await;
        db.close().await.expect("the inspector leaves");
        invariants::check(&self.database).await;
        assert!(unheard <= at_most, "{unheard} steps were done and not told");
        unheard
    }

    async fn count(&self, condition: &str) -> usize {
        let db = self.database.inspector().await;
        let sql = format!("SELECT count(*) AS n FROM appointment WHERE {condition}");
        let row = db
            .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
            .await;
        let count: i64 = row
            .expect("a count")
            .expect("a row")
            .try_get("", "n")
            .expect("a number");
        db.close().await.expect("the inspector leaves");
        count.try_into().expect("a count")
    }

    /// Every citizen asks the server for her appointment and is told what she was told before.
    fn ask_for(&self, ledger: &Ledger) {
        let mut connection = Connection::open(self.address).expect("the server accepts");
        for promise in ledger.told().promises {
            let path = format!("/api/v1/towns/{TOWN}/appointments/{}", promise.token);
            let view: AppointmentView = connection
                .ask("GET", &path, None, None)
                .expect("an answer")
                .json();
            let cancelled = view.state == AppointmentState::Cancelled;
            assert_eq!(
                (view.reference, view.at, cancelled),
                (promise.reference, promise.at, promise.cancelled)
            );
        }
    }
}

/// Lets the citizens stop when this goes, however it goes.
struct Enough<'a>(&'a AtomicBool);

impl Drop for Enough<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Waits for something while citizens live on threads of their own.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(work))
}
