//! The second factor at the door, and whoever has to prove herself once more.
//!
//! Wrong codes and wrong passwords count together (L45), and no right password makes wrong codes forgotten: only a whole
//! sign-in does.

use tokio::time::{Instant, sleep_until};

use super::role::Account;
use super::sessions::{self, Session};
use super::sign_in::FAILURE_TAKES;
use super::{AccountId, AccountState, attempts};
use crate::booking::secrets::Secret;
use crate::db::TownTx;
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// Makes a session whole by a code: a new one takes its place. `None` for a wrong code, after the time every failure takes.
///
/// # Errors
/// If something broke.
pub async fn step_up(visitor: &Visitor, session: &Session, code: &str) -> Outcome<Option<Secret>> {
    let begun = Instant::now();
    let tx = visitor.writing().await?;
    let token = match account_by_code(&tx, visitor, session.account, code).await? {
        None => None,
        Some(account) => {
            tx.end_session(&session.token).await?;
            Some(sessions::begin(&tx, visitor, account.id, true, &session.device).await?)
        }
    };
    tx.commit_quietly().await?;
    if token.is_none() {
        sleep_until(begun + FAILURE_TAKES).await;
    }
    Ok(token)
}

/// The account, if this code of its second factor counts now; it is then used up. A wrong one is counted. The caller commits
/// in either case.
///
/// # Errors
/// If something broke.
pub(super) async fn account_by_code(
    tx: &TownTx,
    visitor: &Visitor,
    id: AccountId,
    code: &str,
) -> Outcome<Option<Account>> {
    // Locks the row: a hundred guesses at once are judged one after the other.
    let Some(account) = tx.account(id).await? else {
        return Ok(None);
    };
    if attempts::must_wait(visitor, &account) || account.state != AccountState::Active {
        return Ok(None);
    }
    let factor = account.factor.as_ref().filter(|factor| factor.is_set_up());
    let Some(after) = factor.and_then(|factor| factor.after(code, visitor.now)) else {
        attempts::count(tx, visitor, id).await?;
        return Ok(None);
    };
    tx.set_factor(id, Some(&after)).await?;
    tx.forget_failures(id).await?;
    attempts::welcome(visitor, id);
    Ok(Some(account))
}

/// Whether this is the password of somebody who has signed in. Wrong ones count as at the door.
///
/// # Errors
/// If too many hash at once or something broke.
pub(super) async fn knows_password(visitor: &Visitor, account: &Account, password: &str) -> Outcome<bool> {
    if attempts::must_wait(visitor, account) {
        return Ok(false);
    }
    let right = visitor
        .app
        .passwords
        .verify(password, account.password.as_deref())
        .await?;
    if !right {
        let tx = visitor.writing().await?;
        attempts::count(&tx, visitor, account.id).await?;
        tx.commit_quietly().await?;
    }
    Ok(right)
}
