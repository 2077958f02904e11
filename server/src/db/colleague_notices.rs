//! Messages to colleagues, at the addresses of their accounts: what an administrator tries out, and lists of the day.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use tenants::notice::Kind;
use uuid::Uuid;

use super::TownTx;
use super::accounts::read_account;
use super::entity::{account, notice};
use super::sendings::NoticeState;
use crate::auth::role::Account;
use crate::auth::{AccountId, AccountState};
use crate::refusal::{Fault, Outcome};

/// How long it is remembered that a colleague was written to.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// A message that is or was owed to a colleague.
#[derive(Clone, Debug)]
pub struct ToColleague {
    /// Its id.
    pub id: Uuid,
    /// Whose account.
    pub account: AccountId,
    /// What it tells of.
    pub kind: Kind,
    /// Which one of its kind: for lists the number of the day, otherwise they are counted.
    pub revision: i32,
    /// Whether it is still to go out.
    pub open: bool,
    /// Since when it is owed.
    pub owed_at: DateTime<Utc>,
    /// What it needs to say.
    pub body: String,
}

impl TownTx {
    /// A message to a colleague.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn notice_to_colleague(&self, id: Uuid) -> Outcome<Option<ToColleague>> {
        let row = notice::Entity::find_by_id((self.id().0, id))
            .one(self.connection())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let Some(account) = row.account_id else {
            return Ok(None);
        };
        let unreadable = || Fault::because(format!("notice {id} cannot be read"));
        let open = [NoticeState::Owed, NoticeState::Sending];
        Ok(Some(ToColleague {
            id,
            account: AccountId(account),
            kind: Kind::named(&row.kind).ok_or_else(unreadable)?,
            revision: row.revision,
            open: open.iter().any(|state| state.as_str() == row.state),
            owed_at: DateTime::from_timestamp_micros(row.owed_at).ok_or_else(unreadable)?,
            body: row.body,
        }))
    }

    /// Owes a message to a colleague; `false` if this very one is or was owed already.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn owe_to_colleague(
        &self,
        id: Uuid,
        (account, kind, revision): (AccountId, Kind, i32),
        body: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let sql = "INSERT INTO notice (town_id, id, account_id, kind, revision, state, owed_at, due_at, body)
                   VALUES ($1, $2, $3, $4, $5, 'owed', $6, $6, $7)
                   ON CONFLICT (town_id, account_id, kind, revision) DO NOTHING";
        let values = vec![
            self.id().0.into(),
            id.into(),
            account.0.into(),
            kind.as_str().into(),
            revision.into(),
            now.timestamp_micros().into(),
            body.into(),
        ];
        if self.execute(sql, values).await? == 0 {
            return Ok(false);
        }
        self.add_errand(id, now.timestamp_micros()).await?;
        Ok(true)
    }

    /// The last number of a kind of message to a colleague, and how many were owed since then.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn owed_to_colleague(
        &self,
        (account, kind): (AccountId, Kind),
        since: DateTime<Utc>,
    ) -> Outcome<(i32, i64)> {
        let sql =
            "SELECT coalesce(max(revision), 0) AS last, count(CASE WHEN owed_at > $4 THEN 1 END) AS lately
                   FROM notice WHERE town_id = $1 AND account_id = $2 AND kind = $3";
        let values = vec![
            self.id().0.into(),
            account.0.into(),
            kind.as_str().into(),
            since.timestamp_micros().into(),
        ];
        let rows = self.all(sql, values).await?;
        let row = rows
            .first()
            .ok_or_else(|| Fault::because("a sum without a row"))?;
        Ok((row.try_get("", "last")?, row.try_get("", "lately")?))
    }

    /// Everybody who takes appointments, wants her list by mail and was not owed that of this day.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn wanting_lists(&self, day: i32) -> Outcome<Vec<Account>> {
        let columns = account::COLUMN;
        let told = notice::Entity::find()
            .select_only()
            .column(notice::Column::AccountId)
            .filter(notice::COLUMN.town_id.eq(self.id().0))
            .filter(notice::COLUMN.kind.eq(Kind::DailyList.as_str()))
            .filter(notice::COLUMN.revision.eq(day))
            .into_query();
        let found = account::Entity::find()
            .filter(columns.town_id.eq(self.id().0))
            .filter(columns.daily_list.eq(true))
            .filter(columns.staff_id.is_not_null())
            .filter(columns.state.eq(AccountState::Active.name()))
            .filter(columns.id.not_in_subquery(told))
            .order_by_asc(account::Column::Id)
            .all(self.connection())
            .await?;
        found.into_iter().map(read_account).collect()
    }

    /// Forgets what colleagues were written long ago.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn forget_colleagues_messages(&self, now: DateTime<Utc>) -> Result<(), DbErr> {
        let sql = "DELETE FROM notice WHERE town_id = $1 AND account_id IS NOT NULL AND owed_at < $2";
        let before = (now - REMEMBERED).timestamp_micros();
        self.execute(sql, vec![self.id().0.into(), before.into()])
            .await
            .map(|_| ())
    }
}
