//! Time that is cut out of a calendar: the town after it, and which promises it could touch.

use chrono::Weekday;
use tenants::calendar::Channel;
use tenants::calendar::holidays::AddedHoliday;
use tenants::calendar::roster::working;
use tenants::cut::Cut;
use tenants::shifts::ShiftChange;
use tenants::staff::{Absence, Closure, Shift};
use tenants::{StaffId, Text, Town};

use crate::towns::{BRANDT, KAYA, date, doerentrup, doerentrup_with, on_the_wall};

fn cells(town: &Town, person: StaffId, day: &str) -> u32 {
    working(town, person, date(day), Channel::Desk, date(day)).count()
}

#[test]
fn a_shift_that_becomes_shorter_does_so_on_the_night_the_clocks_change_too() {
    let town = doerentrup_with(|town| {
        let night = Shift::weekly(Weekday::Sun, "00:00".parse().unwrap(), "06:00".parse().unwrap());
        town.departments[0].staff[0].shifts = vec![night];
    });
    let shifts = &town.staff_member(KAYA).unwrap().shifts;
    let left = Some(("01:00".parse().unwrap(), "05:00".parse().unwrap()));
    let change = ShiftChange::shortening(shifts, &shifts[0], date("2027-03-28"), left).unwrap();
    let cut = Cut::Shifts { staff: KAYA, change };
    let after = cut.after(&town);
    assert_eq!(cells(&after, KAYA, "2027-03-21"), 6 * 12, "the week before");
    assert_eq!(cells(&town, KAYA, "2027-03-28"), 5 * 12, "an hour does not exist");
    assert_eq!(cells(&after, KAYA, "2027-03-28"), 3 * 12);
    assert_eq!(cells(&after, KAYA, "2027-04-04"), 4 * 12);
    let (from, until) = cut.touches(&town);
    assert_eq!(on_the_wall(&[from]), ["00:00"]);
    assert!(until.0 == i32::MAX, "shifts have no last day");
    let other = cells(&town, BRANDT, "2027-04-06");
    assert_eq!(cells(&after, BRANDT, "2027-04-06"), other);
}

#[test]
fn whoever_leaves_is_gone_on_the_day_after_her_last_one() {
    let town = doerentrup();
    let shifts = &town.staff_member(KAYA).unwrap().shifts;
    let change = ShiftChange::leaving(shifts, date("2026-11-30")).unwrap();
    let cut = Cut::Shifts { staff: KAYA, change };
    assert!(cut.fits(&town) && !cut.is_in(&town));
    let after = cut.after(&town);
    assert!(!cut.fits(&after) && cut.is_in(&after));
    assert_eq!(
        cells(&after, KAYA, "2026-11-30"),
        cells(&town, KAYA, "2026-11-30")
    );
    for day in ["2026-12-01", "2026-12-03", "2026-12-07", "2027-06-01"] {
        assert_eq!(cells(&after, KAYA, day), 0, "{day}");
    }
    assert_eq!(cut.departments(&town), [town.departments[0].id]);
}

#[test]
fn a_holiday_closes_every_department_and_is_one_only_once() {
    let town = doerentrup();
    let holiday = |day: &str| Cut::Holiday {
        holiday: AddedHoliday {
            date: date(day),
            name: "Heimatfest".to_owned(),
        },
    };
    let cut = holiday("2026-12-01");
    assert_eq!(cut.departments(&town).len(), town.departments.len());
    let after = cut.after(&town);
    assert!(cells(&town, BRANDT, "2026-12-01") > 0);
    for person in after.staff() {
        assert_eq!(cells(&after, person.id, "2026-12-01"), 0, "{}", person.name);
    }
    assert!(cut.fits(&town) && !cut.is_in(&town) && cut.is_in(&after) && !cut.fits(&after));
    assert!(
        !holiday("2026-12-25").fits(&town),
        "Christmas is one without anybody's doing"
    );
}

#[test]
fn what_is_undone_is_as_it_was_even_beside_other_cuts() {
    let town = doerentrup();
    let absence = Absence {
        from: date("2026-11-24").and_hms_opt(0, 0, 0).unwrap(),
        until: date("2026-11-25").and_hms_opt(0, 0, 0).unwrap(),
    };
    let shifts = &town.staff_member(KAYA).unwrap().shifts;
    let cuts = [
        Cut::Absence { staff: KAYA, absence },
        Cut::Closure {
            department: town.departments[0].id,
            closure: Closure {
                from: date("2026-11-24"),
                until: date("2026-11-24"),
                name: Text::default(),
            },
        },
        Cut::Holiday {
            holiday: AddedHoliday {
                date: date("2026-11-24"),
                name: "Heimatfest".to_owned(),
            },
        },
        Cut::Shifts {
            staff: KAYA,
            change: ShiftChange::leaving(shifts, date("2026-11-23")).unwrap(),
        },
    ];
    for (number, cut) in cuts.iter().enumerate() {
        assert_eq!(cut.undone(&cut.after(&town)), town);
        for other in cuts.iter().skip(number + 1) {
            let both = other.after(&cut.after(&town));
            assert_eq!(cut.undone(&both), other.after(&town));
            assert_eq!(other.undone(&both), cut.after(&town));
        }
    }
    let once = cuts[0].after(&town);
    assert_eq!(cuts[0].undone(&cuts[0].after(&once)), once, "entered twice");
}
