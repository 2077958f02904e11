//! Roles and what an account is.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use tenants::{DepartmentId, StaffId, Town, operator};

use super::second_factor::Factor;

/// Number of an account within its town.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub i32);

/// What somebody may do; each role may do everything the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Appointments of her departments.
    Clerk,
    /// Absences, shifts and services of her departments, too.
    Lead,
    /// Everything of the town.
    Administrator,
}

impl Role {
    /// Every role, from the least to the most.
    pub const ALL: [Self; 3] = [Self::Clerk, Self::Lead, Self::Administrator];

    /// As it stands in tables and at the console.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Lead => "lead",
            Self::Administrator => "administrator",
        }
    }

    /// As people call it there. In the operator's house there is one role only.
    #[must_use]
    pub fn title(self, town: &Town) -> &'static str {
        match self {
            _ if town.is_operator() => operator::NAME,
            Self::Clerk => "Sachbearbeitung",
            Self::Lead => "Amtsleitung",
            Self::Administrator => "Verwaltung der Kommune",
        }
    }
}

/// A word that names no role or state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is neither clerk, lead nor administrator")]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        let role = Self::ALL.into_iter().find(|role| role.name() == name);
        role.ok_or_else(|| UnknownRole(name.to_owned()))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// Asked to set a password.
    Invited,
    /// In use.
    Active,
    /// Locked by the town.
    Suspended,
}

impl AccountState {
    /// As it stands in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }
}

/// Somebody who may sign in at the desk of one town.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// By which it is found, in small letters.
    pub email: String,
    /// "M. Kaya".
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Where it may do it; empty: everywhere in the town.
    pub departments: Vec<DepartmentId>,
    /// Whose column is its own, if it takes appointments itself.
    pub staff: Option<StaffId>,
    /// Whether it can be used.
    pub state: AccountState,
    /// PHC string; none before the first one is set.
    pub password: Option<String>,
    /// Wrong tries in a row.
    pub failures: u32,
    /// When the last of them was.
    pub failed_at: Option<DateTime<Utc>>,
    /// Second factor, set up or about to be.
    pub factor: Option<Factor>,
    /// Whether she wants her list of the day by mail.
    pub daily_list: bool,
}

impl Account {
    /// Whether its second factor has been set up, so that signing in asks for it.
    #[must_use]
    pub fn is_enrolled(&self) -> bool {
        self.factor.as_ref().is_some_and(Factor::is_set_up)
    }

    /// Whether it may decide for the whole town, whatever departments there are.
    #[must_use]
    pub fn decides_for_the_town(&self) -> bool {
        self.role == Role::Administrator && self.departments.is_empty()
    }

    /// Whether this department is one of its own.
    #[must_use]
    pub fn works_in(&self, department: DepartmentId) -> bool {
        self.departments.is_empty() || self.departments.contains(&department)
    }
}
