//! Sessions: how long one lasts, and the token its browser shows.
//!
//! The token is drawn anew at every sign-in and kept as a hash only. Idle and absolute ends follow OWASP ASVS 7.3.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};

use super::AccountState;
use super::role::{Account, AccountId};
use crate::booking::secrets::Secret;
use crate::db::TownTx;
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// Minutes without a request after which a session ends.
pub const IDLE_MINUTES: i64 = 30;
/// Hours after which a session ends in any case.
pub const ABSOLUTE_HOURS: i64 = 12;
/// A session is marked as seen at most this often, in seconds, so that reading pages does not write.
const MARK_SECONDS: i64 = 60;

/// Somebody who is signed in, on one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Hash of its token.
    pub token: Vec<u8>,
    /// Whose it is.
    pub account: AccountId,
    /// Whether the second factor was shown, where one is asked for.
    pub complete: bool,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was seen last, as far as it was marked.
    pub seen_at: DateTime<Utc>,
    /// What the browser called itself.
    pub device: String,
    /// Whether it began at the town's identity provider, which had asked for a second factor.
    pub vouched: bool,
}

impl Session {
    /// Whether it still counts.
    #[must_use]
    pub fn is_alive(&self, now: DateTime<Utc>) -> bool {
        now < self.seen_at + TimeDelta::minutes(IDLE_MINUTES)
            && now < self.created_at + TimeDelta::hours(ABSOLUTE_HOURS)
    }

    /// A name for it in forms. It opens nothing: the token cannot be computed from it.
    #[must_use]
    pub fn name(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.token)
    }

    /// Whether it is time to mark it as seen.
    #[must_use]
    pub fn wants_a_mark(&self, now: DateTime<Utc>) -> bool {
        now >= self.seen_at + TimeDelta::seconds(MARK_SECONDS)
    }
}

/// Most characters kept of what a browser calls itself.
const DEVICE: usize = 200;

/// Begins a session with a fresh token; `complete` once everything that is asked for has been shown.
///
/// # Errors
/// If the database cannot be written.
pub async fn begin(
    tx: &TownTx,
    visitor: &Visitor,
    account: AccountId,
    complete: bool,
    device: &str,
) -> Outcome<Secret> {
    keep(tx, visitor, (account, complete, false), device).await
}

/// Begins a whole session for somebody whose second factor the town's identity provider has asked for.
///
/// # Errors
/// If the database cannot be written.
pub async fn begin_vouched(
    tx: &TownTx,
    visitor: &Visitor,
    account: AccountId,
    device: &str,
) -> Outcome<Secret> {
    keep(tx, visitor, (account, true, true), device).await
}

async fn keep(
    tx: &TownTx,
    visitor: &Visitor,
    (account, complete, vouched): (AccountId, bool, bool),
    device: &str,
) -> Outcome<Secret> {
    let token = Secret::drawn(visitor.app.chance.bytes());
    tx.begin_session(Session {
        token: token.hash(),
        account,
        complete,
        created_at: visitor.now,
        seen_at: visitor.now,
        device: device.chars().take(DEVICE).collect(),
        vouched,
    })
    .await?;
    Ok(token)
}

/// The session with this token's hash and whose it is, if it still counts and its account is not locked.
///
/// # Errors
/// If the database cannot be read.
pub async fn alive(tx: &TownTx, token: &[u8], now: DateTime<Utc>) -> Outcome<Option<(Session, Account)>> {
    let found = tx.session(token).await?;
    Ok(found.filter(|(session, account)| session.is_alive(now) && account.state == AccountState::Active))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_nobody_is_there_and_in_any_case_after_a_day_of_work() {
        let begin = DateTime::UNIX_EPOCH;
        let mut session = Session {
            token: Vec::new(),
            account: AccountId(1),
            complete: true,
            created_at: begin,
            seen_at: begin,
            device: String::new(),
            vouched: false,
        };
        assert!(session.is_alive(begin + TimeDelta::minutes(29)));
        assert!(!session.is_alive(begin + TimeDelta::minutes(30)));
        session.seen_at = begin + TimeDelta::minutes(719);
        assert!(session.is_alive(begin + TimeDelta::minutes(719)));
        assert!(!session.is_alive(begin + TimeDelta::hours(12)));
    }
}
