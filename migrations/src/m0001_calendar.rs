//! Towns, and what their calendars are made of.
//!
//! Identity and belonging are columns; everything a person edits (texts, papers, rules of a shift) is a JSON
//! body, read and checked by `tenants::definition`.

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
    // The phone book: which number a name in a URL stands for, and the version of that town's calendar. It holds
    // nothing a town would keep to itself and is the one table without a wall, because the wall needs the number.
    // Every change of a town's calendar raises the version and thereby locks this row; every claim reads it under
    // a share lock. So a claim never decides by a calendar that somebody is changing.
    "CREATE TABLE town (
        id integer NOT NULL PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        version bigint NOT NULL CHECK (version > 0)
    )",
    "CREATE TABLE town_profile (
        town_id integer NOT NULL PRIMARY KEY REFERENCES town (id) ON DELETE CASCADE,
        body text NOT NULL
    )",
    "CREATE TABLE department (
        town_id integer NOT NULL REFERENCES town (id) ON DELETE CASCADE,
        id integer NOT NULL,
        slug text NOT NULL,
        position integer NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (town_id, id),
        UNIQUE (town_id, slug)
    )",
    "CREATE TABLE service (
        town_id integer NOT NULL,
        id integer NOT NULL,
        department_id integer NOT NULL,
        slug text NOT NULL,
        position integer NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (town_id, id),
        UNIQUE (town_id, slug),
        FOREIGN KEY (town_id, department_id) REFERENCES department (town_id, id) ON DELETE CASCADE
    )",
    "CREATE TABLE staff_member (
        town_id integer NOT NULL,
        id integer NOT NULL,
        department_id integer NOT NULL,
        slug text NOT NULL,
        position integer NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (town_id, id),
        UNIQUE (town_id, slug),
        FOREIGN KEY (town_id, department_id) REFERENCES department (town_id, id) ON DELETE CASCADE
    )",
    "CREATE TABLE shift (
        town_id integer NOT NULL,
        id integer NOT NULL,
        staff_id integer NOT NULL,
        position integer NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (town_id, id),
        FOREIGN KEY (town_id, staff_id) REFERENCES staff_member (town_id, id) ON DELETE CASCADE
    )",
    "CREATE TABLE closure (
        town_id integer NOT NULL,
        id integer NOT NULL,
        department_id integer NOT NULL,
        position integer NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (town_id, id),
        FOREIGN KEY (town_id, department_id) REFERENCES department (town_id, id) ON DELETE CASCADE
    )",
    "CREATE TABLE absence (
        town_id integer NOT NULL,
        id integer NOT NULL,
        staff_id integer NOT NULL,
        position integer NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (town_id, id),
        FOREIGN KEY (town_id, staff_id) REFERENCES staff_member (town_id, id) ON DELETE CASCADE
    )",
];

const DOWN: &[&str] = &[
    "DROP TABLE absence",
    "DROP TABLE closure",
    "DROP TABLE shift",
    "DROP TABLE staff_member",
    "DROP TABLE service",
    "DROP TABLE department",
    "DROP TABLE town_profile",
    "DROP TABLE town",
];
