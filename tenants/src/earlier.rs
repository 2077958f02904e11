//! The list for earlier times: who is asked when a time becomes free, and how long it is kept for her.
//!
//! Whoever came first is asked first. Of a freed time she gets the earliest start that fits what she wishes, and only what
//! citizens could take for themselves: lead time and horizon hold for her, too. She is asked by day, and has some hours of the
//! day to answer; meanwhile the time is really kept, and nobody else is asked about it.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::appointment::Kept;
use crate::calendar::offer::{Board, Grid};
use crate::calendar::{
    Bookable, Busy, Cell, Channel, ClockTime, DayMask, LocalDay, Span, local_time, written,
};
use crate::ids::StaffId;
use crate::notice::{EVENING, by_day};
use crate::replacement::{LATEST_ANSWER, Offered};
use crate::town::Town;
use crate::visit::Visit;

/// Most times that are offered for one wish.
pub const MOST: u32 = 3;
/// Nobody reads a message and sets out sooner than this.
const SOONEST: TimeDelta = TimeDelta::hours(2);
/// The weekdays that can be wished, in order.
pub const WEEKDAYS: [Weekday; 5] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
];

/// When somebody could come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// On these weekdays; on any without one.
    #[serde(default)]
    pub weekdays: Vec<u32>,
    /// Not before this time of day.
    pub from: ClockTime,
    /// Settled by this time of day.
    pub until: ClockTime,
    /// The first day.
    #[serde(with = "written::date")]
    pub first: NaiveDate,
    /// The last day.
    #[serde(with = "written::date")]
    pub last: NaiveDate,
}

/// Why these are no hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursRefused {
    /// The end is not after the beginning.
    #[error("the time of day ends before it begins")]
    Times,
    /// The last day is over, or lies before the first.
    #[error("the last day is over or before the first")]
    Days,
    /// No visit of this length fits.
    #[error("the visit is longer than the hours")]
    TooShort,
}

/// Nobody waits longer: what is known of her goes with her last day.
const LONGEST_DAYS: i64 = 366;

impl Hours {
    /// Whether a visit of so many minutes could ever be within.
    ///
    /// # Errors
    /// If not.
    pub fn check(&self, minutes: u32, today: NaiveDate) -> Result<(), HoursRefused> {
        if self.until <= self.from {
            return Err(HoursRefused::Times);
        }
        let too_long = (self.last - today).num_days() > LONGEST_DAYS;
        if self.last < self.first || self.last < today || too_long {
            return Err(HoursRefused::Days);
        }
        if self.until.minutes() - self.from.minutes() < minutes {
            return Err(HoursRefused::TooShort);
        }
        Ok(())
    }

    fn has(&self, date: NaiveDate) -> bool {
        let weekday = date.weekday().num_days_from_monday();
        (self.first..=self.last).contains(&date)
            && (self.weekdays.is_empty() || self.weekdays.contains(&weekday))
    }
}

/// How somebody on the list hears that a time is kept for her.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// By a message.
    Message,
    /// A clerk calls, on working days.
    Phone,
}

/// Somebody on the list whom nothing is kept for at present.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// What for.
    pub visit: Visit,
    /// When she could come.
    pub hours: Hours,
    /// The time she has, where she has one: only earlier ones help.
    pub before: Option<Cell>,
    /// What she was offered before.
    pub known: BTreeSet<Cell>,
    /// How she hears of it.
    pub reach: Reach,
}

/// A person's time that has become free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freed {
    /// Whose.
    pub staff: StaffId,
    /// Which cells.
    pub span: Span,
}

/// The local days a freed time touches.
#[must_use]
pub fn days(town: &Town, freed: &Freed) -> Vec<LocalDay> {
    let first = local_time::date(town.zone, freed.span.first.start());
    let last = local_time::date(town.zone, freed.span.end().start());
    let dates = first.iter_days().take_while(|date| *date <= last);
    dates
        .filter_map(|date| LocalDay::of(town.zone, date))
        .filter(|day| day.midnight < freed.span.end())
        .collect()
}

/// Who of these, in the order of their arrival, is offered which part of a freed time. `busy` is what is taken on its days, by
/// promises and reservations alike.
#[must_use]
pub fn offers(
    town: &Town,
    waiting: &[Waiting],
    freed: &Freed,
    now: DateTime<Utc>,
    busy: &[Busy],
) -> Vec<(usize, Offered)> {
    let days = days(town, freed);
    let mut busy = busy.to_vec();
    let mut offered = Vec::new();
    for (number, one) in waiting.iter().enumerate() {
        let found = days
            .iter()
            .find_map(|day| start(town, one, (freed, day), now, &busy));
        let Some(first) = found else { continue };
        let span = Span {
            first,
            cells: one.visit.cells(),
        };
        let staff = freed.staff;
        busy.push(Busy { staff, span });
        let kept = Kept {
            staff,
            span,
            overbooked: false,
        };
        let until = answer_until(town, one.reach, now).min(latest_answer(first));
        offered.push((number, Offered { kept, until }));
    }
    offered
}

/// The earliest start on a day that gives somebody a part of a freed time.
fn start(
    town: &Town,
    one: &Waiting,
    (freed, day): (&Freed, &LocalDay),
    now: DateTime<Utc>,
    busy: &[Busy],
) -> Option<Cell> {
    let bookable = Bookable::of(town, &one.visit, Channel::Citizen, now);
    if !one.hours.has(day.date) || day.date > bookable.until {
        return None;
    }
    let seen = (Channel::Citizen, bookable.today);
    let board = Board::of(town, &one.visit, seen, std::slice::from_ref(day), busy)?;
    let place = board.people.iter().position(|person| *person == freed.staff)?;
    let (_, free) = board.days().next()?;
    let cells = one.visit.cells();
    let mut starts = free.get(place)?.runs_of(cells).and(&Grid::of(town).on(day));
    let earliest = bookable.earliest.max(asked_at(town, one.reach, now) + SOONEST);
    starts.clear_span(0, day.offset(Cell::at_or_after(earliest)));
    starts.clear_span(0, day.cell_from(one.hours.from));
    // The visit itself lies within the hours; what is kept free behind it need not.
    let needed = one.visit.minutes().div_ceil(crate::calendar::CELL_MINUTES);
    let until = (day.cell_until(one.hours.until) + 1).saturating_sub(needed);
    starts.clear_span(until, DayMask::CAPACITY);
    // Of what is free, only what touches the freed time: the rest was there for everybody before.
    starts.clear_span(0, (day.offset(freed.span.first) + 1).saturating_sub(cells));
    starts.clear_span(day.offset(freed.span.end()), DayMask::CAPACITY);
    if let Some(before) = one.before {
        starts.clear_span(day.offset(before), DayMask::CAPACITY);
    }
    let mut starts = starts.iter().map(|cell| day.midnight.plus(cell));
    starts.find(|start| !one.known.contains(start))
}

/// When somebody is asked about a time that becomes free now: by day, and by phone on working days only.
#[must_use]
pub fn asked_at(town: &Town, reach: Reach, now: DateTime<Utc>) -> DateTime<Utc> {
    let mut at = by_day(town.zone, now);
    while reach == Reach::Phone && !town.holidays.is_working_day(local_time::date(town.zone, at)) {
        let Some(next) = local_time::date(town.zone, at).succ_opt() else {
            break;
        };
        at = by_day(
            town.zone,
            local_time::bound(town.zone, next.and_time(NaiveTime::MIN)),
        );
    }
    at
}

/// Until when somebody may answer who is told now: so many hours later as the town has set, counting only those in which she
/// could have been asked.
#[must_use]
pub fn answer_until(town: &Town, reach: Reach, now: DateTime<Utc>) -> DateTime<Utc> {
    let mut left = TimeDelta::hours(town.messages.earlier_hours.into());
    let mut at = asked_at(town, reach, now);
    // A year has more days than any town has set hours.
    for _ in 0..366 {
        let date = local_time::date(town.zone, at);
        let evening = local_time::bound(
            town.zone,
            date.and_time(NaiveTime::MIN) + TimeDelta::hours(EVENING.into()),
        );
        if at + left <= evening {
            break;
        }
        left -= evening - at;
        at = asked_at(town, reach, evening);
    }
    at + left
}

/// When a time is given back at the latest that nobody has answered about.
#[must_use]
pub fn latest_answer(first: Cell) -> DateTime<Utc> {
    first.start() - LATEST_ANSWER
}

/// When a freed time is for everybody at the latest: within the minutes the town has set, whoever looks or does not.
#[must_use]
pub fn public_by(town: &Town, freed_at: DateTime<Utc>) -> DateTime<Utc> {
    freed_at + TimeDelta::minutes(town.messages.release_within_minutes.into())
}

/// When a freed time that nobody wants is for everybody: at a moment within those minutes that nobody can guess.
#[must_use]
pub fn public_at(town: &Town, freed_at: DateTime<Utc>, die: u32) -> DateTime<Utc> {
    let seconds = i64::from(town.messages.release_within_minutes) * 60;
    freed_at + TimeDelta::seconds(seconds * i64::from(die) / i64::from(u32::MAX))
}
