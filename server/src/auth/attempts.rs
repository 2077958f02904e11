//! How long somebody has to wait after wrong passwords and codes, which count together.
//!
//! A few are free; after that each wrong one doubles the wait from one minute up to an hour. They are counted by account, because
//! whoever guesses can come from many addresses, and by network (`networks.rs`), because one network can try many accounts of
//! many towns. Requests per address are limited besides (see `web::limits`).

use chrono::{DateTime, TimeDelta, Utc};

use super::role::{Account, AccountId};
use crate::db::TownTx;
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// Wrong tries of an account without any wait.
const FREE: u32 = 5;
/// The longest wait, in minutes.
const LONGEST: i64 = 60;

/// Whether every password and code is refused now, the right one too: because of the account, or of where it is tried from.
#[must_use]
pub fn must_wait(visitor: &Visitor, account: &Account) -> bool {
    let by_account = account
        .failed_at
        .is_some_and(|last| visitor.now < waits_until(account.failures, FREE, last));
    by_account
        || visitor
            .app
            .networks
            .must_wait(visitor.network, Some((&visitor.town, account.id)), visitor.now)
}

/// Counts a wrong password or code; the caller commits.
///
/// # Errors
/// If the database cannot be written.
pub async fn count(tx: &TownTx, visitor: &Visitor, account: AccountId) -> Outcome<()> {
    visitor
        .app
        .networks
        .count(visitor.network, Some((&visitor.town, account)), visitor.now);
    Ok(tx.count_failure(account, visitor.now).await?)
}

/// Somebody has shown everything that is asked for.
pub fn welcome(visitor: &Visitor, account: AccountId) {
    visitor
        .app
        .networks
        .welcome(visitor.network, (&visitor.town, account), visitor.now);
}

/// Until when everything is refused after so many wrong tries, some of them free; already over if there is nothing to wait for.
#[must_use]
pub(super) fn waits_until(wrong: u32, free: u32, last: DateTime<Utc>) -> DateTime<Utc> {
    let Some(beyond) = wrong.checked_sub(free) else {
        return last;
    };
    // Six doublings are beyond the longest wait already; more would run over.
    last + TimeDelta::minutes(LONGEST.min(1 << beyond.min(6)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_begins_with_the_fifth_and_doubles_up_to_an_hour() {
        let at = DateTime::UNIX_EPOCH;
        for (failures, minutes) in [
            (0, 0),
            (4, 0),
            (5, 1),
            (6, 2),
            (7, 4),
            (10, 32),
            (11, 60),
            (67, 60),
            (68, 60),
            (400, 60),
        ] {
            let until = waits_until(failures, FREE, at);
            assert_eq!(until, at + TimeDelta::minutes(minutes), "{failures}");
        }
    }
}
