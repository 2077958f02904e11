//! Notices: what citizens and colleagues are told of, and at what hour.
//!
//! What happened is told at once. What nobody waits for is told by day only: between nine in the evening and seven in the
//! morning a phone lies on the bedside table.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::calendar::local_time;

/// What a notice tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The appointment is made.
    Booked,
    /// It has another time.
    Moved,
    /// It is off.
    Cancelled,
    /// Nobody can keep it; times to choose from, where there are any.
    Displaced,
    /// It takes place after all.
    Reassigned,
    /// The citizen has to prove her address first.
    Activation,
    /// It is soon.
    Reminder,
    /// The times that are kept for her are about to be given back.
    OfferEnding,
    /// Her wish for a call has arrived.
    CallRequested,
    /// What she applied for can be picked up.
    Ready,
    /// An earlier time is kept for her.
    Earlier,
    /// A colleague's appointments of the day.
    DailyList,
    /// An administrator looks at what a message is like.
    Trial,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Booked,
        Self::Moved,
        Self::Cancelled,
        Self::Displaced,
        Self::Reassigned,
        Self::Activation,
        Self::Reminder,
        Self::OfferEnding,
        Self::CallRequested,
        Self::Ready,
        Self::Earlier,
        Self::DailyList,
        Self::Trial,
    ];

    /// As databases and definitions write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Displaced => "displaced",
            Self::Reassigned => "reassigned",
            Self::Activation => "activation",
            Self::Reminder => "reminder",
            Self::OfferEnding => "offer_ending",
            Self::CallRequested => "call_requested",
            Self::Ready => "ready",
            Self::Earlier => "earlier",
            Self::DailyList => "daily_list",
            Self::Trial => "trial",
        }
    }

    /// The kind that is written so.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Nothing that can wait goes out from this hour on.
pub(crate) const EVENING: u32 = 21;
/// Nor before this one.
const MORNING: u32 = 7;

/// The next time at which what can wait may go out: now, or the morning after the night it is.
#[must_use]
pub fn by_day(zone: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
    let local = local_time::local(zone, now);
    let days = match local.hour() {
        ..MORNING => 0,
        EVENING.. => 1,
        _ => return now,
    };
    let morning = NaiveTime::from_hms_opt(MORNING, 0, 0)
        .zip(local.date_naive().checked_add_days(Days::new(days)))
        .map(|(time, date)| local_time::bound(zone, date.and_time(time)));
    morning.unwrap_or(now)
}

/// Whether lists of the day may be there: from half past six in the morning on.
#[must_use]
pub fn is_time_for_lists(zone: Tz, now: DateTime<Utc>) -> bool {
    let local = local_time::local(zone, now);
    (local.hour(), local.minute()) >= (6, 30)
}

/// A reminder that arrives later than this before the visit helps nobody any more: whoever forgot is elsewhere by then.
const REMINDER_HELPS: TimeDelta = TimeDelta::hours(4);

/// When somebody is reminded of a visit that begins at `start`: so many hours before, or before the night if that is in the night.
/// Never for what was made later than that, because it is remembered.
#[must_use]
pub fn reminder_at(zone: Tz, start: DateTime<Utc>, hours: u32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let at = start.checked_sub_signed(TimeDelta::hours(hours.into()))?;
    let at = awake(zone, at)?;
    (at > now).then_some(at)
}

/// Whether a reminder still helps.
#[must_use]
pub fn reminder_helps(start: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    start - now >= REMINDER_HELPS
}

/// Whoever has not answered hears once more so long before the times that are kept for her are given back.
const LAST_CALL: TimeDelta = TimeDelta::hours(4);

/// When somebody is told that the times kept for her until then are about to be given back: before the night, if it would be in
/// the night. Never, if the shortness of time leaves no moment for it.
#[must_use]
pub fn offer_ending_at(zone: Tz, until: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let at = until.checked_sub_signed(LAST_CALL)?;
    let at = awake(zone, at)?;
    (now < at).then_some(at)
}

/// This moment, or the last hour of the day before the night it lies in.
fn awake(zone: Tz, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if by_day(zone, at) == at {
        return Some(at);
    }
    evening_before(zone, at)
}

fn evening_before(zone: Tz, night: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let local = local_time::local(zone, night);
    let days = u64::from(local.hour() < MORNING);
    let date = local.date_naive().checked_sub_days(Days::new(days))?;
    let evening = NaiveTime::from_hms_opt(EVENING - 1, 0, 0)?;
    Some(local_time::bound(zone, date.and_time(evening)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Berlin;

    fn at(local: &str) -> DateTime<Utc> {
        local_time::bound(Berlin, format!("{local}:00").parse().unwrap())
    }

    #[test]
    fn every_kind_is_found_by_its_word() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.as_str()), Some(kind));
        }
        assert_eq!(Kind::named("Booked"), None);
    }

    #[test]
    fn what_can_wait_waits_for_the_morning() {
        for (now, expected) in [
            ("2026-11-23T06:59", "2026-11-23T07:00"),
            ("2026-11-23T07:00", "2026-11-23T07:00"),
            ("2026-11-23T20:59", "2026-11-23T20:59"),
            ("2026-11-23T21:00", "2026-11-24T07:00"),
            ("2026-12-31T23:30", "2027-01-01T07:00"),
            // The nights in which the clock changes are an hour shorter and longer.
            ("2027-03-27T23:00", "2027-03-28T07:00"),
            ("2026-10-24T23:00", "2026-10-25T07:00"),
        ] {
            assert_eq!(by_day(Berlin, at(now)), at(expected), "{now}");
        }
    }

    #[test]
    fn a_reminder_comes_by_day_and_only_while_it_helps() {
        let start = at("2026-11-26T09:30");
        let made = at("2026-11-20T09:30");
        assert_eq!(reminder_at(Berlin, start, 48, made), Some(at("2026-11-24T09:30")));
        assert_eq!(reminder_at(Berlin, start, 12, made), Some(at("2026-11-25T20:00")));
        assert_eq!(reminder_at(Berlin, start, 48, at("2026-11-24T09:30")), None);
        // An hour on the day the clock goes back is an hour, not a number on the wall.
        let monday = at("2026-10-26T09:00");
        assert_eq!(
            reminder_at(Berlin, monday, 48, made - TimeDelta::days(60)),
            Some(at("2026-10-24T10:00"))
        );
        let ending = |until, now| offer_ending_at(Berlin, at(until), at(now));
        assert_eq!(
            ending("2026-11-26T14:00", "2026-11-25T14:00"),
            Some(at("2026-11-26T10:00"))
        );
        assert_eq!(
            ending("2026-11-26T09:30", "2026-11-25T09:30"),
            Some(at("2026-11-25T20:00"))
        );
        assert_eq!(
            ending("2026-11-26T01:30", "2026-11-25T09:30"),
            Some(at("2026-11-25T20:00"))
        );
        assert_eq!(
            ending("2026-11-26T09:30", "2026-11-25T20:30"),
            None,
            "it was just told"
        );
        assert!(reminder_helps(start, at("2026-11-26T05:30")));
        assert!(!reminder_helps(start, at("2026-11-26T05:31")));
    }
}
