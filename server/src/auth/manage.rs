//! What administrators and the console do with accounts of others.

use chrono::{DateTime, Utc};
use tenants::definition::{Change, Difference, FieldChange};
use wire::ProblemCode;

use super::accounts::{Unfit, Wanted};
use super::links::{self, Link};
use super::role::Account;
use super::{AccountId, AccountState};
use crate::chance::Chance;
use crate::db::TownTx;
use crate::db::audit::Author;
use crate::refusal::{Fault, Outcome};
use crate::web::visitor::Visitor;

/// Makes an account and the link for its first password.
///
/// # Errors
/// If the database cannot be written.
pub async fn invite(visitor: &Visitor, who: &Wanted, author: &Author) -> Outcome<Result<Link, Unfit>> {
    let tx = visitor.changing().await?;
    let link = invite_in(&tx, who, author, &visitor.app.chance, visitor.now).await?;
    if link.is_ok() {
        tx.commit_quietly().await?;
    }
    Ok(link)
}

/// The same in a transaction of `TownDb::change`.
///
/// # Errors
/// If the database cannot be written.
pub async fn invite_in(
    tx: &TownTx,
    who: &Wanted,
    author: &Author,
    chance: &Chance,
    now: DateTime<Utc>,
) -> Outcome<Result<Link, Unfit>> {
    let new = match who.in_town(&tx.town, None) {
        Ok(new) => new,
        Err(why) => return Ok(Err(why)),
    };
    let email = new.email.clone();
    if tx.create_account(new, now).await?.is_none() {
        return Ok(Err(Unfit::Known));
    }
    let account = tx.account_of(&email).await?;
    let account = account.ok_or_else(|| Fault::because("an account vanished while it was made"))?;
    let role = said("Berechtigung", "", account.role.title(&tx.town));
    note(tx, author, Change::Added, &account, role, now).await?;
    let link = links::make(tx, account, chance, now).await?;
    let link = link.ok_or_else(|| Fault::because("an account was locked while it was made"))?;
    Ok(Ok(link))
}

/// Notes in the town's log what was done with an account: each field with what it said before and says now.
pub(super) async fn note(
    tx: &TownTx,
    author: &Author,
    change: Change,
    account: &Account,
    fields: Vec<(String, String, String)>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let fields = fields
        .into_iter()
        .map(|(field, before, after)| FieldChange { field, before, after });
    let done = Difference {
        change,
        part: format!("account {}", account.email),
        fields: fields.collect(),
    };
    tx.note(author, now, &[done]).await
}

/// One field of an account.
pub(super) fn said(field: &str, before: &str, after: &str) -> Vec<(String, String, String)> {
    vec![(field.to_owned(), before.to_owned(), after.to_owned())]
}

/// Makes a link to set a password with. `None` for an account that is locked.
///
/// # Errors
/// `NotFound` if the town has no such account.
pub async fn make_link(visitor: &Visitor, of: AccountId, author: &Author) -> Outcome<Option<Link>> {
    let tx = visitor.changing().await?;
    let account = tx.account(of).await?.ok_or(ProblemCode::NotFound)?;
    let link = make_link_in(&tx, account, author, &visitor.app.chance, visitor.now).await?;
    tx.commit_quietly().await?;
    Ok(link)
}

/// The same in a transaction of `TownDb::change`.
///
/// # Errors
/// If the database cannot be written.
pub async fn make_link_in(
    tx: &TownTx,
    account: Account,
    author: &Author,
    chance: &Chance,
    now: DateTime<Utc>,
) -> Outcome<Option<Link>> {
    let link = said("Link für ein Passwort", "", "ausgestellt");
    note(tx, author, Change::Changed, &account, link, now).await?;
    links::make(tx, account, chance, now).await
}

/// Locks an account or takes it into use again and notes it, in a transaction of `TownDb::change`.
///
/// # Errors
/// If the database cannot be written.
pub async fn lock_in(
    tx: &TownTx,
    account: &Account,
    locked: bool,
    author: &Author,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (before, after) = if locked {
        ("frei", "gesperrt")
    } else {
        ("gesperrt", "frei")
    };
    let lock = said("Zustand", before, after);
    note(tx, author, Change::Changed, account, lock, now).await?;
    set_locked(tx, account, locked).await
}

/// Locks an account, which ends its sessions and links at once, or takes it into use again.
///
/// # Errors
/// If the database cannot be written.
pub async fn set_locked(tx: &TownTx, account: &Account, locked: bool) -> Outcome<()> {
    if locked {
        tx.set_state(account.id, AccountState::Suspended).await?;
        tx.end_sessions_of(account.id, None).await?;
        tx.burn_links_of(account.id).await?;
    } else if account.state == AccountState::Suspended {
        let state = match account.password {
            Some(_) => AccountState::Active,
            None => AccountState::Invited,
        };
        tx.set_state(account.id, state).await?;
    }
    Ok(())
}

/// Takes the second factor away, for whoever has lost phone and recovery codes; every session of the account ends.
///
/// # Errors
/// If the database cannot be written.
pub async fn forget_factor(tx: &TownTx, account: &Account) -> Outcome<()> {
    tx.set_factor(account.id, None).await?;
    Ok(tx.end_sessions_of(account.id, None).await?)
}
