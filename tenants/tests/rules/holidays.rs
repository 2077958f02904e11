//! Holidays, compared with an independent source.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use tenants::calendar::holidays::{AddedHoliday, Holidays, Land, LocalHoliday};

use crate::towns::date;

/// What the Python library `holidays` knows; `public_holidays.py` beside it says how it was written.
const OTHERS: &str = include_str!("../fixtures/public_holidays.txt");

fn place(name: &str) -> Holidays {
    let also = match name {
        "Augsburg" => vec![LocalHoliday::Augsburg, LocalHoliday::Assumption],
        "BY+catholic" => vec![LocalHoliday::Assumption],
        "SN+catholic" | "TH+catholic" => vec![LocalHoliday::CorpusChristi],
        _ => vec![],
    };
    let code = if name == "Augsburg" { "BY" } else { &name[..2] };
    let land = Land::ALL.iter().find(|land| land.code() == code).unwrap();
    Holidays {
        also,
        ..Holidays::of_land(*land)
    }
}

#[test]
fn the_holidays_of_every_land_agree_with_an_independent_source_for_twenty_years() {
    let mut lands = BTreeSet::new();
    for line in OTHERS.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let (name, year) = (words.next().unwrap(), words.next().unwrap());
        let theirs: BTreeSet<NaiveDate> = words.map(|day| date(&format!("{year}-{day}"))).collect();
        let place = place(name);
        lands.insert(place.land.code());
        let ours: BTreeSet<NaiveDate> = place
            .of_year(year.parse().unwrap())
            .iter()
            .map(|(date, _)| *date)
            .collect();
        assert_eq!(ours, theirs, "{name} {year}");
    }
    assert_eq!(lands.len(), 16);
}

#[test]
fn special_days_are_known_by_name() {
    let name = |land, day| Holidays::of_land(land).name_of(date(day)).map(ToOwned::to_owned);
    let is = |land, day, expected: &str| assert_eq!(name(land, day).as_deref(), Some(expected), "{day}");
    for day in ["2026-11-18", "2027-11-17", "2028-11-22"] {
        is(Land::SN, day, "Buß- und Bettag");
        assert_eq!(name(Land::NW, day), None);
    }
    is(Land::BE, "2025-05-08", "Tag der Befreiung");
    assert_eq!(name(Land::BE, "2026-05-08"), None);
    is(Land::BE, "2028-06-17", "17. Juni");
    is(Land::BB, "2027-03-28", "Ostersonntag");
    is(Land::BB, "2027-05-16", "Pfingstsonntag");
    is(Land::TH, "2026-09-20", "Weltkindertag");
    is(Land::ST, "2026-01-06", "Heilige Drei Könige");
    is(Land::MV, "2026-03-08", "Frauentag");
    is(Land::SL, "2026-08-15", "Mariä Himmelfahrt");
}

#[test]
fn a_place_adds_and_removes_days_of_its_own() {
    let mut place = Holidays::of_land(Land::NW);
    place.add.push(AddedHoliday {
        date: date("2026-06-17"),
        name: "Festtag".to_owned(),
    });
    place.remove.push(date("2026-06-04"));
    assert_eq!(place.name_of(date("2026-06-17")), Some("Festtag"));
    assert_eq!(place.name_of(date("2026-06-04")), None, "Fronleichnam is worked");
    assert_eq!(
        place.name_of(date("2027-05-27")),
        Some("Fronleichnam"),
        "only that year"
    );
}

#[test]
fn the_last_working_day_lies_before_weekends_and_holidays() {
    let place = Holidays::of_land(Land::NW);
    assert_eq!(place.last_working_day(date("2026-11-25")), date("2026-11-25"));
    assert_eq!(place.last_working_day(date("2026-11-29")), date("2026-11-27"));
    assert_eq!(
        place.last_working_day(date("2027-03-29")),
        date("2027-03-25"),
        "Easter Monday"
    );
    assert_eq!(
        place.last_working_day(date("2027-01-01")),
        date("2026-12-31"),
        "over the turn of the year"
    );
}
