//! Which message goes next, and when it is tried again: pure rules.
//!
//! What happened to an appointment is told in order. Whoever would hear of two things at once hears of the later one only:
//! every message tells the whole appointment as it stands.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use tenants::appointment::StateName;
use tenants::notice::{Kind, by_day, reminder_helps};
use uuid::Uuid;

use crate::db::appointments::Appointment;
use crate::db::sendings::{Notice, NoticeState};

/// How long a message is tried. A mail server that is down over a weekend is back by then.
const PATIENCE: TimeDelta = TimeDelta::hours(72);
/// The first pause after a try that failed, in seconds; it doubles.
const FIRST_PAUSE: i64 = 60;
/// The longest pause, in seconds.
const LONGEST_PAUSE: i64 = 30 * 60;

/// What a carrier does with a message it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing: it was settled before.
    Settled,
    /// A later one tells more, or it helps nobody any more.
    Needless,
    /// An earlier one may be going out at this moment.
    Wait,
    /// It is not the hour for it.
    NotBefore(DateTime<Utc>),
    /// It goes out, instead of these that are still owed.
    Go(Vec<Uuid>),
}

/// Whose turn it is: this message's, among all about its appointment in the order of what they tell.
#[must_use]
pub fn turn(notice: &Notice, all: &[Notice], now: DateTime<Utc>) -> Turn {
    if !matches!(notice.state, NoticeState::Owed | NoticeState::Sending) {
        return Turn::Settled;
    }
    let mut replaces = Vec::new();
    for other in all.iter().filter(|other| other.id != notice.id) {
        match other.state {
            NoticeState::Owed if other.revision > notice.revision && other.due_at <= now => {
                return Turn::Needless;
            }
            // She may still take back what makes this one untrue: then it is true again.
            NoticeState::Owed if other.revision > notice.revision && can_be_taken_back(other.kind) => {
                return Turn::NotBefore(other.due_at);
            }
            NoticeState::Sending | NoticeState::Sent if other.revision > notice.revision => {
                return Turn::Needless;
            }
            NoticeState::Sending => return Turn::Wait,
            NoticeState::Owed if other.revision < notice.revision => replaces.push(other.id),
            _ => {}
        }
    }
    Turn::Go(replaces)
}

/// What a citizen does herself waits until she cannot take it back any more.
const fn can_be_taken_back(kind: Kind) -> bool {
    matches!(kind, Kind::Moved | Kind::Cancelled)
}

impl Turn {
    /// The same, where nothing but the message itself speaks against it.
    #[must_use]
    pub fn if_it(self, fit: Fit) -> Self {
        match (self, fit) {
            (Self::Go(_), Fit::No) => Self::Needless,
            (Self::Go(_), Fit::From(at)) => Self::NotBefore(at),
            (turn, _) => turn,
        }
    }
}

/// Whether a message that would go out now should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Yes.
    Now,
    /// Not at this hour; from then on.
    From(DateTime<Utc>),
    /// Not at all: it helps nobody any more.
    No,
}

/// What happened is told whenever it is known. What reminds or offers is told by day, while there is something to be done
/// about it.
#[must_use]
pub fn fit(kind: Kind, appointment: &Appointment, has_offers: bool, zone: Tz, now: DateTime<Utc>) -> Fit {
    let state = appointment.state.name();
    let matters = match kind {
        Kind::Reminder => {
            let wished = appointment
                .promise
                .as_ref()
                .is_some_and(|promise| promise.reminder);
            wished && state == StateName::Booked && reminder_helps(appointment.span.first.start(), now)
        }
        Kind::OfferEnding => has_offers && state == StateName::Displaced,
        Kind::Ready => state == StateName::Done,
        Kind::Activation => state == StateName::Pending && !appointment.has_lapsed(now),
        _ => true,
    };
    let can_wait = matches!(
        kind,
        Kind::Reminder | Kind::OfferEnding | Kind::Earlier | Kind::Ready
    );
    match by_day(zone, now) {
        _ if !matters => Fit::No,
        morning if can_wait && morning > now => Fit::From(morning),
        _ => Fit::Now,
    }
}

/// When a message is tried again after so many tries; never, if it has been tried for long enough. The die spreads those
/// that failed together: between four fifths and six fifths of the pause.
#[must_use]
pub fn next_try(
    attempts: i32,
    owed_at: DateTime<Utc>,
    now: DateTime<Utc>,
    die: u32,
) -> Option<DateTime<Utc>> {
    if now - owed_at >= PATIENCE {
        return None;
    }
    let doublings = attempts.saturating_sub(1).clamp(0, 10);
    let pause = 1_000 * LONGEST_PAUSE.min(FIRST_PAUSE << doublings);
    let spread = pause * 4 / 5 + i64::from(die) % (pause * 2 / 5);
    Some(now + TimeDelta::milliseconds(spread))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::notices::NoticeBody;
    use tenants::notice::Kind;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn notice(revision: i32, state: NoticeState, due_in: i64) -> Notice {
        Notice {
            id: Uuid::from_u128(revision.unsigned_abs().into()),
            appointment: Uuid::nil(),
            kind: Kind::Booked,
            revision,
            state,
            owed_at: NOW,
            due_at: NOW + TimeDelta::minutes(due_in),
            body: NoticeBody {
                local_start: String::new(),
                previous_start: None,
            },
        }
    }

    #[track_caller]
    fn check(states: &[(NoticeState, i64)], of: usize, expected: &Turn) {
        let all: Vec<_> = (1..)
            .zip(states)
            .map(|(revision, (state, due))| notice(revision, *state, *due))
            .collect();
        assert_eq!(&turn(&all[of], &all, NOW), expected, "{states:?}");
    }

    #[test]
    fn of_two_things_the_later_one_is_told_once_it_is_due() {
        use NoticeState::{Dead, Owed, Sending, Sent, Withdrawn};
        let first = Uuid::from_u128(1);
        check(&[(Owed, 0)], 0, &Turn::Go(vec![]));
        check(&[(Owed, 0), (Owed, 0)], 0, &Turn::Needless);
        check(&[(Owed, 0), (Owed, 0)], 1, &Turn::Go(vec![first]));
        // Within the five minutes in which a clerk may take everything back, the earlier one is still true.
        check(&[(Owed, 0), (Owed, 5)], 0, &Turn::Go(vec![]));
        check(&[(Sending, 0), (Owed, 0)], 1, &Turn::Wait);
        check(&[(Owed, 0), (Sending, 0)], 0, &Turn::Needless);
        check(&[(Sending, 0), (Sent, 0)], 0, &Turn::Needless);
        check(&[(Sent, 0), (Owed, 0)], 1, &Turn::Go(vec![]));
        check(&[(Dead, 0), (Withdrawn, 0), (Owed, 0)], 2, &Turn::Go(vec![]));
        check(&[(Withdrawn, 0)], 0, &Turn::Settled);
        check(&[(Sent, 0)], 0, &Turn::Settled);
        // Its carrier was lost: nobody knows, so it goes again.
        check(&[(Sending, 0)], 0, &Turn::Go(vec![]));
    }

    #[test]
    fn pauses_double_up_to_half_an_hour_and_end_after_three_days() {
        let pause = |attempts, die| (next_try(attempts, NOW, NOW, die).unwrap() - NOW).num_seconds();
        assert_eq!((pause(1, 0), pause(2, 0), pause(3, 0)), (48, 96, 192));
        assert_eq!(
            (pause(6, 0), pause(60, 0), pause(i32::MAX, 0)),
            (1440, 1440, 1440)
        );
        assert!((0..1000).all(|die| (1440..2160).contains(&pause(60, die * 4_294_967))));
        assert!(next_try(9, NOW, NOW + TimeDelta::hours(71), 0).is_some());
        assert!(next_try(9, NOW, NOW + TimeDelta::hours(72), 0).is_none());
    }
}
