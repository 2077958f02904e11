//! Promises that somebody keeps beside others: they have a person and own none of her cells, because a clerk answers for it.

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
        // The wall binds the owner, too: behind it there would be nothing to change.
        let force = async |word: &str| {
            let postgres = manager.get_database_backend() == sea_orm::DbBackend::Postgres;
            let sql = format!("ALTER TABLE appointment {word} ROW LEVEL SECURITY");
            if postgres {
                manager.get_connection().execute_unprepared(&sql).await?;
            }
            Ok::<_, DbErr>(())
        };
        force("NO FORCE").await?;
        run(manager, DOWN).await?;
        force("FORCE").await
    }
}

const UP: &[&str] = &[
    "ALTER TABLE appointment ADD COLUMN overbooked boolean NOT NULL DEFAULT false
     CONSTRAINT appointment_overbooked_by_somebody CHECK (NOT overbooked OR staff_id IS NOT NULL)",
    // Whether it was so after the step; what happened says itself by whom and why.
    "ALTER TABLE history ADD COLUMN overbooked boolean NOT NULL DEFAULT false",
];

const DOWN: &[&str] = &[
    // Who has nobody's cells has nobody: a server that knows nothing of overbooking shows these to the desk.
    "UPDATE appointment SET state = 'displaced', displaced_from = staff_id, staff_id = NULL, overbooked = false
     WHERE overbooked AND state = 'booked'",
    "ALTER TABLE history DROP COLUMN overbooked",
    "ALTER TABLE appointment DROP COLUMN overbooked",
];
