//! Links that set a password: an invitation, a new password, the first administrator of a town.
//!
//! A link works once and not for long (S-07, S-08). Its secret is drawn and kept as a hash only. Whoever uses it sets a
//! password and still has to sign in with it, with the second factor where there is one.

use chrono::{DateTime, TimeDelta, Utc};

use super::passwords::Unfit;
use super::role::{Account, AccountState, Role};
use crate::booking::secrets::Secret;
use crate::chance::Chance;
use crate::db::TownTx;
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// A link, as it is given out: once.
pub struct Link {
    /// Whose password it sets.
    pub account: Account,
    /// End of its address.
    pub secret: Secret,
    /// What it is for.
    pub occasion: Occasion,
}

impl Link {
    /// Its address on a server.
    #[must_use]
    pub fn address(&self, base_url: &str, town: &str) -> String {
        format!("{base_url}/desk/{town}/zugang/{}", self.secret.text())
    }
}

/// What a link is for, which says how long it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Somebody gets her first password.
    Invitation,
    /// Somebody has forgotten hers.
    Reset,
    /// Nobody administers the town yet: whoever has this link can do everything.
    FirstAdministrator,
}

impl Occasion {
    /// What a link for this account is for, among all accounts of the town.
    #[must_use]
    pub fn of(account: &Account, all: &[Account]) -> Self {
        let administered = all
            .iter()
            .any(|one| one.role == Role::Administrator && one.state == AccountState::Active);
        match account.state {
            AccountState::Invited if account.role == Role::Administrator && !administered => {
                Self::FirstAdministrator
            }
            AccountState::Invited => Self::Invitation,
            AccountState::Active | AccountState::Suspended => Self::Reset,
        }
    }

    /// How long a link works.
    #[must_use]
    pub const fn lasts(self) -> TimeDelta {
        match self {
            Self::Invitation => TimeDelta::days(7),
            Self::Reset => TimeDelta::minutes(30),
            Self::FirstAdministrator => TimeDelta::minutes(15),
        }
    }
}

/// Makes a link; earlier ones of this account end. `None` for an account that is locked.
///
/// # Errors
/// If the database cannot be written.
pub async fn make(
    tx: &TownTx,
    account: Account,
    chance: &Chance,
    now: DateTime<Utc>,
) -> Outcome<Option<Link>> {
    if account.state == AccountState::Suspended {
        return Ok(None);
    }
    let occasion = Occasion::of(&account, &tx.accounts().await?);
    let secret = Secret::drawn(chance.bytes());
    tx.burn_links_of(account.id).await?;
    tx.keep_link(account.id, secret.hash(), now + occasion.lasts())
        .await?;
    Ok(Some(Link {
        account,
        secret,
        occasion,
    }))
}

/// Whose link this is, if it still works. Changes nothing.
///
/// # Errors
/// If there is no such town or something broke.
pub async fn look(visitor: &Visitor, secret: &str) -> Outcome<Option<Account>> {
    owner(&visitor.reading().await?, secret, visitor.now).await
}

/// What came of using a link.
pub enum Used {
    /// The password is set; every session and link of the account has ended.
    Set,
    /// The link does not work: it was used, has ended, or never was one of this town.
    Dead,
    /// The password does not fit; the link still works.
    Unfit(Account, Unfit),
}

/// Sets a password by a link.
///
/// # Errors
/// If there is no such town, too many hash at once, or something broke.
pub async fn set_password(visitor: &Visitor, secret: &str, new: &str, again: &str) -> Outcome<Used> {
    let tx = visitor.reading().await?;
    let Some(account) = owner(&tx, secret, visitor.now).await? else {
        return Ok(Used::Dead);
    };
    let town = tx.town.clone();
    drop(tx);
    let fits = visitor.app.passwords.fits((&town, &account), new, again);
    if let Err(unfit) = fits.await? {
        return Ok(Used::Unfit(account, unfit));
    }
    let hash = visitor.app.passwords.hash(new, &visitor.app.chance).await?;
    let tx = visitor.writing().await?;
    // The account's row is locked from here on: of two who use a link, the second one finds it burnt.
    tx.account(account.id).await?;
    if owner(&tx, secret, visitor.now).await?.is_none() {
        return Ok(Used::Dead);
    }
    tx.burn_links_of(account.id).await?;
    tx.set_password(account.id, hash).await?;
    tx.end_sessions_of(account.id, None).await?;
    tx.commit_quietly().await?;
    Ok(Used::Set)
}

async fn owner(tx: &TownTx, secret: &str, now: DateTime<Utc>) -> Outcome<Option<Account>> {
    let Some(secret) = Secret::parse(secret) else {
        return Ok(None);
    };
    let Some((id, until)) = tx.link(&secret.hash()).await? else {
        return Ok(None);
    };
    let account = tx.account(id).await?;
    Ok(account.filter(|account| now < until && account.state != AccountState::Suspended))
}
