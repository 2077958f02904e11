//! Making accounts: what the console and a file of accounts say, checked against the town.

use serde::Deserialize;
use tenants::Town;

use super::Role;
use super::sign_in::address;
use crate::db::accounts::NewAccount;
use crate::refusal::Fault;

/// Accounts of a town, as a file lists them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountsFile {
    /// One entry each.
    pub accounts: Vec<Wanted>,
}

/// An account that somebody wants to exist. Parts of the town are called by their names in addresses.
#[derive(Clone, Debug, Deserialize)]
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

impl Wanted {
    /// The account in this town; without a password it is invited.
    ///
    /// # Errors
    /// What does not fit the town, as a sentence.
    pub fn in_town(&self, town: &Town, password: Option<String>) -> Result<NewAccount, Fault> {
        let email = address(&self.email);
        if !email.contains('@') || email.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(Fault::because(format!("{email:?} is no e-mail address")));
        }
        let role: Role = self.role.parse().map_err(|error| Fault(Box::new(error)))?;
        if town.is_operator() && role != Role::Administrator {
            return Err(Fault::because(format!(
                "there is no {role} in the operator's house"
            )));
        }
        let departments = self.departments.iter().map(|slug| {
            let found = town
                .departments
                .iter()
                .find(|department| department.slug == *slug);
            found
                .map(|department| department.id)
                .ok_or_else(|| Fault::because(format!("{} has no department \"{slug}\"", town.name)))
        });
        let staff = self.staff.as_ref().map(|slug| {
            let found = town.staff().find(|person| person.slug == *slug);
            found
                .map(|person| person.id)
                .ok_or_else(|| Fault::because(format!("{} has no member of staff \"{slug}\"", town.name)))
        });
        Ok(NewAccount {
            email,
            name: self.name.trim().to_owned(),
            role,
            departments: departments.collect::<Result<_, _>>()?,
            staff: staff.transpose()?,
            password,
        })
    }
}
