//! More kinds of notices, to colleagues too; more ways for them; what a citizen wishes and what is known of her address.

use super::{APP_ROLE, MigrationTrait, SchemaManager, run, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        wall(manager, &["notice", "sending"]).await?;
        grant_errands(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        wall(manager, &["notice", "sending"]).await?;
        grant_errands(manager).await
    }
}

/// No wall around errands: whoever carries messages asks for all towns at once, and they tell of nobody.
async fn grant_errands(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
        let grant = format!("GRANT SELECT, INSERT, UPDATE, DELETE ON errand TO {APP_ROLE}");
        manager.get_connection().execute_unprepared(&grant).await?;
    }
    Ok(())
}

const UP: &[&str] = &[
    // What refers to a table is made anew with it: SQLite would let it refer to the old one.
    "DROP INDEX notice_dead",
    "DROP INDEX errand_due",
    "ALTER TABLE errand RENAME TO errand_before",
    "ALTER TABLE sending RENAME TO sending_before",
    "ALTER TABLE notice RENAME TO notice_before",
    // To a citizen about her appointment, or to a colleague.
    "CREATE TABLE notice (
        town_id integer NOT NULL,
        id {uuid} NOT NULL,
        appointment_id {uuid},
        account_id integer,
        kind text NOT NULL CHECK (kind IN ('booked', 'moved', 'cancelled', 'displaced', 'reassigned', 'activation', 'reminder', 'offer_ending',
            'call_requested', 'ready', 'earlier', 'daily_list', 'trial')),
        revision integer NOT NULL CHECK (revision > 0),
        state text NOT NULL CHECK (state IN ('owed', 'sending', 'sent', 'dead', 'withdrawn')),
        owed_at bigint NOT NULL,
        due_at bigint NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (town_id, id),
        UNIQUE (town_id, appointment_id, kind, revision),
        UNIQUE (town_id, account_id, kind, revision),
        FOREIGN KEY (town_id, appointment_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE,
        FOREIGN KEY (town_id, account_id) REFERENCES account (town_id, id) ON DELETE CASCADE,
        CONSTRAINT notice_to_one CHECK ((appointment_id IS NULL) <> (account_id IS NULL)),
        CONSTRAINT notice_to_colleague CHECK ((account_id IS NOT NULL) = (kind IN ('daily_list', 'trial')))
    )",
    "INSERT INTO notice (town_id, id, appointment_id, kind, revision, state, owed_at, due_at, body)
     SELECT town_id, id, appointment_id, kind, revision, state, owed_at, due_at, body FROM notice_before",
    "CREATE INDEX notice_dead ON notice (town_id, owed_at) WHERE state = 'dead'",
    "CREATE TABLE errand (
        town_id integer NOT NULL,
        notice_id {uuid} NOT NULL,
        due_at bigint NOT NULL,
        lease_until bigint,
        fence bigint NOT NULL,
        PRIMARY KEY (town_id, notice_id),
        FOREIGN KEY (town_id, notice_id) REFERENCES notice (town_id, id) ON DELETE CASCADE
    )",
    "INSERT INTO errand (town_id, notice_id, due_at, lease_until, fence) SELECT town_id, notice_id, due_at, lease_until, fence FROM errand_before",
    "CREATE INDEX errand_due ON errand (due_at)",
    // `their_id` is the number under which whoever took it speaks of it later.
    "CREATE TABLE sending (
        town_id integer NOT NULL,
        notice_id {uuid} NOT NULL,
        attempt integer NOT NULL CHECK (attempt > 0),
        channel text NOT NULL CHECK (channel IN ('mail', 'sms', 'paper')),
        began_at bigint NOT NULL,
        ended_at bigint,
        outcome text CHECK (outcome IN ('handed_over', 'later', 'refused', 'delivered', 'bounced')),
        answer text,
        their_id text,
        PRIMARY KEY (town_id, notice_id, attempt),
        FOREIGN KEY (town_id, notice_id) REFERENCES notice (town_id, id) ON DELETE CASCADE,
        CONSTRAINT sending_ends_somehow CHECK ((ended_at IS NULL) = (outcome IS NULL))
    )",
    "INSERT INTO sending (town_id, notice_id, attempt, channel, began_at, ended_at, outcome, answer)
     SELECT town_id, notice_id, attempt, channel, began_at, ended_at, outcome, answer FROM sending_before",
    "CREATE INDEX sending_theirs ON sending (town_id, their_id) WHERE their_id IS NOT NULL",
    "DROP TABLE sending_before",
    "DROP TABLE errand_before",
    "DROP TABLE notice_before",
    // Whether the citizen wants to be reminded, and whether her address is known to reach nobody.
    "ALTER TABLE appointment ADD COLUMN reminder boolean NOT NULL DEFAULT false",
    "ALTER TABLE appointment ADD COLUMN mail_fails boolean NOT NULL DEFAULT false",
];

const DOWN: &[&str] = &[
    "ALTER TABLE appointment DROP COLUMN mail_fails",
    "ALTER TABLE appointment DROP COLUMN reminder",
    "DROP INDEX sending_theirs",
    "DROP INDEX notice_dead",
    "DROP INDEX errand_due",
    "ALTER TABLE errand RENAME TO errand_after",
    "ALTER TABLE sending RENAME TO sending_after",
    "ALTER TABLE notice RENAME TO notice_after",
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
     SELECT town_id, id, appointment_id, kind, revision, state, owed_at, due_at, body FROM notice_after
     WHERE kind IN ('booked', 'moved', 'cancelled', 'displaced', 'reassigned')",
    "CREATE INDEX notice_dead ON notice (town_id, owed_at) WHERE state = 'dead'",
    "CREATE TABLE errand (
        town_id integer NOT NULL,
        notice_id {uuid} NOT NULL,
        due_at bigint NOT NULL,
        lease_until bigint,
        fence bigint NOT NULL,
        PRIMARY KEY (town_id, notice_id),
        FOREIGN KEY (town_id, notice_id) REFERENCES notice (town_id, id) ON DELETE CASCADE
    )",
    "INSERT INTO errand (town_id, notice_id, due_at, lease_until, fence)
     SELECT e.town_id, e.notice_id, e.due_at, e.lease_until, e.fence FROM errand_after e
     JOIN notice n ON n.town_id = e.town_id AND n.id = e.notice_id",
    "CREATE INDEX errand_due ON errand (due_at)",
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
    "INSERT INTO sending (town_id, notice_id, attempt, channel, began_at, ended_at, outcome, answer)
     SELECT s.town_id, s.notice_id, s.attempt, 'mail', s.began_at, s.ended_at,
            CASE s.outcome WHEN 'delivered' THEN 'handed_over' WHEN 'bounced' THEN 'refused' ELSE s.outcome END, s.answer
     FROM sending_after s JOIN notice n ON n.town_id = s.town_id AND n.id = s.notice_id WHERE s.channel = 'mail'",
    "DROP TABLE sending_after",
    "DROP TABLE errand_after",
    "DROP TABLE notice_after",
];
