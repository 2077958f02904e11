//! The wall between towns that the database itself keeps, on PostgreSQL.
//!
//! The server queries as [`APP_ROLE`](super::APP_ROLE), which owns nothing. Every table of a town shows and takes
//! only rows of the town named by the setting `app.town` of the running transaction; without the setting,
//! nothing. `FORCE` binds the owner as well. SQLite has no such wall; there `TownTx` stands alone.

use super::{APP_ROLE, MigrationTrait, SchemaManager, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Every table that belongs to a town. The phone book `town` is not one of them.
const TABLES: [&str; 11] = [
    "town_profile",
    "department",
    "service",
    "staff_member",
    "shift",
    "closure",
    "absence",
    "appointment",
    "claim",
    "notice",
    "history",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != sea_orm::DbBackend::Postgres {
            return Ok(());
        }
        let db = manager.get_connection();
        // Roles belong to the whole cluster: another database may have made it, even at this very moment.
        db.execute_unprepared(&format!(
            "DO $$ BEGIN CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        ))
        .await?;
        // Whoever migrates may act as the app role, so that one database URL suffices for a small installation.
        db.execute_unprepared(&format!(
            "DO $$ BEGIN EXECUTE format('GRANT {APP_ROLE} TO %I', current_user);
             EXCEPTION WHEN unique_violation OR OTHERS THEN
               IF NOT pg_has_role(current_user, '{APP_ROLE}', 'MEMBER') THEN RAISE; END IF; END $$"
        ))
        .await?;
        db.execute_unprepared(&format!(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON town TO {APP_ROLE}"
        ))
        .await?;
        // So that a server without the right to migrate can see that there is nothing to do.
        db.execute_unprepared(&format!("GRANT SELECT ON seaql_migrations TO {APP_ROLE}"))
            .await?;
        wall(manager, &TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != sea_orm::DbBackend::Postgres {
            return Ok(());
        }
        let db = manager.get_connection();
        for table in TABLES {
            db.execute_unprepared(&format!(
                "DROP POLICY own_town ON {table}; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
                 ALTER TABLE {table} DISABLE ROW LEVEL SECURITY; REVOKE ALL ON {table} FROM {APP_ROLE}"
            ))
            .await?;
        }
        // The role stays: other databases of the cluster may use it.
        db.execute_unprepared(&format!("REVOKE ALL ON town, seaql_migrations FROM {APP_ROLE}"))
            .await
            .map(|_| ())
    }
}
