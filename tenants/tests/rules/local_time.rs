//! The wall clock, its two odd nights, and masks of cells.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::{Europe::Berlin, Tz};
use proptest::prelude::*;
use tenants::calendar::{Cell, ClockTime, DayMask, LocalDay, local_time};

use crate::towns::date;

fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

fn utc(zone: Tz, text: &str) -> Option<String> {
    local_time::instant(zone, wall(text)).map(|at| at.format("%Y-%m-%dT%H:%MZ").to_string())
}

#[test]
fn the_skipped_hour_does_not_exist_and_the_repeated_one_means_its_first() {
    assert_eq!(utc(Berlin, "2027-03-28T02:30"), None);
    assert_eq!(
        utc(Berlin, "2027-03-28T03:00").as_deref(),
        Some("2027-03-28T01:00Z")
    );
    assert_eq!(
        utc(Berlin, "2026-10-25T02:30").as_deref(),
        Some("2026-10-25T00:30Z")
    );
    assert!(local_time::is_ambiguous(Berlin, wall("2026-10-25T02:30")));
    assert!(!local_time::is_ambiguous(Berlin, wall("2026-10-25T03:00")));
    assert!(!local_time::is_ambiguous(Berlin, wall("2027-03-28T02:30")));
}

#[test]
fn days_of_the_clock_change_have_23_and_25_hours() {
    let cells = |day| LocalDay::of(Berlin, date(day)).unwrap().cells;
    let springs = [
        "2026-03-29",
        "2027-03-28",
        "2028-03-26",
        "2029-03-25",
        "2030-03-31",
        "2031-03-30",
        "2032-03-28",
        "2033-03-27",
    ];
    let autumns = [
        "2026-10-25",
        "2027-10-31",
        "2028-10-29",
        "2029-10-28",
        "2030-10-27",
        "2031-10-26",
        "2032-10-31",
        "2033-10-30",
    ];
    springs
        .iter()
        .for_each(|day| assert_eq!(cells(day), 276, "{day}"));
    autumns
        .iter()
        .for_each(|day| assert_eq!(cells(day), 300, "{day}"));
    assert_eq!(cells("2028-02-29"), 288);
}

#[test]
fn a_bound_in_the_skipped_hour_is_the_moment_the_clock_jumps() {
    let day = LocalDay::of(Berlin, date("2027-03-28")).unwrap();
    let at = |text: &str| day.cell_from(text.parse().unwrap());
    assert_eq!(at("02:00"), 24);
    assert_eq!(at("02:30"), 24);
    assert_eq!(at("03:00"), 24);
    assert_eq!(at("04:00"), 36);
    assert_eq!(at("24:00"), 276);
}

#[test]
fn the_grid_follows_the_wall_clock_through_both_nights() {
    let starts = |day: &str, grid| {
        let day = LocalDay::of(Berlin, date(day)).unwrap();
        let wall = |cell| {
            local_time::local(Berlin, day.midnight.plus(cell).start())
                .format("%H:%M")
                .to_string()
        };
        day.on_grid(grid)
            .iter()
            .map(wall)
            .take(8)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        starts("2027-03-28", 45),
        "00:00 00:45 01:30 03:00 03:45 04:30 05:15 06:00"
    );
    assert_eq!(
        starts("2026-10-25", 45),
        "00:00 00:45 01:30 02:15 02:15 03:00 03:45 04:30"
    );
    assert_eq!(
        starts("2026-10-26", 45),
        "00:00 00:45 01:30 02:15 03:00 03:45 04:30 05:15"
    );
}

#[test]
fn times_of_day_are_read_strictly() {
    for right in ["00:00", "08:05", "23:59", "24:00"] {
        assert_eq!(right.parse::<ClockTime>().unwrap().to_string(), right);
    }
    for wrong in [
        "", "8:00", "08:60", "24:01", "25:00", "08:00:00", "-1:00", "+8:00", "0８:00", "08.00",
    ] {
        assert!(wrong.parse::<ClockTime>().is_err(), "{wrong}");
    }
}

#[test]
fn years_nobody_plans_for_have_no_days() {
    assert!(LocalDay::of(Berlin, NaiveDate::MAX).is_none());
    assert!(LocalDay::of(Berlin, NaiveDate::MIN).is_none());
    assert!(LocalDay::of(Berlin, date("2999-12-31")).is_some());
}

proptest! {
    #[test]
    fn every_day_of_every_zone_follows_on_the_day_before(zone in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()), day in 0u64..22_000) {
        // 1990 to 2050; zones that skipped a whole date have a day without cells.
        let date = date("1990-01-01") + chrono::Days::new(day);
        let (today, tomorrow) = (LocalDay::of(zone, date).unwrap(), LocalDay::of(zone, date.succ_opt().unwrap()).unwrap());
        prop_assert_eq!(today.midnight.plus(today.cells), tomorrow.midnight);
        if today.cells > 0 {
            prop_assert_eq!(local_time::date(zone, today.midnight.start()), date);
            prop_assert!(today.cells <= 300);
        }
    }

    #[test]
    fn runs_of_free_cells_are_those_a_patient_person_would_count(
        spans in prop::collection::vec((0u32..330, 0u32..60), 0..12),
        gaps in prop::collection::vec((0u32..330, 0u32..10), 0..12),
        length in 1u32..330,
    ) {
        let mut mask = DayMask::EMPTY;
        let mut slow = [false; 320];
        for (spans, value) in [(spans, true), (gaps, false)] {
            for (from, cells) in spans {
                if value { mask.set_span(from, from + cells) } else { mask.clear_span(from, from + cells) }
                for cell in from..from + cells {
                    if let Some(cell) = slow.get_mut(cell as usize) { *cell = value }
                }
            }
        }
        let runs: Vec<u32> = mask.runs_of(length).iter().collect();
        let counted: Vec<u32> = (0..320u32)
            .filter(|from| (*from..from + length).all(|cell| slow.get(cell as usize).copied().unwrap_or(false)))
            .collect();
        prop_assert_eq!(runs, counted);
        prop_assert_eq!(mask.count() as usize, slow.iter().filter(|set| **set).count());
        prop_assert!((0..320).all(|cell| mask.has(cell) == slow[cell as usize]));
    }

    #[test]
    fn an_instant_lies_in_its_cell(seconds in -5_000_000_000i64..50_000_000_000, nanos in 0u32..1_000_000_000) {
        let at = chrono::DateTime::from_timestamp(seconds, nanos).unwrap();
        let cell = Cell::containing(at);
        prop_assert!(cell.start() <= at && at < cell.plus(1).start());
        prop_assert_eq!(Cell::beginning_at(cell.start()), Some(cell));
        let after = Cell::at_or_after(at);
        prop_assert!(after.start() >= at && (after == cell || after == cell.plus(1)));
    }
}
