//! Sessions of the desk as rows. What one is worth is decided in `auth`; here it is only found and kept.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, QueryFilter, QueryOrder as _};

use super::TownTx;
use super::accounts::instant;
use super::entity::session;
use crate::auth::AccountId;
use crate::auth::role::Account;
use crate::auth::sessions::Session;
use crate::refusal::{Fault, Outcome};

impl TownTx {
    /// Begins a session.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn begin_session(&self, new: Session) -> Result<(), DbErr> {
        let row = session::ActiveModel {
            town_id: Set(self.id().0),
            token_hash: Set(new.token),
            account_id: Set(new.account.0),
            complete: Set(new.complete),
            created_at: Set(new.created_at.timestamp_micros()),
            seen_at: Set(new.seen_at.timestamp_micros()),
            device: Set(new.device),
            vouched: Set(new.vouched),
        };
        session::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map(|_| ())
    }

    /// The session with this token's hash, and whose it is.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn session(&self, token: &[u8]) -> Outcome<Option<(Session, Account)>> {
        let found = session::Entity::find()
            .filter(session::COLUMN.town_id.eq(self.id().0))
            .filter(session::COLUMN.token_hash.eq(token.to_vec()))
            .one(self.connection())
            .await?;
        let Some(row) = found else { return Ok(None) };
        let owner = self.account(AccountId(row.account_id)).await?;
        let owner = owner.ok_or_else(|| Fault::because("a session without its account"))?;
        Ok(Some((read_session(row)?, owner)))
    }

    /// Marks a session as seen.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn mark_session(&self, token: &[u8], now: DateTime<Utc>) -> Result<(), DbErr> {
        session::Entity::update_many()
            .col_expr(session::Column::SeenAt, Expr::value(now.timestamp_micros()))
            .filter(session::COLUMN.town_id.eq(self.id().0))
            .filter(session::COLUMN.token_hash.eq(token.to_vec()))
            .exec(self.connection())
            .await
            .map(|_| ())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn end_session(&self, token: &[u8]) -> Result<(), DbErr> {
        session::Entity::delete_many()
            .filter(session::COLUMN.town_id.eq(self.id().0))
            .filter(session::COLUMN.token_hash.eq(token.to_vec()))
            .exec(self.connection())
            .await
            .map(|_| ())
    }

    /// Every session of an account, the newest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn sessions_of(&self, account: AccountId) -> Outcome<Vec<Session>> {
        let found = session::Entity::find()
            .filter(session::COLUMN.town_id.eq(self.id().0))
            .filter(session::COLUMN.account_id.eq(account.0))
            .order_by_desc(session::Column::CreatedAt)
            .all(self.connection())
            .await?;
        found.into_iter().map(read_session).collect()
    }

    /// Ends every session of an account but this one.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn end_sessions_of(&self, account: AccountId, but: Option<&[u8]>) -> Result<(), DbErr> {
        session::Entity::delete_many()
            .filter(session::COLUMN.town_id.eq(self.id().0))
            .filter(session::COLUMN.account_id.eq(account.0))
            .filter(session::COLUMN.token_hash.ne(but.unwrap_or_default().to_vec()))
            .exec(self.connection())
            .await
            .map(|_| ())
    }
}

fn read_session(row: session::Model) -> Outcome<Session> {
    Ok(Session {
        account: AccountId(row.account_id),
        complete: row.complete,
        created_at: instant(row.created_at)?,
        seen_at: instant(row.seen_at)?,
        token: row.token_hash,
        device: row.device,
        vouched: row.vouched,
    })
}
