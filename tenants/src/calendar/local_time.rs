//! Turns the wall clock of a town into instants and back.
//!
//! This is the only file that knows about daylight saving time. A local time that does not exist yields nothing;
//! one that exists twice means its first occurrence, because a citizen who reads "02:30" on the wall comes at
//! the first chance. As the bound of a span of time, a local time means the first instant of its day at which
//! the wall clock shows that time or a later one.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use chrono::{
    DateTime, Datelike, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::cells::{CELL_MINUTES, Cell, DayMask};

/// The years a town plans for. Any other is a slip of somebody's finger.
pub const PLANNED_YEARS: Range<i32> = 1970..3000;

/// A time on the wall, in minutes since midnight; "24:00" is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime(u16);

impl ClockTime {
    /// The end of a day.
    pub const END_OF_DAY: Self = Self(24 * 60);

    /// The time so many minutes after midnight, at most 1440.
    #[must_use]
    pub fn from_minutes(minutes: u32) -> Option<Self> {
        u16::try_from(minutes)
            .ok()
            .filter(|minutes| *minutes <= Self::END_OF_DAY.0)
            .map(Self)
    }

    /// Minutes since midnight.
    #[must_use]
    pub fn minutes(self) -> u32 {
        u32::from(self.0)
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A text is not a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time of day; write it like \"08:00\", at most \"24:00\"")]
pub struct NotAClockTime;

impl FromStr for ClockTime {
    type Err = NotAClockTime;

    fn from_str(text: &str) -> Result<Self, NotAClockTime> {
        let two_digits = |text: &str| {
            (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
        };
        let (hours, minutes) = text.split_once(':').ok_or(NotAClockTime)?;
        let hours: u32 = two_digits(hours).ok_or(NotAClockTime)?;
        let minutes: u32 = two_digits(minutes)
            .filter(|minutes| *minutes < 60)
            .ok_or(NotAClockTime)?;
        Self::from_minutes(hours * 60 + minutes).ok_or(NotAClockTime)
    }
}

impl TryFrom<String> for ClockTime {
    type Error = NotAClockTime;

    fn try_from(text: String) -> Result<Self, NotAClockTime> {
        text.parse()
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        time.to_string()
    }
}

/// The instant at which the wall clock shows this. Nothing in the hour that is skipped; the first of two.
#[must_use]
pub fn instant(zone: Tz, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    zone.from_local_datetime(&local)
        .earliest()
        .map(|at| at.with_timezone(&Utc))
}

/// What the wall clock shows at an instant.
#[must_use]
pub fn local(zone: Tz, at: DateTime<Utc>) -> DateTime<Tz> {
    // An offset could carry the first and last days of chrono's calendar out of it.
    let day = TimeDelta::days(1);
    at.clamp(DateTime::<Utc>::MIN_UTC + day, DateTime::<Utc>::MAX_UTC - day)
        .with_timezone(&zone)
}

/// The date in the town at an instant.
#[must_use]
pub fn date(zone: Tz, at: DateTime<Utc>) -> NaiveDate {
    local(zone, at).date_naive()
}

/// Whether the wall clock shows this time twice on its day, so that a label needs the zone ("02:30 MESZ").
#[must_use]
pub fn is_ambiguous(zone: Tz, local: NaiveDateTime) -> bool {
    matches!(zone.from_local_datetime(&local), LocalResult::Ambiguous(..))
}

/// The first instant of the local time's day at which the wall clock shows this time or a later one: what a bound
/// of a shift or an absence means, also on a night that skips or repeats an hour.
#[must_use]
pub fn bound(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    // A gap is at most a day long (islands have skipped a date); its end is found on the grid of minutes.
    let mut probe = local;
    for _ in 0..=24 * 60 {
        if let Some(found) = instant(zone, probe) {
            return found;
        }
        let Some(next) = probe.checked_add_signed(TimeDelta::minutes(1)) else {
            break;
        };
        probe = next;
    }
    local.and_utc()
}

/// A local day of a town: where its cells lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalDay {
    /// The date on the wall.
    pub date: NaiveDate,
    /// The cell with which the day begins.
    pub midnight: Cell,
    /// Cells of the day: 288, on the nights of the clock change 276 or 300.
    pub cells: u32,
    zone: Tz,
    /// Whether the clock runs straight through, so that minutes since midnight are minutes on the wall.
    straight: bool,
}

impl LocalDay {
    /// The day of this date. Nothing for years no town plans for, so that all arithmetic stays in range.
    #[must_use]
    pub fn of(zone: Tz, date: NaiveDate) -> Option<Self> {
        if !PLANNED_YEARS.contains(&date.year()) {
            return None;
        }
        let begin = bound(zone, date.and_time(NaiveTime::MIN));
        let end = bound(zone, date.succ_opt()?.and_time(NaiveTime::MIN));
        let midnight = Cell::containing(begin);
        let cells = Cell::containing(end).0 - midnight.0;
        let cells = u32::try_from(cells).unwrap_or(0).min(DayMask::CAPACITY);
        let last = Cell(midnight.0 + cells as i32 - 1).start();
        // A change that leaves the length of the day alone (there and back) has never been made.
        let straight = cells == 288 && local(zone, last).time().num_seconds_from_midnight() == 86_100;
        Some(Self {
            date,
            midnight,
            cells,
            zone,
            straight,
        })
    }

    /// The cell of the day, counted from midnight, that begins at this local time's bound or later.
    #[must_use]
    pub fn cell_from(&self, time: ClockTime) -> u32 {
        if self.straight {
            return time.minutes().div_ceil(CELL_MINUTES);
        }
        self.offset(Cell::at_or_after(self.bound(time)))
    }

    /// The cells of the day, counted from midnight, that have ended at this local time's bound.
    #[must_use]
    pub fn cell_until(&self, time: ClockTime) -> u32 {
        if self.straight {
            return time.minutes() / CELL_MINUTES;
        }
        self.offset(Cell::containing(self.bound(time)))
    }

    /// How many cells after midnight a cell of the world lies, held between 0 and the day's length.
    #[must_use]
    pub fn offset(&self, cell: Cell) -> u32 {
        u32::try_from(i64::from(cell.0) - i64::from(self.midnight.0))
            .unwrap_or(0)
            .min(self.cells)
    }

    /// What the wall clock shows when this cell of the day begins.
    #[must_use]
    pub fn wall(&self, cell: u32) -> NaiveDateTime {
        local(self.zone, self.midnight.plus(cell).start()).naive_local()
    }

    /// Whether this cell of the world belongs to the day.
    #[must_use]
    pub fn has(&self, cell: Cell) -> bool {
        cell >= self.midnight && cell < self.midnight.plus(self.cells)
    }

    /// The cells at whose beginning the wall clock stands on the grid, counted in minutes from 00:00 on the wall.
    #[must_use]
    pub fn on_grid(&self, grid_minutes: u32) -> DayMask {
        if self.straight {
            return Self::ordinary_grid(grid_minutes);
        }
        mask_of((0..self.cells).filter(|cell| {
            let time = local(self.zone, self.midnight.plus(*cell).start()).time();
            time.second() == 0 && is_on_grid(time.hour() * 60 + time.minute(), grid_minutes)
        }))
    }

    /// The grid of a day on which the clock runs straight through.
    pub(crate) fn ordinary_grid(grid_minutes: u32) -> DayMask {
        mask_of((0..288).filter(|cell| is_on_grid(cell * CELL_MINUTES, grid_minutes)))
    }

    /// Whether minutes since midnight are minutes on the wall, all day long.
    #[must_use]
    pub fn is_straight(&self) -> bool {
        self.straight
    }

    fn bound(&self, time: ClockTime) -> DateTime<Utc> {
        let midnight = self.date.and_time(NaiveTime::MIN);
        bound(self.zone, midnight + TimeDelta::minutes(i64::from(time.0)))
    }
}

fn is_on_grid(wall_minutes: u32, grid_minutes: u32) -> bool {
    wall_minutes.checked_rem(grid_minutes) == Some(0)
}

fn mask_of(cells: impl Iterator<Item = u32>) -> DayMask {
    let mut mask = DayMask::EMPTY;
    cells.for_each(|cell| mask.set_span(cell, cell + 1));
    mask
}
