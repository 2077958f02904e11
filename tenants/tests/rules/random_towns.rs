//! Towns, people, claims and moments that nobody would think of.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc, Weekday};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use tenants::calendar::{Busy, Cell, Channel, ClockTime, Span};
use tenants::definition::{Definition, StaffDefinition, StaffFacts};
use tenants::service::ServiceFacts;
use tenants::staff::{Absence, Audience, Closure, Shift};
use tenants::town::Release;
use tenants::{StaffId, Text, Town, TownId, Visit};

use crate::towns::{date, definition};

/// What a citizen or a clerk asks of a town at a moment.
#[derive(Clone, Debug)]
pub struct Case {
    pub town: Town,
    pub visit: Visit,
    pub channel: Channel,
    pub now: DateTime<Utc>,
    /// The first of three days.
    pub from: NaiveDate,
    pub busy: Vec<Busy>,
}

/// Both nights of the clock change, 2026 to 2033, the leap day, turns of the year; else any day.
fn day() -> impl Strategy<Value = NaiveDate> {
    let special = [
        "2026-03-29",
        "2026-10-25",
        "2027-03-28",
        "2027-10-31",
        "2028-03-26",
        "2028-10-29",
        "2029-03-25",
        "2029-10-28",
        "2030-03-31",
        "2030-10-27",
        "2031-03-30",
        "2031-10-26",
        "2032-03-28",
        "2032-10-31",
        "2033-03-27",
        "2033-10-30",
        "2028-02-29",
        "2026-12-31",
        "2028-12-31",
    ];
    let any = (0u64..2920).prop_map(|day| date("2026-01-01") + Days::new(day));
    prop_oneof![select(special.map(date).to_vec()), any]
}

/// Any multiple of five minutes; often the ends of the day and the hour that is skipped or repeated.
fn clock_time() -> impl Strategy<Value = ClockTime> {
    let night = (24u32..=36).prop_map(|five| five * 5);
    let round = prop_oneof![Just(0), Just(8 * 60), Just(12 * 60), Just(24 * 60)];
    let fives = (0u32..=288).prop_map(|five| five * 5);
    prop_oneof![2 => night, 2 => round, 1 => fives]
        .prop_map(|minutes| ClockTime::from_minutes(minutes).unwrap())
}

fn weekday_near(day: NaiveDate) -> impl Strategy<Value = Weekday> {
    use chrono::Datelike;
    (0u64..3).prop_map(move |step| (day + Days::new(step)).weekday())
}

fn shift(day: NaiveDate) -> impl Strategy<Value = Shift> {
    let audience =
        prop_oneof![4 => Just(Audience::Everyone), 1 => Just(Audience::Desk), 1 => Just(Audience::SameDay)];
    let anchor = prop::option::weighted(0.2, (0u64..60).prop_map(move |days| day - Days::new(days)));
    let validity = (
        prop::option::weighted(0.1, 0u64..4),
        prop::option::weighted(0.1, 0u64..4),
    );
    let hours = prop_oneof![1 => Just((0, 288)), 6 => (0u32..288, 0u32..=288)];
    let round = (clock_time(), clock_time());
    (
        weekday_near(day),
        hours,
        round,
        prop::bool::weighted(0.4),
        audience,
        anchor,
        validity,
    )
        .prop_map(
            move |(weekday, hours, round, is_round, audience, every_second_week_from, (first, last))| {
                let fives = |five: u32| ClockTime::from_minutes(five * 5).unwrap();
                let (a, b) = if is_round {
                    round
                } else {
                    (fives(hours.0), fives(hours.1))
                };
                Shift {
                    weekday,
                    from: a.min(b),
                    until: a.max(b),
                    valid_from: first.map(|days| day + Days::new(days)),
                    valid_until: last.map(|days| day + Days::new(days)),
                    every_second_week_from,
                    audience,
                }
            },
        )
}

fn absence(day: NaiveDate) -> impl Strategy<Value = Absence> {
    let minutes = prop_oneof![3 => -1500i64..4500, 1 => (0i64..3, 115i64..185).prop_map(|(day, night)| day * 1440 + night)];
    (minutes.clone(), minutes).prop_map(move |(a, b)| {
        let moment = |minutes| day.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(minutes);
        Absence {
            from: moment(a.min(b)),
            until: moment(a.max(b)),
        }
    })
}

fn person(day: NaiveDate) -> impl Strategy<Value = StaffDefinition> {
    let skills =
        prop_oneof![2 => Just(vec!["*"]), 1 => Just(vec!["a", "b"]), 1 => Just(vec!["b"]), 1 => Just(vec![])];
    (skills, vec(shift(day), 0..5), vec(absence(day), 0..3)).prop_map(|(skills, shifts, absences)| {
        let skills = skills.into_iter().map(str::to_owned).collect();
        let facts = StaffFacts {
            slug: String::new(),
            name: String::new(),
            skills,
        };
        StaffDefinition {
            facts,
            shifts,
            absences,
        }
    })
}

fn service(slug: &'static str) -> impl Strategy<Value = ServiceFacts> {
    let minutes = prop_oneof![1u32..=30, 1u32..=480];
    let buffer = prop_oneof![Just(0), 1u32..60];
    let lead = prop::option::weighted(0.2, 0u32..5000);
    (minutes, buffer, lead, prop::option::weighted(0.2, 1u32..20)).prop_map(
        move |(minutes, buffer_minutes, lead_minutes, horizon_days)| ServiceFacts {
            slug: slug.to_owned(),
            minutes,
            buffer_minutes,
            lead_minutes,
            horizon_days,
            max_count: 3,
            ..definition().departments[1].services[0].clone()
        },
    )
}

fn town(day: NaiveDate) -> impl Strategy<Value = Definition> {
    let grid = select(vec![5u32, 10, 15, 20, 30, 40, 45, 60, 90, 120, 480]);
    let lead = prop_oneof![Just(0), 0u32..300, 0u32..4000];
    let release = prop::option::weighted(0.4, clock_time());
    let closure = prop::option::weighted(0.1, (0u64..3, 0u64..2));
    let holiday = prop::option::weighted(0.1, 0u64..3);
    let staff = vec(person(day), 1..5);
    let services = (service("a"), service("b"));
    (grid, lead, 1u32..40, release, closure, holiday, staff, services).prop_map(
        move |(grid_minutes, lead_minutes, horizon_days, release, closure, holiday, staff, services)| {
            let mut town = definition();
            town.departments.truncate(1);
            let policy = &mut town.facts.policy;
            policy.grid_minutes = grid_minutes;
            policy.lead_minutes = lead_minutes;
            policy.horizon_days = horizon_days;
            policy.release = release.map(|at| Release { at });
            town.facts.holidays.remove = holiday.map(|step| day + Days::new(step)).into_iter().collect();
            let office = &mut town.departments[0];
            office.closures = closure
                .map(|(first, more)| Closure {
                    from: day + Days::new(first),
                    until: day + Days::new(first + more),
                    name: Text::default(),
                })
                .into_iter()
                .collect();
            office.services = vec![services.0, services.1];
            office.staff = staff;
            town
        },
    )
}

/// Claims of these days and people, and some of others.
fn busy(day: NaiveDate) -> impl Strategy<Value = Vec<Busy>> {
    let midnight = Cell::containing(day.and_hms_opt(0, 0, 0).unwrap().and_utc()).0;
    let length = prop_oneof![4 => 1u32..12, 1 => 0u32..400];
    let claimed = (1i32..6, -400i32..1200, length).prop_map(move |(staff, first, cells)| Busy {
        staff: StaffId(staff),
        span: Span {
            first: Cell(midnight + first),
            cells,
        },
    });
    vec(claimed, 0..30)
}

/// A moment from weeks before to just after, often on the whole minute.
fn moment(day: NaiveDate) -> impl Strategy<Value = DateTime<Utc>> {
    let minutes = prop_oneof![-3000i64..4000, -9000i64..0, -60_000i64..0];
    let odd = prop_oneof![2 => Just(0), 1 => -59i64..60];
    (minutes, odd).prop_map(move |(minutes, seconds)| {
        day.and_hms_opt(0, 0, 0).unwrap().and_utc()
            + TimeDelta::minutes(minutes)
            + TimeDelta::seconds(seconds)
    })
}

/// Any case; often one in which the horizon ends within the three days.
pub fn case() -> impl Strategy<Value = Case> {
    let wishes = select(vec![
        vec![("a", 1)],
        vec![("b", 1)],
        vec![("a", 2)],
        vec![("a", 1), ("b", 1)],
    ]);
    let channel = prop_oneof![3 => Just(Channel::Citizen), 1 => Just(Channel::Desk)];
    let ends_within = prop::option::weighted(0.3, 0u32..5);
    (day(), any::<Index>()).prop_flat_map(move |(day, place)| {
        // The special day may be any of the three.
        let from = day - Days::new(place.index(3) as u64);
        let asked = (wishes.clone(), channel.clone(), ends_within.clone());
        (town(from), asked, moment(from), busy(from)).prop_map(
            move |(mut definition, (wishes, channel, ends_within), now, busy)| {
                let ahead = u32::try_from((from - now.date_naive()).num_days()).unwrap_or(0);
                if let Some(days) = ends_within {
                    definition.facts.policy.horizon_days = ahead + days;
                    definition.departments[0]
                        .services
                        .iter_mut()
                        .for_each(|service| service.horizon_days = None);
                }
                let town = definition.town(TownId(1)).unwrap();
                let visit = Visit::parse(&town, wishes).unwrap();
                Case {
                    town,
                    visit,
                    channel,
                    now,
                    from,
                    busy,
                }
            },
        )
    })
}
