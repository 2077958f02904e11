//! What the operator's people see of a town's health, on PostgreSQL: counted behind one wall after the other, like
//! `count_in_town`. On SQLite, which has no walls, the server counts by itself.

use super::{APP_ROLE, MigrationTrait, SchemaManager, run};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != sea_orm::DbBackend::Postgres {
            return Ok(());
        }
        run(manager, &[HEALTH]).await?;
        let rights = format!(
            "REVOKE ALL ON FUNCTION health_in_town(integer, integer, bigint) FROM PUBLIC;
             GRANT EXECUTE ON FUNCTION health_in_town(integer, integer, bigint) TO {APP_ROLE}"
        );
        manager
            .get_connection()
            .execute_unprepared(&rights)
            .await
            .map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != sea_orm::DbBackend::Postgres {
            return Ok(());
        }
        run(
            manager,
            &["DROP FUNCTION health_in_town(integer, integer, bigint)"],
        )
        .await
    }
}

// Numbers and one instant leave the wall by it, and nothing that could be a citizen's.
const HEALTH: &str = "CREATE FUNCTION health_in_town(
        asked integer, present integer, moment bigint,
        OUT to_come bigint, OUT kept bigint, OUT waiting bigint, OUT dead bigint, OUT used_at bigint
    ) LANGUAGE plpgsql AS $$
    DECLARE before text := coalesce(current_setting('app.town', true), '');
    BEGIN
        PERFORM set_config('app.town', asked::text, true);
        SELECT count(*), count(*) FILTER (WHERE a.first_cell >= present AND a.state IN ('booked', 'displaced')), max(a.booked_at)
            INTO kept, to_come, used_at FROM appointment a WHERE a.town_id = asked;
        waiting := (SELECT count(*) FROM errand e WHERE e.town_id = asked AND e.due_at <= moment);
        dead := (SELECT count(*) FROM notice n WHERE n.town_id = asked AND n.state = 'dead');
        used_at := greatest(used_at, (SELECT max(s.seen_at) FROM session s WHERE s.town_id = asked));
        PERFORM set_config('app.town', before, true);
    END $$";
