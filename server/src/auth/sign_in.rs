//! Signing in and out.
//!
//! Whether an address is known, whether the password was right, whether the account is locked or has to wait: a stranger
//! learns none of it. Every failure is told by the same sentence, after the same time.

use std::time::Duration;

use tenants::town::SecondFactor;
use tokio::time::{Instant, sleep_until};

use super::attempts::{self, must_wait};
use super::role::{Account, AccountState};
use super::{passwords, sessions};
use crate::booking::secrets::Secret;
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// A failure is told after this long, counted from the question: longer than all the work that could tell one from another.
pub(super) const FAILURE_TAKES: Duration = Duration::from_millis(400);

/// What somebody shows at the door.
pub struct Credentials {
    /// E-mail address as typed.
    pub email: String,
    /// Password as typed.
    pub password: String,
    /// What the browser calls itself.
    pub device: String,
}

/// Somebody who has shown the right password.
pub struct Entry {
    /// Token of her session.
    pub token: Secret,
    /// Whether that was all; otherwise the second factor is asked for, or is to be set up.
    pub complete: bool,
}

/// Begins a session, or says no with `None`.
///
/// # Errors
/// If there is no such town, too many are signing in at once, or something broke.
pub async fn sign_in(visitor: &Visitor, shown: Credentials) -> Outcome<Option<Entry>> {
    let begun = Instant::now();
    let entry = attempt(visitor, shown).await?;
    if entry.is_none() {
        sleep_until(begun + FAILURE_TAKES).await;
    }
    Ok(entry)
}

async fn attempt(visitor: &Visitor, shown: Credentials) -> Outcome<Option<Entry>> {
    let email = address(&shown.email);
    let account = visitor.reading().await?.account_of(&email).await?;
    let hash = account.as_ref().and_then(|account| account.password.as_deref());
    // No transaction is open while a core is busy with this.
    let right = visitor.app.passwords.verify(&shown.password, hash).await?;
    let may_try = |account: &Account| account.state == AccountState::Active && !must_wait(visitor, account);
    let Some(account) = account.filter(may_try) else {
        // Whether it was this or a wrong password is nobody's to see, not even by how soon the network has to wait.
        visitor.app.networks.count(visitor.network, None, visitor.now);
        return Ok(None);
    };
    if !right {
        let tx = visitor.writing().await?;
        attempts::count(&tx, visitor, account.id).await?;
        tx.commit_quietly().await?;
        return Ok(None);
    }
    let better_hash = better_hash(visitor, &account, &shown.password).await?;
    let tx = visitor.writing().await?;
    // Locked in the meantime, or the password changed: what was just compared no longer counts.
    let now = tx.account(account.id).await?;
    if now.is_none_or(|now| now.state != account.state || now.password != account.password) {
        return Ok(None);
    }
    let required = tx.town.policy.second_factor == SecondFactor::Required;
    let complete = !account.is_enrolled() && !required;
    if complete {
        tx.forget_failures(account.id).await?;
    }
    if let Some(hash) = better_hash {
        tx.replace_hash(account.id, hash).await?;
    }
    let token = sessions::begin(&tx, visitor, account.id, complete, &shown.device).await?;
    tx.commit_quietly().await?;
    if complete {
        attempts::welcome(visitor, account.id);
    }
    Ok(Some(Entry { token, complete }))
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
