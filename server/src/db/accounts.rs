//! Accounts and sessions of the desk as rows.
//!
//! What a password or a session is worth is decided in `auth`; here it is only found and kept.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, DbErr, EntityTrait, QueryFilter, QueryOrder as _,
    QuerySelect as _,
};
use tenants::{DepartmentId, StaffId};

use super::TownTx;
use super::entity::{account, session};
use crate::auth::role::Account;
use crate::auth::sessions::Session;
use crate::auth::{AccountId, AccountState, Role};
use crate::refusal::{Fault, Outcome};

/// An account to be made.
pub struct NewAccount {
    /// By which it is found, in small letters.
    pub email: String,
    /// "M. Kaya".
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Where; empty: everywhere in the town.
    pub departments: Vec<DepartmentId>,
    /// Whose column is its own.
    pub staff: Option<StaffId>,
    /// PHC string; without one it is invited, with one active.
    pub password: Option<String>,
}

impl TownTx {
    /// The account with this e-mail address (small letters).
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn account_of(&self, email: &str) -> Outcome<Option<Account>> {
        let found = account::Entity::find()
            .filter(account::COLUMN.town_id.eq(self.id().0))
            .filter(account::COLUMN.email.eq(email))
            .one(self.connection())
            .await?;
        found.map(read_account).transpose()
    }

    /// Every account of the town, by name.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn accounts(&self) -> Outcome<Vec<Account>> {
        let found = account::Entity::find()
            .filter(account::COLUMN.town_id.eq(self.id().0))
            .order_by_asc(account::Column::Name)
            .order_by_asc(account::Column::Id)
            .all(self.connection())
            .await?;
        found.into_iter().map(read_account).collect()
    }

    /// Makes an account. `None` if the address has one already.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn create_account(&self, new: NewAccount, now: DateTime<Utc>) -> Outcome<Option<AccountId>> {
        if self.account_of(&new.email).await?.is_some() {
            return Ok(None);
        }
        let last: Option<Option<i32>> = account::Entity::find()
            .select_only()
            .column_as(account::COLUMN.id.max(), "last")
            .filter(account::COLUMN.town_id.eq(self.id().0))
            .into_tuple()
            .one(self.connection())
            .await?;
        let id = AccountId(last.flatten().unwrap_or(0) + 1);
        let state = match new.password {
            Some(_) => AccountState::Active,
            None => AccountState::Invited,
        };
        let row = account::ActiveModel {
            town_id: Set(self.id().0),
            id: Set(id.0),
            email: Set(new.email),
            name: Set(new.name),
            role: Set(new.role.name().to_owned()),
            departments: Set(written_departments(&new.departments)),
            staff_id: Set(new.staff.map(|staff| staff.0)),
            state: Set(state.name().to_owned()),
            password: Set(new.password),
            failures: Set(0),
            failed_at: Set(None),
            totp_secret: Set(None),
            totp_step: Set(None),
            recovery: Set("[]".to_owned()),
            created_at: Set(now.timestamp_micros()),
        };
        row.insert(self.connection()).await?;
        Ok(Some(id))
    }

    /// Counts a wrong password.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn count_failure(&self, of: AccountId, now: DateTime<Utc>) -> Result<(), DbErr> {
        account::Entity::update_many()
            .col_expr(
                account::Column::Failures,
                Expr::col(account::Column::Failures).add(1),
            )
            .col_expr(account::Column::FailedAt, Expr::value(now.timestamp_micros()))
            .filter(account::COLUMN.town_id.eq(self.id().0))
            .filter(account::COLUMN.id.eq(of.0))
            .exec(self.connection())
            .await
            .map(|_| ())
    }

    /// Forgets the wrong passwords and, if it is to be replaced, the hash.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn note_success(&self, of: AccountId, better_hash: Option<String>) -> Result<(), DbErr> {
        let mut changes = account::ActiveModel {
            failures: Set(0),
            failed_at: Set(None),
            ..Default::default()
        };
        if let Some(hash) = better_hash {
            changes.password = Set(Some(hash));
        }
        account::Entity::update_many()
            .set(changes)
            .filter(account::COLUMN.town_id.eq(self.id().0))
            .filter(account::COLUMN.id.eq(of.0))
            .exec(self.connection())
            .await
            .map(|_| ())
    }

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
        let owner = account::Entity::find()
            .filter(account::COLUMN.town_id.eq(self.id().0))
            .filter(account::COLUMN.id.eq(row.account_id))
            .one(self.connection())
            .await?;
        let owner = owner.ok_or_else(|| Fault::because("a session without its account"))?;
        Ok(Some((read_session(row)?, read_account(owner)?)))
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
}

fn written_departments(departments: &[DepartmentId]) -> String {
    let numbers: Vec<_> = departments.iter().map(|department| department.0).collect();
    // Numbers always serialise.
    serde_json::to_string(&numbers).unwrap_or_default()
}

fn read_account(row: account::Model) -> Outcome<Account> {
    let unreadable = |what: &str| Fault::because(format!("account {} has an unreadable {what}", row.id));
    let departments: Vec<i32> =
        serde_json::from_str(&row.departments).map_err(|_| unreadable("list of departments"))?;
    let state = match row.state.as_str() {
        "invited" => AccountState::Invited,
        "active" => AccountState::Active,
        "suspended" => AccountState::Suspended,
        _ => return Err(unreadable("state").into()),
    };
    Ok(Account {
        id: AccountId(row.id),
        role: row.role.parse().map_err(|_| unreadable("role"))?,
        departments: departments.into_iter().map(DepartmentId).collect(),
        staff: row.staff_id.map(StaffId),
        state,
        failures: row.failures.try_into().map_err(|_| unreadable("count"))?,
        failed_at: row.failed_at.map(instant).transpose()?,
        email: row.email,
        name: row.name,
        password: row.password,
    })
}

fn read_session(row: session::Model) -> Outcome<Session> {
    Ok(Session {
        account: AccountId(row.account_id),
        complete: row.complete,
        created_at: instant(row.created_at)?,
        seen_at: instant(row.seen_at)?,
        token: row.token_hash,
        device: row.device,
    })
}

fn instant(micros: i64) -> Result<DateTime<Utc>, Fault> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| Fault::because("an instant beyond all time"))
}
