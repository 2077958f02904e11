//! Secret addresses of colleagues' calendars, as rows.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use super::TownTx;
use crate::auth::AccountId;
use crate::refusal::{Fault, Outcome};

impl TownTx {
    /// Keeps the address of an account's calendar by the hash of its secret; an earlier one leads nowhere any more.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn set_feed(&self, of: AccountId, hash: Vec<u8>, now: DateTime<Utc>) -> Result<(), DbErr> {
        let sql = "INSERT INTO feed (town_id, account_id, secret_hash, made_at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (town_id, account_id) DO UPDATE SET secret_hash = excluded.secret_hash, made_at = excluded.made_at";
        let values = vec![
            self.id().0.into(),
            of.0.into(),
            hash.into(),
            now.timestamp_micros().into(),
        ];
        self.execute(sql, values).await.map(|_| ())
    }

    /// Gives the address of an account's calendar up.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn end_feed(&self, of: AccountId) -> Result<(), DbErr> {
        let sql = "DELETE FROM feed WHERE town_id = $1 AND account_id = $2";
        self.execute(sql, vec![self.id().0.into(), of.0.into()])
            .await
            .map(|_| ())
    }

    /// Since when an account's calendar has an address.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn feed_since(&self, of: AccountId) -> Outcome<Option<DateTime<Utc>>> {
        let sql = "SELECT made_at FROM feed WHERE town_id = $1 AND account_id = $2";
        let rows = self.all(sql, vec![self.id().0.into(), of.0.into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let made = DateTime::from_timestamp_micros(row.try_get("", "made_at")?);
        Ok(Some(made.ok_or_else(|| {
            Fault::because("a calendar's address cannot be read")
        })?))
    }

    /// Whose calendar this is the address of.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn account_of_feed(&self, hash: Vec<u8>) -> Outcome<Option<AccountId>> {
        let sql = "SELECT account_id FROM feed WHERE town_id = $1 AND secret_hash = $2";
        let rows = self.all(sql, vec![self.id().0.into(), hash.into()]).await?;
        let id = rows.first().map(|row| row.try_get("", "account_id"));
        Ok(id.transpose()?.map(AccountId))
    }
}
