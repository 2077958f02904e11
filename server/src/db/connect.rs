//! Opening the database.
//!
//! SQLite gets one writing connection and several reading ones, because its writers queue anyway and a queue in
//! front of one connection is fair. PostgreSQL gets one pool whose connections take the app role before their
//! first statement.

use std::{sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::error::DatabaseError,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use sea_orm_migration::MigratorTrait;
use tenants::TownId;
use tokio::time::{Instant, sleep};

use super::{TownDb, town_tx::Definitions};
use crate::pulse::Pulse;

/// How long a request waits for a connection before it is told to try again.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long SQLite waits for another process' write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long to wait where SQLite does not.
const BUSY_PAUSE: Duration = Duration::from_millis(20);
/// Its code for "database is locked".
const SQLITE_BUSY: u32 = 5;
/// Serialises migrations of servers that start together; any constant of ours.
const MIGRATION_LOCK: i64 = 0x7261_7468_6175_7301;

/// A handle on the whole database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pub(super) reading: DatabaseConnection,
    pub(super) writing: DatabaseConnection,
    /// Town definitions by exact version, see [`Definitions`].
    pub(super) definitions: Arc<Definitions>,
    /// Beats with every change that is committed.
    pub pulse: Pulse,
}

impl Db {
    /// Opens `sqlite:FILE` or `postgres://…` with at most `connections` connections for readers.
    ///
    /// # Errors
    /// If the database cannot be reached, or, on PostgreSQL, if the connections could see every town's rows.
    pub async fn connect(url: &str, connections: u32) -> Result<Self, DbErr> {
        let (definitions, pulse) = (Arc::default(), Pulse::default());
        if is_sqlite(url) {
            let writing = Database::connect(options(url, 1)).await?;
            let reading = Database::connect(options(url, connections)).await?;
            return Ok(Self {
                reading,
                writing,
                definitions,
                pulse,
            });
        }
        let pool = Database::connect(options(url, connections)).await?;
        refuse_wide_open(&pool).await?;
        Ok(Self {
            reading: pool.clone(),
            writing: pool,
            definitions,
            pulse,
        })
    }

    /// A handle on no database at all, for tests of what never asks one.
    #[cfg(test)]
    pub(crate) fn nowhere() -> Self {
        let nowhere = DatabaseConnection::default();
        Self {
            reading: nowhere.clone(),
            writing: nowhere,
            definitions: Arc::default(),
            pulse: Pulse::default(),
        }
    }

    /// The handle for one town. That it exists shows with the first transaction.
    #[must_use]
    pub fn town(&self, slug: impl Into<String>) -> TownDb {
        TownDb::new(self.clone(), slug.into())
    }

    /// The handle for the town with this number, if there is one.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn town_numbered(&self, id: TownId) -> Result<Option<TownDb>, DbErr> {
        let sql = "SELECT slug FROM town WHERE id = $1";
        let backend = self.reading.get_database_backend();
        let asked = Statement::from_sql_and_values(backend, sql, [id.0.into()]);
        let found = self.reading.query_one_raw(asked).await?;
        let slug: Option<String> = found.map(|row| row.try_get("", "slug")).transpose()?;
        Ok(slug.map(|slug| self.town(slug)))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// If it does not.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.reading.execute_unprepared("SELECT 1").await.map(|_| ())
    }

    /// How many can write at the same time without waiting for each other, out of so many: SQLite has one writer.
    #[must_use]
    pub fn writers(&self, most: usize) -> usize {
        if self.is_postgres() { most } else { 1 }
    }

    /// Whether this is PostgreSQL.
    #[must_use]
    pub(super) fn is_postgres(&self) -> bool {
        self.writing.get_database_backend() == DbBackend::Postgres
    }

    /// Closes every connection, letting SQLite fold its log into the file.
    ///
    /// # Errors
    /// If a connection was already broken.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reading.close().await?;
        self.writing.close().await
    }
}

/// Brings the schema up to date. Servers that start together wait for each other.
///
/// # Errors
/// If a step fails; on PostgreSQL its transaction leaves nothing behind.
pub async fn migrate(url: &str) -> Result<(), DbErr> {
    // One connection: the advisory lock belongs to it, and SQLite's schema cache is per connection.
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(sqlite_options);
    let db = connect_in_turn(options).await?;
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    if postgres {
        db.execute_unprepared(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))
            .await?;
    }
    let outcome = if is_up_to_date(&db).await {
        Ok(())
    } else if postgres {
        migrations::Migrator::up(&db, None).await
    } else {
        all_or_nothing(&db).await
    };
    if postgres {
        db.execute_unprepared(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))
            .await?;
    }
    db.close().await?;
    outcome
}

/// Connects, and tries again while another server makes the same new SQLite file a log of its own: for this one change SQLite
/// does not wait, whatever it was told about waiting.
async fn connect_in_turn(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let patience = Instant::now() + BUSY_TIMEOUT;
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if is_locked(&error) && Instant::now() < patience => sleep(BUSY_PAUSE).await,
            done => return done,
        }
    }
}

/// Whether SQLite says that somebody else is at it.
fn is_locked(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    error
        .as_database_error()
        .and_then(DatabaseError::code)
        .and_then(|code| code.parse::<u32>().ok())
        // Extended codes say more in their upper bytes.
        .is_some_and(|code| code & 0xff == SQLITE_BUSY)
}

/// On SQLite, steps have no transaction of their own: one for all of them keeps other servers waiting, and leaves nothing
/// behind if this one is cut off.
async fn all_or_nothing(db: &DatabaseConnection) -> Result<(), DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let tx = db.begin_with_options(options).await?;
    migrations::Migrator::up(&tx, None).await?;
    tx.commit().await
}

/// Whether every step has run. A login that may not migrate may still ask.
async fn is_up_to_date(db: &DatabaseConnection) -> bool {
    let sql = "SELECT count(*) AS steps FROM seaql_migrations";
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    let steps: Option<i64> = row.ok().flatten().and_then(|row| row.try_get("", "steps").ok());
    steps == i64::try_from(migrations::Migrator::migrations().len()).ok()
}

fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .sqlx_logging_level(log_level())
        .map_sqlx_sqlite_opts(sqlite_options)
        .map_sqlx_postgres_opts(|options| options.options([("role", migrations::APP_ROLE)]));
    options
}

/// Statements are logged for whoever asks for `sqlx=trace`, without their values.
fn log_level() -> tracing::log::LevelFilter {
    tracing::log::LevelFilter::Trace
}

fn sqlite_options(
    options: sea_orm::sqlx::sqlite::SqliteConnectOptions,
) -> sea_orm::sqlx::sqlite::SqliteConnectOptions {
    options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A confirmed appointment survives a power cut, not only a crash.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        // What is deleted is overwritten, also in pages that are free afterwards.
        .pragma("secure_delete", "ON")
}

/// The wall between towns stands only for a role that neither owns the tables nor bypasses row level security.
async fn refuse_wide_open(pool: &DatabaseConnection) -> Result<(), DbErr> {
    let sql = "SELECT (r.rolsuper OR r.rolbypassrls OR c.relowner = r.oid) AS wide_open
               FROM pg_roles r, pg_class c
               WHERE r.rolname = current_user AND c.oid = to_regclass('appointment')";
    let row = pool
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?;
    match row {
        None => Err(DbErr::Custom(
            "the schema is missing: run `rathaustermin migrate` first".into(),
        )),
        Some(row) if row.try_get::<bool>("", "wide_open")? => Err(DbErr::Custom(format!(
            "the database role must not own the tables or bypass row level security: connect as a member of {}",
            migrations::APP_ROLE
        ))),
        Some(_) => Ok(()),
    }
}
