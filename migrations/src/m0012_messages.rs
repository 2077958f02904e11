//! Messages on their way: which are due, who carries them, and what became of each try.

use super::{APP_ROLE, MigrationTrait, SchemaManager, run, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        wall(manager, &["notice", "sending"]).await?;
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            // No wall around these two: whoever carries messages asks for all towns at once. They tell of nobody.
            let grant = format!(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON errand TO {APP_ROLE};
                 GRANT SELECT, INSERT ON installation TO {APP_ROLE}"
            );
            manager.get_connection().execute_unprepared(&grant).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        wall(manager, &["notice"]).await
    }
}

const UP: &[&str] = &[
    // A message is being handed over: nobody may act as if it were not.
    "ALTER TABLE notice RENAME TO notice_before",
    "CREATE TABLE notice (
        town_id integer NOT NULL,
        id {uuid} NOT NULL,
        appointment_id {uuid} NOT NULL,
        kind text NOT NULL CHECK (kind IN ('booked', 'moved', 'cancelled', 'displaced', 'reassigned')),
        revision integer NOT NULL CHECK (revision > 0),
        state text NOT NULL CHECK (state IN ('owed', 'sending', 'sent', 'dead', 'withdrawn')),
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
    "CREATE INDEX notice_dead ON notice (town_id, owed_at) WHERE state = 'dead'",
    // What is to be carried, for all towns in one place: `fence` counts whom it was given to, until when says `lease_until`.
    "CREATE TABLE errand (
        town_id integer NOT NULL,
        notice_id {uuid} NOT NULL,
        due_at bigint NOT NULL,
        lease_until bigint,
        fence bigint NOT NULL,
        PRIMARY KEY (town_id, notice_id),
        FOREIGN KEY (town_id, notice_id) REFERENCES notice (town_id, id) ON DELETE CASCADE
    )",
    "CREATE INDEX errand_due ON errand (due_at)",
    "INSERT INTO errand (town_id, notice_id, due_at, fence) SELECT town_id, id, due_at, 0 FROM notice WHERE state = 'owed'",
    // Every try, and how it ended; open while it is under way or when nobody knows.
    "CREATE TABLE sending (
        town_id integer NOT NULL,
        notice_id {uuid} NOT NULL,
        attempt integer NOT NULL CHECK (attempt > 0),
        channel text NOT NULL CHECK (channel IN ('mail')),
        began_at bigint NOT NULL,
        ended_at bigint,
        outcome text CHECK (outcome IN ('handed_over', 'later', 'refused')),
        answer text,
        PRIMARY KEY (town_id, notice_id, attempt),
        FOREIGN KEY (town_id, notice_id) REFERENCES notice (town_id, id) ON DELETE CASCADE,
        CONSTRAINT sending_ends_somehow CHECK ((ended_at IS NULL) = (outcome IS NULL))
    )",
    // Which key the links of this installation follow from, as a print.
    "CREATE TABLE installation (
        one integer PRIMARY KEY CHECK (one = 1),
        key_print {bytes} NOT NULL
    )",
];

const DOWN: &[&str] = &[
    "DROP TABLE installation",
    "DROP TABLE sending",
    "DROP TABLE errand",
    "DROP INDEX notice_dead",
    "ALTER TABLE notice RENAME TO notice_after",
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
     SELECT town_id, id, appointment_id, kind, revision, CASE state WHEN 'sending' THEN 'sent' ELSE state END, owed_at, due_at, body
     FROM notice_after",
    "DROP TABLE notice_after",
];
