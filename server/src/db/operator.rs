//! Whole towns, as the operator's console sees them: listing, taking in, giving out.
//!
//! This is the only door besides `TownDb`. It never touches appointments except to refuse orphaning one.

use std::collections::BTreeSet;

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait, Value,
};
use tenants::{
    TownId,
    definition::{Definition, Difference, Stored},
};

use super::{Db, parts};
use crate::refusal::{Fault, Outcome, Trouble};

/// A line of the list of towns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Name in URLs.
    pub slug: String,
    /// Version of its calendar; rises with every change.
    pub version: i64,
}

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

/// Every town, by name.
///
/// # Errors
/// If the database cannot be read.
pub async fn list(db: &Db) -> Outcome<Vec<Listed>> {
    let sql = "SELECT slug, version FROM town ORDER BY slug";
    let rows = db
        .reading
        .query_all_raw(Statement::from_string(db.reading.get_database_backend(), sql))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                slug: row.try_get("", "slug")?,
                version: row.try_get("", "version")?,
            })
        })
        .collect::<Result<_, DbErr>>()
        .map_err(Trouble::from)
}

/// The definition of a town as it stands, or nothing if there is no such town.
///
/// # Errors
/// If the database cannot be read.
pub async fn export(db: &Db, slug: &str) -> Outcome<Option<Definition>> {
    let tx = db.reading.begin().await?;
    let Some((id, _)) = enter(db, &tx, slug, "").await? else {
        return Ok(None);
    };
    Ok(Some(parts::load_stored(&tx, id).await?.definition()))
}

/// Makes a town be as described, in one transaction, while servers run.
///
/// Parts keep their numbers by their slug. Applying the same definition again changes nothing.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn apply(db: &Db, definition: &Definition) -> Outcome<Applied> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let tx = db.writing.begin_with_options(options).await?;
    let lock = if db.is_postgres() { " FOR UPDATE" } else { "" };
    let applied = match enter(db, &tx, &definition.facts.slug, lock).await? {
        None => create(db, &tx, definition).await?,
        Some((id, version)) => change(&tx, id, version, definition).await?,
    };
    match applied {
        Applied::Created | Applied::Changed(_) => tx.commit().await?,
        Applied::Unchanged | Applied::WouldOrphan(_) => tx.rollback().await?,
    }
    Ok(applied)
}

async fn create(db: &Db, tx: &DatabaseTransaction, definition: &Definition) -> Outcome<Applied> {
    if db.is_postgres() {
        // Two towns taken in at once must not draw the same number. Readers are not kept waiting.
        tx.execute_unprepared("LOCK TABLE town IN SHARE ROW EXCLUSIVE MODE")
            .await?;
    }
    let slug = definition.facts.slug.clone();
    let sql = "INSERT INTO town (id, slug, version) SELECT coalesce(max(id), 0) + 1, $1, 1 FROM town";
    execute(tx, sql, vec![slug.clone().into()]).await?;
    let (id, _) = enter(db, tx, &slug, "")
        .await?
        .ok_or_else(|| Fault::because("a town vanished while it was made"))?;
    write(tx, &Stored::numbered(id, definition)).await?;
    Ok(Applied::Created)
}

async fn change(
    tx: &DatabaseTransaction,
    id: TownId,
    version: i64,
    definition: &Definition,
) -> Outcome<Applied> {
    let before = parts::load_stored(tx, id).await?;
    let current = before.definition();
    if current == *definition {
        return Ok(Applied::Unchanged);
    }
    let after = before.renumbered(definition);
    let orphans = orphans(tx, &before, &after).await?;
    if !orphans.is_empty() {
        return Ok(Applied::WouldOrphan(orphans));
    }
    remove_gone(tx, &before, &after).await?;
    write(tx, &after).await?;
    execute(
        tx,
        "UPDATE town SET version = $2 WHERE id = $1",
        vec![id.0.into(), (version + 1).into()],
    )
    .await?;
    Ok(Applied::Changed(current.differences(definition)))
}

/// People and departments that would go although an appointment stands on them.
async fn orphans(tx: &DatabaseTransaction, before: &Stored, after: &Stored) -> Outcome<Vec<String>> {
    let sql = "SELECT DISTINCT department_id, staff_id FROM appointment WHERE town_id = $1";
    let statement =
        Statement::from_sql_and_values(tx.get_database_backend(), sql, [Value::from(before.id.0)]);
    let mut orphans = BTreeSet::new();
    for row in tx.query_all_raw(statement).await? {
        let department: i32 = row.try_get("", "department_id")?;
        let staff: Option<i32> = row.try_get("", "staff_id")?;
        if let Some((_, facts)) = before.departments.iter().find(|(id, _)| id.0 == department)
            && !after.departments.iter().any(|(id, _)| id.0 == department)
        {
            orphans.insert(facts.slug.clone());
        }
        if let Some((_, _, facts)) = before.staff.iter().find(|(id, _, _)| Some(id.0) == staff)
            && !after.staff.iter().any(|(id, _, _)| Some(id.0) == staff)
        {
            orphans.insert(facts.slug.clone());
        }
    }
    Ok(orphans.into_iter().collect())
}

async fn remove_gone(tx: &DatabaseTransaction, before: &Stored, after: &Stored) -> Outcome<()> {
    let town = Value::from(before.id.0);
    // Parts without a slug have no identity of their own; they are written anew below.
    for table in ["shift", "absence", "closure"] {
        execute(
            tx,
            &format!("DELETE FROM {table} WHERE town_id = $1"),
            vec![town.clone()],
        )
        .await?;
    }
    let gone =
        |known: BTreeSet<i32>, kept: BTreeSet<i32>| known.difference(&kept).copied().collect::<Vec<_>>();
    let gone = [
        (
            "service",
            gone(
                before.services.iter().map(|row| row.0.0).collect(),
                after.services.iter().map(|row| row.0.0).collect(),
            ),
        ),
        (
            "staff_member",
            gone(
                before.staff.iter().map(|row| row.0.0).collect(),
                after.staff.iter().map(|row| row.0.0).collect(),
            ),
        ),
        (
            "department",
            gone(
                before.departments.iter().map(|row| row.0.0).collect(),
                after.departments.iter().map(|row| row.0.0).collect(),
            ),
        ),
    ];
    for (table, ids) in gone {
        for id in ids {
            let sql = format!("DELETE FROM {table} WHERE town_id = $1 AND id = $2");
            execute(tx, &sql, vec![town.clone(), id.into()]).await?;
        }
    }
    Ok(())
}

/// Writes every part, over what was there under the same number.
async fn write(tx: &DatabaseTransaction, stored: &Stored) -> Outcome<()> {
    let town = stored.id.0;
    let sql = "INSERT INTO town_profile (town_id, body) VALUES ($1, $2)
               ON CONFLICT (town_id) DO UPDATE SET body = excluded.body";
    execute(tx, sql, vec![town.into(), parts::body_of(&stored.facts)?.into()]).await?;
    for (position, (id, facts)) in (0..).zip(&stored.departments) {
        let sql = "INSERT INTO department (town_id, id, slug, position, body) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (town_id, id) DO UPDATE SET position = excluded.position, body = excluded.body";
        let slug = facts.slug.clone();
        let values = vec![
            town.into(),
            id.0.into(),
            slug.into(),
            Value::from(position),
            parts::body_of(facts)?.into(),
        ];
        execute(tx, sql, values).await?;
    }
    for (position, (id, department, facts)) in (0..).zip(&stored.services) {
        let named = Named {
            town,
            table: "service",
            id: id.0,
            department: department.0,
            slug: &facts.slug,
            position,
        };
        named.write(tx, parts::body_of(facts)?).await?;
    }
    for (position, (id, department, facts)) in (0..).zip(&stored.staff) {
        let named = Named {
            town,
            table: "staff_member",
            id: id.0,
            department: department.0,
            slug: &facts.slug,
            position,
        };
        named.write(tx, parts::body_of(facts)?).await?;
    }
    for (position, (staff, shift)) in (0..).zip(&stored.shifts) {
        Nameless {
            town,
            table: "shift",
            parent: ("staff_id", staff.0),
            position,
        }
        .write(tx, parts::body_of(shift)?)
        .await?;
    }
    for (position, (staff, absence)) in (0..).zip(&stored.absences) {
        Nameless {
            town,
            table: "absence",
            parent: ("staff_id", staff.0),
            position,
        }
        .write(tx, parts::body_of(absence)?)
        .await?;
    }
    for (position, (department, closure)) in (0..).zip(&stored.closures) {
        let parent = ("department_id", department.0);
        Nameless {
            town,
            table: "closure",
            parent,
            position,
        }
        .write(tx, parts::body_of(closure)?)
        .await?;
    }
    Ok(())
}

/// A part of a department that keeps its number by its slug.
struct Named<'a> {
    town: i32,
    table: &'static str,
    id: i32,
    department: i32,
    slug: &'a str,
    position: i32,
}

impl Named<'_> {
    async fn write(self, tx: &DatabaseTransaction, body: String) -> Result<(), DbErr> {
        let sql = format!(
            "INSERT INTO {} (town_id, id, department_id, slug, position, body) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (town_id, id) DO UPDATE
             SET department_id = excluded.department_id, position = excluded.position, body = excluded.body",
            self.table
        );
        let Self {
            town,
            id,
            department,
            slug,
            position,
            ..
        } = self;
        execute(
            tx,
            &sql,
            vec![
                town.into(),
                id.into(),
                department.into(),
                slug.into(),
                position.into(),
                body.into(),
            ],
        )
        .await
    }
}

/// A part that is known by its place in the list only.
struct Nameless {
    town: i32,
    table: &'static str,
    parent: (&'static str, i32),
    position: i32,
}

impl Nameless {
    async fn write(self, tx: &DatabaseTransaction, body: String) -> Result<(), DbErr> {
        let Self {
            town,
            table,
            parent: (column, parent),
            position,
        } = self;
        let sql = format!(
            "INSERT INTO {table} (town_id, id, {column}, position, body) VALUES ($1, $2, $3, $4, $5)"
        );
        execute(
            tx,
            &sql,
            vec![
                town.into(),
                (position + 1).into(),
                parent.into(),
                position.into(),
                body.into(),
            ],
        )
        .await
    }
}

/// Finds a town and, on PostgreSQL, steps behind its wall.
async fn enter(
    db: &Db,
    tx: &DatabaseTransaction,
    slug: &str,
    lock: &str,
) -> Result<Option<(TownId, i64)>, DbErr> {
    let wall = if db.is_postgres() {
        ", set_config('app.town', id::text, true)"
    } else {
        ""
    };
    let sql = format!("SELECT id, version{wall} FROM town WHERE slug = $1{lock}");
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [Value::from(slug)]);
    let found = tx.query_one_raw(statement).await?;
    found
        .map(|row| Ok((TownId(row.try_get("", "id")?), row.try_get("", "version")?)))
        .transpose()
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
