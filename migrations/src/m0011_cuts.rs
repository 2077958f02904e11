//! More ways in which working time goes: a holiday of the whole town, and shifts that end or become shorter.
//!
//! The table is made anew, because SQLite cannot let a column be empty that could not be before.

use super::{MigrationTrait, SchemaManager, run, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        wall(manager, &["rescue"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        wall(manager, &["rescue"]).await
    }
}

const UP: &[&str] = &[
    "ALTER TABLE rescue RENAME TO rescue_before",
    // `away` is one person's absence, or the closure of a department without a person; servers of the version before this
    // write it without saying so. A holiday has no department: it is all of them.
    "CREATE TABLE rescue (
        town_id integer NOT NULL,
        id integer NOT NULL,
        kind text NOT NULL DEFAULT 'away' CHECK (kind IN ('away', 'holiday', 'shifts')),
        department_id integer,
        staff_id integer,
        body text NOT NULL,
        account_id integer NOT NULL,
        at bigint NOT NULL,
        taken_back boolean NOT NULL DEFAULT false,
        PRIMARY KEY (town_id, id),
        FOREIGN KEY (town_id, department_id) REFERENCES department (town_id, id) ON DELETE CASCADE,
        FOREIGN KEY (town_id, staff_id) REFERENCES staff_member (town_id, id) ON DELETE CASCADE,
        CONSTRAINT rescue_whose CHECK ((kind = 'holiday') = (department_id IS NULL)),
        CONSTRAINT rescue_of CHECK (kind = 'away' OR (kind = 'shifts') = (staff_id IS NOT NULL))
    )",
    "INSERT INTO rescue (town_id, id, department_id, staff_id, body, account_id, at, taken_back)
     SELECT town_id, id, department_id, staff_id, body, account_id, at, taken_back FROM rescue_before",
    "DROP TABLE rescue_before",
];

const DOWN: &[&str] = &[
    "ALTER TABLE rescue RENAME TO rescue_after",
    "CREATE TABLE rescue (
        town_id integer NOT NULL,
        id integer NOT NULL,
        department_id integer NOT NULL,
        staff_id integer,
        body text NOT NULL,
        account_id integer NOT NULL,
        at bigint NOT NULL,
        taken_back boolean NOT NULL DEFAULT false,
        PRIMARY KEY (town_id, id),
        FOREIGN KEY (town_id, department_id) REFERENCES department (town_id, id) ON DELETE CASCADE,
        FOREIGN KEY (town_id, staff_id) REFERENCES staff_member (town_id, id) ON DELETE CASCADE
    )",
    "INSERT INTO rescue (town_id, id, department_id, staff_id, body, account_id, at, taken_back)
     SELECT town_id, id, department_id, staff_id, body, account_id, at, taken_back FROM rescue_after WHERE kind = 'away'",
    "DROP TABLE rescue_after",
];
