//! When somebody is away: who takes over what, and who is left. H10, H11: absence, holiday and closure over existing
//! appointments.

use chrono::{TimeDelta, Weekday};
use tenants::appointment::{Kept, Party, State};
use tenants::calendar::{ClockTime, Span};
use tenants::definition::{StaffDefinition, StaffFacts};
use tenants::rescue::{Certainty, Fate, NODES, Promise, Reason, Rescue, Tie, rescue, rescue_within};
use tenants::service::ServiceFacts;
use tenants::shifts::ending;
use tenants::staff::{Absence, Audience, Closure, Shift};
use tenants::{DepartmentId, ServiceId, StaffId, Text, Town, TownId};

use crate::towns::{at, cell, date, definition};

const ADA: StaffId = StaffId(1);
const BEA: StaffId = StaffId(2);
const CEM: StaffId = StaffId(3);

/// An office whose people work on Monday from 8 to 12; each can do the services "a", "b", "c" that are named.
fn office(skills: &[&str]) -> Town {
    let mut definition = definition();
    definition.departments.truncate(1);
    let office = &mut definition.departments[0];
    let service = office.services[0].clone();
    let named = |slug: &str| ServiceFacts {
        slug: slug.to_owned(),
        ..service.clone()
    };
    office.services = ["a", "b", "c"].map(named).to_vec();
    let clock = |text: &str| text.parse::<ClockTime>().unwrap();
    let person = |skills: &&str| StaffDefinition {
        facts: StaffFacts {
            slug: String::new(),
            name: String::new(),
            skills: skills.chars().map(String::from).collect(),
        },
        shifts: vec![Shift::weekly(Weekday::Mon, clock("08:00"), clock("12:00"))],
        absences: Vec::new(),
    };
    office.staff = skills.iter().map(person).collect();
    definition.town(TownId(1)).unwrap()
}

/// A promise on Monday for the services "a", "b", "c" that are named.
fn promise(id: u32, from: &str, minutes: u32, services: &str, keeper: StaffId) -> Promise<u32> {
    Promise {
        id,
        span: Span {
            first: cell(&format!("2026-11-23T{from}")),
            cells: minutes / 5,
        },
        department: DepartmentId(1),
        services: services
            .bytes()
            .map(|letter| ServiceId(i32::from(letter - b'a') + 1))
            .collect(),
        keeper: Some(keeper),
        tie: Tie::Loose,
    }
}

fn away(town: &Town, person: StaffId, from: &str, until: &str) -> Town {
    let mut after = town.clone();
    let staff = &mut after.departments[0].staff;
    let person = staff.iter_mut().find(|one| one.id == person).unwrap();
    person.absences.push(Absence {
        from: format!("{from}:00").parse().unwrap(),
        until: format!("{until}:00").parse().unwrap(),
    });
    after
}

/// Ada is ill on Monday.
fn ada_is_ill(town: &Town, promises: &[Promise<u32>]) -> Rescue<u32> {
    let after = away(town, ADA, "2026-11-23T00:00", "2026-11-24T00:00");
    let rescue = rescue(town, &after, promises);
    assert_eq!(rescue.certainty, Certainty::Best);
    rescue
}

fn fates(rescue: &Rescue<u32>) -> Vec<(u32, Fate<u32>)> {
    rescue
        .lines
        .iter()
        .map(|line| (line.promise, line.fate))
        .collect()
}

const fn displaced(reason: Reason) -> Fate<u32> {
    Fate::Displaced { reason }
}

#[test]
fn a_free_colleague_takes_over_and_the_time_stays() {
    let town = office(&["a", "a"]);
    let promises = [
        promise(7, "09:00", 20, "a", ADA),
        promise(8, "09:00", 20, "a", BEA),
        promise(9, "10:00", 20, "a", ADA),
    ];
    let rescue = ada_is_ill(&town, &promises);
    assert_eq!(
        fates(&rescue),
        [(7, displaced(Reason::AllTaken)), (9, Fate::TakenOver { to: BEA })]
    );
    for line in &rescue.lines {
        let promise = promises
            .iter()
            .find(|promise| promise.id == line.promise)
            .unwrap();
        assert_eq!((line.span, line.from), (promise.span, Some(ADA)));
    }
    assert_eq!(rescue.handed_over().collect::<Vec<_>>(), [(9, BEA)]);
    assert_eq!(rescue.displaced().collect::<Vec<_>>(), [(7, Reason::AllTaken)]);
    assert_eq!(rescue.affected().count(), 2);
}

#[test]
fn a_colleague_gives_hers_away_to_take_what_only_she_can() {
    let town = office(&["ab", "ab", "a"]);
    let rescue = ada_is_ill(
        &town,
        &[
            promise(1, "09:00", 30, "b", ADA),
            promise(2, "09:15", 30, "a", BEA),
        ],
    );
    let shifted = Fate::Shifted {
        to: CEM,
        for_the_sake_of: 1,
    };
    assert_eq!(fates(&rescue), [(1, Fate::TakenOver { to: BEA }), (2, shifted)]);
    assert_eq!(rescue.affected().count(), 1);
}

#[test]
fn a_chain_is_as_long_as_it_must_be() {
    // Six colleagues, each of whom can do one thing more than the next; only the last is free.
    let mut town = office(&["a"; 7]);
    let office = &mut town.departments[0];
    for (number, person) in office.staff.iter_mut().enumerate() {
        let number = i32::try_from(number).unwrap();
        person.skills = vec![ServiceId(number), ServiceId(number + 1)];
    }
    let of = |number: i32| Promise {
        services: vec![ServiceId(number)],
        ..promise(number.unsigned_abs(), "09:00", 30, "", StaffId(number))
    };
    let promises: Vec<_> = (1..=6).map(of).collect();
    let rescue = ada_is_ill(&town, &promises);
    assert_eq!(rescue.displaced().count(), 0);
    assert_eq!(rescue.lines.len(), 6, "five are shifted for one: {rescue:?}");
    let expected: Vec<_> = (1..=6)
        .map(|number: i32| (number.unsigned_abs(), StaffId(number + 1)))
        .collect();
    assert_eq!(rescue.handed_over().collect::<Vec<_>>(), expected);
}

#[test]
fn nobody_is_moved_for_nothing() {
    let town = office(&["a", "a", "a"]);
    let rescue = ada_is_ill(
        &town,
        &[
            promise(1, "09:00", 30, "a", ADA),
            promise(2, "09:00", 30, "a", BEA),
            promise(3, "10:00", 30, "a", CEM),
        ],
    );
    assert_eq!(fates(&rescue), [(1, Fate::TakenOver { to: CEM })]);
}

#[test]
fn one_long_visit_gives_way_to_two_short_ones_but_is_never_lost_for_them() {
    let town = office(&["ab", "ab", "b"]);
    let short = [
        promise(1, "09:00", 30, "a", ADA),
        promise(2, "09:30", 30, "a", ADA),
    ];
    let long = promise(3, "09:00", 60, "b", BEA);
    let to_cem = Fate::Shifted {
        to: CEM,
        for_the_sake_of: 1,
    };
    let rescue = ada_is_ill(&town, &[short[0].clone(), short[1].clone(), long.clone()]);
    let to_bea = Fate::TakenOver { to: BEA };
    assert_eq!(fates(&rescue), [(1, to_bea), (3, to_cem), (2, to_bea)]);
    let taken = Promise {
        tie: Tie::Person,
        ..promise(4, "09:45", 30, "b", CEM)
    };
    let rescue = ada_is_ill(&town, &[short[0].clone(), short[1].clone(), long, taken]);
    let lost = displaced(Reason::AllTaken);
    assert_eq!(
        fates(&rescue),
        [(1, lost), (2, lost)],
        "who has a person keeps one"
    );
}

#[test]
fn three_reasons_why_nobody_takes_over() {
    let town = office(&["abc", "ab"]);
    let rescue = ada_is_ill(
        &town,
        &[
            promise(1, "09:00", 30, "c", ADA),
            promise(2, "11:50", 30, "a", ADA),
            promise(3, "10:00", 30, "a", ADA),
            promise(4, "10:00", 30, "b", BEA),
        ],
    );
    assert_eq!(
        fates(&rescue),
        [
            (1, displaced(Reason::NobodyQualified)),
            (3, displaced(Reason::AllTaken)),
            (2, displaced(Reason::NobodyWorks))
        ]
    );
}

#[test]
fn the_least_busy_takes_over_then_the_first_in_the_departments_order() {
    let town = office(&["a", "a", "a", "a"]);
    let busy = promise(1, "08:00", 60, "a", BEA);
    let rescue = ada_is_ill(
        &town,
        &[
            busy,
            promise(2, "09:00", 30, "a", ADA),
            promise(3, "09:30", 30, "a", ADA),
            promise(4, "10:00", 30, "a", ADA),
        ],
    );
    let dot = StaffId(4);
    assert_eq!(
        rescue.handed_over().collect::<Vec<_>>(),
        [(2, CEM), (3, dot), (4, CEM)]
    );
}

#[test]
fn work_is_even_also_where_a_chain_was_needed() {
    // Only Bea can do the first one, so she gives hers to the one of the other two who has less to do.
    let town = office(&["b", "ab", "a", "a"]);
    let rescue = ada_is_ill(
        &town,
        &[
            promise(1, "09:00", 30, "b", ADA),
            promise(2, "09:00", 30, "a", BEA),
            promise(3, "10:00", 60, "a", CEM),
        ],
    );
    assert_eq!(
        rescue.handed_over().collect::<Vec<_>>(),
        [(1, BEA), (2, StaffId(4))]
    );
}

#[test]
fn what_is_tied_to_a_person_stays_while_she_is_there() {
    let town = office(&["ab", "ab", "a"]);
    let ill = promise(1, "09:00", 30, "b", ADA);
    for tie in [Tie::Person, Tie::Fixed] {
        let tied = Promise {
            tie,
            ..promise(2, "09:00", 30, "a", BEA)
        };
        let rescue = ada_is_ill(&town, &[ill.clone(), tied.clone()]);
        assert_eq!(fates(&rescue), [(1, displaced(Reason::AllTaken))]);
        let with_ada = Promise {
            keeper: Some(ADA),
            ..tied
        };
        let fate = if tie == Tie::Person {
            Fate::TakenOver { to: BEA }
        } else {
            Fate::Stranded
        };
        assert_eq!(fates(&ada_is_ill(&town, &[with_ada])), [(2, fate)]);
    }
}

#[test]
fn an_overbooked_time_is_left_as_it_is() {
    let town = office(&["ab", "ab", "a"]);
    let promises = [
        promise(1, "09:00", 30, "b", ADA),
        promise(2, "09:00", 30, "a", BEA),
        promise(3, "09:15", 30, "a", BEA),
    ];
    assert_eq!(
        fates(&ada_is_ill(&town, &promises)),
        [(1, displaced(Reason::AllTaken))]
    );
}

#[test]
fn a_visit_after_hours_that_somebody_agreed_to_is_not_affected_until_she_is_away() {
    let town = office(&["a", "a"]);
    let late = [
        promise(1, "12:30", 30, "a", BEA),
        promise(2, "12:30", 30, "a", ADA),
    ];
    assert_eq!(
        fates(&ada_is_ill(&town, &late)),
        [(2, displaced(Reason::NobodyWorks))]
    );
}

#[test]
fn an_absence_for_a_part_of_the_day_touches_what_it_touches() {
    let town = office(&["a"]);
    let promises = [
        promise(1, "09:00", 30, "a", ADA),
        promise(2, "09:30", 30, "a", ADA),
        promise(3, "10:00", 30, "a", ADA),
    ];
    let touched = |from: &str, until: &str| {
        let after = away(
            &town,
            ADA,
            &format!("2026-11-23T{from}"),
            &format!("2026-11-23T{until}"),
        );
        let rescue = rescue(&town, &after, &promises);
        rescue.lines.iter().map(|line| line.promise).collect::<Vec<_>>()
    };
    assert_eq!(touched("09:30", "10:00"), [2]);
    assert_eq!(touched("09:29", "10:01"), [1, 2, 3], "every cell it touches");
    assert_eq!(touched("09:45", "23:59"), [2, 3]);
    assert_eq!(touched("09:30", "09:30"), [0; 0], "an absence of no length");
    // Two absences that overlap or meet are as good as one.
    let after = away(&town, ADA, "2026-11-23T09:30", "2026-11-23T09:50");
    let after = away(&after, ADA, "2026-11-23T09:40", "2026-11-23T10:00");
    assert_eq!(
        fates(&rescue(&town, &after, &promises)),
        [(2, displaced(Reason::NobodyQualified))]
    );
}

#[test]
fn closures_holidays_shorter_shifts_and_colleagues_who_leave_go_the_same_way() {
    let town = office(&["a", "a"]);
    let promises = [
        promise(1, "09:00", 30, "a", ADA),
        promise(2, "11:30", 30, "a", ADA),
    ];
    let after = |change: &dyn Fn(&mut Town)| {
        let mut after = town.clone();
        change(&mut after);
        fates(&rescue(&town, &after, &promises))
    };
    let nobody = displaced(Reason::NobodyWorks);
    let to_bea = Fate::TakenOver { to: BEA };
    let closure = |town: &mut Town| {
        town.departments[0].closures.push(Closure {
            from: date("2026-11-20"),
            until: date("2026-11-23"),
            name: Text::default(),
        });
    };
    assert_eq!(after(&closure), [(1, nobody), (2, nobody)]);
    let holiday = |town: &mut Town| {
        let date = date("2026-11-23");
        let name = "Kirmes".to_owned();
        town.holidays
            .add
            .push(tenants::calendar::holidays::AddedHoliday { date, name });
    };
    assert_eq!(after(&holiday), [(1, nobody), (2, nobody)]);
    let shorter = |town: &mut Town| town.departments[0].staff[0].shifts[0].until = "11:55".parse().unwrap();
    assert_eq!(after(&shorter), [(2, to_bea)]);
    let leaves = |town: &mut Town| drop(town.departments[0].staff.remove(0));
    assert_eq!(after(&leaves), [(1, to_bea), (2, to_bea)]);
    assert_eq!(after(&|_| {}), [], "nothing happened");
}

#[test]
fn places_that_are_kept_for_the_phone_are_good_enough_to_keep_a_promise() {
    let mut town = office(&["a", "a"]);
    town.departments[0].staff[1].shifts[0].audience = Audience::Desk;
    let rescue = ada_is_ill(&town, &[promise(1, "09:00", 30, "a", ADA)]);
    assert_eq!(fates(&rescue), [(1, Fate::TakenOver { to: BEA })]);
}

#[test]
fn what_was_displaced_before_is_tried_again() {
    let town = office(&["a", "a"]);
    let waiting = Promise {
        keeper: None,
        ..promise(1, "09:00", 30, "a", ADA)
    };
    let again = rescue(
        &town,
        &town,
        &[waiting.clone(), promise(2, "09:00", 30, "a", ADA)],
    );
    assert_eq!(fates(&again), [(1, Fate::TakenOver { to: BEA })]);
    assert_eq!(again.lines[0].from, None);
    let over = Promise {
        tie: Tie::Fixed,
        ..waiting
    };
    assert_eq!(fates(&rescue(&town, &town, &[over])), [], "its time is over");
}

#[test]
fn what_a_state_says_about_being_moved() {
    let kept = Kept {
        staff: ADA,
        span: promise(1, "09:00", 30, "a", ADA).span,
        overbooked: false,
    };
    let nine = at("2026-11-23T09:00");
    let minutes = TimeDelta::minutes;
    let tie = |state: State, now| Tie::of(&state, now);
    let displaced = State::Displaced {
        from: ADA,
        span: kept.span,
    };
    for state in [State::Booked { kept }, displaced] {
        assert_eq!(tie(state, nine - minutes(1)), Tie::Loose);
        assert_eq!(tie(state, nine), Tie::Person, "it has begun");
        assert_eq!(tie(state, nine + minutes(29)), Tie::Person);
        assert_eq!(tie(state, nine + minutes(30)), Tie::Fixed, "it is over");
    }
    let early = nine - minutes(60);
    let kept_beside = Kept {
        overbooked: true,
        ..kept
    };
    let beside = State::Booked { kept: kept_beside };
    assert_eq!(
        tie(beside, early),
        Tie::Person,
        "nobody is asked to make room for it"
    );
    for state in [
        State::Held {
            kept,
            until: nine,
            extended: false,
        },
        State::Pending { kept, until: nine },
        State::Arrived { kept, at: early },
        State::Done { kept, at: early },
        State::NoShow { kept },
        State::Cancelled {
            by: Party::Town,
            at: early,
        },
    ] {
        assert_eq!(tie(state, early), Tie::Fixed);
    }
}

#[test]
fn strangers_other_centuries_and_nights_do_no_harm() {
    let town = office(&["a", "a"]);
    let stranger = promise(1, "09:00", 30, "a", StaffId(99));
    let mut far = promise(2, "09:00", 30, "a", ADA);
    far.span.first.0 = i32::MAX - 1;
    let mut ancient = promise(3, "09:00", 30, "a", ADA);
    ancient.span.first.0 = i32::MIN;
    let night = promise(4, "23:45", 60, "a", ADA);
    let nothing = promise(5, "10:00", 0, "a", ADA);
    let mut elsewhere = promise(6, "10:30", 30, "a", ADA);
    elsewhere.department = DepartmentId(9);
    let rescue = ada_is_ill(&town, &[stranger, far, ancient, night, nothing, elsewhere]);
    assert_eq!(
        fates(&rescue),
        [
            (1, Fate::TakenOver { to: BEA }),
            (6, displaced(Reason::NobodyQualified)),
            (4, displaced(Reason::NobodyWorks))
        ]
    );
}

/// A day on which everybody has a promise in most half hours, for services in turn.
fn full_day(people: i32, half_hours: i32) -> (Town, Vec<Promise<u32>>) {
    let skills: Vec<&str> = ["abc", "abc", "ab", "bc", "ac"]
        .into_iter()
        .cycle()
        .take(people.unsigned_abs() as usize)
        .collect();
    let mut town = office(&skills);
    for person in &mut town.departments[0].staff {
        person.shifts[0].from = "00:00".parse().unwrap();
        person.shifts[0].until = "24:00".parse().unwrap();
    }
    let mut promises = Vec::new();
    for half_hour in 0..half_hours {
        for person in 1..=people {
            let skills = &town.departments[0].staff[(person - 1) as usize].skills;
            let service = skills[(half_hour * 7 + person) as usize % skills.len()];
            if person == 1 || (half_hour * 5 + person * 3) % 7 > 1 {
                promises.push(Promise {
                    id: promises.len() as u32,
                    span: Span {
                        first: cell("2026-11-23T00:00")
                            .plus((half_hour * 6 + (person + half_hour) % 4) as u32),
                        cells: 5,
                    },
                    services: vec![service],
                    ..promise(0, "09:00", 0, "", StaffId(person))
                });
            }
        }
    }
    (town, promises)
}

#[test]
fn a_sick_day_with_forty_appointments_among_five_is_solved_to_the_end() {
    let (town, promises) = full_day(5, 40);
    assert!(promises.len() > 150);
    let rescue = ada_is_ill(&town, &promises);
    assert_eq!(rescue.affected().count(), 40);
    assert!(rescue.displaced().count() < 40 && rescue.handed_over().count() > 10);
}

#[test]
fn a_day_of_a_thousand_appointments_comes_to_an_end() {
    let (town, promises) = full_day(30, 47);
    assert!(promises.len() > 1000);
    let after = away(&town, ADA, "2026-11-23T00:00", "2026-11-24T00:00");
    let few = rescue_within(&town, &after, &promises, 2000);
    assert_eq!(few.affected().count(), 47);
    let more = rescue_within(&town, &after, &promises, NODES / 10);
    assert!(more.displaced().count() <= few.displaced().count());
    assert_eq!(
        few,
        rescue_within(&town, &after, &promises, 2000),
        "the same every time"
    );
}

#[test]
fn the_order_in_which_promises_are_told_changes_nothing() {
    let (town, mut promises) = full_day(5, 40);
    let told = ada_is_ill(&town, &promises);
    promises.reverse();
    assert_eq!(told, ada_is_ill(&town, &promises));
    promises.sort_by_key(|promise| promise.id * 37 % 101);
    assert_eq!(told, ada_is_ill(&town, &promises));
}

#[test]
fn whoever_has_left_keeps_nothing_that_was_asked_of_her_outside_of_her_shifts() {
    let town = office(&["a", "a"]);
    let promises = [
        promise(1, "20:00", 30, "a", ADA),
        promise(2, "20:00", 30, "a", BEA),
        promise(3, "09:00", 30, "a", ADA),
    ];
    let last_day = |last: &str| {
        let mut after = town.clone();
        let shifts = &mut after.departments[0].staff[0].shifts;
        *shifts = ending(shifts, date(last));
        after
    };
    let left = rescue(&town, &last_day("2026-11-22"), &promises);
    let evening = (1, displaced(Reason::NobodyWorks));
    assert_eq!(fates(&left), [(3, Fate::TakenOver { to: BEA }), evening]);
    assert!(fates(&rescue(&town, &last_day("2026-11-23"), &promises)).is_empty());
    // Who merely works less can still be there in the evening.
    let mut shorter = town.clone();
    shorter.departments[0].staff[0].shifts[0].until = "08:30".parse().unwrap();
    assert_eq!(
        fates(&rescue(&town, &shorter, &promises)),
        [(3, Fate::TakenOver { to: BEA })]
    );
}
