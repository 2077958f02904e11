//! Whole towns, as their operator sees them: listing, taking in, giving out. The operator's own house is no town.
//!
//! This is the only door besides `TownDb`. It never touches appointments except to refuse orphaning one.

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, Value,
};
use tenants::{
    TownId,
    definition::{Change, Definition, Difference, Stored},
    operator,
};

mod orphans;
mod overview;
mod rows;
mod suspension;

pub use overview::{Counts, Listed, count, list, listed};
pub use suspension::{PART as SUSPENSION, Suspension, resume, suspend};

use super::audit::{self, Author};
use super::{Db, parts};
use crate::refusal::{Fault, Outcome};

/// What taking in a definition did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The town is new.
    Created,
    /// These parts changed.
    Changed(Vec<Difference>),
    /// The town was already as described.
    Unchanged,
    /// Nothing was done: somebody has an appointment with what would go.
    WouldOrphan(Vec<String>),
}

/// The definition of a town as it stands, or nothing if there is no such town.
///
/// # Errors
/// If the database cannot be read.
pub async fn export(db: &Db, slug: &str) -> Outcome<Option<Definition>> {
    let tx = db.reading.begin().await?;
    let Some(town) = enter(db, &tx, slug, "").await? else {
        return Ok(None);
    };
    Ok(Some(parts::load_stored(&tx, town.id).await?.definition()))
}

/// Makes a town be as described, in one transaction, while servers run. Who did it is noted in the town's audit log.
///
/// Parts keep their numbers by their slug. Applying the same definition again changes nothing, and nobody waits for that.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn apply(
    db: &Db,
    definition: &Definition,
    author: &Author,
    now: DateTime<Utc>,
) -> Outcome<Applied> {
    if export(db, &definition.facts.slug).await?.as_ref() == Some(definition) {
        return Ok(Applied::Unchanged);
    }
    let tx = begin_writing(db).await?;
    let lock = if db.is_postgres() { " FOR UPDATE" } else { "" };
    let applied = match enter(db, &tx, &definition.facts.slug, lock).await? {
        None => create(db, &tx, definition, author, now).await?,
        Some(town) => redefine(&tx, town.id, definition, author, now).await?,
    };
    match applied {
        Applied::Created | Applied::Changed(_) => tx.commit().await?,
        Applied::Unchanged | Applied::WouldOrphan(_) => tx.rollback().await?,
    }
    Ok(applied)
}

/// Takes in a town that is not there yet; `false` if it is, and nothing is done.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn begin(db: &Db, definition: &Definition, author: &Author, now: DateTime<Utc>) -> Outcome<bool> {
    let tx = begin_writing(db).await?;
    if enter(db, &tx, &definition.facts.slug, "").await?.is_some() {
        return Ok(false);
    }
    create(db, &tx, definition, author, now).await?;
    tx.commit().await?;
    Ok(true)
}

async fn create(
    db: &Db,
    tx: &DatabaseTransaction,
    definition: &Definition,
    author: &Author,
    now: DateTime<Utc>,
) -> Outcome<Applied> {
    if db.is_postgres() {
        // Two towns taken in at once must not draw the same number. Readers are not kept waiting.
        tx.execute_unprepared("LOCK TABLE town IN SHARE ROW EXCLUSIVE MODE")
            .await?;
    }
    let slug = definition.facts.slug.clone();
    let sql = "INSERT INTO town (id, slug, version) SELECT coalesce(max(id), 0) + 1, $1, 1 FROM town";
    execute(tx, sql, vec![slug.clone().into()]).await?;
    let town = enter(db, tx, &slug, "").await?;
    let id = town
        .ok_or_else(|| Fault::because("a town vanished while it was made"))?
        .id;
    rows::write(tx, &Stored::numbered(id, definition)).await?;
    let new = Difference {
        change: Change::Added,
        part: "town".to_owned(),
        fields: Vec::new(),
    };
    audit::note(tx, id, author, now, &[new]).await?;
    Ok(Applied::Created)
}

/// The same within a transaction in which nobody else decides anything about the town.
pub(super) async fn redefine(
    tx: &DatabaseTransaction,
    id: TownId,
    definition: &Definition,
    author: &Author,
    now: DateTime<Utc>,
) -> Outcome<Applied> {
    let before = parts::load_stored(tx, id).await?;
    let current = before.definition();
    if current == *definition {
        return Ok(Applied::Unchanged);
    }
    let after = before.renumbered(definition);
    // A hold that is over is nobody's promise; only its row would stand in the way until it is swept.
    let over = "DELETE FROM appointment WHERE town_id = $1 AND hold_until <= $2";
    execute(tx, over, vec![id.0.into(), now.timestamp_micros().into()]).await?;
    let orphans = orphans::orphans(tx, &before, &after, now).await?;
    if !orphans.is_empty() {
        return Ok(Applied::WouldOrphan(orphans));
    }
    if current.departments == definition.departments {
        rows::write_facts(tx, &after).await?;
    } else {
        rows::remove_gone_parts(tx, &before, &after).await?;
        rows::write(tx, &after).await?;
        rows::remove_gone_departments(tx, &before, &after).await?;
    }
    let raise = "UPDATE town SET version = version + 1 WHERE id = $1";
    execute(tx, raise, vec![id.0.into()]).await?;
    let differences = current.differences(definition);
    audit::note(tx, id, author, now, &differences).await?;
    Ok(Applied::Changed(differences))
}

/// A town's line of the phone book.
pub(super) struct Entered {
    /// Its number.
    pub(super) id: TownId,
    /// Whether its online appointments are stopped.
    suspension: Option<Suspension>,
}

/// Finds a town and, on PostgreSQL, steps behind its wall. The operator's house is not found.
pub(super) async fn enter(
    db: &Db,
    tx: &DatabaseTransaction,
    slug: &str,
    lock: &str,
) -> Result<Option<Entered>, DbErr> {
    let wall = if db.is_postgres() {
        ", set_config('app.town', id::text, true)"
    } else {
        ""
    };
    let sql =
        format!("SELECT id, suspended_at, suspended_for{wall} FROM town WHERE slug = $1 AND id <> $2{lock}");
    let values = [Value::from(slug), operator::ID.0.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    let read = |row: QueryResult| {
        Ok(Entered {
            id: TownId(row.try_get("", "id")?),
            suspension: Suspension::read(&row)?,
        })
    };
    tx.query_one_raw(statement).await?.map(read).transpose()
}

/// Begins a transaction that writes. On SQLite it waits for its turn here.
async fn begin_writing(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    db.writing.begin_with_options(options).await
}

async fn execute(tx: &DatabaseTransaction, sql: &str, values: Vec<Value>) -> Result<(), DbErr> {
    tx.execute_raw(Statement::from_sql_and_values(
        tx.get_database_backend(),
        sql,
        values,
    ))
    .await
    .map(|_| ())
}
