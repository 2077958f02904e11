//! Single-use links that set a password, as rows.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, QueryFilter};

use super::TownTx;
use super::accounts::instant;
use super::entity::account_link;
use crate::auth::AccountId;
use crate::refusal::Outcome;

impl TownTx {
    /// Keeps a link by the hash of its secret.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn keep_link(&self, of: AccountId, hash: Vec<u8>, until: DateTime<Utc>) -> Result<(), DbErr> {
        let row = account_link::ActiveModel {
            town_id: Set(self.id().0),
            link_hash: Set(hash),
            account_id: Set(of.0),
            until: Set(until.timestamp_micros()),
        };
        account_link::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map(|_| ())
    }

    /// Whose link this is and until when it works.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn link(&self, hash: &[u8]) -> Outcome<Option<(AccountId, DateTime<Utc>)>> {
        let found = account_link::Entity::find()
            .filter(account_link::COLUMN.town_id.eq(self.id().0))
            .filter(account_link::COLUMN.link_hash.eq(hash.to_vec()))
            .one(self.connection())
            .await?;
        let found = found.map(|row| Ok((AccountId(row.account_id), instant(row.until)?)));
        found.transpose()
    }

    /// Burns every link of an account.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn burn_links_of(&self, account: AccountId) -> Result<(), DbErr> {
        account_link::Entity::delete_many()
            .filter(account_link::COLUMN.town_id.eq(self.id().0))
            .filter(account_link::COLUMN.account_id.eq(account.0))
            .exec(self.connection())
            .await
            .map(|_| ())
    }
}
