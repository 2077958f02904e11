//! Calendars of colleagues, which their own programs subscribe to by a secret address.

use super::{MigrationTrait, SchemaManager, run, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        wall(manager, &["feed"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["DROP TABLE feed"]).await
    }
}

const UP: &[&str] = &[
    // The address itself is known to whoever made it only.
    "CREATE TABLE feed (
        town_id integer NOT NULL,
        account_id integer NOT NULL,
        secret_hash {bytes} NOT NULL,
        made_at bigint NOT NULL,
        PRIMARY KEY (town_id, account_id),
        UNIQUE (town_id, secret_hash),
        FOREIGN KEY (town_id, account_id) REFERENCES account (town_id, id) ON DELETE CASCADE
    )",
];
