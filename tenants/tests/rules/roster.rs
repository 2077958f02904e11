//! Who works when.

use tenants::calendar::roster::working;
use tenants::calendar::{Channel, Closed, LocalDay, closed};
use tenants::staff::{Audience, Shift};

use crate::towns::{BRANDT, KAYA, date, doerentrup, doerentrup_with, on_the_wall};

/// "08:00 12:00" for each span in which somebody works.
fn hours(town: &tenants::Town, person: tenants::StaffId, day: &str, channel: Channel, today: &str) -> String {
    let local = LocalDay::of(town.zone, date(day)).unwrap();
    let mask = working(town, person, date(day), channel, date(today));
    let edges = (0..=local.cells).filter(|cell| mask.has(*cell) != (*cell > 0 && mask.has(cell - 1)));
    let edges: Vec<_> = edges.map(|cell| local.midnight.plus(cell)).collect();
    on_the_wall(&edges).join(" ")
}

#[test]
fn citizens_see_shifts_for_everyone_and_on_the_day_itself_those_kept_for_it() {
    let town = doerentrup();
    let monday = |channel, today| hours(&town, KAYA, "2026-11-23", channel, today);
    assert_eq!(monday(Channel::Citizen, "2026-11-20"), "08:00 12:00");
    assert_eq!(monday(Channel::Citizen, "2026-11-23"), "08:00 12:00 13:00 14:00");
    assert_eq!(monday(Channel::Citizen, "2026-11-24"), "08:00 12:00");
    assert_eq!(monday(Channel::Desk, "2026-11-20"), "08:00 12:00 13:00 15:00");
}

#[test]
fn every_second_friday_begins_with_its_first_week() {
    let town = doerentrup();
    let friday = |day| hours(&town, KAYA, day, Channel::Citizen, day);
    assert_eq!(friday("2026-11-13"), "", "two weeks before it begins");
    assert_eq!(friday("2026-11-27"), "08:00 12:00");
    assert_eq!(friday("2026-12-04"), "");
    assert_eq!(friday("2026-12-11"), "08:00 12:00");
    assert_eq!(friday("2027-01-08"), "", "no longer valid");
}

#[test]
fn nobody_works_on_holidays_closed_days_and_absences() {
    let town = doerentrup_with(|town| {
        let kaya = &mut town.departments[0].staff[0];
        kaya.shifts.push(Shift::weekly(
            chrono::Weekday::Tue,
            "00:00".parse().unwrap(),
            "24:00".parse().unwrap(),
        ));
        kaya.absences[0].from = "2026-12-01T09:02:00".parse().unwrap();
        kaya.absences[0].until = "2026-12-01T11:58:00".parse().unwrap();
    });
    let day = |person, day| hours(&town, person, day, Channel::Citizen, "2026-11-01");
    assert_eq!(
        day(KAYA, "2026-12-01"),
        "00:00 09:00 12:00 00:00",
        "an absence takes every cell it touches"
    );
    assert_eq!(day(BRANDT, "2026-12-22"), "00:00 00:00");
    assert_eq!(day(BRANDT, "2026-12-29"), "", "closed");
    assert_eq!(day(KAYA, "2027-01-07"), "14:00 18:00", "open again");
    assert_eq!(day(KAYA, "2027-03-29"), "", "Easter Monday");
    assert_eq!(
        day(KAYA, "2026-06-04"),
        "14:00 18:00",
        "Fronleichnam is worked here in 2026"
    );
    assert_eq!(day(tenants::StaffId(99), "2026-12-01"), "", "a stranger");
}

#[test]
fn a_shift_around_the_clock_has_23_and_25_hours_on_the_nights_of_the_change() {
    let town = doerentrup_with(|town| {
        let mut night = Shift::weekly(
            chrono::Weekday::Sun,
            "00:00".parse().unwrap(),
            "24:00".parse().unwrap(),
        );
        night.audience = Audience::Everyone;
        town.departments[0].staff[0].shifts = vec![night];
    });
    let cells = |day| working(&town, KAYA, date(day), Channel::Citizen, date(day)).count();
    assert_eq!(cells("2026-03-29"), 276);
    assert_eq!(cells("2026-10-25"), 300);
    assert_eq!(cells("2026-11-01"), 0, "a holiday in Nordrhein-Westfalen");
    assert_eq!(cells("2026-11-08"), 288);
}

#[test]
fn a_closed_day_has_its_reason_and_an_absence_is_none() {
    let town = doerentrup();
    let why = |day| closed(&town, &town.departments[0], date(day));
    assert_eq!(why("2027-03-29"), Some(Closed::Holiday("Ostermontag".to_owned())));
    assert_eq!(
        why("2026-12-25"),
        Some(Closed::Holiday("Erster Weihnachtsfeiertag".to_owned())),
        "a holiday comes before a closure"
    );
    assert!(matches!(why("2026-12-29"), Some(Closed::Closure(_))));
    assert_eq!(why("2026-12-22"), None);
}
