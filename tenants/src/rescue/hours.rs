//! Who works when, before and after the change, on the days that matter.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Promise;
use crate::calendar::roster::{Channel, Roster};
use crate::calendar::{DayMask, LocalDay, Span, local_time};
use crate::ids::StaffId;
use crate::town::{Department, Town};

/// Days and people by their places, and masks by both.
pub(super) struct Hours {
    /// In order.
    pub(super) days: Vec<LocalDay>,
    /// In the town's order; those who leave come last.
    pub(super) people: Vec<StaffId>,
    places: BTreeMap<StaffId, usize>,
    /// When people work after the change: `works[day][person]`.
    works: Vec<Vec<DayMask>>,
    /// When people can keep no promise after the change: they are away, have left, or worked before and do not work any
    /// more. Who has left keeps nothing, not even what was asked of her outside of her shifts.
    lost: Vec<Vec<DayMask>>,
}

impl Hours {
    /// The days of these promises, and everybody of the departments that have to do with them.
    pub(super) fn of<Id>(before: &Town, after: &Town, promises: &[&Promise<Id>]) -> Self {
        let dates: BTreeSet<NaiveDate> = promises
            .iter()
            .map(|promise| date_of(after, promise.span))
            .collect();
        let days: Vec<LocalDay> = dates
            .iter()
            .filter_map(|date| LocalDay::of(after.zone, *date))
            .collect();
        let named: BTreeSet<_> = promises.iter().map(|promise| promise.department).collect();
        let keepers: BTreeSet<_> = promises.iter().filter_map(|promise| promise.keeper).collect();
        let concerned = |department: &&Department| {
            named.contains(&department.id)
                || department.staff.iter().any(|person| keepers.contains(&person.id))
        };
        let (was, is) = (
            Masks::of(before, concerned, &days),
            Masks::of(after, concerned, &days),
        );
        let mut places: BTreeMap<StaffId, usize> = BTreeMap::new();
        let mut people: Vec<StaffId> = Vec::new();
        for person in is.people.iter().chain(&was.people).chain(&keepers) {
            places.entry(*person).or_insert_with(|| {
                people.push(*person);
                people.len() - 1
            });
        }
        let (mut works, mut lost) = (Vec::new(), Vec::new());
        for (number, day) in days.iter().enumerate() {
            let mut all_day = DayMask::EMPTY;
            all_day.set_span(0, day.cells);
            let mut works_now = vec![DayMask::EMPTY; people.len()];
            // Whoever is not there after the change is away all day.
            let mut away = vec![all_day; people.len()];
            let mut gone = vec![true; people.len()];
            for (person, now) in is.people.iter().zip(&is.days[number]) {
                let place = places[person];
                (works_now[place], away[place], gone[place]) = (now.works, now.away, now.gone);
            }
            for (person, before) in was.people.iter().zip(&was.days[number]) {
                let place = places[person];
                away[place] = if gone[place] && !before.gone {
                    all_day
                } else {
                    away[place].or(&before.works.without(&works_now[place]))
                };
            }
            works.push(works_now);
            lost.push(away);
        }
        Self {
            days,
            people,
            places,
            works,
            lost,
        }
    }

    /// The place of a person.
    pub(super) fn place(&self, person: StaffId) -> Option<usize> {
        self.places.get(&person).copied()
    }

    /// The place of the day on which a span begins, and its cells of that day. Nothing in years no town plans for.
    pub(super) fn cells(&self, span: Span) -> Option<(usize, DayMask)> {
        let place = self
            .days
            .partition_point(|day| day.midnight.plus(day.cells) <= span.first);
        let day = self.days.get(place).filter(|day| day.has(span.first))?;
        let mut cells = DayMask::EMPTY;
        cells.set_span(day.offset(span.first), day.offset(span.end()));
        Some((place, cells))
    }

    /// Whether this person works in all of these cells after the change.
    pub(super) fn works(&self, day: usize, person: usize, cells: &DayMask) -> bool {
        cells.without(&self.works[day][person]).is_empty()
    }

    /// Whether the change takes one of these cells from this person.
    pub(super) fn loses(&self, day: usize, person: usize, cells: &DayMask) -> bool {
        !cells.and(&self.lost[day][person]).is_empty()
    }
}

fn date_of(town: &Town, span: Span) -> NaiveDate {
    local_time::date(town.zone, span.first.start())
}

/// When the people of some departments work and when they are away, by day and person.
struct Masks {
    people: Vec<StaffId>,
    days: Vec<Vec<OnDay>>,
}

struct OnDay {
    works: DayMask,
    away: DayMask,
    /// She has left by then.
    gone: bool,
}

impl Masks {
    fn of(town: &Town, concerned: impl Fn(&&Department) -> bool, days: &[LocalDay]) -> Self {
        let mut masks = Self {
            people: Vec::new(),
            days: days.iter().map(|_| Vec::new()).collect(),
        };
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return masks;
        };
        // Promises are kept in every shift, whoever may book into it; the desk sees them all on any date.
        let seen = (Channel::Desk, first.date);
        for department in town.departments.iter().filter(concerned) {
            let roster = Roster::of(
                town,
                department,
                department.staff.iter(),
                seen,
                (first.date, last.date),
            );
            masks.people.extend(roster.people());
            for (day, masks) in days.iter().zip(&mut masks.days) {
                let hours = roster.working(day).zip(roster.away(day));
                let each = hours.zip(roster.gone(day.date));
                masks.extend(each.map(|((works, away), gone)| OnDay { works, away, gone }));
            }
        }
        masks
    }
}
