//! Every account of the town, for its administrators.

use serde::Serialize;
use tenants::Town;
use tenants::town::SecondFactor;

use super::account::departments;
use super::frame::address;
use super::setup::several;
use super::{settings, wording};
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
    /// "3 von 5 Konten haben ihn eingerichtet."
    pub enrolled: String,
    /// Whether everybody must.
    pub required: bool,
    /// The identity provider whose second factor counts; empty where there is none.
    pub vouching: String,
    /// Where that is set, at its field; empty in the operator's house, where it always must be.
    pub policy_url: String,
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
    /// Where it is changed; empty for the reader's own.
    pub url: String,
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
        let in_towns = |path: String| match town.is_operator() {
            true => String::new(),
            false => address(&town.slug, &path),
        };
        let vouching = town.sign_in.as_ref().filter(|provider| provider.second_factor);
        let rows = all.iter().map(|account| AccountRow {
            name: account.name.clone(),
            email: account.email.clone(),
            role: account.role.title(town),
            departments: departments(town, account),
            state: state(account.state),
            enrolled: account.is_enrolled(),
            locked: account.state == AccountState::Suspended,
            own: account.id == reader,
            url: if account.id == reader {
                String::new()
            } else {
                address(&town.slug, &format!("konten/{}", account.id.0))
            },
            link_url: address(&town.slug, &format!("konten/{}/link", account.id.0)),
            lock_url: address(&town.slug, &format!("konten/{}/sperre", account.id.0)),
        });
        Self {
            rows: rows.collect(),
            link,
            new_url: address(&town.slug, "konten/neu"),
            wording_url: in_towns(wording::PLACE.to_owned()),
            enrolled: format!(
                "{} von {} haben ihn eingerichtet.",
                all.iter().filter(|account| account.is_enrolled()).count(),
                several(all.len(), "Konto", "Konten"),
            ),
            required: town.policy.second_factor == SecondFactor::Required,
            vouching: vouching.map_or_else(String::new, |provider| provider.label.clone()),
            policy_url: in_towns(format!("{}#policy.second_factor", settings::PLACE)),
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
