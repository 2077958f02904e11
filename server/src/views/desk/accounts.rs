//! Every account of the town, for its administrators.

use serde::Serialize;
use tenants::Town;

use super::account::departments;
use super::frame::address;
use super::wording;
use crate::auth::links::Occasion;
use crate::auth::role::Account;
use crate::auth::{AccountId, AccountState};
use crate::views::pages::Page;

/// Every account.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountsPage {
    /// One a person.
    pub rows: Vec<AccountRow>,
    /// A link that was just made.
    pub link: Option<FreshLink>,
    /// Where an account is made.
    pub new_url: String,
    /// Where the town's letters are worded; empty in the operator's house, which writes none.
    pub wording_url: String,
}

/// One account.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountRow {
    /// "M. Kaya".
    pub name: String,
    /// What she signs in with.
    pub email: String,
    /// What she may do.
    pub role: &'static str,
    /// Where.
    pub departments: String,
    /// "in Gebrauch", "eingeladen", "gesperrt".
    pub state: &'static str,
    /// Whether the second factor is set up.
    pub enrolled: bool,
    /// Whether it is locked.
    pub locked: bool,
    /// Whether it is the reader's own.
    pub own: bool,
    /// Where making a link is sent to.
    pub link_url: String,
    /// Where locking and unlocking is sent to.
    pub lock_url: String,
}

/// A link to hand over.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FreshLink {
    /// Whose.
    pub name: String,
    /// The address.
    pub url: String,
    /// "sieben Tage".
    pub lasts: &'static str,
}

impl AccountsPage {
    /// The page for this reader.
    #[must_use]
    pub fn new(town: &Town, all: &[Account], reader: AccountId, link: Option<FreshLink>) -> Self {
        let rows = all.iter().map(|account| AccountRow {
            name: account.name.clone(),
            email: account.email.clone(),
            role: account.role.title(town),
            departments: departments(town, account),
            state: state(account.state),
            enrolled: account.is_enrolled(),
            locked: account.state == AccountState::Suspended,
            own: account.id == reader,
            link_url: address(&town.slug, &format!("konten/{}/link", account.id.0)),
            lock_url: address(&town.slug, &format!("konten/{}/sperre", account.id.0)),
        });
        Self {
            rows: rows.collect(),
            link,
            new_url: address(&town.slug, "konten/neu"),
            wording_url: if town.is_operator() {
                String::new()
            } else {
                address(&town.slug, wording::PLACE)
            },
        }
    }
}

impl Page for AccountsPage {
    const TEMPLATE: &'static str = "desk/accounts.html";
}

/// What an account can be used for, in words.
#[must_use]
pub const fn state(state: AccountState) -> &'static str {
    match state {
        AccountState::Invited => "eingeladen, noch ohne Passwort",
        AccountState::Active => "in Gebrauch",
        AccountState::Suspended => "gesperrt",
    }
}

/// How long a link works, in words.
#[must_use]
pub const fn lasts(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Invitation => "sieben Tage",
        Occasion::Reset => "30 Minuten",
        Occasion::FirstAdministrator => "15 Minuten",
    }
}
