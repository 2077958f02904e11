//! What a town counts its appointments by: the first service of a visit beside all of it, which of them a colleague took over, and indexes
//! that answer for a year without looking at every row.

use super::{MigrationTrait, SchemaManager, run};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMNS).await?;
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            // The wall binds the owner, too.
            run(manager, &["ALTER TABLE appointment NO FORCE ROW LEVEL SECURITY"]).await?;
            run(manager, &[SERVICE_ON_POSTGRES]).await?;
            run(manager, &["ALTER TABLE appointment FORCE ROW LEVEL SECURITY"]).await?;
        } else {
            run(manager, &[SERVICE_ON_SQLITE]).await?;
        }
        run(manager, INDEXES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

const COLUMNS: &[&str] = &[
    // The first service of the visit, by its name in addresses; all of them stand in `visit`.
    "ALTER TABLE appointment ADD COLUMN service text NOT NULL DEFAULT ''",
    // Visits that a colleague took over at the same time because their person was away.
    "ALTER TABLE tally ADD COLUMN taken_over bigint NOT NULL DEFAULT 0 CHECK (taken_over >= 0)",
];

const SERVICE_ON_POSTGRES: &str =
    "UPDATE appointment SET service = coalesce(visit::json -> 'services' -> 0 ->> 'slug', '')";

const SERVICE_ON_SQLITE: &str =
    "UPDATE appointment SET service = coalesce(json_extract(visit, '$.services[0].slug'), '')";

const INDEXES: &[&str] = &[
    "CREATE INDEX history_begun_by_desk ON history (town_id, appointment_id) WHERE revision = 1 AND actor <> 'citizen'",
    "CREATE INDEX history_of_cuts ON history (town_id, appointment_id, deed, rescue_id) WHERE deed IN ('displaced', 'reassigned')",
];

const DOWN: &[&str] = &[
    "DROP INDEX history_of_cuts",
    "DROP INDEX history_begun_by_desk",
    "ALTER TABLE tally DROP COLUMN taken_over",
    "ALTER TABLE appointment DROP COLUMN service",
];
