//! When its time is over, nothing that tells of a person is left: in no table, no message, and none of the pages that a database has
//! freed (S-63, LAW-05, H14). What is to come, and what the desk has still to look after, stays as it is.

use std::process::Command;
use std::time::Duration;

use axum::http::Method;
use chrono::TimeDelta;
use proof::{Answer, Clerk, Database, Hall, Kind, Mood, PASSWORD, at, hidden_fields, on_both, town};
use sea_orm::{FromQueryResult as _, JsonValue, Statement};
use serde_json::{Value, json};
use server::upkeep;
use tenants::definition;
use wire::AppointmentView;

use super::desk::absence::count;
use super::mail::Post;

const PASS: &[(&str, u32)] = &[("pass", 1)];

/// What the story of this file leaves in the database that tells of a person.
const CANARIES: [&str; 15] = [
    "Kanarina Vogelsang",
    "kanarina@vogelsang.example",
    "+492214710991",
    "Notizkanarie",
    "Gelbina Absage",
    "absage@vogelsang.example",
    "Rufina Anruf",
    "+492214710992",
    "Grundkanarie",
    "Clerkanarie",
    "unzustellbar@vogelsang.example",
    "Browserkanarie",
    "Warteline Kanarius",
    "warteline@vogelsang.example",
    "+492214710993",
];

/// Everything that the database's files hold, or all that a dump of it tells.
fn bytes_of(database: &Database) -> Vec<u8> {
    match database.kind {
        Kind::Sqlite => {
            let file = database.url.strip_prefix("sqlite:").expect("a file");
            let files = ["", "-wal", "-shm"].map(|ending| std::fs::read(format!("{file}{ending}")));
            files.into_iter().flatten().flatten().collect()
        }
        Kind::Postgres => {
            let dump = Command::new("pg_dump")
                .arg("--dbname")
                .arg(&database.url)
                .output();
            let dump = dump.expect("pg_dump runs");
            assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
            dump.stdout
        }
    }
}

/// Whether these letters stand anywhere in the database's files, or in a dump of it.
pub fn is_kept(database: &Database, letters: &str) -> bool {
    bytes_of(database)
        .windows(letters.len())
        .any(|window| window == letters.as_bytes())
}

fn found_in(database: &Database) -> Vec<&'static str> {
    let bytes = bytes_of(database);
    assert!(bytes.len() > 10_000, "{} bytes are no database", bytes.len());
    let is_there = |canary: &&str| {
        bytes
            .windows(canary.len())
            .any(|window| window == canary.as_bytes())
    };
    CANARIES.into_iter().filter(is_there).collect()
}

/// Every row about an appointment, column by column.
async fn rows_about(hall: &Hall, reference: &str) -> Vec<Value> {
    let db = hall.database.inspector().await;
    let which = format!("(SELECT id FROM appointment WHERE reference = '{reference}')");
    let mut rows = Vec::new();
    for (table, key) in [
        ("appointment", "id"),
        ("claim", "appointment_id"),
        ("history", "appointment_id"),
        ("notice", "appointment_id"),
    ] {
        let sql = format!("SELECT * FROM {table} WHERE {key} = {which} ORDER BY 1, 2, 3");
        let statement = Statement::from_string(db.get_database_backend(), sql);
        rows.extend(
            JsonValue::find_by_statement(statement)
                .all(&db)
                .await
                .expect("rows"),
        );
    }
    db.close().await.expect("the inspector leaves");
    rows
}

async fn runs(hall: &Hall) -> u64 {
    upkeep::sweep(&hall.app).await.expect("the towns are listed");
    upkeep::forget(&hall.app).await.expect("the towns are listed")
}

/// Time passes to a moment.
fn waits_until(hall: &Hall, moment: &str) {
    hall.clock.advance(at(moment) - hall.clock.now());
}

/// Books with everything there is to fill in.
async fn books(post: &Post, person: (&str, &str, &str, &str), time: &str) -> AppointmentView {
    let (name, email, phone, note) = person;
    let citizen = post.hall.citizen();
    let hold = citizen.holds(PASS, time).await;
    let form = json!({
        "hold": hold.hold, "name": name, "email": email, "phone": phone, "note": note, "language": "de", "privacy_accepted": true,
    });
    citizen
        .ask(Method::POST, "/appointments", Some(&form))
        .await
        .good()
}

/// The page of an appointment at the desk, below the desk's address.
async fn page_of(clerk: &Clerk, hall: &Hall, name: &str) -> String {
    let found = clerk
        .opens(&format!("/suche?q={}", name.replace(' ', "+")))
        .await
        .text();
    let link = found.split(&format!("/desk/{}/termine/", hall.town)).nth(1);
    let id = link.expect("found").split('"').next().expect("an id");
    format!("/termine/{id}")
}

async fn cancels_at_the_desk(clerk: &Clerk, hall: &Hall, name: &str, why: &str) {
    let path = page_of(clerk, hall, name).await;
    let page = clerk.opens(&path).await.text();
    let revision = hidden_fields(&page)
        .into_iter()
        .find(|(name, _)| name == "revision");
    let revision = revision.expect("a revision").1;
    let fields = [("schritt", "absagen"), ("grund", why), ("revision", &revision)];
    let answer = clerk.submits(&path, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// A clerk gives somebody who phones this time.
async fn gives(clerk: &Clerk, time: &str, person: &[(&str, &str)]) -> Answer {
    let form = clerk.opens("/vergeben?anliegen=pass").await.text();
    let key = hidden_fields(&form)
        .into_iter()
        .find(|(name, _)| name == "schluessel")
        .expect("a key")
        .1;
    let mut fields = vec![
        ("anliegen", "pass"),
        ("anzahl", "1"),
        ("zeit", time),
        ("schluessel", &key),
    ];
    fields.extend(person);
    let given = clerk.submits("/vergeben", &fields).await;
    assert_eq!(given.status, 201, "{}", given.text());
    given
}

/// A town's week: people book, move, cancel, phone in, lose their time, are told and not reached.
async fn a_week_of_people(post: &Post) {
    let hall = &post.hall;
    let citizen = hall.citizen();
    let who = (
        "Kanarina Vogelsang",
        "kanarina@vogelsang.example",
        "0221 4710991",
        "Notizkanarie",
    );
    let moved = books(post, who, "2026-11-24T09:00:00+01:00").await;
    let hold = citizen.holds(PASS, "2026-11-24T10:00:00+01:00").await;
    let path = format!("/appointments/{}/move", moved.token);
    let answer = citizen
        .ask(Method::POST, &path, Some(&json!({ "hold": hold.hold })))
        .await;
    assert!(answer.status.is_success(), "{}", answer.text());
    let asked = json!({ "reference": moved.reference, "pin": moved.pin });
    let found = citizen
        .ask(Method::POST, "/appointments/lookup", Some(&asked))
        .await;
    assert!(found.status.is_success(), "{}", found.text());

    let who = ("Gelbina Absage", "absage@vogelsang.example", "", "");
    let off = books(post, who, "2026-11-24T09:15:00+01:00").await;
    let path = format!("/appointments/{}/cancel", off.token);
    assert!(
        citizen
            .ask(Method::POST, &path, Some(&json!({})))
            .await
            .status
            .is_success()
    );
    post.arrives().await;

    post.server.is(Mood::NoMailbox);
    let who = ("Kanarina Vogelsang", "unzustellbar@vogelsang.example", "", "");
    books(post, who, "2026-11-24T08:00:00+01:00").await;
    assert!(post.arrives().await.is_empty());
    post.server.is(Mood::Fine);

    // Somebody waits for whatever becomes free, until her last day is over. She was asked once, and did not answer.
    let fields = [
        ("service", "pass:1"),
        ("name", "Warteline Kanarius"),
        ("email", "warteline@vogelsang.example"),
        ("phone", "0221 4710993"),
        ("last", "2026-11-30"),
        ("agrees", "1"),
    ];
    let waits = citizen.submits("/frueher", &fields).await;
    assert_eq!(waits.status, 303, "{}", waits.text());
    let freed = citizen.books(PASS, "2026-11-25T09:00:00+01:00").await;
    let path = format!("/appointments/{}/cancel", freed.token);
    let answer = citizen.ask(Method::POST, &path, Some(&json!({}))).await;
    assert!(answer.status.is_success(), "{}", answer.text());
    hall.minutes_pass(5);
    upkeep::look(&hall.app).await.expect("the list is read");
    assert_eq!(count(hall, "earlier_offer WHERE state = 'open'").await, 1);

    let clerk = hall.signed_in("clerk").await;
    let browser = [
        ("sec-fetch-site", "same-origin"),
        ("user-agent", "Browserkanarie/1.0"),
    ];
    let fields = [("email", "clerk@example.org"), ("password", PASSWORD)];
    assert_eq!(
        clerk.submits_with("/anmelden", &fields, &browser).await.status,
        303
    );
    let caller = [
        ("name", "Rufina Anruf"),
        ("phone", "0221 4710992"),
        ("note", "Clerkanarie"),
    ];
    gives(&clerk, "2026-11-25T08:00:00+01:00", &caller).await;
    // Whoever loses her time is called, and in the end the town cancels.
    clerk
        .reports_absence("person=kaya&zeitraum=von-bis&von=25.11.")
        .await;
    assert_eq!(count(hall, "appointment WHERE state = 'displaced'").await, 1);
    let list = clerk.opens("/anrufliste").await;
    assert!(list.text().contains("Rufina Anruf"), "{}", list.text());
    cancels_at_the_desk(&clerk, hall, "Rufina Anruf", "Grundkanarie").await;
    post.arrives().await;
}

on_both! {
    async fn at_the_end_of_its_time_nothing_is_left_but_counts(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        a_week_of_people(&post).await;
        let mut there = found_in(&hall.database);
        there.sort_unstable();
        let mut planted = CANARIES.to_vec();
        planted.sort_unstable();
        assert_eq!(there, planted, "the story plants every canary, and the scan finds each");

        // Everything of the last day is kept to its end.
        waits_until(hall, "2026-12-08T23:59:00+01:00");
        let tomorrow = hall.citizen().books(PASS, "2026-12-09T10:00:00+01:00").await;
        post.arrives().await;
        assert_eq!(runs(hall).await, 0, "the fourteenth day is not over");
        assert!(found_in(&hall.database).contains(&"Kanarina Vogelsang"));
        let before = rows_about(hall, &tomorrow.reference).await;
        assert_eq!(before.len(), 6, "a row, three cells, a step and a message: {before:?}");

        waits_until(hall, "2026-12-09T00:30:00+01:00");
        assert_eq!(runs(hall).await, 3);
        waits_until(hall, "2026-12-10T00:30:00+01:00");
        assert_eq!(runs(hall).await, 2);
        assert_eq!(found_in(&hall.database), Vec::<&str>::new(), "somebody is not forgotten");
        assert_eq!(runs(hall).await, 0, "a second run has nothing to do");

        let visits = |which: &'static str| async move {
            count(hall, &format!("tally WHERE {which} AND visits = 1 AND pieces = 1 AND department_id = 1 AND service = 'pass'")).await
        };
        assert_eq!(count(hall, "tally").await, 5);
        assert_eq!(visits("day = '2026-11-24' AND hour = 10 AND outcome = 'unsaid' AND channel = 'online' AND lead_days = 1").await, 1);
        assert_eq!(visits("day = '2026-11-24' AND hour = 9 AND outcome = 'cancelled_by_citizen' AND channel = 'online'").await, 1);
        let called = "outcome = 'cancelled_by_town' AND channel = 'desk' AND displaced = 1 AND lead_days = 2";
        assert_eq!(visits(called).await, 1);
        assert_eq!(rows_about(hall, &tomorrow.reference).await, before, "what was to come has not changed");
        for table in ["session", "call_entry", "offer"] {
            assert_eq!(count(hall, table).await, 0, "{table}");
        }

        // Who was away is forgotten later.
        assert_eq!((count(hall, "rescue").await, count(hall, "absence").await), (1, 1));
        waits_until(hall, "2027-02-24T00:30:00+01:00");
        runs(hall).await;
        assert_eq!((count(hall, "rescue").await, count(hall, "absence").await), (0, 0));
        post.hall.close().await;
    }

    async fn whoever_has_still_to_be_looked_after_is_not_forgotten(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let clerk = hall.signed_in("clerk").await;
        gives(&clerk, "2026-11-25T08:00:00+01:00", &[("name", "Rufina Anruf"), ("phone", "0221 4710992")]).await;
        clerk.reports_absence("person=kaya&zeitraum=von-bis&von=25.11.").await;
        // A message that is on its way, whatever is the matter with the mail server.
        post.server.is(Mood::Later);
        let late = books(&post, ("Kanarina Vogelsang", "kanarina@vogelsang.example", "", ""), "2026-12-15T09:00:00+01:00").await;
        let path = format!("/appointments/{}/cancel", late.token);
        assert!(hall.citizen().ask(Method::POST, &path, Some(&json!({}))).await.status.is_success());
        waits_until(hall, "2027-01-31T00:30:00+01:00");
        let toml = hall.exports().await;
        hall.take_in(&toml.replace("[policy]", "[keep]\nvisit_days = 1\ncancelled_days = 1\nanswer_days = 1\nabsence_days = 1\n\n[policy]")).await;
        assert_eq!(runs(hall).await, 1, "nobody carries that message any more");
        assert_eq!(count(hall, "appointment WHERE state = 'displaced'").await, 1);
        assert_eq!(found_in(&hall.database), ["Rufina Anruf", "+492214710992"], "she stands on the call list");
        let list = hall.signed_in("lead").await.opens("/betroffene").await.text();
        assert!(list.contains("Rufina Anruf"), "{list}");
        post.hall.close().await;
    }

    async fn what_a_mail_server_answered_is_forgotten_before_the_appointment(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let made = hall.citizen().books(PASS, "2027-01-18T09:00:00+01:00").await;
        post.arrives().await;
        let answered = "sending WHERE answer IS NOT NULL";
        assert_eq!(count(hall, answered).await, 1);
        waits_until(hall, "2026-12-23T23:00:00+01:00");
        runs(hall).await;
        assert_eq!(count(hall, answered).await, 1, "the thirtieth day");
        waits_until(hall, "2026-12-24T00:30:00+01:00");
        runs(hall).await;
        assert_eq!((count(hall, answered).await, count(hall, "sending WHERE outcome = 'handed_over'").await), (0, 1));
        assert_eq!(hall.citizen().views(&made.token).await.at, made.at);
        post.hall.close().await;
    }

    // H14: a year after a leap day is over when the first of March begins.
    async fn a_year_after_a_leap_day_ends_with_february(kind: Kind) {
        let toml = town::small().replace("[policy]", "[keep]\nvisit_days = 365\n\n[policy]");
        let post = Post::open_in(kind, &toml).await;
        let hall = &post.hall;
        waits_until(hall, "2028-02-28T07:00:00+01:00");
        hall.citizen().books(PASS, "2028-02-29T09:00:00+01:00").await;
        waits_until(hall, "2029-02-28T23:59:00+01:00");
        assert_eq!(runs(hall).await, 0);
        waits_until(hall, "2029-03-01T00:00:00+01:00");
        assert_eq!(runs(hall).await, 1);
        post.hall.close().await;
    }

    async fn a_run_that_is_cut_off_counts_nothing_twice(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 10)).await;
        let citizen = hall.citizen();
        let mut booked = 0;
        for hour in 8..18 {
            for minute in [0, 15, 30] {
                for _ in 0..10 {
                    let time = format!("2026-11-24T{hour:02}:{minute:02}:00+01:00");
                    citizen.books(PASS, &time).await;
                    booked += 1;
                }
            }
        }
        hall.clock.advance(TimeDelta::days(30));
        let (mut cut, mut patience) = (0, Duration::from_micros(500));
        // Two servers at once, each cut off in the middle of whatever it does.
        while count(&hall, "appointment").await > 0 {
            let run = || tokio::time::timeout(patience, upkeep::forget(&hall.app));
            let (one, other) = tokio::join!(run(), run());
            cut += u32::from(one.is_err()) + u32::from(other.is_err());
            patience = patience * 4 / 3;
        }
        assert!(cut > 2, "it was cut off {cut} times");
        let sum = format!("tally t, (SELECT sum(visits) AS all_of_them FROM tally) s WHERE s.all_of_them = {booked}");
        assert_eq!(count(&hall, &sum).await, count(&hall, "tally").await);
        assert_eq!(count(&hall, "tally").await, 10, "one line an hour");
        hall.close().await;
    }
}

#[tokio::test]
async fn periods_that_no_law_allows_are_refused() {
    for (field, days) in [
        ("visit_days", 0),
        ("cancelled_days", 366),
        ("answer_days", 0),
        ("absence_days", 4000),
    ] {
        let toml = town::small().replace("[policy]", &format!("[keep]\n{field} = {days}\n\n[policy]"));
        let mistakes = definition::read(&toml, "town.toml").expect_err("refused");
        let told: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        assert!(told.join("\n").contains(&format!("keep.{field}")), "{told:?}");
    }
    let hall = Hall::open(Kind::Sqlite, &town::small()).await;
    assert!(
        !hall.exports().await.contains("[keep]"),
        "what is as usual is not written"
    );
    let toml = town::small().replace("[policy]", "[keep]\nvisit_days = 30\n\n[policy]");
    hall.take_in(&toml).await;
    assert!(hall.exports().await.contains("visit_days = 30"));
    hall.close().await;
}
