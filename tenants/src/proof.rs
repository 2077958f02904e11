//! Proof of an address: how long a time is kept for somebody who has been asked whether her e-mail address is hers.
//!
//! Her time to answer begins when the question is there. As long as it cannot be handed over nothing runs out; but no time is
//! kept beyond its own beginning, nor for longer than a message is tried.

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar::Cell;
use crate::town::Town;

/// Nothing is kept for longer than this for somebody to whom the question cannot be handed over.
const LONGEST: TimeDelta = TimeDelta::hours(72);
/// Most times that are kept at once for one address that nobody has proved.
pub const MOST_UNPROVED: u64 = 3;
/// Most times that the question goes to one address about one appointment.
pub const MOST_ASKED: usize = 3;

/// Until when the time is kept at the latest while the question is on its way.
#[must_use]
pub fn kept_until(first: Cell, now: DateTime<Utc>) -> DateTime<Utc> {
    first.start().min(now + LONGEST)
}

/// Until when somebody may answer to whom the question is handed over now, or never will be.
#[must_use]
pub fn answer_until(town: &Town, now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::minutes(town.messages.prove_within_minutes.into())
}

/// Until when the time is kept for certain, of one that is kept until `until` as things stand: while the question is on its
/// way, her time to answer has not begun.
#[must_use]
pub fn certain_until(town: &Town, until: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    until.min(answer_until(town, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_kept_until_it_begins_or_for_three_days() {
        let first = Cell(300);
        let hours = |hours| first.start() - TimeDelta::hours(hours);
        assert_eq!(kept_until(first, hours(1)), first.start());
        assert_eq!(kept_until(first, hours(72)), first.start());
        assert_eq!(kept_until(first, hours(100)), hours(28));
    }
}
