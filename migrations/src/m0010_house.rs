//! The operator's house beside the towns, and what its people see of them: each town's name in the phone book, and on
//! PostgreSQL a function that counts behind one wall after the other.
//!
//! The house is a line of the phone book with the number 0, so that accounts and sessions can belong to it. All else that is
//! said of it stands in the program.

use super::{APP_ROLE, MigrationTrait, SchemaManager, run};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &["ALTER TABLE town ADD COLUMN name text NOT NULL DEFAULT ''"],
        )
        .await?;
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            run(manager, &[NAMES_ON_POSTGRES, COUNTS]).await?;
            let rights = format!(
                "REVOKE ALL ON FUNCTION count_in_town(integer) FROM PUBLIC;
                 GRANT EXECUTE ON FUNCTION count_in_town(integer) TO {APP_ROLE}"
            );
            manager.get_connection().execute_unprepared(&rights).await?;
        } else {
            run(manager, &[NAMES_ON_SQLITE]).await?;
        }
        run(
            manager,
            &["INSERT INTO town (id, slug, version, name) VALUES (0, 'betrieb', 1, 'Betrieb')"],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            run(manager, &["DROP FUNCTION count_in_town(integer)"]).await?;
        }
        run(
            manager,
            &[
                "DELETE FROM town WHERE id = 0",
                "ALTER TABLE town DROP COLUMN name",
            ],
        )
        .await
    }
}

const NAMES_ON_SQLITE: &str = "UPDATE town SET name = coalesce(
    (SELECT body ->> '$.name' FROM town_profile WHERE town_id = town.id), '')";

// The wall binds whoever migrates, too: each town is named before its row is read.
const NAMES_ON_POSTGRES: &str = "DO $$ DECLARE one integer; BEGIN
    FOR one IN SELECT id FROM town LOOP
        PERFORM set_config('app.town', one::text, true);
        UPDATE town SET name = coalesce((SELECT body::json ->> 'name' FROM town_profile WHERE town_id = one), '') WHERE id = one;
    END LOOP;
    PERFORM set_config('app.town', '', true);
END $$";

// Counts, and nothing else, leave the wall by it. It has no rights of its own: it names the town as any transaction
// does, and afterwards the one that was named before.
const COUNTS: &str = "CREATE FUNCTION count_in_town(
        asked integer, OUT departments bigint, OUT colleagues bigint, OUT accounts bigint, OUT administrators bigint
    ) LANGUAGE plpgsql AS $$
    DECLARE before text := coalesce(current_setting('app.town', true), '');
    BEGIN
        PERFORM set_config('app.town', asked::text, true);
        departments := (SELECT count(*) FROM department d WHERE d.town_id = asked);
        colleagues := (SELECT count(*) FROM staff_member s WHERE s.town_id = asked);
        SELECT count(*), count(*) FILTER (WHERE a.role = 'administrator') INTO accounts, administrators
            FROM account a WHERE a.town_id = asked AND a.state = 'active';
        PERFORM set_config('app.town', before, true);
    END $$";
