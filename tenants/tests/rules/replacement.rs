//! Which times replace one that nobody can keep, and how long they are kept. H11: nobody is forgotten, and offers do not
//! empty the calendar for everybody else.

use std::collections::BTreeMap;

use tenants::calendar::{Busy, Channel, LocalDay, local_time, may_start, working};
use tenants::replacement::{Lost, MOST, Offered, answer_until, looked_at_until, replacements};
use tenants::{StaffId, Town};

use crate::towns::{KAYA, at, busy, cell, date, doerentrup, doerentrup_with, visit};

const NOW: &str = "2026-11-23T07:30";

fn lost(town: &Town, start: &str) -> Lost {
    Lost {
        visit: visit(town, &[("personalausweis", 1)]),
        start: cell(start),
    }
}

fn told(offered: &[Offered]) -> Vec<String> {
    let local = |one: &Offered| local_time::local(chrono_tz::Europe::Berlin, one.kept.span.first.start());
    offered
        .iter()
        .map(|one| local(one).format("%m-%dT%H:%M").to_string())
        .collect()
}

#[test]
fn the_nearest_time_of_each_of_the_three_nearest_days_is_offered() {
    let town = doerentrup();
    // Nobody works on Wednesdays, and on Thursdays not before two.
    let offered = replacements(&town, &[lost(&town, "2026-11-24T10:00")], at(NOW), &[]);
    assert_eq!(told(&offered[0]), ["11-23T10:00", "11-24T10:00", "11-26T14:00"]);
}

#[test]
fn near_is_near_the_lost_time_however_far_away_that_is() {
    let town = doerentrup();
    let lost = [lost(&town, "2027-01-19T10:00"), lost(&town, "2026-11-24T10:00")];
    let taken = [busy(KAYA, "2027-01-19T07:00", 720)];
    assert_eq!(looked_at_until(&town, &lost, at(NOW)), date("2027-02-02"));
    let offered = replacements(&town, &lost, at(NOW), &taken);
    assert_eq!(told(&offered[0]), ["01-18T10:00", "01-19T10:00", "01-21T14:00"]);
    assert!(
        offered[0]
            .iter()
            .all(|one| one.kept.staff != KAYA || !told(&[*one])[0].starts_with("01-19"))
    );
    assert_eq!(told(&offered[1]), ["11-23T10:00", "11-24T10:00", "11-26T14:00"]);
}

#[test]
fn what_is_taken_or_too_soon_to_be_read_is_not_offered() {
    let town = doerentrup();
    let everybody: Vec<_> = town
        .staff()
        .map(|person| busy(person.id, "2026-11-24T09:00", 180))
        .collect();
    let offered = replacements(
        &town,
        &[lost(&town, "2026-11-24T10:00")],
        at("2026-11-24T08:00"),
        &everybody,
    );
    let today: Vec<_> = told(&offered[0])
        .into_iter()
        .filter(|time| time.starts_with("11-24"))
        .collect();
    assert_eq!(
        today,
        ["11-24T12:00"],
        "two hours pass before somebody can be there"
    );
}

#[test]
fn an_offer_is_kept_for_the_hours_of_working_days_that_the_town_has_set() {
    let town = doerentrup();
    for (now, until) in [
        ("2026-11-23T07:30", "2026-11-24T07:30"),
        ("2026-11-27T14:00", "2026-11-30T14:00"),
        ("2026-11-28T14:00", "2026-12-01T00:00"),
        ("2026-12-24T10:00", "2026-12-28T10:00"),
        // The night before Monday has 25 hours, but is Sunday's; nobody's day gets longer.
        ("2026-10-23T14:00", "2026-10-26T14:00"),
    ] {
        assert_eq!(answer_until(&town, at(now)), at(until), "{now}");
    }
    let patient = doerentrup_with(|definition| definition.facts.policy.offer_hours = 72);
    assert_eq!(
        answer_until(&patient, at("2026-11-26T09:00")),
        at("2026-12-01T09:00")
    );
}

#[test]
fn a_time_that_is_near_is_given_back_before_it_begins() {
    let town = doerentrup();
    let offered = replacements(&town, &[lost(&town, "2026-11-23T10:00")], at(NOW), &[]);
    let first = offered[0][0];
    assert_eq!(told(&offered[0])[0], "11-23T10:00");
    assert_eq!(first.until, at("2026-11-23T09:30"));
    assert_eq!(offered[0][2].until, answer_until(&town, at(NOW)));
}

#[test]
fn whoever_comes_first_chooses_first() {
    let town = doerentrup();
    // Both would like Tuesday at ten best of that day, and there is one person.
    let lost = [lost(&town, "2026-11-25T10:00"), lost(&town, "2026-11-24T10:00")];
    let offered = replacements(&town, &lost, at(NOW), &[busy(KAYA, "2026-11-24T07:00", 720)]);
    assert!(told(&offered[1]).contains(&"11-24T10:00".to_owned()));
    let other = told(&offered[0])
        .into_iter()
        .find(|time| time.starts_with("11-24"));
    assert!(
        other.is_some_and(|time| time != "11-24T10:00"),
        "told in the order they were asked in"
    );
}

/// However many lose their appointment, and whatever is taken already.
#[test]
fn offers_are_times_that_can_really_be_had_and_leave_half_of_every_day() {
    let town = doerentrup();
    let now = at(NOW);
    let taken: Vec<_> = town
        .staff()
        .flat_map(|person| {
            ["2026-11-24T09:00", "2026-11-25T08:30", "2026-11-26T15:00"]
                .map(|start| busy(person.id, start, 65))
        })
        .collect();
    for many in [1, 7, 40, 200] {
        let starts = ["2026-11-23T09:00", "2026-11-24T09:00", "2026-11-26T16:00"];
        let lost: Vec<_> = starts
            .iter()
            .cycle()
            .take(many)
            .map(|start| lost(&town, start))
            .collect();
        let offered = replacements(&town, &lost, now, &taken);
        let mut given: BTreeMap<(StaffId, chrono::NaiveDate), u32> = BTreeMap::new();
        let mut busy = taken.clone();
        for one in offered.iter().flatten() {
            let (kept, visit) = (one.kept, &lost[0].visit);
            assert_eq!(kept.span.cells, visit.cells());
            let free = may_start(&town, visit, Channel::Desk, kept.span.first, now, &busy);
            assert!(
                free.is_ok_and(|free| free.contains(&kept.staff)),
                "{many}: offered twice, or never free"
            );
            assert!(one.until > now && one.until < kept.span.first.start());
            busy.push(Busy {
                staff: kept.staff,
                span: kept.span,
            });
            let day = local_time::date(town.zone, kept.span.first.start());
            *given.entry((kept.staff, day)).or_default() += kept.span.cells;
        }
        for ((staff, on), cells) in given {
            let day = LocalDay::of(town.zone, on).unwrap();
            let mut free = working(&town, staff, on, Channel::Desk, date("2026-11-23"));
            for one in taken.iter().filter(|one| one.staff == staff) {
                free.clear_span(day.offset(one.span.first), day.offset(one.span.end()));
            }
            assert!(cells * 2 <= free.count(), "{many}: {on} is emptied by offers");
        }
        assert!(offered.iter().all(|times| times.len() <= MOST));
        assert!(
            many > 7 || offered.iter().all(|times| times.len() == MOST),
            "{many}"
        );
    }
}

#[test]
fn who_can_be_offered_nothing_is_offered_nothing() {
    let town = doerentrup_with(|definition| {
        for person in &mut definition.departments[0].staff {
            person.shifts.clear();
        }
    });
    assert_eq!(
        replacements(&town, &[lost(&town, "2026-11-25T10:00")], at(NOW), &[]),
        [vec![]]
    );
}
