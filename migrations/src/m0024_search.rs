//! What clerks search in, narrow and in the order of time: of a hundred thousand appointments only these columns are read.

use super::{MigrationTrait, SchemaManager, run};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &["CREATE INDEX appointment_searched ON appointment (town_id, first_cell, id, name, reference, email, phone) WHERE name IS NOT NULL"],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["DROP INDEX appointment_searched"]).await
    }
}
