//! Who may sign in at the desk, their sessions, and single-use links that set a password.

use super::{MigrationTrait, SchemaManager, run, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Every table of this step; all of them belong to a town.
const TABLES: &[&str] = &["account", "session", "account_link"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        wall(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    // `departments` is a JSON list of numbers; empty means every department of the town. `staff_id` says whose column is
    // one's own. A password is a PHC string. Failures count wrong tries in a row; `totp_step` is the last step that was used.
    "CREATE TABLE account (
        town_id integer NOT NULL REFERENCES town (id) ON DELETE CASCADE,
        id integer NOT NULL,
        email text NOT NULL,
        name text NOT NULL,
        role text NOT NULL CHECK (role IN ('clerk', 'lead', 'administrator')),
        departments text NOT NULL,
        staff_id integer,
        state text NOT NULL CHECK (state IN ('invited', 'active', 'suspended')),
        password text,
        failures integer NOT NULL CHECK (failures >= 0),
        failed_at bigint,
        totp_secret {bytes},
        totp_step bigint,
        recovery text NOT NULL,
        created_at bigint NOT NULL,
        PRIMARY KEY (town_id, id),
        UNIQUE (town_id, email),
        FOREIGN KEY (town_id, staff_id) REFERENCES staff_member (town_id, id),
        CONSTRAINT account_active_has_password CHECK (state <> 'active' OR password IS NOT NULL)
    )",
    // The token itself is kept by the browser only. `complete` once the second factor was shown, where one is asked for.
    "CREATE TABLE session (
        town_id integer NOT NULL,
        token_hash {bytes} NOT NULL,
        account_id integer NOT NULL,
        complete boolean NOT NULL,
        created_at bigint NOT NULL,
        seen_at bigint NOT NULL,
        device text NOT NULL,
        PRIMARY KEY (town_id, token_hash),
        FOREIGN KEY (town_id, account_id) REFERENCES account (town_id, id) ON DELETE CASCADE
    )",
    "CREATE INDEX session_of_account ON session (town_id, account_id)",
    // Works once and not for long: whoever follows it sets a password.
    "CREATE TABLE account_link (
        town_id integer NOT NULL,
        link_hash {bytes} NOT NULL,
        account_id integer NOT NULL,
        until bigint NOT NULL,
        PRIMARY KEY (town_id, link_hash),
        FOREIGN KEY (town_id, account_id) REFERENCES account (town_id, id) ON DELETE CASCADE
    )",
];

const DOWN: &[&str] = &[
    "DROP TABLE account_link",
    "DROP TABLE session",
    "DROP TABLE account",
];
