//! Appointments, the claims that make them exclusive, what is owed because of them, and their history.

use super::{MigrationTrait, SchemaManager, run};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    // One row from the first hold to the end. `staff_id` is set exactly while the row owns cells, `state_at` is when
    // the state began. Secrets are stored as SHA-256 only. `local_start` and `zone` are the promise as it was told; the cell follows from them.
    "CREATE TABLE appointment (
        town_id integer NOT NULL,
        id {uuid} NOT NULL,
        state text NOT NULL CHECK (state IN ('held', 'pending', 'booked', 'arrived', 'done', 'no_show', 'cancelled', 'displaced')),
        department_id integer NOT NULL,
        staff_id integer,
        displaced_from integer,
        first_cell integer NOT NULL,
        cells integer NOT NULL CHECK (cells BETWEEN 1 AND 300),
        minutes integer NOT NULL CHECK (minutes > 0),
        local_start text NOT NULL,
        zone text NOT NULL,
        visit text NOT NULL,
        revision integer NOT NULL CHECK (revision >= 0),
        created_at bigint NOT NULL,
        state_at bigint NOT NULL,
        cancelled_by text CHECK (cancelled_by IN ('citizen', 'town')),
        hold_hash {bytes} NOT NULL,
        hold_until bigint,
        extended boolean NOT NULL,
        hold_key {bytes},
        hold_request {bytes} NOT NULL,
        confirm_key {bytes},
        confirm_request {bytes},
        moved_by {bytes},
        reference text,
        manage_hash {bytes},
        pin_hash {bytes},
        pin_failures integer NOT NULL CHECK (pin_failures >= 0),
        lookup_hash {bytes},
        lookup_until bigint,
        booked_at bigint,
        name text,
        email text,
        phone text,
        note text,
        language text,
        PRIMARY KEY (town_id, id),
        UNIQUE (town_id, hold_hash),
        UNIQUE (town_id, hold_key),
        UNIQUE (town_id, confirm_key),
        UNIQUE (town_id, reference),
        UNIQUE (town_id, manage_hash),
        UNIQUE (town_id, lookup_hash),
        FOREIGN KEY (town_id, department_id) REFERENCES department (town_id, id),
        FOREIGN KEY (town_id, staff_id) REFERENCES staff_member (town_id, id),
        FOREIGN KEY (town_id, displaced_from) REFERENCES staff_member (town_id, id),
        CONSTRAINT appointment_owns_cells CHECK ((staff_id IS NULL) = (state IN ('cancelled', 'displaced'))),
        CONSTRAINT appointment_lost_somebody CHECK ((displaced_from IS NOT NULL) = (state = 'displaced')),
        CONSTRAINT appointment_ended_by_somebody CHECK ((cancelled_by IS NOT NULL) = (state = 'cancelled')),
        CONSTRAINT appointment_ends_by_time CHECK ((hold_until IS NOT NULL) = (state IN ('held', 'pending'))),
        CONSTRAINT appointment_hold_is_nameless CHECK (state <> 'held' OR (name IS NULL AND email IS NULL AND phone IS NULL
            AND note IS NULL AND reference IS NULL AND manage_hash IS NULL AND pin_hash IS NULL AND booked_at IS NULL AND revision = 0)),
        CONSTRAINT appointment_is_promised CHECK (state = 'held' OR (name IS NOT NULL AND language IS NOT NULL AND reference IS NOT NULL
            AND manage_hash IS NOT NULL AND pin_hash IS NOT NULL AND confirm_request IS NOT NULL AND booked_at IS NOT NULL AND revision > 0)),
        CONSTRAINT appointment_lookup CHECK ((lookup_hash IS NULL) = (lookup_until IS NULL))
    )",
    // Answers 'what is taken between these days' from the index alone.
    "CREATE INDEX appointment_taken ON appointment (town_id, first_cell, staff_id, cells, hold_until)",
    // Only held and pending rows end by time; the sweep looks at nothing else.
    "CREATE INDEX appointment_expiring ON appointment (town_id, hold_until) WHERE hold_until IS NOT NULL",
    // Its primary key is the promise: one cell of one person belongs to one appointment.
    "CREATE TABLE claim (
        town_id integer NOT NULL,
        staff_id integer NOT NULL,
        cell integer NOT NULL,
        appointment_id {uuid} NOT NULL,
        PRIMARY KEY (town_id, staff_id, cell),
        FOREIGN KEY (town_id, staff_id) REFERENCES staff_member (town_id, id),
        FOREIGN KEY (town_id, appointment_id) REFERENCES appointment (town_id, id) ON DELETE CASCADE
    )",
    "CREATE INDEX claim_of_appointment ON claim (town_id, appointment_id)",
    // One message owed to one person. Written with the deed it tells of, sent by a worker.
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
    // What happened to an appointment, step by step, without gaps. Holds leave no trace.
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
];

const DOWN: &[&str] = &[
    "DROP TABLE history",
    "DROP TABLE notice",
    "DROP TABLE claim",
    "DROP TABLE appointment",
];
