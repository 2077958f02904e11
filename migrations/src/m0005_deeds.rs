//! What clerks do to appointments: more deeds, with who did it and why, and messages that wait before they go out.
//!
//! A table's checks cannot be changed on SQLite, so both tables are made anew and their rows carried over.

use super::{MigrationTrait, SchemaManager, run, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        wall(manager, &["history", "notice"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        wall(manager, &["history", "notice"]).await
    }
}

const UP: &[&str] = &[
    "ALTER TABLE history RENAME TO history_before",
    // `account_id` is set exactly where a clerk did it. No foreign key: what happened stays, also when an account goes.
    "CREATE TABLE history (
        town_id integer NOT NULL,
        appointment_id {uuid} NOT NULL,
        revision integer NOT NULL CHECK (revision > 0),
        deed text NOT NULL CHECK (deed IN ('booked', 'moved', 'cancelled', 'arrived', 'done', 'no_show', 'returned', 'reassigned', 'displaced')),
        actor text NOT NULL CHECK (actor IN ('citizen', 'clerk', 'system')),
        account_id integer,
        reason text,
        staff_id integer,
        first_cell integer NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (town_id, appointment_id, revision),
        FOREIGN KEY (town_id, appointment_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE,
        FOREIGN KEY (town_id, staff_id) REFERENCES staff_member (town_id, id),
        CONSTRAINT history_clerk_has_account CHECK ((account_id IS NOT NULL) = (actor = 'clerk'))
    )",
    "INSERT INTO history (town_id, appointment_id, revision, deed, actor, account_id, reason, staff_id, first_cell, at)
     SELECT town_id, appointment_id, revision, deed, actor, NULL, NULL, staff_id, first_cell, at FROM history_before",
    "DROP TABLE history_before",
    "ALTER TABLE notice RENAME TO notice_before",
    // `due_at` is when it may go out at the earliest.
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
     SELECT town_id, id, appointment_id, kind, revision, state, owed_at, owed_at, body FROM notice_before",
    "DROP TABLE notice_before",
];

const DOWN: &[&str] = &[
    "ALTER TABLE notice RENAME TO notice_after",
    "CREATE TABLE notice (
        town_id integer NOT NULL,
        id {uuid} NOT NULL,
        appointment_id {uuid} NOT NULL,
        kind text NOT NULL CHECK (kind IN ('booked', 'moved', 'cancelled')),
        revision integer NOT NULL CHECK (revision > 0),
        state text NOT NULL CHECK (state IN ('owed', 'sent', 'dead')),
        owed_at bigint NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (town_id, id),
        UNIQUE (town_id, appointment_id, kind, revision),
        FOREIGN KEY (town_id, appointment_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE
    )",
    "INSERT INTO notice (town_id, id, appointment_id, kind, revision, state, owed_at, body)
     SELECT town_id, id, appointment_id, kind, revision, state, owed_at, body FROM notice_after WHERE kind <> 'displaced'",
    "DROP TABLE notice_after",
    "ALTER TABLE history RENAME TO history_after",
    "CREATE TABLE history (
        town_id integer NOT NULL,
        appointment_id {uuid} NOT NULL,
        revision integer NOT NULL CHECK (revision > 0),
        deed text NOT NULL CHECK (deed IN ('booked', 'moved', 'cancelled')),
        actor text NOT NULL CHECK (actor IN ('citizen', 'clerk', 'system')),
        staff_id integer,
        first_cell integer NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (town_id, appointment_id, revision),
        FOREIGN KEY (town_id, appointment_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE,
        FOREIGN KEY (town_id, staff_id) REFERENCES staff_member (town_id, id)
    )",
    "INSERT INTO history (town_id, appointment_id, revision, deed, actor, staff_id, first_cell, at)
     SELECT town_id, appointment_id, revision, deed, actor, staff_id, first_cell, at FROM history_after
     WHERE deed IN ('booked', 'moved', 'cancelled')",
    "DROP TABLE history_after",
];
