//! Who somebody is at her town's identity provider: links to accounts, ways there that are under way, and the secret that the
//! provider may have given out.

use super::{MigrationTrait, SchemaManager, run, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Every table of this step; all of them belong to a town.
const TABLES: &[&str] = &["identity", "identity_attempt", "identity_secret"];

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
    // An account is known by issuer and subject, never by an address that somebody else may get one day.
    "CREATE TABLE identity (
        town_id integer NOT NULL,
        issuer text NOT NULL,
        subject text NOT NULL,
        account_id integer NOT NULL,
        linked_at bigint NOT NULL,
        PRIMARY KEY (town_id, issuer, subject),
        UNIQUE (town_id, account_id, issuer),
        FOREIGN KEY (town_id, account_id) REFERENCES account (town_id, id) ON DELETE CASCADE
    )",
    // On its way to the provider and back, once, in one browser. `proof_hash` is the session or the link by which an account is to
    // be linked.
    "CREATE TABLE identity_attempt (
        town_id integer NOT NULL REFERENCES town (id) ON DELETE CASCADE,
        state_hash {bytes} NOT NULL,
        browser_hash {bytes} NOT NULL,
        purpose text NOT NULL CHECK (purpose IN ('sign_in', 'link', 'invitation')),
        account_id integer,
        proof_hash {bytes},
        next text NOT NULL,
        until bigint NOT NULL,
        PRIMARY KEY (town_id, state_hash),
        FOREIGN KEY (town_id, account_id) REFERENCES account (town_id, id) ON DELETE CASCADE,
        CONSTRAINT attempt_for_an_account CHECK ((purpose = 'sign_in') = (account_id IS NULL) AND (account_id IS NULL) = (proof_hash IS NULL))
    )",
    // Sealed with a key that no database knows.
    "CREATE TABLE identity_secret (
        town_id integer NOT NULL PRIMARY KEY REFERENCES town (id) ON DELETE CASCADE,
        sealed {bytes} NOT NULL
    )",
    // The provider has asked for a second factor, where the town lets that count.
    "ALTER TABLE session ADD COLUMN vouched boolean NOT NULL DEFAULT false",
];

const DOWN: &[&str] = &[
    "ALTER TABLE session DROP COLUMN vouched",
    "DROP TABLE identity_secret",
    "DROP TABLE identity_attempt",
    "DROP TABLE identity",
];
