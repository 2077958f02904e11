//! Making accounts: what the console and a file of accounts say, checked against the town.

use serde::Deserialize;
use tenants::Town;
use tenants::contact::{Email, PersonName};

use super::Role;
use super::sign_in::address;
use crate::db::accounts::NewAccount;

/// Accounts of a town, as a file lists them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountsFile {
    /// One entry each.
    pub accounts: Vec<Wanted>,
}

/// An account that somebody wants to exist. Parts of the town are called by their names in addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// E-mail address to sign in with.
    pub email: String,
    /// "M. Kaya".
    pub name: String,
    /// `clerk`, `lead` or `administrator`.
    pub role: String,
    /// Departments she works in; none: all.
    #[serde(default)]
    pub departments: Vec<String>,
    /// The member of staff she is.
    #[serde(default)]
    pub staff: Option<String>,
}

/// Why there cannot be such an account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nobody is called so.
    #[error("\"{0}\" is no name")]
    Name(String),
    /// It is no address.
    #[error("\"{0}\" is no e-mail address")]
    Email(String),
    /// Somebody has an account with this address already.
    #[error("there is an account with this address already")]
    Known,
    /// There is no such role, or not in the operator's house.
    #[error("\"{0}\" is no role there")]
    Role(String),
    /// There is no such department.
    #[error("there is no department \"{0}\"")]
    Department(String),
    /// There is no such colleague.
    #[error("there is no member of staff \"{0}\"")]
    Staff(String),
}

impl Wanted {
    /// Whether somebody can be called so and reached there, whatever the town.
    ///
    /// # Errors
    /// What cannot be.
    pub fn check(&self) -> Result<(), Unfit> {
        PersonName::parse(&self.name).map_err(|_| Unfit::Name(self.name.clone()))?;
        Email::parse(&self.email).map_err(|_| Unfit::Email(self.email.clone()))?;
        Ok(())
    }

    /// The account in this town; without a password it is invited.
    ///
    /// # Errors
    /// What does not fit the town.
    pub fn in_town(&self, town: &Town, password: Option<String>) -> Result<NewAccount, Unfit> {
        self.check()?;
        let role: Role = self.role.parse().map_err(|_| Unfit::Role(self.role.clone()))?;
        if town.is_operator() && role != Role::Administrator {
            return Err(Unfit::Role(self.role.clone()));
        }
        let departments = self.departments.iter().map(|slug| {
            let found = town.departments.iter().find(|one| one.slug == *slug);
            found
                .map(|department| department.id)
                .ok_or_else(|| Unfit::Department(slug.clone()))
        });
        let staff = self.staff.as_ref().map(|slug| {
            let found = town.staff().find(|person| person.slug == *slug);
            found
                .map(|person| person.id)
                .ok_or_else(|| Unfit::Staff(slug.clone()))
        });
        Ok(NewAccount {
            email: address(self.email.trim()),
            name: self.name.trim().to_owned(),
            role,
            departments: departments.collect::<Result<_, _>>()?,
            staff: staff.transpose()?,
            password,
        })
    }
}
