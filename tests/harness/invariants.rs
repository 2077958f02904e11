//! What must be true whatever happened, as questions that no row may answer.

use sea_orm::{ConnectionTrait, Statement};

use crate::Database;

/// Every invariant by name, with a query that finds what breaks it. Ids of the catalogue of hazards in brackets.
pub const VIOLATIONS: [(&str, &str); 16] = [
    (
        "[I1] nobody's time is promised twice, also by intervals, but where a clerk answers for it",
        "SELECT a.id FROM appointment a JOIN appointment b
         ON a.town_id = b.town_id AND a.staff_id = b.staff_id AND a.id < b.id
         AND a.first_cell < b.first_cell + b.cells AND b.first_cell < a.first_cell + a.cells
         AND NOT a.overbooked AND NOT b.overbooked",
    ),
    (
        "[I3] every appointment with a person owns exactly its cells, one that is overbooked none",
        "SELECT a.id FROM appointment a LEFT JOIN claim c
         ON c.town_id = a.town_id AND c.appointment_id = a.id AND c.staff_id = a.staff_id
         AND c.cell >= a.first_cell AND c.cell < a.first_cell + a.cells
         WHERE a.staff_id IS NOT NULL GROUP BY a.town_id, a.id, a.cells, a.overbooked
         HAVING count(c.cell) <> CASE WHEN a.overbooked THEN 0 ELSE a.cells END",
    ),
    (
        "[I3] no cell is owned without a live appointment that covers it",
        "SELECT c.cell FROM claim c LEFT JOIN appointment a
         ON a.town_id = c.town_id AND a.id = c.appointment_id AND a.staff_id = c.staff_id
         AND c.cell >= a.first_cell AND c.cell < a.first_cell + a.cells WHERE a.id IS NULL",
    ),
    (
        "[I3] every hold ends by time and nothing else does",
        "SELECT id FROM appointment WHERE (hold_until IS NOT NULL) <> (state IN ('held', 'pending'))",
    ),
    (
        "[I4] history counts without gaps up to the appointment's revision; what is not promised has none",
        "SELECT a.id FROM appointment a LEFT JOIN history h ON h.town_id = a.town_id AND h.appointment_id = a.id
         GROUP BY a.town_id, a.id, a.revision, a.state
         HAVING count(h.revision) <> (CASE WHEN a.state = 'pending' THEN 0 ELSE a.revision END)
             OR (a.state <> 'pending' AND coalesce(max(h.revision), 0) <> a.revision)",
    ),
    (
        "[I4] an appointment stands where its last step led",
        "SELECT a.id FROM appointment a JOIN history h
         ON h.town_id = a.town_id AND h.appointment_id = a.id AND h.revision = a.revision
         WHERE (h.deed = 'cancelled') <> (a.state = 'cancelled')
            OR (a.state = 'booked' AND (h.first_cell <> a.first_cell OR h.staff_id <> a.staff_id))",
    ),
    (
        "[I5] each step that a citizen must hear of owes exactly one message, and no other step any",
        "SELECT h.appointment_id FROM history h LEFT JOIN notice n
         ON n.town_id = h.town_id AND n.appointment_id = h.appointment_id AND n.revision = h.revision AND n.kind = h.deed
         GROUP BY h.town_id, h.appointment_id, h.revision, h.deed
         HAVING (h.deed IN ('booked', 'moved', 'cancelled') AND count(n.id) <> 1)
             OR (h.deed IN ('displaced', 'reassigned') AND count(n.id) > 1)
             OR (h.deed NOT IN ('booked', 'moved', 'cancelled', 'displaced', 'reassigned') AND count(n.id) > 0)",
    ),
    (
        "[I5] whoever has lost somebody is owed one message about it or stands on the call list",
        "SELECT a.id FROM appointment a
         LEFT JOIN notice n ON n.town_id = a.town_id AND n.appointment_id = a.id AND n.kind = 'displaced'
             AND n.revision = a.revision AND n.state <> 'withdrawn'
         LEFT JOIN call_entry c ON c.town_id = a.town_id AND c.appointment_id = a.id
         WHERE a.state = 'displaced' GROUP BY a.town_id, a.id HAVING count(n.id) = 0 AND count(c.appointment_id) = 0",
    ),
    (
        "[I3] no time is kept and no call is owed for an appointment that has somebody",
        "SELECT a.id FROM appointment a
         LEFT JOIN offer o ON o.town_id = a.town_id AND o.appointment_id = a.id
         LEFT JOIN call_entry c ON c.town_id = a.town_id AND c.appointment_id = a.id
         WHERE a.state <> 'displaced' AND (o.hold_id IS NOT NULL OR c.appointment_id IS NOT NULL)",
    ),
    (
        "[I5] nothing is owed that did not happen",
        "SELECT n.id FROM notice n LEFT JOIN history h
         ON n.town_id = h.town_id AND n.appointment_id = h.appointment_id AND n.revision = h.revision
         WHERE h.revision IS NULL AND n.appointment_id IS NOT NULL AND n.kind <> 'activation'",
    ),
    (
        "[I5] whoever must prove her address was asked once, and nobody at the desk looks after a question that is answered",
        "SELECT a.id FROM appointment a LEFT JOIN notice n
         ON n.town_id = a.town_id AND n.appointment_id = a.id AND n.kind = 'activation'
         GROUP BY a.town_id, a.id, a.state, a.email
         HAVING (a.state = 'pending' AND (count(n.id) <> 1 OR a.email IS NULL))
             OR (a.state <> 'pending' AND sum(CASE WHEN n.state = 'dead' THEN 1 ELSE 0 END) > 0)",
    ),
    (
        "[I8] staff and department of an appointment are of its own town",
        "SELECT a.id FROM appointment a
         LEFT JOIN department d ON d.town_id = a.town_id AND d.id = a.department_id
         LEFT JOIN staff_member s ON s.town_id = a.town_id AND s.id = a.staff_id
         WHERE d.id IS NULL OR (a.staff_id IS NOT NULL AND s.id IS NULL)",
    ),
    (
        "[I5] whoever waits for an earlier time is asked once about each offer, three times at most, and nobody else is",
        "SELECT n.id FROM notice n LEFT JOIN earlier_offer o
         ON o.town_id = n.town_id AND o.wish_id = n.wish_id AND o.number = n.revision
         WHERE n.wish_id IS NOT NULL AND (o.number IS NULL OR n.kind <> 'earlier' OR n.revision > 3)",
    ),
    (
        "[I3] an earlier time that was offered is kept for one who waits, and only while she does",
        "SELECT o.hold_id FROM earlier_offer o JOIN earlier_wish w ON w.town_id = o.town_id AND w.id = o.wish_id
         WHERE o.state = 'open' AND w.state <> 'waiting'
         UNION ALL SELECT o.hold_id FROM earlier_offer o JOIN appointment a ON a.town_id = o.town_id AND a.id = o.hold_id
         WHERE o.state IN ('declined', 'lapsed') AND a.state = 'held'",
    ),
    (
        "[I5] whoever waits with an appointment has one that stands, and nobody who waits no longer is known by name",
        "SELECT w.id FROM earlier_wish w LEFT JOIN appointment a ON a.town_id = w.town_id AND a.id = w.appointment_id
         WHERE (w.state = 'waiting' AND w.appointment_id IS NOT NULL AND a.state <> 'booked')
            OR (w.state <> 'waiting' AND (w.name IS NOT NULL OR w.email IS NOT NULL OR w.phone IS NOT NULL))",
    ),
    (
        "[I3] a freed time that somebody on the list is asked about is looked at when that is over",
        "SELECT o.hold_id FROM earlier_offer o LEFT JOIN earlier_look l ON l.town_id = o.town_id AND l.freed_id = o.hold_id
         WHERE o.state = 'open' AND l.freed_id IS NULL",
    ),
];

/// Panics with the names of all broken invariants.
pub async fn check(database: &Database) {
    let db = database.inspector().await;
    let mut broken = Vec::new();
    for (name, query) in VIOLATIONS {
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), query))
            .await;
        let rows = rows.unwrap_or_else(|error| panic!("{name}: {error}"));
        if !rows.is_empty() {
            broken.push(format!("{name}: {} rows", rows.len()));
        }
    }
    db.close().await.expect("the inspector leaves");
    assert!(broken.is_empty(), "broken invariants:\n{}", broken.join("\n"));
}
