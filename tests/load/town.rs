//! A year of 100,000 appointments, looked at by whoever wants its figures: all of them still kept, and all of them forgotten and counted.
//! Goal: 300 ms.

use std::time::Instant;

use proof::{Hall, Kind, town};
use sea_orm::ConnectionTrait as _;

use crate::YearFlags;
use crate::figures::{load_average, quantile};

const PAGE: &str = "/zahlen?zeitraum=jahr&datum=1.6.2026";

/// Measures and prints.
pub async fn measure(flags: &YearFlags) {
    println!(
        "The figures of a year with {} appointments, {} times",
        flags.appointments, flags.times
    );
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if flags.database.is_none_or(|only| only == kind) {
            on(kind, flags).await;
        }
    }
}

async fn on(kind: Kind, flags: &YearFlags) {
    let hall = Hall::open(kind, &town::staffed("jahresstadt", 10)).await;
    hall.citizen()
        .books(&[("pass", 1)], "2026-11-24T09:00:00+01:00")
        .await;
    let lead = hall.signed_in("lead").await;
    for (what, fill) in [("all kept", KEPT), ("all forgotten", FORGOTTEN)] {
        run(&hall, kind, flags, fill).await;
        let mut times = Vec::new();
        for _ in 0..flags.times {
            let before = Instant::now();
            let page = lead.opens(PAGE).await;
            times.push(before.elapsed());
            assert!(
                page.status == 200 && page.text().contains("Termine"),
                "{}",
                page.text()
            );
        }
        println!(
            "  {kind:?}, {what}: p50 {:.0} ms, slowest {:.0} ms   load average {}",
            quantile(times.iter().copied(), 0.5),
            quantile(times.iter().copied(), 1.0),
            load_average()
        );
    }
}

async fn run(hall: &Hall, kind: Kind, flags: &YearFlags, statements: &[&str]) {
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
         CASE WHEN n.i % 9 = 0 THEN NULL ELSE a.staff_id END, n.i % 9 <> 0, {second} / 300, a.cells, a.minutes, {wall}, a.zone, a.visit,
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
     SELECT 1, {day}, 8 + n.i % 10, 1, CASE n.i % 15 WHEN 0 THEN 'pass' ELSE 'service-' || (n.i % 15) END,
         CASE WHEN n.i % 9 = 0 THEN 'cancelled_by_citizen' WHEN n.i % 17 = 0 THEN 'missed' ELSE 'kept' END,
         CASE n.i % 7 WHEN 0 THEN 'desk' ELSE 'online' END, 1, 1, 0, 0, 5
     FROM n WHERE true
     ON CONFLICT (town_id, day, hour, department_id, service, outcome, channel) DO UPDATE SET visits = tally.visits + 1",
    "DELETE FROM appointment WHERE reference LIKE 'JS-%'",
    "ANALYZE",
];
