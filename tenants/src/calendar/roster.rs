//! Who works when: shifts − closures − holidays − absences, as a mask per person and local day.
//!
//! What is already claimed is not looked at here. A shift gives whole cells only, an absence takes every cell it
//! touches.

use chrono::{Datelike, NaiveDate};

use super::cells::{Cell, DayMask, Span};
use super::local_time::{LocalDay, bound};
use crate::ids::StaffId;
use crate::staff::{Audience, StaffMember};
use crate::text::Text;
use crate::town::{Department, Town};

/// Whose eyes look at the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// A citizen on the internet: shifts for everyone, on the day itself those for the same day too.
    Citizen,
    /// A clerk: every shift, and neither lead time nor horizon.
    Desk,
}

impl Channel {
    fn sees(self, audience: Audience, date: NaiveDate, today: NaiveDate) -> bool {
        match (self, audience) {
            (Self::Desk, _) | (Self::Citizen, Audience::Everyone) => true,
            (Self::Citizen, Audience::SameDay) => date == today,
            (Self::Citizen, Audience::Desk) => false,
        }
    }
}

/// Rosters of some people of a department over some days.
pub(crate) struct Roster<'a> {
    department: &'a Department,
    channel: Channel,
    today: NaiveDate,
    holidays: Vec<NaiveDate>,
    people: Vec<OnRoster<'a>>,
}

struct OnRoster<'a> {
    person: &'a StaffMember,
    /// First cell away, first cell back.
    away: Vec<(Cell, Cell)>,
}

impl<'a> Roster<'a> {
    /// The roster of these people for days from the first to the last date, both included.
    pub(crate) fn of(
        town: &Town,
        department: &'a Department,
        people: impl Iterator<Item = &'a StaffMember>,
        (channel, today): (Channel, NaiveDate),
        (first, last): (NaiveDate, NaiveDate),
    ) -> Self {
        let holidays = (first.year()..=last.year()).flat_map(|year| town.holidays.of_year(year));
        let on_roster = |person: &'a StaffMember| {
            let near = person.absences.iter().filter(|absence| {
                absence.from.date() <= last && first <= absence.until.date() && absence.from < absence.until
            });
            let cells = near.map(|absence| {
                let (from, until) = (bound(town.zone, absence.from), bound(town.zone, absence.until));
                (Cell::containing(from), Cell::at_or_after(until))
            });
            OnRoster {
                person,
                away: cells.collect(),
            }
        };
        Self {
            department,
            channel,
            today,
            holidays: holidays
                .map(|(date, _)| date)
                .filter(|date| (first..=last).contains(date))
                .collect(),
            people: people.map(on_roster).collect(),
        }
    }

    /// The people, in the department's order.
    pub(crate) fn people(&self) -> impl ExactSizeIterator<Item = StaffId> {
        self.people.iter().map(|on_roster| on_roster.person.id)
    }

    /// Whether the department is open on this day at all.
    pub(crate) fn is_open(&self, date: NaiveDate) -> bool {
        !self.holidays.contains(&date)
            && !self
                .department
                .closures
                .iter()
                .any(|closure| closure.covers(date))
    }

    /// When each of the people works on this day, in their order.
    pub(crate) fn working(&self, day: &LocalDay) -> impl Iterator<Item = DayMask> {
        let open = self.is_open(day.date);
        self.people.iter().map(move |on_roster| {
            if open {
                self.mask(on_roster, day)
            } else {
                DayMask::EMPTY
            }
        })
    }

    /// When each of the people is away on this day, in their order: all day where the department is closed. Who merely
    /// has no shift is not away.
    pub(crate) fn away(&self, day: &LocalDay) -> impl Iterator<Item = DayMask> {
        let open = self.is_open(day.date);
        self.people.iter().map(move |on_roster| {
            let mut away = DayMask::EMPTY;
            if !open {
                away.set_span(0, day.cells);
            }
            for (from, until) in &on_roster.away {
                away.set_span(day.offset(*from), day.offset(*until));
            }
            away
        })
    }

    /// Whether each of the people has left by this day, in their order.
    pub(crate) fn gone(&self, date: NaiveDate) -> impl Iterator<Item = bool> {
        self.people
            .iter()
            .map(move |on_roster| on_roster.person.has_left(date))
    }

    fn mask(&self, on_roster: &OnRoster<'_>, day: &LocalDay) -> DayMask {
        let mut mask = DayMask::EMPTY;
        for shift in &on_roster.person.shifts {
            if shift.is_on(day.date) && self.channel.sees(shift.audience, day.date, self.today) {
                mask.set_span(day.cell_from(shift.from), day.cell_until(shift.until));
            }
        }
        if !mask.is_empty() {
            for (from, until) in &on_roster.away {
                mask.clear_span(day.offset(*from), day.offset(*until));
            }
        }
        mask
    }
}

/// When one person works on a local day, as this channel sees it on the date `today`. Empty for strangers.
#[must_use]
pub fn working(town: &Town, person: StaffId, date: NaiveDate, channel: Channel, today: NaiveDate) -> DayMask {
    let found = town.departments.iter().find_map(|department| {
        department
            .staff
            .iter()
            .find(|one| one.id == person)
            .map(|one| (department, one))
    });
    let Some(((department, person), day)) = found.zip(LocalDay::of(town.zone, date)) else {
        return DayMask::EMPTY;
    };
    let roster = Roster::of(
        town,
        department,
        std::iter::once(person),
        (channel, today),
        (date, date),
    );
    roster.working(&day).next().unwrap_or(DayMask::EMPTY)
}

/// When a person's shifts are on a local day, whomever they are for, as if nobody were ever away and nothing closed.
#[must_use]
pub fn shifts(person: &StaffMember, day: &LocalDay) -> DayMask {
    let mut mask = DayMask::EMPTY;
    for shift in person.shifts.iter().filter(|shift| shift.is_on(day.date)) {
        mask.set_span(day.cell_from(shift.from), day.cell_until(shift.until));
    }
    mask
}

/// Why nobody of a department works on a day, whatever the shifts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// A public holiday, by its name.
    Holiday(String),
    /// The department's own closure, by its name, which may be empty.
    Closure(Text),
}

/// Whether and why a department is closed on this day. A holiday comes before a closure.
#[must_use]
pub fn closed(town: &Town, department: &Department, date: NaiveDate) -> Option<Closed> {
    if let Some(name) = town.holidays.name_of(date) {
        return Some(Closed::Holiday(name.to_owned()));
    }
    let mut closures = department.closures.iter();
    let closure = closures.find(|closure| closure.covers(date))?;
    Some(Closed::Closure(closure.name.clone()))
}

/// Whether this person works during the whole span, for whomever: whether a promise made for it can be kept.
#[must_use]
pub fn can_keep(town: &Town, person: StaffId, span: Span) -> bool {
    let date = super::local_time::date(town.zone, span.first.start());
    let Some(day) = LocalDay::of(town.zone, date) else {
        return false;
    };
    let working = working(town, person, date, Channel::Desk, date);
    working.runs_of(span.cells).has(day.offset(span.first))
}
