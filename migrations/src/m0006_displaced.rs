//! Promises without a person are looked for all day long and are few.

use super::{MigrationTrait, SchemaManager, run};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = "CREATE INDEX appointment_displaced ON appointment (town_id, first_cell) WHERE state = 'displaced'";
        run(manager, &[sql]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["DROP INDEX appointment_displaced"]).await
    }
}
