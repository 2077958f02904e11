//! How long somebody has to wait after wrong passwords and codes, which count together.
//!
//! Five are free; after that each wrong one doubles the wait from one minute up to an hour. It is counted by account, because
//! whoever guesses can come from many addresses; requests per address are limited besides (see `web::limits`).

use chrono::{DateTime, TimeDelta, Utc};

use super::role::Account;

/// Wrong tries without any wait.
const FREE: u32 = 5;
/// The longest wait, in minutes.
const LONGEST: i64 = 60;

/// Until when every password and code is refused, if that is still to come.
#[must_use]
pub fn locked_until(account: &Account, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let beyond = account.failures.checked_sub(FREE)?;
    // Six doublings are beyond the longest wait already; more would run over.
    let minutes = LONGEST.min(1 << beyond.min(6));
    let until = account.failed_at? + TimeDelta::minutes(minutes);
    (until > now).then_some(until)
}

#[cfg(test)]
mod tests {
    use super::super::role::{AccountId, AccountState, Role};
    use super::*;

    fn failed(failures: u32, at: DateTime<Utc>) -> Account {
        Account {
            id: AccountId(1),
            email: String::new(),
            name: String::new(),
            role: Role::Clerk,
            departments: Vec::new(),
            staff: None,
            state: AccountState::Active,
            password: None,
            failures,
            failed_at: Some(at),
            factor: None,
        }
    }

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
            let account = failed(failures, at);
            let end = at + TimeDelta::minutes(minutes);
            assert_eq!(locked_until(&account, end), None, "{failures}");
            let before = end - TimeDelta::seconds(1);
            assert_eq!(
                locked_until(&account, before).is_some(),
                minutes > 0,
                "{failures}"
            );
        }
    }
}
