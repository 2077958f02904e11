//! Departments with their people.

use std::collections::BTreeSet;

use chrono::{TimeDelta, Weekday};
use tenants::calendar::ClockTime;
use tenants::definition::{DepartmentDefinition, DepartmentFacts, StaffDefinition, StaffFacts};
use tenants::service::{OfferedTo, ServiceFacts};
use tenants::staff::{Absence, Audience, Closure, Shift};
use tenants::town::Place;

use super::{Throw, shuffle};

const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

impl Throw<'_> {
    pub(super) fn department(&mut self, number: usize) -> DepartmentDefinition {
        // The first one has somebody in it; a town as it begins has a department without.
        let people = self.between(usize::from(number == 0), 4);
        let mut services: Vec<_> = self.several(5, Self::service);
        if people == 0 {
            services
                .iter_mut()
                .for_each(|service| service.offered_to = OfferedTo::Nobody);
        }
        let mut staff: Vec<_> = (0..people).map(|_| self.person(&services)).collect();
        let able = |staff: &[StaffDefinition], slug: &str| {
            let mut skills = staff.iter().flat_map(|person| &person.facts.skills);
            skills.any(|skill| skill == "*" || skill == slug)
        };
        for service in services
            .iter()
            .filter(|service| service.offered_to != OfferedTo::Nobody)
        {
            if !able(&staff, &service.slug) {
                staff[0].facts.skills.push(service.slug.clone());
            }
        }
        DepartmentDefinition {
            facts: DepartmentFacts {
                slug: self.slug(),
                name: self.text(120),
                place: Place {
                    name: self.text(120),
                    street: self.line(120),
                    city: self.line(120),
                    hint: self.text_if_any(1_000),
                },
            },
            closures: self.several(3, Self::closure),
            services,
            staff,
        }
    }

    fn closure(&mut self) -> Closure {
        let from = self.day();
        Closure {
            from,
            until: self.days_after(from, 20),
            name: self.text_if_any(120),
        }
    }

    fn person(&mut self, services: &[ServiceFacts]) -> StaffDefinition {
        let mut skills: Vec<_> = services.iter().map(|service| service.slug.clone()).collect();
        shuffle(self.dice, &mut skills);
        skills.truncate(self.between(1, 3));
        if skills.is_empty() || self.dice.percent(30) {
            skills = vec!["*".to_owned()];
        }
        let mut shifts: Vec<_> = WEEKDAYS
            .iter()
            .flat_map(|weekday| self.shifts(*weekday))
            .collect();
        shuffle(self.dice, &mut shifts);
        StaffDefinition {
            facts: StaffFacts {
                slug: self.slug(),
                name: self.line(120),
                skills,
            },
            shifts,
            absences: self.several(2, Self::absence),
        }
    }

    /// Shifts of a day of the week, one after the other or in turn from week to week.
    fn shifts(&mut self, weekday: Weekday) -> Vec<Shift> {
        let ends: BTreeSet<_> = self
            .several(5, |throw| throw.number(0, 288) * 5)
            .into_iter()
            .collect();
        let ends: Vec<_> = ends.into_iter().collect();
        let mut shifts = Vec::new();
        for pair in ends.chunks_exact(2) {
            let time = |minutes| ClockTime::from_minutes(minutes).expect("a time");
            let mut shift = Shift {
                weekday,
                from: time(pair[0]),
                until: time(pair[1]),
                valid_from: self.maybe(Self::day),
                valid_until: None,
                every_second_week_from: self.maybe(Self::day),
                audience: *self
                    .dice
                    .one_of(&[Audience::Everyone, Audience::Desk, Audience::SameDay]),
            };
            if self.half() {
                let first = shift.valid_from.unwrap_or_else(|| self.day());
                shift.valid_until = Some(self.days_after(first, 300));
            }
            if let Some(first) = shift.every_second_week_from.filter(|_| self.half()) {
                let other = first + TimeDelta::weeks(1);
                shifts.push(Shift {
                    every_second_week_from: Some(other),
                    ..shift.clone()
                });
            }
            shifts.push(shift);
        }
        shifts
    }

    fn absence(&mut self) -> Absence {
        let day = self.day();
        let minute = self.between(0, 1_439);
        let from = day.and_hms_opt(0, 0, 0).expect("midnight") + TimeDelta::minutes(minute as i64);
        Absence {
            from,
            until: from + TimeDelta::minutes(self.between(1, 20_000) as i64),
        }
    }
}
