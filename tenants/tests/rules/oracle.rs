//! The engine against somebody who is slow and patient: asks of every minute and every person whether they are free.
//!
//! Shares no code with the engine: no masks, no cells, and only the direction from instants to the wall clock, where
//! nothing is ambiguous. `PROPTEST_CASES` sets how many towns are tried.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;
use tenants::calendar::offer::Window;
use tenants::calendar::{Busy, Cell, Channel, DayState, Span, StartRefused, may_start, offer};
use tenants::staff::{Absence, Audience, Closure, Shift, StaffMember};
use tenants::{StaffId, Town, Visit};

use crate::random_towns::{Case, case};

/// A minute of the world, counted from 1970, and the minute of the day the wall clock shows then.
type Minute = (i64, u32);

/// Every minute of a date in Berlin, in order.
fn minutes_of(date: NaiveDate) -> Rc<Vec<Minute>> {
    thread_local!(static KNOWN: RefCell<HashMap<NaiveDate, Rc<Vec<Minute>>>> = RefCell::default());
    let look = || {
        let noon = date.and_hms_opt(12, 0, 0).unwrap().and_utc().timestamp() / 60;
        let minutes = (noon - 24 * 60..noon + 24 * 60).filter_map(|minute| {
            let wall = DateTime::from_timestamp(minute * 60, 0)
                .unwrap()
                .with_timezone(&Berlin)
                .naive_local();
            (wall.date() == date).then(|| (minute, wall.hour() * 60 + wall.minute()))
        });
        Rc::new(minutes.collect())
    };
    KNOWN.with_borrow_mut(|known| known.entry(date).or_insert_with(look).clone())
}

/// The first minute of a date at which the wall shows this minute of the day or a later one, or else the day's end.
fn first_at(date: NaiveDate, wall: u32) -> i64 {
    let minutes = minutes_of(date);
    minutes
        .iter()
        .find(|minute| minute.1 >= wall)
        .map_or(minutes[minutes.len() - 1].0 + 1, |minute| minute.0)
}

fn first_at_moment(moment: NaiveDateTime) -> i64 {
    first_at(moment.date(), moment.hour() * 60 + moment.minute())
}

struct Oracle<'a> {
    town: &'a Town,
    visit: &'a Visit,
    channel: Channel,
    now: DateTime<Utc>,
    busy: &'a [Busy],
}

impl Oracle<'_> {
    fn today(&self) -> NaiveDate {
        self.now.with_timezone(&Berlin).date_naive()
    }

    fn qualified(&self) -> impl Iterator<Item = &StaffMember> {
        let people = self.town.departments[0].staff.iter();
        people.filter(|person| {
            self.visit
                .items()
                .iter()
                .all(|item| person.skills.contains(&item.service))
        })
    }

    /// Minutes a claim takes: whole fives.
    fn claim(&self) -> usize {
        let facts = |item: &tenants::visit::Item| self.town.service(item.service).unwrap().facts.clone();
        let sum: u32 = self
            .visit
            .items()
            .iter()
            .map(|item| facts(item).minutes * item.count)
            .sum();
        let buffer = self
            .visit
            .items()
            .iter()
            .map(|item| facts(item).buffer_minutes)
            .max()
            .unwrap();
        (sum + buffer).next_multiple_of(5) as usize
    }

    fn is_shift_on(&self, shift: &Shift, date: NaiveDate) -> bool {
        let in_turn = shift.every_second_week_from.is_none_or(|anchor| {
            let week = anchor.week(Weekday::Mon).first_day();
            let mut mondays = (0..).map(|turn| week + Days::new(14 * turn));
            let turn = mondays.find(|monday| *monday + Days::new(7) > date).unwrap();
            turn <= date
        });
        let audience = match shift.audience {
            Audience::Everyone => true,
            Audience::Desk => self.channel == Channel::Desk,
            Audience::SameDay => self.channel == Channel::Desk || date == self.today(),
        };
        shift.weekday == date.weekday()
            && shift.valid_from.is_none_or(|first| date >= first)
            && shift.valid_until.is_none_or(|last| date <= last)
            && in_turn
            && audience
    }

    fn is_open(&self, date: NaiveDate) -> bool {
        let closed = |closure: &Closure| (closure.from..=closure.until).contains(&date);
        self.town.holidays.name_of(date).is_none() && !self.town.departments[0].closures.iter().any(closed)
    }

    /// For every minute of a date whether this person takes appointments.
    fn works(&self, person: &StaffMember, date: NaiveDate) -> Vec<bool> {
        let shifts: Vec<(i64, i64)> = person
            .shifts
            .iter()
            .filter(|shift| self.is_open(date) && self.is_shift_on(shift, date))
            .map(|shift| {
                (
                    first_at(date, shift.from.minutes()),
                    first_at(date, shift.until.minutes()),
                )
            })
            .collect();
        let away = |absence: &Absence| (first_at_moment(absence.from), first_at_moment(absence.until));
        let absences: Vec<(i64, i64)> = person.absences.iter().map(away).collect();
        let within = |spans: &[(i64, i64)], minute| {
            spans
                .iter()
                .any(|(from, until)| (*from..*until).contains(&minute))
        };
        let mut works: Vec<bool> = minutes_of(date)
            .iter()
            .map(|minute| within(&shifts, minute.0))
            .collect();
        // Appointments are given in whole fives, so an absence spoils every five it touches.
        for five in minutes_of(date).chunks(5).enumerate() {
            if five.1.iter().any(|minute| within(&absences, minute.0)) {
                works[five.0 * 5..][..five.1.len()].fill(false);
            }
        }
        works
    }

    /// For every minute of a date whether this person is claimed.
    fn claimed(&self, person: StaffId, date: NaiveDate) -> Vec<bool> {
        let minutes = |busy: &Busy| {
            let begin = i64::from(busy.span.first.0) * 5;
            begin..begin + i64::from(busy.span.cells) * 5
        };
        let own: Vec<_> = self
            .busy
            .iter()
            .filter(|busy| busy.staff == person)
            .map(minutes)
            .collect();
        minutes_of(date)
            .iter()
            .map(|minute| own.iter().any(|claimed| claimed.contains(&minute.0)))
            .collect()
    }

    fn until(&self) -> NaiveDate {
        if self.channel == Channel::Desk {
            return self.today() + Days::new(366);
        }
        let mut opened = self.today();
        if let Some(release) = &self.town.policy.release {
            let weekend = |date: NaiveDate| matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
            let is_release = |date: NaiveDate| {
                let moment = first_at(date, release.at.minutes());
                !weekend(date)
                    && self.town.holidays.name_of(date).is_none()
                    && moment * 60 <= self.now.timestamp()
            };
            while !is_release(opened) {
                opened = opened - Days::new(1);
            }
        }
        opened + Days::new(self.visit.horizon_days().into())
    }

    /// Minutes of starts with the people who could take them, and the day's state.
    fn day(&self, date: NaiveDate) -> (DayState, Vec<(i64, Vec<StaffId>)>) {
        if date < self.today() || date > self.until() {
            return (DayState::Closed, Vec::new());
        }
        let minutes = minutes_of(date);
        let lead = if self.channel == Channel::Desk {
            0
        } else {
            self.visit.lead_minutes()
        };
        let earliest = self.now + TimeDelta::minutes(lead.into());
        let mut somebody_works = false;
        let mut starts: Vec<(i64, Vec<StaffId>)> = Vec::new();
        for person in self.qualified() {
            let works = self.works(person, date);
            let claimed = self.claimed(person.id, date);
            somebody_works |= works.contains(&true);
            // How many minutes in a row the person is free from each minute on.
            let mut free_for = vec![0; minutes.len() + 1];
            for at in (0..minutes.len()).rev() {
                let free = works[at] && !claimed[at];
                free_for[at] = if free { free_for[at + 1] + 1 } else { 0 };
            }
            for (at, (minute, wall)) in minutes.iter().enumerate() {
                let soon = DateTime::from_timestamp(minute * 60, 0).unwrap() < earliest;
                if wall % self.town.policy.grid_minutes == 0 && !soon && free_for[at] >= self.claim() {
                    match starts.binary_search_by_key(minute, |start| start.0) {
                        Ok(known) => starts[known].1.push(person.id),
                        Err(place) => starts.insert(place, (*minute, vec![person.id])),
                    }
                }
            }
        }
        let claimed = |person: &StaffMember| {
            self.claimed(person.id, date)
                .iter()
                .filter(|claimed| **claimed)
                .count()
        };
        let load: HashMap<StaffId, usize> = self
            .qualified()
            .map(|person| (person.id, claimed(person)))
            .collect();
        starts
            .iter_mut()
            .for_each(|(_, people)| people.sort_by_key(|person| load[person]));
        let state = match (starts.is_empty(), somebody_works) {
            (false, _) => DayState::Free,
            (true, true) => DayState::Full,
            (true, false) => DayState::Closed,
        };
        (state, starts)
    }
}

fn check(case: &Case) -> Result<(), TestCaseError> {
    let Case {
        town,
        visit,
        channel,
        now,
        from,
        busy,
    } = case;
    let oracle = Oracle {
        town,
        visit,
        channel: *channel,
        now: *now,
        busy,
    };
    let days = offer(town, visit, *channel, Window { from: *from, days: 3 }, *now, busy).days;
    prop_assert_eq!(days.len(), 3);
    for (day, date) in days.iter().zip(from.iter_days()) {
        let (state, starts) = oracle.day(date);
        let minutes: Vec<i64> = starts.iter().map(|start| start.0).collect();
        let offered: Vec<i64> = day.starts.iter().map(|start| i64::from(start.0) * 5).collect();
        prop_assert_eq!((day.date, day.state, offered), (date, state, minutes));
        let ask = |minute: i64| {
            let start = Cell(i32::try_from(minute / 5).unwrap());
            may_start(town, visit, *channel, start, *now, busy)
        };
        for (minute, people) in &starts {
            prop_assert_eq!(ask(*minute), Ok(people.clone()));
        }
        // Whatever is not offered is refused.
        for (minute, _) in minutes_of(date).iter().step_by(5 * 7) {
            let offered = starts.iter().any(|start| start.0 == *minute);
            prop_assert_eq!(ask(*minute).is_ok(), offered);
        }
        // What nobody has claimed is never refused as taken.
        if let Some((minute, _)) = minutes_of(date).first() {
            let start = Cell(i32::try_from(minute / 5).unwrap());
            let refused = may_start(town, visit, *channel, start, *now, &[]);
            prop_assert_ne!(refused, Err(StartRefused::Taken));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn the_engine_offers_what_a_patient_person_would_find_minute_by_minute(case in case()) {
        check(&case)?;
    }

    #[test]
    fn once_a_start_is_claimed_nobody_is_offered_that_time_of_that_person(case in case(), pick: prop::sample::Index) {
        let Case { town, visit, channel, now, from, mut busy } = case;
        let window = Window { from, days: 3 };
        let before = offer(&town, &visit, channel, window, now, &busy);
        let starts: Vec<Cell> = before.starts().collect();
        if !starts.is_empty() {
            let start = starts[pick.index(starts.len())];
            let people = may_start(&town, &visit, channel, start, now, &busy).unwrap();
            busy.push(Busy { staff: people[0], span: Span { first: start, cells: visit.cells() } });
            let left = may_start(&town, &visit, channel, start, now, &busy);
            prop_assert_eq!(left.unwrap_or_default().len(), people.len() - 1);
            let after = offer(&town, &visit, channel, window, now, &busy);
            prop_assert!(after.starts().all(|still| starts.contains(&still)), "nothing new appears");
        }
    }
}
