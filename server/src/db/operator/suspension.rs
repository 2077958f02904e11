//! Stopping a town's online appointments for a while, and what is known of that. Nothing a town has set is touched by it.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, QueryResult};
use tenants::definition::{Change, Difference, FieldChange};

use super::{Db, begin_writing, enter, execute};
use crate::db::TownTx;
use crate::db::accounts::instant;
use crate::db::audit::{self, Author};
use crate::refusal::{Fault, Outcome};
use wire::ProblemCode;

/// What it is called in the town's log.
pub const PART: &str = "suspension";

/// A town's online appointments are stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why, in the operator's words to the town.
    pub reason: String,
}

impl Suspension {
    /// Reads the columns `suspended_at` and `suspended_for` of the phone book.
    pub(in crate::db) fn read(row: &QueryResult) -> Result<Option<Self>, DbErr> {
        let since: Option<i64> = row.try_get("", "suspended_at")?;
        let reason = row.try_get("", "suspended_for")?;
        let since = since.map(instant).transpose();
        let since = since.map_err(|Fault(cause)| DbErr::Custom(cause.to_string()))?;
        Ok(since.map(|since| Self { since, reason }))
    }
}

impl TownTx {
    /// Refuses to begin anything new with a citizen while the town's online appointments are stopped.
    ///
    /// # Errors
    /// `Suspended`.
    pub fn must_be_open(&self) -> Outcome<()> {
        if self.suspension.is_some() {
            return Err(ProblemCode::Suspended.into());
        }
        Ok(())
    }
}

/// Stops a town's online appointments, or goes on doing so for another reason. `false` if there is no such town.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn suspend(
    db: &Db,
    slug: &str,
    reason: &str,
    author: &Author,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    change(db, slug, Some(reason), author, now).await
}

/// Lets a town's online appointments go on. `false` if there is no such town.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn resume(db: &Db, slug: &str, author: &Author, now: DateTime<Utc>) -> Outcome<bool> {
    change(db, slug, None, author, now).await
}

async fn change(
    db: &Db,
    slug: &str,
    reason: Option<&str>,
    author: &Author,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let tx = begin_writing(db).await?;
    let lock = if db.is_postgres() { " FOR UPDATE" } else { "" };
    let Some(town) = enter(db, &tx, slug, lock).await? else {
        return Ok(false);
    };
    let before = town.suspension.as_ref().map(|known| known.reason.as_str());
    if before == reason {
        return Ok(true);
    }
    let since = town.suspension.as_ref().map_or(now, |known| known.since);
    let sql = "UPDATE town SET suspended_at = $2, suspended_for = $3 WHERE id = $1";
    let values = vec![
        town.id.0.into(),
        reason.map(|_| since.timestamp_micros()).into(),
        reason.unwrap_or_default().into(),
    ];
    execute(&tx, sql, values).await?;
    let done = Difference {
        change: match (before, reason) {
            (None, _) => Change::Added,
            (Some(_), Some(_)) => Change::Changed,
            (Some(_), None) => Change::Removed,
        },
        part: PART.to_owned(),
        fields: vec![FieldChange {
            field: "reason".to_owned(),
            before: before.unwrap_or_default().to_owned(),
            after: reason.unwrap_or_default().to_owned(),
        }],
    };
    audit::note(&tx, town.id, author, now, &[done]).await?;
    tx.commit().await?;
    Ok(true)
}
