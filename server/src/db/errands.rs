//! Errands: which message is due when, and who carries it. One list for all towns, so that a carrier asks once; it tells of
//! nobody.
//!
//! Any number of servers share it. An errand is given to one of them for a while; `fence` counts the givings, and whoever was
//! given it before the last one can no longer write what became of it.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, DbErr, QueryResult, Statement};
use tenants::TownId;
use uuid::Uuid;

use super::sendings::NoticeState;
use super::{Db, TownTx};
use crate::refusal::Outcome;

/// A message to be carried.
#[derive(Clone, Debug)]
pub struct Errand {
    /// The town's name in addresses.
    pub town: String,
    /// Its number.
    pub town_id: TownId,
    /// Which message.
    pub notice: Uuid,
    /// Counts to whom it was given.
    pub fence: i64,
    /// Until when nobody else is given it.
    pub until: DateTime<Utc>,
}

impl Db {
    /// Takes up to so many errands that are due, the longest due first; they are nobody else's until the time given.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn take_errands(
        &self,
        most: u32,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Outcome<Vec<Errand>> {
        // Servers that take at the same time pass by what another one is taking. SQLite has one writer.
        let lock = if self.is_postgres() {
            "FOR UPDATE SKIP LOCKED"
        } else {
            ""
        };
        let sql = format!(
            "UPDATE errand SET lease_until = $2, fence = fence + 1
             FROM (SELECT town_id AS of_town, notice_id AS of_notice FROM errand
                   WHERE due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1) ORDER BY due_at LIMIT $3 {lock}) AS due
             WHERE town_id = of_town AND notice_id = of_notice
             RETURNING town_id, notice_id, fence, (SELECT slug FROM town WHERE id = errand.town_id) AS slug"
        );
        let values = [
            now.timestamp_micros().into(),
            until.timestamp_micros().into(),
            i64::from(most).into(),
        ];
        let backend = self.writing.get_database_backend();
        let rows = self
            .writing
            .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
        let read = |row: &QueryResult| {
            Ok::<_, DbErr>(Errand {
                town: row.try_get("", "slug")?,
                town_id: TownId(row.try_get("", "town_id")?),
                notice: row.try_get("", "notice_id")?,
                fence: row.try_get("", "fence")?,
                until,
            })
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Gives errands back untouched, due again at this time.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn give_back(&self, errands: &[Errand], due: DateTime<Utc>) -> Outcome<()> {
        let backend = self.writing.get_database_backend();
        for errand in errands {
            let sql = "UPDATE errand SET due_at = $3, lease_until = NULL WHERE notice_id = $1 AND fence = $2";
            let values = [
                errand.notice.into(),
                errand.fence.into(),
                due.timestamp_micros().into(),
            ];
            let statement = Statement::from_sql_and_values(backend, sql, values);
            self.writing.execute_raw(statement).await?;
        }
        Ok(())
    }

    /// Makes whatever is due before then due now, for the demo: nobody waits there until a quiet time is over.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn bring_errands_forward(&self, now: DateTime<Utc>, before: DateTime<Utc>) -> Outcome<()> {
        let sql = "UPDATE errand SET due_at = $1 WHERE due_at > $1 AND due_at < $2";
        let values = [now.timestamp_micros().into(), before.timestamp_micros().into()];
        let backend = self.writing.get_database_backend();
        let forward = Statement::from_sql_and_values(backend, sql, values);
        self.writing.execute_raw(forward).await?;
        Ok(())
    }
}

impl TownTx {
    /// Puts a message on the list.
    pub(super) async fn add_errand(&self, notice: Uuid, due_at: i64) -> Result<(), DbErr> {
        let sql = "INSERT INTO errand (town_id, notice_id, due_at, fence) VALUES ($1, $2, $3, 0)";
        let values = vec![self.id().0.into(), notice.into(), due_at.into()];
        self.execute(sql, values).await.map(|_| ())
    }

    /// Gives an errand back, due again later; `false` if it is no longer this carrier's.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn put_off_errand(&self, errand: &Errand, due: DateTime<Utc>) -> Result<bool, DbErr> {
        let sql = "UPDATE errand SET due_at = $4, lease_until = NULL WHERE town_id = $1 AND notice_id = $2 AND fence = $3";
        let values = vec![
            self.id().0.into(),
            errand.notice.into(),
            errand.fence.into(),
            due.timestamp_micros().into(),
        ];
        Ok(self.execute(sql, values).await? == 1)
    }

    /// Strikes an errand off the list; `false` if it is no longer this carrier's.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn end_errand(&self, errand: &Errand) -> Result<bool, DbErr> {
        let sql = "DELETE FROM errand WHERE town_id = $1 AND notice_id = $2 AND fence = $3";
        let values = vec![self.id().0.into(), errand.notice.into(), errand.fence.into()];
        Ok(self.execute(sql, values).await? == 1)
    }

    /// Withdraws a message that is owed, and strikes it off the list, whoever has it.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn withdraw(&self, notice: Uuid) -> Result<(), DbErr> {
        self.set_notice(notice, NoticeState::Withdrawn).await?;
        self.drop_errand(notice).await
    }

    /// Strikes an errand off the list, whoever has it: what it was for has come true.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn drop_errand(&self, notice: Uuid) -> Result<(), DbErr> {
        let sql = "DELETE FROM errand WHERE town_id = $1 AND notice_id = $2";
        let values = vec![self.id().0.into(), notice.into()];
        self.execute(sql, values).await.map(|_| ())
    }

    /// Whether an errand is still this carrier's.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn has_errand(&self, errand: &Errand) -> Result<bool, DbErr> {
        let sql = "SELECT 1 AS one FROM errand WHERE town_id = $1 AND notice_id = $2 AND fence = $3";
        let values = vec![self.id().0.into(), errand.notice.into(), errand.fence.into()];
        Ok(!self.all(sql, values).await?.is_empty())
    }
}
