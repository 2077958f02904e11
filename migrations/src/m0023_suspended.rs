//! Towns whose online appointments the operator has stopped for a while: since when and why, in the phone book, because every
//! request reads its line there.

use super::{MigrationTrait, SchemaManager, run};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "ALTER TABLE town ADD COLUMN suspended_at bigint",
                "ALTER TABLE town ADD COLUMN suspended_for text NOT NULL DEFAULT ''",
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "ALTER TABLE town DROP COLUMN suspended_for",
                "ALTER TABLE town DROP COLUMN suspended_at",
            ],
        )
        .await
    }
}
