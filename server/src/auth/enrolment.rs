//! Setting up the second factor: a secret is drawn, an app gets it, a first code proves that it has.

use super::attempts;
use super::role::Account;
use super::second_factor::Factor;
use super::sessions::{self, Session};
use crate::booking::secrets::Secret;
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// Draws a secret, unless there is one already.
///
/// # Errors
/// If something broke.
pub async fn begin(visitor: &Visitor, account: &Account) -> Outcome<()> {
    let tx = visitor.writing().await?;
    let account = tx.account(account.id).await?;
    if let Some(account) = account.filter(|account| account.factor.is_none()) {
        let factor = Factor::drawn(&visitor.app.chance);
        tx.set_factor(account.id, Some(&factor)).await?;
    }
    tx.commit_quietly().await
}

/// A second factor that is in use from now on.
pub struct Enrolled {
    /// Token of the session that takes the place of the one it was set up in.
    pub token: Secret,
    /// To be shown once.
    pub recovery: Vec<String>,
}

/// Takes the second factor into use by a first code. Every other session ends (ASVS 7.4.3). `None` for a wrong code.
///
/// # Errors
/// If something broke.
pub async fn confirm(visitor: &Visitor, session: &Session, code: &str) -> Outcome<Option<Enrolled>> {
    let tx = visitor.writing().await?;
    let Some(account) = tx.account(session.account).await? else {
        return Ok(None);
    };
    let waiting = attempts::must_wait(visitor, &account);
    let pending = account
        .factor
        .as_ref()
        .filter(|factor| !factor.is_set_up() && !waiting);
    let Some(pending) = pending else { return Ok(None) };
    let Some(mut factor) = pending.after(code, visitor.now) else {
        attempts::count(&tx, visitor, account.id).await?;
        tx.commit_quietly().await?;
        return Ok(None);
    };
    let recovery = factor.draw_recovery(&visitor.app.chance);
    tx.set_factor(account.id, Some(&factor)).await?;
    tx.forget_failures(account.id).await?;
    tx.end_sessions_of(account.id, None).await?;
    let token = sessions::begin(&tx, visitor, account.id, true, &session.device).await?;
    tx.commit_quietly().await?;
    Ok(Some(Enrolled { token, recovery }))
}
