//! Who may be asked to take a visit beside everything else, and when.

use tenants::calendar::{OverbookRefused, Span, may_overbook};
use tenants::shifts::ending;
use tenants::staff::Absence;
use tenants::{StaffId, Town};

use crate::towns::{KAYA, at, cell, date, doerentrup, doerentrup_with, visit};

fn asked(town: &Town, person: StaffId, from: &str) -> Result<(), OverbookRefused> {
    let visit = visit(town, &[("reisepass", 1)]);
    let span = Span {
        first: cell(from),
        cells: visit.cells(),
    };
    may_overbook(town, &visit, person, span, at("2026-11-23T08:00"))
}

#[test]
fn somebody_may_be_asked_within_and_outside_of_her_shift_but_not_while_she_is_away() {
    let mut town = doerentrup();
    for from in ["2026-11-23T08:00", "2026-11-24T09:05", "2026-11-24T21:00"] {
        assert_eq!(asked(&town, KAYA, from), Ok(()), "{from}");
    }
    for (from, refused) in [
        ("2026-11-23T07:55", OverbookRefused::Past),
        ("2027-11-25T09:00", OverbookRefused::TooFar),
        ("2026-11-24T23:55", OverbookRefused::NextDay),
        ("2026-12-25T09:00", OverbookRefused::Closed),
    ] {
        assert_eq!(asked(&town, KAYA, from), Err(refused), "{from}");
    }
    assert_eq!(
        asked(&town, StaffId(999), "2026-11-24T09:00"),
        Err(OverbookRefused::Nobody)
    );
    for person in town.departments.iter_mut().flat_map(|one| &mut one.staff) {
        person.absences.push(Absence {
            from: "2026-11-24T10:00:00".parse().unwrap(),
            until: "2026-11-24T12:00:00".parse().unwrap(),
        });
    }
    assert_eq!(asked(&town, KAYA, "2026-11-24T09:55"), Err(OverbookRefused::Away));
    assert_eq!(asked(&town, KAYA, "2026-11-24T11:55"), Err(OverbookRefused::Away));
    assert_eq!(asked(&town, KAYA, "2026-11-24T12:00"), Ok(()));
}

#[test]
fn whoever_has_left_is_not_asked_any_more() {
    let town = doerentrup_with(|town| {
        let shifts = &mut town.departments[0].staff[0].shifts;
        *shifts = ending(shifts, date("2026-11-24"));
    });
    assert_eq!(asked(&town, KAYA, "2026-11-24T21:00"), Ok(()), "her last day");
    assert_eq!(asked(&town, KAYA, "2026-11-25T09:00"), Err(OverbookRefused::Left));
}
