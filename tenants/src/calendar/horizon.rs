//! How soon and how far ahead a visit can be booked.
//!
//! Citizens meet the lead time and the horizon; the desk meets neither and may look a year ahead. Nobody books what
//! has begun.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::local_time::{bound, date};
use super::roster::Channel;
use crate::town::Town;
use crate::visit::Visit;

/// Days the desk can look ahead.
pub const DESK_HORIZON_DAYS: u32 = 366;

/// When a visit may start, as far as lead time and horizon go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bookable {
    /// The earliest instant of a start.
    pub earliest: DateTime<Utc>,
    /// The local date of that instant.
    pub from: NaiveDate,
    /// The last local date.
    pub until: NaiveDate,
    /// The local date it is now.
    pub today: NaiveDate,
}

impl Bookable {
    /// What this channel may book now.
    #[must_use]
    pub fn of(town: &Town, visit: &Visit, channel: Channel, now: DateTime<Utc>) -> Self {
        let (lead, horizon) = match channel {
            Channel::Citizen => (visit.lead_minutes(), visit.horizon_days()),
            Channel::Desk => (0, DESK_HORIZON_DAYS),
        };
        let today = date(town.zone, now);
        let opened = match channel {
            Channel::Citizen => last_release(town, today, now),
            Channel::Desk => today,
        };
        let earliest = now
            .checked_add_signed(TimeDelta::minutes(lead.into()))
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        Self {
            earliest,
            from: date(town.zone, earliest),
            until: opened
                .checked_add_days(Days::new(horizon.into()))
                .unwrap_or(NaiveDate::MAX),
            today,
        }
    }

    /// Whether a day can have starts at all.
    #[must_use]
    pub fn has(&self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.until
    }
}

/// The day that opened the horizon: today where it rolls at midnight, else the last working day on which the
/// release time has passed.
fn last_release(town: &Town, today: NaiveDate, now: DateTime<Utc>) -> NaiveDate {
    let Some(release) = &town.policy.release else {
        return today;
    };
    let minutes = TimeDelta::minutes(release.at.minutes().into());
    let moment = today
        .and_hms_opt(0, 0, 0)
        .and_then(|midnight| midnight.checked_add_signed(minutes));
    let passed = moment.is_none_or(|moment| bound(town.zone, moment) <= now);
    let latest = if passed {
        today
    } else {
        today.pred_opt().unwrap_or(today)
    };
    town.holidays.last_working_day(latest)
}
