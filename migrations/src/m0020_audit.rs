//! Who changed what a town is, and when: a log that only grows, each entry sealed with all before it.

use super::{MigrationTrait, SchemaManager, run, wall};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[TABLE]).await?;
        wall(manager, &["audit"]).await?;
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            manager
                .get_connection()
                .execute_unprepared(STAYS_ON_POSTGRES)
                .await?;
            return Ok(());
        }
        run(manager, STAYS_ON_SQLITE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["DROP TABLE audit"]).await?;
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            run(manager, &["DROP FUNCTION audit_stays()"]).await?;
        }
        Ok(())
    }
}

// No foreign keys: accounts and towns go, the entry stays. `fields` is JSON, a list of what each field said before and says now.
const TABLE: &str = "CREATE TABLE audit (
        town_id integer NOT NULL,
        number bigint NOT NULL CHECK (number > 0),
        at bigint NOT NULL,
        account_id integer,
        who text NOT NULL,
        change text NOT NULL CHECK (change IN ('added', 'changed', 'removed')),
        part text NOT NULL,
        fields text NOT NULL,
        seal {bytes} NOT NULL,
        PRIMARY KEY (town_id, number)
    )";

const STAYS_ON_SQLITE: &[&str] = &[
    "CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log only grows'); END",
    "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log only grows'); END",
];

const STAYS_ON_POSTGRES: &str = "CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$;
    CREATE TRIGGER audit_stays AFTER UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays();
    CREATE TRIGGER audit_keeps BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()";
