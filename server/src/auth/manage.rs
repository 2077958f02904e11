//! What administrators and the console do with accounts of others.

use wire::ProblemCode;

use super::links::{self, Link};
use super::role::Account;
use super::{AccountId, AccountState};
use crate::db::TownTx;
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// Makes a link to set a password with. `None` for an account that is locked.
///
/// # Errors
/// `NotFound` if the town has no such account.
pub async fn make_link(visitor: &Visitor, of: AccountId) -> Outcome<Option<Link>> {
    let tx = visitor.writing().await?;
    let account = tx.account(of).await?.ok_or(ProblemCode::NotFound)?;
    let link = links::make(&tx, account, &visitor.app.chance, visitor.now).await?;
    tx.commit_quietly().await?;
    Ok(link)
}

/// Locks an account or takes it into use again. Nobody locks herself: `None` then.
///
/// # Errors
/// `NotFound` if the town has no such account.
pub async fn lock(visitor: &Visitor, of: AccountId, locked: bool, by: AccountId) -> Outcome<Option<Account>> {
    let tx = visitor.writing().await?;
    let account = tx.account(of).await?.ok_or(ProblemCode::NotFound)?;
    if of == by {
        return Ok(None);
    }
    set_locked(&tx, &account, locked).await?;
    tx.commit_quietly().await?;
    Ok(Some(account))
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
