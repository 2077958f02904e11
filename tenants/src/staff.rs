//! People who take appointments, and when they do.
//!
//! Times here are times on the wall; `calendar::roster` turns them into cells.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

use crate::calendar::{ClockTime, written};
use crate::ids::{DepartmentId, ServiceId, StaffId};
use crate::text::Text;

/// A person who takes appointments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Their number.
    pub id: StaffId,
    /// Where they work.
    pub department: DepartmentId,
    /// Their name in URLs, unique in the town.
    pub slug: String,
    /// The name colleagues use.
    pub name: String,
    /// Services they can do, sorted.
    pub skills: Vec<ServiceId>,
    /// When they take appointments.
    pub shifts: Vec<Shift>,
    /// When they are away.
    pub absences: Vec<Absence>,
}

impl StaffMember {
    /// Whether they can do all of these.
    pub fn can_do(&self, services: impl IntoIterator<Item = ServiceId>) -> bool {
        services
            .into_iter()
            .all(|service| self.skills.binary_search(&service).is_ok())
    }

    /// Whether they have left by this day: no shift of theirs counts on it or later.
    #[must_use]
    pub fn has_left(&self, date: NaiveDate) -> bool {
        let mut shifts = self.shifts.iter();
        shifts.all(|shift| shift.valid_until.is_some_and(|until| until < date))
    }
}

/// A recurring weekly span in which a person takes appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Day of the week.
    #[serde(with = "written::weekday")]
    pub weekday: Weekday,
    /// Begin on the wall.
    pub from: ClockTime,
    /// End on the wall, "24:00" at the latest.
    pub until: ClockTime,
    /// First day it counts.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "written::date_if_any"
    )]
    pub valid_from: Option<NaiveDate>,
    /// Last day it counts.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "written::date_if_any"
    )]
    pub valid_until: Option<NaiveDate>,
    /// A day of the first week (Monday to Sunday) in which it counts; from then on every second week.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "written::date_if_any"
    )]
    pub every_second_week_from: Option<NaiveDate>,
    /// Who may book into it.
    #[serde(default, skip_serializing_if = "Audience::is_everyone")]
    pub audience: Audience,
}

impl Shift {
    /// A shift for everyone in every week.
    #[must_use]
    pub fn weekly(weekday: Weekday, from: ClockTime, until: ClockTime) -> Self {
        Self {
            weekday,
            from,
            until,
            valid_from: None,
            valid_until: None,
            every_second_week_from: None,
            audience: Audience::Everyone,
        }
    }

    /// Whether the shift takes place on this day.
    #[must_use]
    pub fn is_on(&self, date: NaiveDate) -> bool {
        date.weekday() == self.weekday
            && self.valid_from.is_none_or(|from| from <= date)
            && self.valid_until.is_none_or(|until| date <= until)
            && self.every_second_week_from.is_none_or(|first| {
                let weeks = (monday_of(date) - monday_of(first)).num_weeks();
                weeks >= 0 && weeks % 2 == 0
            })
    }
}

/// Who may book into a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Citizens and the desk.
    #[default]
    Everyone,
    /// The desk only: places kept for the phone.
    Desk,
    /// The desk always, citizens on the day itself only.
    SameDay,
}

impl Audience {
    fn is_everyone(&self) -> bool {
        *self == Self::Everyone
    }
}

/// One person is away. Why, nobody outside of the desk learns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// Begin on the wall.
    #[serde(with = "written::moment")]
    pub from: NaiveDateTime,
    /// End on the wall; the person is back at this time.
    #[serde(with = "written::moment")]
    pub until: NaiveDateTime,
}

impl Absence {
    /// The last day of which some part is missing: whoever is back at midnight was there on that new day.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        let last = self.until.checked_sub_signed(TimeDelta::minutes(1));
        last.unwrap_or(self.until).date()
    }
}

/// A department is closed on whole days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// First closed day.
    #[serde(with = "written::date")]
    pub from: NaiveDate,
    /// Last closed day.
    #[serde(with = "written::date")]
    pub until: NaiveDate,
    /// "Betriebsferien".
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub name: Text,
}

impl Closure {
    /// Whether the department is closed on this day.
    #[must_use]
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.until
    }
}

/// The Monday of this day's week.
pub(crate) fn monday_of(date: NaiveDate) -> NaiveDate {
    // Only the very first days of chrono's calendar have no Monday before them.
    date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday())))
        .unwrap_or(date)
}
