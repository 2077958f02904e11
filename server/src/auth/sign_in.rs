//! Signing in and out.
//!
//! Whether an address is known, whether the password was right, whether the account is locked or has to wait: a stranger
//! learns none of it. Every failure is told by the same sentence, after the same time.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::role::{Account, AccountState};
use super::sessions::{self, Session};
use super::{attempts, passwords};
use crate::booking::secrets::Secret;
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// A failure is told after this long, counted from the question: longer than all the work that could tell one from another.
const FAILURE_TAKES: Duration = Duration::from_millis(400);
/// Most characters kept of what a browser calls itself.
const DEVICE: usize = 200;

/// What somebody shows at the door.
pub struct Credentials {
    /// E-mail address as typed.
    pub email: String,
    /// Password as typed.
    pub password: String,
    /// What the browser calls itself.
    pub device: String,
}

/// Begins a session, or says no with `None`.
///
/// # Errors
/// If there is no such town, too many are signing in at once, or something broke.
pub async fn sign_in(visitor: &Visitor, shown: Credentials) -> Outcome<Option<Secret>> {
    let begun = Instant::now();
    let token = attempt(visitor, shown).await?;
    if token.is_none() {
        sleep_until(begun + FAILURE_TAKES).await;
    }
    Ok(token)
}

async fn attempt(visitor: &Visitor, shown: Credentials) -> Outcome<Option<Secret>> {
    let email = address(&shown.email);
    let account = visitor.reading().await?.account_of(&email).await?;
    let hash = account.as_ref().and_then(|account| account.password.as_deref());
    // No transaction is open while a core is busy with this.
    let right = visitor.app.passwords.verify(&shown.password, hash).await?;
    let Some(account) = account else { return Ok(None) };
    if attempts::locked_until(&account, visitor.now).is_some() || account.state != AccountState::Active {
        return Ok(None);
    }
    if !right {
        let tx = visitor.writing().await?;
        tx.count_failure(account.id, visitor.now).await?;
        tx.commit().await?;
        return Ok(None);
    }
    let better_hash = better_hash(visitor, &account, &shown.password).await?;
    let token = sessions::token(&visitor.app.chance);
    let tx = visitor.writing().await?;
    tx.note_success(account.id, better_hash).await?;
    tx.begin_session(Session {
        token: token.hash(),
        account: account.id,
        complete: true,
        created_at: visitor.now,
        seen_at: visitor.now,
        device: shown.device.chars().take(DEVICE).collect(),
    })
    .await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// A hash with today's amount of work, where the kept one was made with less.
async fn better_hash(visitor: &Visitor, account: &Account, password: &str) -> Outcome<Option<String>> {
    if account.password.as_deref().is_some_and(passwords::is_outdated) {
        return visitor
            .app
            .passwords
            .hash(password, &visitor.app.chance)
            .await
            .map(Some);
    }
    Ok(None)
}

/// An e-mail address as it is kept: without blanks around it, in small letters.
#[must_use]
pub fn address(typed: &str) -> String {
    typed.trim().to_lowercase()
}
