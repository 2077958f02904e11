//! Small days on which something goes wrong: few people, few promises, much in each other's way.

use chrono::{TimeDelta, Weekday};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tenants::calendar::holidays::AddedHoliday;
use tenants::calendar::{ClockTime, Span, roster};
use tenants::definition::{StaffDefinition, StaffFacts};
use tenants::rescue::{Promise, Tie};
use tenants::service::ServiceFacts;
use tenants::shifts::ending;
use tenants::staff::{Absence, Audience, Closure, Shift, StaffMember};
use tenants::{DepartmentId, StaffId, Text, Town, TownId};

use crate::towns::{cell, date, definition};

/// A town before and after something happened, and who was promised what.
#[derive(Clone, Debug)]
pub struct Day {
    pub before: Town,
    pub after: Town,
    pub promises: Vec<Promise<u32>>,
}

const MONDAY: &str = "2026-11-23";
const SERVICES: [&str; 3] = ["a", "b", "c"];

/// Minutes since midnight, in steps of a quarter of an hour between 8 and 11 o'clock.
fn quarter() -> impl Strategy<Value = u32> {
    (0u32..=12).prop_map(|quarter| 8 * 60 + quarter * 15)
}

fn shift(weekday: Weekday, from: u32, until: u32) -> Shift {
    let clock = |minutes| ClockTime::from_minutes(minutes).unwrap();
    Shift::weekly(weekday, clock(from), clock(until))
}

/// The whole morning for most, a piece of it for some, two pieces for others; on Tuesday the same.
fn shifts() -> impl Strategy<Value = Vec<Shift>> {
    let hours = prop_oneof![
        5 => Just(vec![(8 * 60, 12 * 60)]),
        1 => (quarter(), quarter()).prop_map(|(a, b)| vec![(a.min(b), a.max(b))]),
        1 => quarter().prop_map(|pause| vec![(8 * 60, pause), (pause + 15, 12 * 60)]),
    ];
    let audience = select(vec![Audience::Everyone, Audience::Desk, Audience::SameDay]);
    (hours, audience).prop_map(|(hours, audience)| {
        let days = [Weekday::Mon, Weekday::Tue];
        let each = |day| hours.iter().map(move |(from, until)| shift(day, *from, *until));
        let all = days.into_iter().flat_map(each);
        all.map(|shift| Shift { audience, ..shift }).collect()
    })
}

fn person() -> impl Strategy<Value = StaffDefinition> {
    let skills = select(vec!["*", "*", "a", "b", "ab", "bc", ""]);
    let away = prop::option::weighted(0.1, absence());
    (skills, shifts(), away).prop_map(|(skills, shifts, away)| StaffDefinition {
        facts: StaffFacts {
            slug: String::new(),
            name: String::new(),
            skills: skills.chars().map(String::from).collect(),
        },
        shifts,
        absences: away.into_iter().collect(),
    })
}

fn absence() -> impl Strategy<Value = Absence> {
    let moment = |minutes: i64| date(MONDAY).and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(minutes);
    let hours = prop_oneof![
        3 => Just((0, 24 * 60)),
        1 => Just((0, 2 * 24 * 60)),
        1 => (460i64..700, 460i64..700),
    ];
    hours.prop_map(move |(a, b)| Absence {
        from: moment(a.min(b)),
        until: moment(a.max(b)),
    })
}

/// What goes wrong.
#[derive(Clone, Debug)]
enum Trouble {
    Away(usize, Absence),
    BothAway(usize, usize, Absence),
    Closed,
    Holiday,
    ShorterShift(usize, u32),
    Leaves(usize),
    LastDay(usize, &'static str),
    Nothing,
}

impl Trouble {
    fn strike(&self, town: &mut Town) {
        let office = &mut town.departments[0];
        let people = office.staff.len();
        match self {
            Self::Away(who, absence) => office.staff[who % people].absences.push(absence.clone()),
            Self::BothAway(who, other, absence) => {
                office.staff[who % people].absences.push(absence.clone());
                office.staff[other % people].absences.push(absence.clone());
            }
            Self::Closed => office.closures.push(Closure {
                from: date(MONDAY),
                until: date(MONDAY),
                name: Text::default(),
            }),
            Self::Holiday => town.holidays.add.push(AddedHoliday {
                date: date(MONDAY),
                name: "Feiertag".to_owned(),
            }),
            Self::ShorterShift(who, until) => {
                for shift in &mut office.staff[who % people].shifts {
                    shift.until = shift
                        .until
                        .min(ClockTime::from_minutes(*until).unwrap())
                        .max(shift.from);
                }
            }
            Self::Leaves(who) => {
                office.staff.remove(who % people);
            }
            Self::LastDay(who, last) => {
                let shifts = &mut office.staff[who % people].shifts;
                *shifts = ending(shifts, date(last));
            }
            Self::Nothing => {}
        }
    }
}

fn trouble() -> impl Strategy<Value = Trouble> {
    let who = 0usize..5;
    prop_oneof![
        8 => (who.clone(), absence()).prop_map(|(who, absence)| Trouble::Away(who, absence)),
        1 => (who.clone(), who.clone(), absence()).prop_map(|(who, other, away)| Trouble::BothAway(who, other, away)),
        1 => Just(Trouble::Closed),
        1 => Just(Trouble::Holiday),
        2 => (who.clone(), quarter()).prop_map(|(who, until)| Trouble::ShorterShift(who, until)),
        2 => who.clone().prop_map(Trouble::Leaves),
        3 => (who, select(vec!["2026-11-22", MONDAY])).prop_map(|(who, last)| Trouble::LastDay(who, last)),
        1 => Just(Trouble::Nothing),
    ]
}

/// A promise before somebody is found for it.
#[derive(Clone, Debug)]
struct Wish {
    tuesday: bool,
    start: u32,
    cells: u32,
    services: Vec<usize>,
    tie: Tie,
    /// Whom to ask first; nobody for one that is displaced already.
    first: Option<usize>,
    /// Whether the first one keeps it, come what may.
    by_force: bool,
}

fn wish() -> impl Strategy<Value = Wish> {
    let tie = prop_oneof![10 => Just(Tie::Loose), 1 => Just(Tie::Person), 1 => Just(Tie::Fixed)];
    let services = select(vec![vec![0], vec![0], vec![1], vec![2], vec![0, 1], vec![1, 2]]);
    (
        prop::bool::weighted(0.1),
        0u32..6,
        select(vec![1u32, 3, 3, 4, 6, 9]),
        services,
        tie,
        prop::option::weighted(0.9, 0usize..5),
        prop::bool::weighted(0.05),
    )
        .prop_map(|(tuesday, start, cells, services, tie, first, by_force)| Wish {
            tuesday,
            start: 8 * 12 + start * 3,
            cells,
            services,
            tie,
            first,
            by_force,
        })
}

/// Gives wishes to people as a town hall would: to somebody who can, works and is free.
fn promises(town: &Town, wishes: &[Wish]) -> Vec<Promise<u32>> {
    let office = &town.departments[0];
    let mut promises: Vec<Promise<u32>> = Vec::new();
    for (id, wish) in (0..).zip(wishes) {
        let midnight = cell(if wish.tuesday {
            "2026-11-24T00:00"
        } else {
            "2026-11-23T00:00"
        });
        let span = Span {
            first: midnight.plus(wish.start),
            cells: wish.cells,
        };
        let services: Vec<_> = wish
            .services
            .iter()
            .map(|number| office.services[*number].id)
            .collect();
        let is_free = |person: StaffId| {
            let own = promises.iter().filter(|other| other.keeper == Some(person));
            own.clone()
                .all(|other| other.span.end() <= span.first || span.end() <= other.span.first)
        };
        let people = office.staff.len();
        let keeper = wish.first.and_then(|first| {
            if wish.by_force {
                return Some(office.staff[first % people].id);
            }
            let asked = (0..people).map(|more| &office.staff[(first + more) % people]);
            let takes = |person: &&StaffMember| {
                person.can_do(services.iter().copied())
                    && roster::can_keep(town, person.id, span)
                    && is_free(person.id)
            };
            asked.clone().find(takes).map(|person| person.id)
        });
        promises.push(Promise {
            id,
            span,
            department: DepartmentId(1),
            services,
            keeper,
            tie: wish.tie,
        });
    }
    promises
}

/// Any small day.
pub fn day() -> impl Strategy<Value = Day> {
    (vec(person(), 2..=5), vec(wish(), 2..=8), trouble()).prop_map(|(staff, wishes, trouble)| {
        let mut definition = definition();
        definition.departments.truncate(1);
        let office = &mut definition.departments[0];
        office.staff = staff;
        let service = office.services[0].clone();
        office.services = SERVICES
            .map(|slug| ServiceFacts {
                slug: slug.to_owned(),
                ..service.clone()
            })
            .to_vec();
        let before = definition.town(TownId(1)).unwrap();
        let mut after = before.clone();
        trouble.strike(&mut after);
        let promises = promises(&before, &wishes);
        Day {
            before,
            after,
            promises,
        }
    })
}
