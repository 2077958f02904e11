//! What is left of appointments when their people are forgotten: counts, and that somebody asked to be forgotten.

use super::{MigrationTrait, SchemaManager, run, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        wall(manager, &["tally", "erasure"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["DROP TABLE erasure", "DROP TABLE tally"]).await
    }
}

const UP: &[&str] = &[
    // Visits that were, by day and hour on the wall of the town. A visit for several services counts as `visits` with the first of
    // them only, so that sums are right; `pieces` are how many of the service were settled. No foreign keys: counts outlive what
    // they are of.
    "CREATE TABLE tally (
        town_id integer NOT NULL REFERENCES town (id) ON DELETE CASCADE,
        day text NOT NULL,
        hour integer NOT NULL CHECK (hour BETWEEN 0 AND 23),
        department_id integer NOT NULL,
        service text NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('kept', 'missed', 'unsaid', 'cancelled_by_citizen', 'cancelled_by_town')),
        channel text NOT NULL CHECK (channel IN ('online', 'desk')),
        visits bigint NOT NULL CHECK (visits >= 0),
        pieces bigint NOT NULL CHECK (pieces > 0),
        displaced bigint NOT NULL CHECK (displaced BETWEEN 0 AND visits),
        lead_days bigint NOT NULL CHECK (lead_days >= 0),
        PRIMARY KEY (town_id, day, hour, department_id, service, outcome, channel)
    )",
    // That data were erased because somebody asked for it: how many appointments, and which clerk did it; the citizen herself
    // without one. Whose they were is what was erased.
    "CREATE TABLE erasure (
        town_id integer NOT NULL REFERENCES town (id) ON DELETE CASCADE,
        id integer NOT NULL,
        at bigint NOT NULL,
        account_id integer,
        appointments integer NOT NULL CHECK (appointments > 0),
        PRIMARY KEY (town_id, id)
    )",
];
