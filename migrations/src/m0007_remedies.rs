//! What looks after citizens whose appointment nobody can keep: times that are offered to them, calls that are owed to
//! them, and what has to be known to take it all back.

use super::{MigrationTrait, SchemaManager, run, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        wall(manager, &["notice", "offer", "call_entry", "rescue"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        wall(manager, &["notice"]).await
    }
}

const UP: &[&str] = &[
    // A time that is kept for a displaced appointment. The hold is an ordinary one that lasts longer; it may end by itself,
    // and the offer with it.
    "CREATE TABLE offer (
        town_id integer NOT NULL,
        hold_id {uuid} NOT NULL,
        appointment_id {uuid} NOT NULL,
        PRIMARY KEY (town_id, hold_id),
        FOREIGN KEY (town_id, hold_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE,
        FOREIGN KEY (town_id, appointment_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE
    )",
    "CREATE INDEX offer_to ON offer (town_id, appointment_id)",
    // A citizen who has to be called. `taken_by` is the account that is doing it, no foreign key: accounts go.
    "CREATE TABLE call_entry (
        town_id integer NOT NULL,
        appointment_id {uuid} NOT NULL,
        cause text NOT NULL CHECK (cause IN ('unreachable', 'wished', 'silent')),
        since bigint NOT NULL,
        taken_by integer,
        taken_at bigint,
        tries integer NOT NULL CHECK (tries >= 0),
        tried_at bigint,
        outcome text CHECK (outcome IN ('reached', 'not_reached')),
        PRIMARY KEY (town_id, appointment_id),
        FOREIGN KEY (town_id, appointment_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE,
        CONSTRAINT call_entry_taken CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
        CONSTRAINT call_entry_tried CHECK ((tries > 0) = (tried_at IS NOT NULL) AND (tries > 0) = (outcome IS NOT NULL))
    )",
    // A change of the calendar that touched promises: whose time it took away (`staff_id`; the whole department's without)
    // and the part of the calendar it wrote. What it did to each appointment stands in the history under its number.
    "CREATE TABLE rescue (
        town_id integer NOT NULL,
        id integer NOT NULL,
        department_id integer NOT NULL,
        staff_id integer,
        body text NOT NULL,
        account_id integer NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (town_id, id),
        FOREIGN KEY (town_id, department_id) REFERENCES department (town_id, id) ON DELETE CASCADE,
        FOREIGN KEY (town_id, staff_id) REFERENCES staff_member (town_id, id) ON DELETE CASCADE
    )",
    "ALTER TABLE history ADD COLUMN rescue_id integer",
    "CREATE INDEX history_of_rescue ON history (town_id, rescue_id) WHERE rescue_id IS NOT NULL",
    // A message may be withdrawn before it goes out, and whoever was told of a loss is told when it is made good.
    "ALTER TABLE notice RENAME TO notice_before",
    "CREATE TABLE notice (
        town_id integer NOT NULL,
        id {uuid} NOT NULL,
        appointment_id {uuid} NOT NULL,
        kind text NOT NULL CHECK (kind IN ('booked', 'moved', 'cancelled', 'displaced', 'reassigned')),
        revision integer NOT NULL CHECK (revision > 0),
        state text NOT NULL CHECK (state IN ('owed', 'sent', 'dead', 'withdrawn')),
        owed_at bigint NOT NULL,
        due_at bigint NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (town_id, id),
        UNIQUE (town_id, appointment_id, kind, revision),
        FOREIGN KEY (town_id, appointment_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE
    )",
    "INSERT INTO notice (town_id, id, appointment_id, kind, revision, state, owed_at, due_at, body)
     SELECT town_id, id, appointment_id, kind, revision, state, owed_at, due_at, body FROM notice_before",
    "DROP TABLE notice_before",
];

const DOWN: &[&str] = &[
    "ALTER TABLE notice RENAME TO notice_after",
    "CREATE TABLE notice (
        town_id integer NOT NULL,
        id {uuid} NOT NULL,
        appointment_id {uuid} NOT NULL,
        kind text NOT NULL CHECK (kind IN ('booked', 'moved', 'cancelled', 'displaced')),
        revision integer NOT NULL CHECK (revision > 0),
        state text NOT NULL CHECK (state IN ('owed', 'sent', 'dead')),
        owed_at bigint NOT NULL,
        due_at bigint NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (town_id, id),
        UNIQUE (town_id, appointment_id, kind, revision),
        FOREIGN KEY (town_id, appointment_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE
    )",
    "INSERT INTO notice (town_id, id, appointment_id, kind, revision, state, owed_at, due_at, body)
     SELECT town_id, id, appointment_id, kind, revision, state, owed_at, due_at, body FROM notice_after
     WHERE kind <> 'reassigned' AND state <> 'withdrawn'",
    "DROP TABLE notice_after",
    "DROP INDEX history_of_rescue",
    "ALTER TABLE history DROP COLUMN rescue_id",
    "DROP TABLE rescue",
    "DROP TABLE call_entry",
    "DROP TABLE offer",
];
