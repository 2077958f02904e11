//! Accounts of the desk as rows. What a password or a code is worth is decided in `auth`; here it is only found and kept.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, DbErr, EntityTrait, QueryFilter, QueryOrder as _,
    QuerySelect as _,
};
use tenants::{DepartmentId, StaffId};

use super::TownTx;
use super::entity::account;
use crate::auth::role::Account;
use crate::auth::second_factor::Factor;
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

    /// The account with this number. In a transaction that writes, nobody else changes it until that ends.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn account(&self, id: AccountId) -> Outcome<Option<Account>> {
        let mut query = account::Entity::find()
            .filter(account::COLUMN.town_id.eq(self.id().0))
            .filter(account::COLUMN.id.eq(id.0));
        if self.writes() {
            query = query.lock_exclusive();
        }
        let found = query.one(self.connection()).await?;
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
            daily_list: Set(false),
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

    /// Forgets the wrong tries.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn forget_failures(&self, of: AccountId) -> Result<(), DbErr> {
        self.change_account(of, no_failures()).await
    }

    /// Replaces the hash of a password that stays the same.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn replace_hash(&self, of: AccountId, hash: String) -> Result<(), DbErr> {
        let changes = account::ActiveModel {
            password: Set(Some(hash)),
            ..Default::default()
        };
        self.change_account(of, changes).await
    }

    /// Sets a new password and takes the account into use.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn set_password(&self, of: AccountId, hash: String) -> Result<(), DbErr> {
        let changes = account::ActiveModel {
            password: Set(Some(hash)),
            state: Set(AccountState::Active.name().to_owned()),
            ..no_failures()
        };
        self.change_account(of, changes).await
    }

    /// Makes an account be for whom and for what is said here, its address, password and state aside.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn set_standing(&self, of: AccountId, new: NewAccount) -> Result<(), DbErr> {
        let changes = account::ActiveModel {
            name: Set(new.name),
            role: Set(new.role.name().to_owned()),
            departments: Set(written_departments(&new.departments)),
            staff_id: Set(new.staff.map(|staff| staff.0)),
            ..Default::default()
        };
        self.change_account(of, changes).await
    }

    /// Locks an account or takes it into use again.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn set_state(&self, of: AccountId, state: AccountState) -> Result<(), DbErr> {
        let changes = account::ActiveModel {
            state: Set(state.name().to_owned()),
            ..Default::default()
        };
        self.change_account(of, changes).await
    }

    /// Keeps a second factor as it is now, or none.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn set_factor(&self, of: AccountId, factor: Option<&Factor>) -> Result<(), DbErr> {
        let recovery = factor.map_or(&[][..], |factor| &factor.recovery);
        let changes = account::ActiveModel {
            totp_secret: Set(factor.map(|factor| factor.secret.clone())),
            totp_step: Set(factor.and_then(|factor| factor.last_step)),
            // Texts always serialise.
            recovery: Set(serde_json::to_string(recovery).unwrap_or_default()),
            ..Default::default()
        };
        self.change_account(of, changes).await
    }

    /// Has her list of the day sent to her by mail, or no longer.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn set_daily_list(&self, of: AccountId, wanted: bool) -> Result<(), DbErr> {
        let changes = account::ActiveModel {
            daily_list: Set(wanted),
            ..Default::default()
        };
        self.change_account(of, changes).await
    }

    async fn change_account(&self, of: AccountId, changes: account::ActiveModel) -> Result<(), DbErr> {
        account::Entity::update_many()
            .set(changes)
            .filter(account::COLUMN.town_id.eq(self.id().0))
            .filter(account::COLUMN.id.eq(of.0))
            .exec(self.connection())
            .await
            .map(|_| ())
    }
}

fn no_failures() -> account::ActiveModel {
    account::ActiveModel {
        failures: Set(0),
        failed_at: Set(None),
        ..Default::default()
    }
}

fn written_departments(departments: &[DepartmentId]) -> String {
    let numbers: Vec<_> = departments.iter().map(|department| department.0).collect();
    // Numbers always serialise.
    serde_json::to_string(&numbers).unwrap_or_default()
}

pub(super) fn read_account(row: account::Model) -> Outcome<Account> {
    let unreadable = |what: &str| Fault::because(format!("account {} has an unreadable {what}", row.id));
    let departments: Vec<i32> =
        serde_json::from_str(&row.departments).map_err(|_| unreadable("list of departments"))?;
    let state = match row.state.as_str() {
        "invited" => AccountState::Invited,
        "active" => AccountState::Active,
        "suspended" => AccountState::Suspended,
        _ => return Err(unreadable("state").into()),
    };
    let recovery = serde_json::from_str(&row.recovery).map_err(|_| unreadable("list of recovery codes"))?;
    let factor = row.totp_secret.map(|secret| Factor {
        secret,
        last_step: row.totp_step,
        recovery,
    });
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
        daily_list: row.daily_list,
        password: row.password,
        factor,
    })
}

pub(super) fn instant(micros: i64) -> Result<DateTime<Utc>, Fault> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| Fault::because("an instant beyond all time"))
}
