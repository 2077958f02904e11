//! The server is killed while somebody's absence is saved: either all of it is there afterwards, or nothing.
//!
//! The real program runs as a process and gets SIGKILL so many milliseconds after a clerk has sent the form. While it is
//! dead the database is asked what became of every appointment of the town, not only of that day's.
//!
//! The database is not killed here, and the machine keeps its power.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use proof::process::{self, Server};
use proof::{Connection, Database, DeskVisit, Kind, invariants, on_both, town};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, QueryResult, Statement};
use serde_json::json;
use wire::{Availability, HoldView};

const PROGRAM: &str = env!("CARGO_BIN_EXE_town-hall");
const TOWN: &str = "ausfall";
const CLERK: &str = "k.muster@example.org";
const KILLS: usize = 20;
/// Saved before, to learn how long it takes.
const MEASURED: usize = 3;

/// What is booked on each day, and what becomes of it when Kaya is away. Only she can do passports.
const BOOKED: [(&str, &str, Fate); 14] = [
    ("08:00", "pass", Fate::Displaced),
    ("08:15", "perso", Fate::Reassigned),
    ("08:30", "pass", Fate::Displaced),
    ("08:45", "perso", Fate::Reassigned),
    ("09:00", "umzug", Fate::Untouched),
    ("10:00", "pass", Fate::Displaced),
    ("10:15", "perso", Fate::Reassigned),
    ("11:00", "pass", Fate::Displaced),
    ("11:15", "perso", Fate::Reassigned),
    ("13:00", "pass", Fate::Called),
    ("13:15", "perso", Fate::Reassigned),
    ("14:00", "umzug", Fate::Untouched),
    ("15:00", "pass", Fate::Displaced),
    ("15:15", "perso", Fate::Reassigned),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Reassigned,
    /// She hears messages: she is owed one, and other times are kept for her.
    Displaced,
    /// She does not: she stands on the call list.
    Called,
    Untouched,
}

on_both! {
    async fn an_absence_is_saved_whole_or_not_at_all_when_the_server_is_killed_twenty_times(kind: Kind) {
        let scene = Scene::set(kind).await;
        let mut server = scene.start();
        let mut clerk = DeskVisit::sign_in(scene.address, TOWN, CLERK);
        let mut days = scene.days.iter();
        let mut saved = BTreeSet::new();
        let mut takes = Duration::ZERO;
        for day in days.by_ref().take(MEASURED) {
            // As after every kill: the first absence that a server has to do with.
            server.kill();
            server = scene.start();
            clerk.reconnect(scene.address);
            let preview = clerk.previews_absence("kaya", day);
            let begin = Instant::now();
            clerk.sends_absence(&preview);
            let answer = clerk.hears().expect("an answer");
            takes = takes.max(begin.elapsed());
            assert_eq!(answer.status, 303, "{}", answer.told());
            saved.insert(day.clone());
        }

        let mut day = days.next().expect("a day");
        let (mut before, mut after, mut acknowledged) = (0, 0, 0);
        for kill in 0..KILLS {
            clerk.reconnect(scene.address);
            let preview = clerk.previews_absence("kaya", day);
            clerk.sends_absence(&preview);
            // From at once until it is surely done, in no order; the last when the clerk has heard.
            let last = kill + 1 == KILLS;
            let share = 1.6 * (kill * 7 % KILLS) as f64 / KILLS as f64;
            let answer = if last {
                let answer = clerk.hears();
                server.kill();
                answer
            } else {
                sleep(takes.mul_f64(share));
                server.kill();
                clerk.hears()
            };
            assert!(answer.is_ok() || !last, "there was time to answer");
            if let Ok(answer) = answer {
                assert_eq!(answer.status, 303, "{}", answer.told());
                acknowledged += 1;
                saved.insert(day.clone());
            }
            let found = scene.saved().await;
            assert!(found.is_superset(&saved), "what was acknowledged is lost");
            if found.contains(day) {
                after += 1;
                // The machine is not ours alone: what saving takes changes while we kill.
                if share < 0.8 {
                    takes = takes.mul_f64(0.8);
                }
                saved.insert(day.clone());
                day = days.next().expect("another day");
            } else {
                before += 1;
                if share > 1.0 {
                    takes = takes.mul_f64(1.3);
                }
            }
            assert_eq!(found, saved, "nobody saved that");
            server = scene.start();
        }
        println!("{kind:?}: saving took about {takes:?}; {before} of {KILLS} kills came before it was saved, {after} after, {acknowledged} of these after the answer");
        assert!(before > 0 && after > 0, "the kills did not meet the saving");
        server.ask_to_stop();
        assert!(server.wait(Duration::from_secs(8)).success());
    }
}

/// A town on a database in which the same is booked on each of many days.
struct Scene {
    database: Database,
    address: SocketAddr,
    days: Vec<String>,
}

impl Scene {
    async fn set(kind: Kind) -> Self {
        let database = Database::new(kind).await;
        let apply = |helper: &[&str]| {
            let people = [
                ("kaya", &["pass", "perso"][..]),
                ("petersen", helper),
                ("hollmann", &["umzug"][..]),
            ];
            let people = people.map(|(slug, skills)| town::colleague(slug, skills));
            let town =
                town::head(TOWN).replace("required = \"email\"", "required = \"either\"") + &people.concat();
            process::take_in(Path::new(PROGRAM), &database, &town);
        };
        // While it is booked, nobody but Kaya makes identity cards; then Petersen has learned it.
        apply(&["umzug"]);
        process::employ(&database, TOWN, CLERK).await;
        let address = process::free_address();
        let server = Server::start(Path::new(PROGRAM), &database, address);
        let days = book(address);
        apply(&["perso", "umzug"]);
        server.kill();
        Self {
            database,
            address,
            days,
        }
    }

    fn start(&self) -> Server {
        Server::start(Path::new(PROGRAM), &self.database, self.address)
    }

    /// The days of which an absence is stored. Panics if anything is there by half, or broken.
    async fn saved(&self) -> BTreeSet<String> {
        let db = self.database.inspector().await;
        if self.database.kind == Kind::Postgres {
            // What the server had sent before it died is still done.
            let busy = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND
                        pid <> pg_backend_pid() AND backend_type = 'client backend'";
            while !rows(&db, busy).await.is_empty() {
                sleep(Duration::from_millis(2));
            }
        }
        let saved = rows(&db, "SELECT body FROM absence").await;
        let saved: Vec<String> = saved.iter().map(|row| text(row, "body")).collect();
        let is_away = |day: &str| {
            let count = saved.iter().filter(|body| begins_on(body, day)).count();
            assert!(count < 2, "the absence on {day} is there {count} times");
            count == 1
        };
        let stood = rows(&db, STANDS).await;
        let kept: Vec<_> = rows(&db, KEPT)
            .await
            .iter()
            .map(|row| text(row, "local_start"))
            .collect();
        let rescues = rows(&db, "SELECT id FROM rescue").await.len();
        assert_eq!(
            rescues,
            saved.len(),
            "an absence without what it did, or the other way round"
        );
        assert!(
            kept.iter().all(|lost| is_away(&lost[..10])),
            "times are kept for somebody who has lost nothing"
        );
        db.close().await.expect("the inspector leaves");
        assert_eq!(stood.len(), self.days.len() * BOOKED.len());
        for row in stood {
            let at = text(&row, "local_start");
            let (day, time) = at.split_once('T').expect("a day and a time");
            let booked = BOOKED.iter().find(|(at, ..)| *at == time).expect("a time");
            let (_, service, fate) = booked;
            let keeper = if *service == "umzug" { "another" } else { "kaya" };
            let expected = match fate {
                Fate::Reassigned if is_away(day) => ("booked", "petersen", "reassigned", 2, 0, 0),
                Fate::Displaced if is_away(day) => ("displaced", "nobody", "displaced", 2, 1, 0),
                Fate::Called if is_away(day) => ("displaced", "nobody", "displaced", 2, 0, 1),
                _ => ("booked", keeper, "booked", 1, 0, 0),
            };
            let [state, deed, mut keeper] = ["state", "deed", "keeper"].map(|column| text(&row, column));
            let [steps, messages, calls] =
                ["steps", "messages", "calls"].map(|column| row.try_get("", column).expect("a number"));
            if *service == "umzug" && keeper != "kaya" {
                "another".clone_into(&mut keeper);
            }
            let found: (_, _, _, i64, i64, i64) = (
                state.as_str(),
                keeper.as_str(),
                deed.as_str(),
                steps,
                messages,
                calls,
            );
            assert_eq!(found, expected, "half of an absence is saved: {service} at {at}");
        }
        invariants::check(&self.database).await;
        let days = self.days.iter().filter(|day| is_away(day));
        let days: BTreeSet<_> = days.cloned().collect();
        assert_eq!(days.len(), saved.len(), "an absence nobody asked for");
        days
    }
}

/// Every appointment: who keeps it, its last step, how many there were, and how many messages and calls are
/// owed about a loss.
const STANDS: &str = "SELECT a.local_start, a.state, coalesce(s.slug, 'nobody') AS keeper,
    (SELECT h.deed FROM history h WHERE h.town_id = a.town_id AND h.appointment_id = a.id AND h.revision = a.revision) AS deed,
    (SELECT count(*) FROM history h WHERE h.town_id = a.town_id AND h.appointment_id = a.id) AS steps,
    (SELECT count(*) FROM notice n WHERE n.town_id = a.town_id AND n.appointment_id = a.id
     AND n.kind = 'displaced' AND n.state = 'owed') AS messages,
    (SELECT count(*) FROM call_entry c WHERE c.town_id = a.town_id AND c.appointment_id = a.id) AS calls
    FROM appointment a LEFT JOIN staff_member s ON s.town_id = a.town_id AND s.id = a.staff_id WHERE a.state <> 'held'";

/// The appointments for which times are kept.
const KEPT: &str = "SELECT l.local_start FROM offer o JOIN appointment l ON l.town_id = o.town_id AND l.id = o.appointment_id";

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement).await.expect("readable")
}

fn text(row: &QueryResult, column: &str) -> String {
    row.try_get("", column).expect("a text")
}

fn begins_on(body: &str, day: &str) -> bool {
    body.contains(&format!("\"from\":\"{day}"))
}

/// Books the same on as many coming days as the test may need. Returns the days.
fn book(address: SocketAddr) -> Vec<String> {
    let mut connection = Connection::open(address).expect("the server accepts");
    let mut ask = |method: &str, path: &str, body: Option<&serde_json::Value>| {
        let path = format!("/api/v1/towns/{TOWN}{path}");
        let reply = connection.ask(method, &path, None, body).expect("an answer");
        assert!(reply.status < 300, "{}", reply.told());
        reply
    };
    let free = |from: &str, days: u32| format!("/availability?service=pass&from={from}&days={days}");
    let today: Availability = ask("GET", &free("2026-01-01", 1), None).json();
    let month: Availability = ask("GET", &free(&today.bookable_from, 60), None).json();
    let open = month
        .days
        .into_iter()
        .skip(2)
        .filter(|day| !day.starts.is_empty());
    let mut days = Vec::new();
    for day in open.take(MEASURED + KILLS) {
        for (time, service, fate) in BOOKED {
            let start = day.starts.iter().find(|start| start.at[11..].starts_with(time));
            let at = &start.expect("somebody works then").at;
            let wish = json!({ "services": [{ "service": service, "count": 1 }], "at": at });
            let hold: HoldView = ask("POST", "/holds", Some(&wish)).json();
            let mut form = json!({
                "hold": hold.hold, "name": "Mika Beispiel", "language": "de", "privacy_accepted": true,
            });
            let (way, address) = match fate {
                Fate::Called => ("phone", "0221 4710456"),
                _ => ("email", "mika@example.org"),
            };
            form[way] = json!(address);
            ask("POST", "/appointments", Some(&form));
        }
        days.push(day.starts[0].at[..10].to_owned());
    }
    assert_eq!(days.len(), MEASURED + KILLS, "too few open days");
    days
}
