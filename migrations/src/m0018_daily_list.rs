//! Colleagues who want their list of the day by mail.

use super::{MigrationTrait, SchemaManager, run};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &["ALTER TABLE account ADD COLUMN daily_list boolean NOT NULL DEFAULT false"],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["ALTER TABLE account DROP COLUMN daily_list"]).await
    }
}
