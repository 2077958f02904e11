//! The schema's history: one step a file, the same on SQLite and PostgreSQL.
//!
//! Steps are plain SQL, because checks and composite keys say more than a builder can. Rules:
//! * `town_id` is the first column of every key; foreign keys carry it, so that the database refuses a reference
//!   across towns and a distributed PostgreSQL can shard every table by it.
//! * Instants are whole microseconds since the epoch (`…_at`, `…_until`), cells are unix seconds / 300: both
//!   databases compare integers alike, which cannot be said of their times.
//! * A step that has run anywhere is never edited; a new one expands first and contracts later.
//! * No entities and no domain types here: they belong to today, a step belongs to its day.

use sea_orm_migration::prelude::*;

mod m0001_calendar;
mod m0002_appointments;
mod m0003_walls;
mod m0004_accounts;
mod m0005_deeds;
mod m0006_displaced;
mod m0007_remedies;
mod m0008_overbooked;
mod m0009_rescue_over;
mod m0010_house;
mod m0011_cuts;
mod m0012_messages;
mod m0013_kinds;
mod m0014_earlier;
mod m0015_keep;
mod m0016_short_messages;
mod m0017_feeds;
mod m0018_daily_list;
mod m0020_audit;
mod m0021_figures;
mod m0022_identities;
mod m0023_suspended;
mod m0024_search;
mod m0025_health;

/// Role under which the server queries on PostgreSQL: it owns nothing and row level security binds it.
pub const APP_ROLE: &str = "rathaustermin_app";

/// All steps, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_calendar::Migration),
            Box::new(m0002_appointments::Migration),
            Box::new(m0003_walls::Migration),
            Box::new(m0004_accounts::Migration),
            Box::new(m0005_deeds::Migration),
            Box::new(m0006_displaced::Migration),
            Box::new(m0007_remedies::Migration),
            Box::new(m0008_overbooked::Migration),
            Box::new(m0009_rescue_over::Migration),
            Box::new(m0010_house::Migration),
            Box::new(m0011_cuts::Migration),
            Box::new(m0012_messages::Migration),
            Box::new(m0013_kinds::Migration),
            Box::new(m0014_earlier::Migration),
            Box::new(m0015_keep::Migration),
            Box::new(m0016_short_messages::Migration),
            Box::new(m0017_feeds::Migration),
            Box::new(m0018_daily_list::Migration),
            Box::new(m0020_audit::Migration),
            Box::new(m0021_figures::Migration),
            Box::new(m0022_identities::Migration),
            Box::new(m0023_suspended::Migration),
            Box::new(m0024_search::Migration),
            Box::new(m0025_health::Migration),
        ]
    }
}

/// Runs a step's statements with the column types of the database at hand.
async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let postgres = manager.get_database_backend() == sea_orm::DbBackend::Postgres;
    for statement in statements {
        let sql = if postgres {
            statement.replace("{uuid}", "uuid").replace("{bytes}", "bytea")
        } else {
            statement.replace("{uuid}", "blob").replace("{bytes}", "blob")
        };
        manager.get_connection().execute_unprepared(&sql).await?;
        let renamed = statement
            .strip_prefix("ALTER TABLE ")
            .and_then(|rest| rest.split_once(" RENAME TO "));
        if let Some((_, old)) = renamed.filter(|_| postgres) {
            // The wall binds the owner, too: what is copied from behind it would be nothing, without an error.
            let open = format!("ALTER TABLE {old} NO FORCE ROW LEVEL SECURITY");
            manager.get_connection().execute_unprepared(&open).await?;
        }
    }
    Ok(())
}

/// Puts tables of a town behind the wall that PostgreSQL keeps (see `m0003_walls`). SQLite has none.
async fn wall(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    if manager.get_database_backend() != sea_orm::DbBackend::Postgres {
        return Ok(());
    }
    for table in tables {
        let sql = format!(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE};
             ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
             ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
             CREATE POLICY own_town ON {table}
               USING (town_id = nullif(current_setting('app.town', true), '')::integer)
               WITH CHECK (town_id = nullif(current_setting('app.town', true), '')::integer)"
        );
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
