//! A big town at its desk: 200 services, 50 colleagues, and a year of 100,000 appointments. Every kind of page is opened, and the
//! figures of the year twice: with all appointments still kept, and with all of them forgotten and counted.
//! Goals: 100 ms for 95 of 100 pages, 300 ms for the year.

use std::time::Instant;

use proof::{Clerk, Hall, Kind, town};
use sea_orm::ConnectionTrait as _;

use crate::TownFlags;
use crate::figures::{load_average, quantile};

const SERVICES: usize = 200;
const COLLEAGUES: usize = 50;
const YEAR: &str = "/zahlen?zeitraum=jahr&datum=1.6.2026";
const PAGES: &[&str] = &[
    "",
    "/woche",
    "/vergeben?anliegen=pass&anzahl=1",
    "/betroffene",
    "/anrufliste",
    "/abwesenheit",
    "/suche?q=JS-77777",
    "/suche?q=Muster",
    "/einrichtung",
    "/einrichtung/aemter",
    "/einrichtung/mitarbeitende",
    "/einrichtung/mitarbeitende/person-7/dienstzeiten",
    "/einrichtung/dienstleistungen",
    "/einrichtung/dienstleistungen/dienst-77",
    "/einrichtung/katalog",
    "/einrichtung/kommune",
    "/einrichtung/einbinden",
    "/protokoll",
    YEAR,
];

/// Measures and prints.
pub async fn measure(flags: &TownFlags) {
    println!(
        "{SERVICES} services, {COLLEAGUES} colleagues, {} appointments in a year; each page {} times",
        flags.appointments, flags.times
    );
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if flags.database.is_none_or(|only| only == kind) {
            on(kind, flags).await;
        }
    }
}

async fn on(kind: Kind, flags: &TownFlags) {
    let hall = Hall::open(kind, &town::big("jahresstadt", SERVICES, COLLEAGUES)).await;
    hall.citizen()
        .books(&[("pass", 1)], "2026-11-24T09:00:00+01:00")
        .await;
    let administrator = hall.signed_in("administrator").await;
    fill(&hall, kind, flags, KEPT).await;
    println!("  {kind:?}, load average {}", load_average());
    for path in PAGES {
        time(&administrator, path, flags.times).await;
    }
    fill(&hall, kind, flags, FORGOTTEN).await;
    println!("  {kind:?}, all forgotten");
    time(&administrator, YEAR, flags.times).await;
    hall.close().await;
}

async fn time(clerk: &Clerk, path: &str, times: u32) {
    let (mut took, mut bytes) = (Vec::new(), 0);
    for _ in 0..times {
        let before = Instant::now();
        let page = clerk.opens(path).await;
        took.push(before.elapsed());
        let text = page.text();
        assert!(page.status == 200, "{path}: {text}");
        bytes = text.len();
    }
    println!(
        "    {path:<50} p50 {:>4.0} ms   p95 {:>4.0} ms   {:>4} KB",
        quantile(took.iter().copied(), 0.5),
        quantile(took.iter().copied(), 0.95),
        bytes / 1024
    );
}

async fn fill(hall: &Hall, kind: Kind, flags: &TownFlags, statements: &[&str]) {
    let db = hall.database.inspector().await;
    let words = match kind {
        Kind::Sqlite => [
            ("{id}", "randomblob(16)"),
            ("{hash}", "randomblob(32)"),
            ("{wall}", "strftime('%Y-%m-%dT%H:%M', {second}, 'unixepoch')"),
            ("{day}", "date({second}, 'unixepoch')"),
        ],
        Kind::Postgres => [
            ("{id}", "gen_random_uuid()"),
            ("{hash}", "decode(md5(random()::text || n.i), 'hex')"),
            (
                "{wall}",
                "to_char(to_timestamp({second}) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI')",
            ),
            (
                "{day}",
                "to_char(to_timestamp({second}) AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
            ),
        ],
    };
    let most = flags.appointments.to_string();
    for statement in statements {
        let mut sql = (*statement).to_owned();
        for (word, meaning) in words {
            sql = sql.replace(word, meaning);
        }
        // 1 January 2026, and from there on a minute of office hours after the other.
        let second = "(1767225600 + (n.i % 364) * 86400 + 28800 + (n.i % 110) * 300)";
        let sql = sql.replace("{second}", second).replace("{most}", &most);
        db.execute_unprepared(&sql).await.expect("a year");
    }
    db.close().await.expect("the inspector leaves");
}

const KEPT: &[&str] = &[
    "INSERT INTO appointment (town_id, id, state, department_id, staff_id, overbooked, first_cell, cells, minutes, local_start, zone, visit, service,
         revision, created_at, state_at, cancelled_by, hold_hash, hold_request, extended, confirm_request, reference, manage_hash, pin_hash,
         pin_failures, booked_at, name, email, phone, language, reminder, mail_fails)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most})
     SELECT a.town_id, {id}, CASE WHEN n.i % 9 = 0 THEN 'cancelled' WHEN n.i % 17 = 0 THEN 'no_show' ELSE 'done' END, a.department_id,
         CASE WHEN n.i % 9 = 0 THEN NULL ELSE 1 + n.i % 50 END, n.i % 9 <> 0, {second} / 300, a.cells, a.minutes, {wall}, a.zone, a.visit,
         CASE n.i % 3 WHEN 0 THEN 'pass' WHEN 1 THEN 'perso' ELSE 'umzug' END, 1, a.created_at, a.state_at,
         CASE WHEN n.i % 9 = 0 THEN 'citizen' END, {hash}, a.hold_request, a.extended, a.confirm_request, 'JS-' || n.i, {hash}, a.pin_hash,
         0, ({second} - 3600 * 24 * (n.i % 30)) * CAST(1000000 AS bigint), a.name, a.email, a.phone, a.language, a.reminder, a.mail_fails
     FROM appointment a CROSS JOIN n",
    "INSERT INTO history (town_id, appointment_id, revision, deed, actor, account_id, staff_id, overbooked, first_cell, at)
     SELECT a.town_id, a.id, 1, 'booked', CASE WHEN a.first_cell % 3 = 0 THEN 'clerk' ELSE 'citizen' END,
         CASE WHEN a.first_cell % 3 = 0 THEN 1 END, a.staff_id, a.overbooked, a.first_cell, a.booked_at
     FROM appointment a WHERE a.reference LIKE 'JS-%'",
    "INSERT INTO history (town_id, appointment_id, revision, deed, actor, account_id, staff_id, overbooked, first_cell, at, rescue_id)
     SELECT a.town_id, a.id, 2, 'reassigned', 'clerk', 1, a.staff_id, a.overbooked, a.first_cell, a.booked_at, 1
     FROM appointment a WHERE a.reference LIKE 'JS-%' AND a.first_cell % 20 = 0",
    "ANALYZE",
];

const FORGOTTEN: &[&str] = &[
    "INSERT INTO tally (town_id, day, hour, department_id, service, outcome, channel, visits, pieces, displaced, taken_over, lead_days)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most})
     SELECT 1, day, hour, 1, service, outcome, channel, count(*), count(*), 0, 0, 5 * count(*)
     FROM (SELECT {day} AS day, 8 + n.i % 10 AS hour, CASE n.i % 15 WHEN 0 THEN 'pass' ELSE 'service-' || (n.i % 15) END AS service,
               CASE WHEN n.i % 9 = 0 THEN 'cancelled_by_citizen' WHEN n.i % 17 = 0 THEN 'missed' ELSE 'kept' END AS outcome,
               CASE n.i % 7 WHEN 0 THEN 'desk' ELSE 'online' END AS channel FROM n) AS visit
     GROUP BY day, hour, service, outcome, channel",
    "DELETE FROM appointment WHERE reference LIKE 'JS-%'",
    "ANALYZE",
];
