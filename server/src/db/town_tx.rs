//! A transaction within one town.
//!
//! Opening one looks the town up in the phone book, tells PostgreSQL's row level security which town it is, and
//! comes with the town's definition at exactly the version read in this transaction. Writing transactions hold a
//! share lock on that version until they end, so nobody can change the calendar under a decision; readers hold
//! none. Dropping a transaction without [`TownTx::commit`] undoes it; committing one that writes lets the town's pulse beat.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, Value,
};
use tenants::{Town, TownId, operator};
use wire::ProblemCode;

use super::operator::Suspension;
use super::{Db, parts};
use crate::pulse::Pulse;
use crate::refusal::{Outcome, Trouble};

/// Definitions kept in memory at most; beyond that all are dropped and read again when next needed.
const KEPT_DEFINITIONS: usize = 2_000;

/// Towns by name in URLs, each with number and version it was read at.
///
/// An entry is only used by a transaction that has read the very same number and version itself, so it can never be
/// stale: it saves reading and parsing, not asking.
#[derive(Default)]
pub(super) struct Definitions(Mutex<HashMap<Arc<str>, Definition>>);

/// A town's number, its version, and the town at that version.
type Definition = (TownId, i64, Arc<Town>);

impl Definitions {
    fn get(&self, slug: &str, id: TownId, version: i64) -> Option<Arc<Town>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, at, town) = kept.get(slug)?;
        (*of == id && *at == version).then(|| town.clone())
    }

    fn put(&self, slug: Arc<str>, id: TownId, version: i64, town: Arc<Town>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_DEFINITIONS {
            kept.clear();
        }
        kept.insert(slug, (id, version, town));
    }
}

/// What a transaction is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// It only reads.
    Read,
    /// It writes by what the calendar says.
    Write,
    /// It changes the calendar.
    Change,
}

/// The database as one town may use it.
#[derive(Clone)]
pub struct TownDb {
    db: Db,
    slug: Arc<str>,
}

/// A transaction within one town.
pub struct TownTx {
    tx: DatabaseTransaction,
    id: TownId,
    writes: bool,
    pulse: Pulse,
    /// The town as it is in this transaction.
    pub town: Arc<Town>,
    /// Whether its online appointments are stopped.
    pub suspension: Option<Suspension>,
}

impl TownDb {
    pub(super) fn new(db: Db, slug: String) -> Self {
        Self {
            db,
            slug: slug.into(),
        }
    }

    /// Begins a transaction that only reads.
    ///
    /// # Errors
    /// `NotFound` if there is no such town.
    pub async fn read(&self) -> Outcome<TownTx> {
        let tx = self.db.reading.begin().await?;
        self.enter(tx, Purpose::Read).await
    }

    /// Begins a transaction that writes. On SQLite it waits for its turn here, not at its first write.
    ///
    /// # Errors
    /// `NotFound` if there is no such town.
    pub async fn write(&self) -> Outcome<TownTx> {
        self.begin(Purpose::Write).await
    }

    /// Begins a transaction that changes the calendar: every other writing transaction of the town waits until it ends.
    ///
    /// # Errors
    /// `NotFound` if there is no such town.
    pub async fn change(&self) -> Outcome<TownTx> {
        self.begin(Purpose::Change).await
    }

    async fn begin(&self, purpose: Purpose) -> Outcome<TownTx> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let tx = self.db.writing.begin_with_options(options).await?;
        self.enter(tx, purpose).await
    }

    async fn enter(&self, tx: DatabaseTransaction, purpose: Purpose) -> Outcome<TownTx> {
        let lock = match purpose {
            _ if !self.db.is_postgres() => "",
            Purpose::Read => "",
            Purpose::Write => " FOR SHARE",
            Purpose::Change => " FOR UPDATE",
        };
        let enter = if self.db.is_postgres() {
            ", set_config('app.town', id::text, true)"
        } else {
            ""
        };
        let sql =
            format!("SELECT id, version, suspended_at, suspended_for{enter} FROM town WHERE slug = $1{lock}");
        let slug = Value::from(self.slug.to_string());
        let found = tx
            .query_one_raw(Statement::from_sql_and_values(
                tx.get_database_backend(),
                sql,
                [slug],
            ))
            .await?;
        let found = found.ok_or(ProblemCode::NotFound)?;
        let id = TownId(found.try_get("", "id")?);
        let version = found.try_get("", "version")?;
        let town = match self.db.definitions.get(&self.slug, id, version) {
            Some(known) => known,
            None => {
                let read = Arc::new(match id {
                    operator::ID => operator::house(),
                    town => parts::load(&tx, town).await?,
                });
                self.db
                    .definitions
                    .put(self.slug.clone(), id, version, read.clone());
                read
            }
        };
        let writes = purpose != Purpose::Read;
        Ok(TownTx {
            tx,
            id,
            writes,
            pulse: self.db.pulse.clone(),
            town,
            suspension: Suspension::read(&found)?,
        })
    }
}

impl TownTx {
    /// The town of this transaction.
    #[must_use]
    pub fn id(&self) -> TownId {
        self.id
    }

    /// Makes everything done so far durable and visible. Nothing can be owed after this.
    ///
    /// # Errors
    /// If the database did not say that it is done; the outcome is then unknown, and the caller's retry with the
    /// same key will find out.
    pub async fn commit(self) -> Result<(), Trouble> {
        let (id, writes, pulse) = (self.id, self.writes, self.pulse.clone());
        let done = self.commit_quietly().await;
        // Also after an error: then it may be done all the same.
        if writes {
            pulse.beat(id);
        }
        done
    }

    /// The same without a beat of the town's pulse: for accounts, sessions and the like, which no page of the desk's day
    /// shows.
    ///
    /// # Errors
    /// As above.
    pub async fn commit_quietly(self) -> Result<(), Trouble> {
        Ok(self.tx.commit().await?)
    }

    /// Whether what it reads of an appointment must stay so until it ends.
    pub(super) fn writes(&self) -> bool {
        self.writes
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.tx.get_database_backend() == DbBackend::Postgres
    }

    pub(super) fn connection(&self) -> &DatabaseTransaction {
        &self.tx
    }

    pub(super) async fn all(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<sea_orm::QueryResult>, DbErr> {
        self.tx
            .query_all_raw(Statement::from_sql_and_values(
                self.tx.get_database_backend(),
                sql,
                values,
            ))
            .await
    }

    pub(super) async fn execute(&self, sql: &str, values: Vec<Value>) -> Result<u64, DbErr> {
        let statement = Statement::from_sql_and_values(self.tx.get_database_backend(), sql, values);
        Ok(self.tx.execute_raw(statement).await?.rows_affected())
    }
}
