//! Tries to send messages: begun before, ended after, and what became of them later.
//!
//! What short messages cost is counted in the transaction that begins a try, so that no carrier goes beyond a limit together with
//! others: on SQLite writers come one after the other, on PostgreSQL those of a town do by a lock that ends with the transaction.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use uuid::Uuid;

use super::TownTx;
use super::sendings::{Channel, Ended};
use crate::refusal::{Fault, Outcome};

/// Names the lock of those who count a town's short messages; any constant of ours.
const COUNTING: i32 = 0x0073_6d73;

/// What is written of a try.
pub struct Try<'a> {
    /// Of which message.
    pub notice: Uuid,
    /// Which one: 1 for the first.
    pub attempt: i32,
    /// How it ended; nobody may know.
    pub ended: Option<Ended>,
    /// What the other side said.
    pub answer: &'a str,
    /// Its number for the message.
    pub their_id: Option<&'a str>,
}

/// Short messages of a town since some time that cost something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texted {
    /// In all.
    pub town: i64,
    /// To one number.
    pub number: i64,
}

impl TownTx {
    /// Writes down that a try begins. Returns its number: 1 for the first.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn begin_sending(&self, notice: Uuid, by: Channel, now: DateTime<Utc>) -> Outcome<i32> {
        let sql = "INSERT INTO sending (town_id, notice_id, attempt, channel, began_at)
                   SELECT $1, $2, coalesce(max(attempt), 0) + 1, $4, $3 FROM sending WHERE town_id = $1 AND notice_id = $2
                   RETURNING attempt";
        let values = vec![
            self.id().0.into(),
            notice.into(),
            now.timestamp_micros().into(),
            by.as_str().into(),
        ];
        let rows = self.all(sql, values).await?;
        let row = rows
            .first()
            .ok_or_else(|| Fault::because("a row that was just written is gone"))?;
        Ok(row.try_get("", "attempt")?)
    }

    /// Writes down how a try ended. One of which nobody knows stays open.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn end_sending(&self, one: &Try<'_>, now: DateTime<Utc>) -> Result<(), DbErr> {
        // A report may have been faster than the answer.
        let sql = "UPDATE sending SET ended_at = $4, outcome = $5, answer = $6, their_id = $7
                   WHERE town_id = $1 AND notice_id = $2 AND attempt = $3 AND outcome IS NULL";
        let values = vec![
            self.id().0.into(),
            one.notice.into(),
            one.attempt.into(),
            one.ended.map(|_| now.timestamp_micros()).into(),
            one.ended.map(Ended::as_str).into(),
            one.answer.into(),
            one.their_id.into(),
        ];
        self.execute(sql, values).await.map(|_| ())
    }

    /// How many short messages may have gone out as this message without anybody knowing.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn unknown_texts(&self, notice: Uuid) -> Result<i64, DbErr> {
        let sql = "SELECT count(*) AS n FROM sending
                   WHERE town_id = $1 AND notice_id = $2 AND channel = 'sms' AND outcome IS NULL";
        let rows = self.all(sql, vec![self.id().0.into(), notice.into()]).await?;
        rows.first().map_or(Ok(0), |row| row.try_get("", "n"))
    }

    /// How many short messages the town has sent since then. Until the transaction ends nobody else counts.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn texted(&self, number: &str, since: DateTime<Utc>) -> Result<Texted, DbErr> {
        if self.is_postgres() {
            let lock = "SELECT pg_advisory_xact_lock($1, $2)";
            self.all(lock, vec![COUNTING.into(), self.id().0.into()]).await?;
        }
        let sql = "SELECT count(*) AS town, count(CASE WHEN a.phone = $2 THEN 1 END) AS number FROM sending s
                   JOIN notice n ON n.town_id = s.town_id AND n.id = s.notice_id
                   JOIN appointment a ON a.town_id = n.town_id AND a.id = n.appointment_id
                   WHERE s.town_id = $1 AND s.channel = 'sms' AND s.began_at >= $3
                   AND (s.outcome IS NULL OR s.outcome IN ('handed_over', 'delivered', 'bounced'))";
        let values = vec![self.id().0.into(), number.into(), since.timestamp_micros().into()];
        let rows = self.all(sql, values).await?;
        let row = rows
            .first()
            .ok_or_else(|| DbErr::Custom("a count is missing".to_owned()))?;
        Ok(Texted {
            town: row.try_get("", "town")?,
            number: row.try_get("", "number")?,
        })
    }

    /// Writes down what became of the last try by this way, as it is told afterwards; `false` if that is known already, or there
    /// was none.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn learn_fate(
        &self,
        notice: Uuid,
        by: Channel,
        (fate, told): (Ended, &str),
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let sql = "UPDATE sending SET outcome = $4, answer = $5, ended_at = coalesce(ended_at, $6)
                   WHERE town_id = $1 AND notice_id = $2 AND channel = $3 AND (outcome IS NULL OR outcome = 'handed_over')
                   AND attempt = (SELECT max(s.attempt) FROM sending s WHERE s.town_id = $1 AND s.notice_id = $2 AND s.channel = $3)";
        let values = vec![
            self.id().0.into(),
            notice.into(),
            by.as_str().into(),
            fate.as_str().into(),
            told.into(),
            now.timestamp_micros().into(),
        ];
        Ok(self.execute(sql, values).await? == 1)
    }

    /// Writes whether an address is known to reach nobody.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn set_mail_fails(&self, appointment: Uuid, fails: bool) -> Result<(), DbErr> {
        let sql = "UPDATE appointment SET mail_fails = $3 WHERE town_id = $1 AND id = $2";
        let values = vec![self.id().0.into(), appointment.into(), fails.into()];
        self.execute(sql, values).await.map(|_| ())
    }
}
