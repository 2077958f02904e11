//! The list for earlier times: who waits, what she was offered, which times have become free and who looks whom they suit.
//!
//! A notice may now be to somebody on the list, who need not have an appointment.

use super::{APP_ROLE, MigrationTrait, SchemaManager, run, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, LIST).await?;
        run(manager, BEFORE).await?;
        run(manager, &[NOTICE, ERRAND, SENDING]).await?;
        run(manager, AFTER).await?;
        wall(
            manager,
            &["notice", "sending", "earlier_wish", "earlier_offer", "freed"],
        )
        .await?;
        grant(manager, &["errand", "earlier_look"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            // The wall binds the owner, too: behind it nothing would be deleted, without an error.
            let open = "ALTER TABLE notice NO FORCE ROW LEVEL SECURITY";
            manager.get_connection().execute_unprepared(open).await?;
        }
        run(manager, &["DELETE FROM notice WHERE wish_id IS NOT NULL"]).await?;
        run(manager, BEFORE).await?;
        run(manager, &[NOTICE_AS_IT_WAS, ERRAND, SENDING]).await?;
        run(manager, AFTER).await?;
        run(manager, NO_LIST).await?;
        wall(manager, &["notice", "sending"]).await?;
        grant(manager, &["errand"]).await
    }
}

/// No wall around what is due: whoever does it asks for all towns at once, and it tells of nobody.
async fn grant(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
        for table in tables {
            let grant = format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE}");
            manager.get_connection().execute_unprepared(&grant).await?;
        }
    }
    Ok(())
}

const LIST: &[&str] = &[
    // Somebody who waits. With an appointment it tells who she is; without one the row does, and forgets it when it ends.
    // `hours` and `visit` are JSON; `account_id` is the clerk who put her on the list, no foreign key: accounts go.
    "CREATE TABLE earlier_wish (
        town_id integer NOT NULL,
        id {uuid} NOT NULL,
        department_id integer NOT NULL,
        appointment_id {uuid},
        state text NOT NULL CHECK (state IN ('waiting', 'taken', 'stopped', 'used_up', 'over')),
        hours text NOT NULL,
        visit text NOT NULL,
        name text,
        email text,
        phone text,
        language text NOT NULL,
        link_hash {bytes} NOT NULL,
        request {bytes} NOT NULL,
        account_id integer,
        created_at bigint NOT NULL,
        ended_at bigint,
        PRIMARY KEY (town_id, id),
        UNIQUE (town_id, link_hash),
        UNIQUE (town_id, request),
        FOREIGN KEY (town_id, department_id) REFERENCES department (town_id, id) ON DELETE CASCADE,
        FOREIGN KEY (town_id, appointment_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE,
        CONSTRAINT earlier_wish_ends CHECK ((state = 'waiting') = (ended_at IS NULL)),
        CONSTRAINT earlier_wish_of_somebody CHECK (state <> 'waiting' OR appointment_id IS NOT NULL OR name IS NOT NULL),
        CONSTRAINT earlier_wish_forgets CHECK (state = 'waiting' OR (name IS NULL AND email IS NULL AND phone IS NULL))
    )",
    // Of an appointment one is on the list at a time.
    "CREATE UNIQUE INDEX earlier_wish_waits ON earlier_wish (town_id, appointment_id) WHERE state = 'waiting'",
    "CREATE INDEX earlier_wish_in_order ON earlier_wish (town_id, department_id, created_at) WHERE state = 'waiting'",
    // A time she was offered. The hold keeps it; it ends by itself, so there is no foreign key.
    "CREATE TABLE earlier_offer (
        town_id integer NOT NULL,
        wish_id {uuid} NOT NULL,
        number integer NOT NULL CHECK (number BETWEEN 1 AND 3),
        hold_id {uuid} NOT NULL,
        first_cell integer NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'taken', 'declined', 'lapsed')),
        PRIMARY KEY (town_id, wish_id, number),
        UNIQUE (town_id, hold_id),
        FOREIGN KEY (town_id, wish_id) REFERENCES earlier_wish (town_id, id) ON DELETE CASCADE
    )",
    "CREATE UNIQUE INDEX earlier_offer_open ON earlier_offer (town_id, wish_id) WHERE state = 'open'",
    // A person's time that has become free. Until `public_at` it is not for everybody, only for the list and the desk.
    "CREATE TABLE freed (
        town_id integer NOT NULL,
        id {uuid} NOT NULL,
        staff_id integer NOT NULL,
        first_cell integer NOT NULL,
        cells integer NOT NULL CHECK (cells > 0),
        freed_at bigint NOT NULL,
        public_at bigint NOT NULL,
        PRIMARY KEY (town_id, id),
        FOREIGN KEY (town_id, staff_id) REFERENCES staff_member (town_id, id) ON DELETE CASCADE
    )",
    "CREATE INDEX freed_when ON freed (town_id, first_cell)",
    // When somebody looks whom it suits, for all towns in one place. Who looks has it until `lease_until`.
    "CREATE TABLE earlier_look (
        town_id integer NOT NULL,
        freed_id {uuid} NOT NULL,
        due_at bigint NOT NULL,
        lease_until bigint,
        PRIMARY KEY (town_id, freed_id),
        FOREIGN KEY (town_id, freed_id) REFERENCES freed (town_id, id) ON DELETE CASCADE
    )",
    "CREATE INDEX earlier_look_due ON earlier_look (due_at)",
];

const NO_LIST: &[&str] = &[
    "DROP TABLE earlier_look",
    "DROP TABLE freed",
    "DROP TABLE earlier_offer",
    "DROP TABLE earlier_wish",
];

/// What refers to a table is made anew with it: SQLite would let it refer to the old one.
const BEFORE: &[&str] = &[
    "DROP INDEX sending_theirs",
    "DROP INDEX notice_dead",
    "DROP INDEX errand_due",
    "ALTER TABLE errand RENAME TO errand_before",
    "ALTER TABLE sending RENAME TO sending_before",
    "ALTER TABLE notice RENAME TO notice_before",
];

const AFTER: &[&str] = &[
    "INSERT INTO notice (town_id, id, appointment_id, account_id, kind, revision, state, owed_at, due_at, body)
     SELECT town_id, id, appointment_id, account_id, kind, revision, state, owed_at, due_at, body FROM notice_before",
    "CREATE INDEX notice_dead ON notice (town_id, owed_at) WHERE state = 'dead'",
    "INSERT INTO errand (town_id, notice_id, due_at, lease_until, fence) SELECT town_id, notice_id, due_at, lease_until, fence FROM errand_before",
    "CREATE INDEX errand_due ON errand (due_at)",
    "INSERT INTO sending (town_id, notice_id, attempt, channel, began_at, ended_at, outcome, answer, their_id)
     SELECT town_id, notice_id, attempt, channel, began_at, ended_at, outcome, answer, their_id FROM sending_before",
    "CREATE INDEX sending_theirs ON sending (town_id, their_id) WHERE their_id IS NOT NULL",
    "DROP TABLE sending_before",
    "DROP TABLE errand_before",
    "DROP TABLE notice_before",
];

const NOTICE: &str = "CREATE TABLE notice (
        town_id integer NOT NULL,
        id {uuid} NOT NULL,
        appointment_id {uuid},
        account_id integer,
        wish_id {uuid},
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
        UNIQUE (town_id, wish_id, kind, revision),
        FOREIGN KEY (town_id, appointment_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE,
        FOREIGN KEY (town_id, account_id) REFERENCES account (town_id, id) ON DELETE CASCADE,
        FOREIGN KEY (town_id, wish_id) REFERENCES earlier_wish (town_id, id) ON DELETE CASCADE,
        CONSTRAINT notice_to_one CHECK ((CASE WHEN appointment_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN account_id IS NULL THEN 0 ELSE 1 END)
            + (CASE WHEN wish_id IS NULL THEN 0 ELSE 1 END) = 1),
        CONSTRAINT notice_to_waiting CHECK (wish_id IS NULL OR kind = 'earlier'),
        CONSTRAINT notice_to_colleague CHECK ((account_id IS NOT NULL) = (kind IN ('daily_list', 'trial')))
    )";

const NOTICE_AS_IT_WAS: &str = "CREATE TABLE notice (
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
    )";

const ERRAND: &str = "CREATE TABLE errand (
        town_id integer NOT NULL,
        notice_id {uuid} NOT NULL,
        due_at bigint NOT NULL,
        lease_until bigint,
        fence bigint NOT NULL,
        PRIMARY KEY (town_id, notice_id),
        FOREIGN KEY (town_id, notice_id) REFERENCES notice (town_id, id) ON DELETE CASCADE
    )";

const SENDING: &str = "CREATE TABLE sending (
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
    )";
