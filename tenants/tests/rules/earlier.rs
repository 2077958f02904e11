//! Who is offered an earlier time: by hand where it is told best, and against somebody slow who tries every start.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Days, TimeDelta, Timelike as _, Utc};
use chrono_tz::Europe::Berlin;
use proptest::collection::vec;
use proptest::prelude::*;
use tenants::calendar::{Busy, Cell, Channel, ClockTime, Span, may_start};
use tenants::earlier::{
    Freed, Hours, HoursRefused, Reach, Waiting, answer_until, asked_at, offers, public_at, public_by,
};
use tenants::replacement::LATEST_ANSWER;
use tenants::{StaffId, Town};

use crate::random_towns::{Case, case};
use crate::towns::{BRANDT, at, busy, cell, date, doerentrup, doerentrup_with, on_the_wall, visit};

const NOW: &str = "2026-11-23T07:30";

fn clock(text: &str) -> ClockTime {
    text.parse().unwrap()
}

fn anybody(town: &Town) -> Waiting {
    Waiting {
        visit: visit(town, &[("personalausweis", 1)]),
        hours: Hours {
            weekdays: Vec::new(),
            from: clock("00:00"),
            until: clock("24:00"),
            first: date("2026-11-23"),
            last: date("2026-12-23"),
        },
        before: None,
        known: BTreeSet::new(),
        reach: Reach::Message,
    }
}

fn freed(staff: StaffId, from: &str, minutes: u32) -> Freed {
    let Busy { staff, span } = busy(staff, from, minutes);
    Freed { staff, span }
}

/// Who gets which start on the wall, of an hour of Brandt's on Tuesday from ten.
fn told(town: &Town, waiting: &[Waiting], taken: &[Busy]) -> Vec<(usize, String)> {
    let offered = offers(
        town,
        waiting,
        &freed(BRANDT, "2026-11-24T10:00", 60),
        at(NOW),
        taken,
    );
    let label = |first| on_the_wall(&[first]).concat();
    offered
        .iter()
        .map(|(number, one)| (*number, label(one.kept.span.first)))
        .collect()
}

#[test]
fn whoever_came_first_is_asked_first_and_everybody_about_another_time() {
    let town = doerentrup();
    let all = vec![anybody(&town); 9];
    let told = told(&town, &all, &[]);
    assert_eq!(told[0].0, 0);
    let times: BTreeSet<_> = told.iter().map(|(_, time)| time.clone()).collect();
    assert_eq!(times.len(), told.len(), "{told:?}");
    assert!(
        told.len() >= 2 && told.len() < 9,
        "an hour is not enough for nine: {told:?}"
    );
}

#[test]
fn nobody_is_asked_about_what_she_does_not_want() {
    let town = doerentrup();
    let nobody = |change: fn(&mut Waiting)| {
        let mut one = anybody(&town);
        change(&mut one);
        assert_eq!(told(&town, &[one], &[]), []);
    };
    nobody(|one| one.hours.weekdays = vec![0, 2, 3, 4]);
    nobody(|one| one.hours.from = clock("11:00"));
    nobody(|one| one.hours.until = clock("10:00"));
    nobody(|one| one.hours.first = date("2026-11-25"));
    nobody(|one| one.hours.last = date("2026-11-23"));
    nobody(|one| one.before = Some(cell("2026-11-24T09:45")));
    nobody(|one| one.visit = visit(&doerentrup(), &[("baulast", 1)]));
    let mut picky = anybody(&town);
    picky.before = Some(cell("2026-11-24T10:30"));
    picky.known = BTreeSet::from([cell("2026-11-24T09:45"), cell("2026-11-24T10:00")]);
    let told = told(&town, &[picky], &[busy(BRANDT, "2026-11-24T08:00", 120)]);
    assert!(
        told.iter()
            .all(|(_, time)| time.as_str() > "10:00" && time.as_str() < "10:30"),
        "{told:?}"
    );
}

#[test]
fn only_what_touches_the_freed_time_is_offered() {
    let town = doerentrup();
    let gone = freed(BRANDT, "2026-11-24T10:00", 15);
    let offered = offers(&town, &[anybody(&town)], &gone, at(NOW), &[]);
    for (_, one) in offered {
        assert!(one.kept.span.overlaps(gone.span) && one.kept.staff == BRANDT);
    }
    assert_eq!(
        told(&town, &[anybody(&town)], &[busy(BRANDT, "2026-11-24T09:00", 180)]),
        []
    );
}

#[test]
fn hours_that_no_visit_fits_into_are_refused() {
    let hours = anybody(&doerentrup()).hours;
    let today = date("2026-11-23");
    let with = |change: fn(&mut Hours)| {
        let mut hours = hours.clone();
        change(&mut hours);
        hours.check(20, today)
    };
    assert_eq!(with(|_| ()), Ok(()));
    assert_eq!(
        with(|hours| hours.until = clock("00:00")),
        Err(HoursRefused::Times)
    );
    assert_eq!(
        with(|hours| hours.until = clock("00:15")),
        Err(HoursRefused::TooShort)
    );
    assert_eq!(with(|hours| hours.until = clock("00:20")), Ok(()));
    assert_eq!(
        with(|hours| hours.last = date("2026-11-22")),
        Err(HoursRefused::Days)
    );
    assert_eq!(
        with(|hours| hours.first = date("2026-12-24")),
        Err(HoursRefused::Days)
    );
}

#[test]
fn she_has_four_hours_of_the_day_and_the_night_does_not_count() {
    let town = doerentrup();
    for (reach, now, asked, until) in [
        (
            Reach::Message,
            "2026-11-23T10:00",
            "2026-11-23T10:00",
            "2026-11-23T14:00",
        ),
        (
            Reach::Message,
            "2026-11-23T19:00",
            "2026-11-23T19:00",
            "2026-11-24T09:00",
        ),
        (
            Reach::Message,
            "2026-11-23T22:00",
            "2026-11-24T07:00",
            "2026-11-24T11:00",
        ),
        (
            Reach::Message,
            "2026-11-27T19:30",
            "2026-11-27T19:30",
            "2026-11-28T09:30",
        ),
        // A clerk calls, and nobody does so at the weekend.
        (
            Reach::Phone,
            "2026-11-27T19:30",
            "2026-11-27T19:30",
            "2026-11-30T09:30",
        ),
        (
            Reach::Phone,
            "2026-11-28T12:00",
            "2026-11-30T07:00",
            "2026-11-30T11:00",
        ),
        // The night before Sunday is an hour longer.
        (
            Reach::Message,
            "2026-10-24T20:00",
            "2026-10-24T20:00",
            "2026-10-25T10:00",
        ),
    ] {
        assert_eq!(asked_at(&town, reach, at(now)), at(asked), "{now}");
        assert_eq!(answer_until(&town, reach, at(now)), at(until), "{now}");
    }
    let patient = doerentrup_with(|definition| definition.facts.messages.earlier_hours = 72);
    assert_eq!(
        answer_until(&patient, Reach::Message, at("2026-11-23T07:00")),
        at("2026-11-28T09:00")
    );
}

#[test]
fn what_nobody_wants_is_for_everybody_at_a_moment_nobody_can_guess() {
    let town = doerentrup_with(|definition| definition.facts.messages.release_within_minutes = 30);
    let freed = at(NOW);
    assert_eq!(public_by(&town, freed), freed + TimeDelta::minutes(30));
    assert_eq!(public_at(&town, freed, 0), freed);
    assert_eq!(public_at(&town, freed, u32::MAX), freed + TimeDelta::minutes(30));
    assert_eq!(
        public_at(&town, freed, u32::MAX / 2),
        freed + TimeDelta::seconds(899)
    );
    let open = doerentrup_with(|definition| definition.facts.messages.release_within_minutes = 0);
    assert_eq!(public_at(&open, freed, u32::MAX), freed);
}

fn hours(from: chrono::NaiveDate) -> impl Strategy<Value = Hours> {
    let fives = || (0u32..=288).prop_map(|five| ClockTime::from_minutes(five * 5).unwrap());
    let times = prop_oneof![2 => Just((clock("00:00"), clock("24:00"))), 3 => (fives(), fives())];
    (vec(0u32..5, 0..4), times, 0u64..3, 0u64..4).prop_map(move |(weekdays, (a, b), first, last)| Hours {
        weekdays,
        from: a.min(b),
        until: a.max(b),
        first: from + Days::new(first),
        last: from + Days::new(last),
    })
}

/// A town, up to eight people who wait, and a time that is freed.
fn scene() -> impl Strategy<Value = (Case, Vec<Waiting>, Freed)> {
    case().prop_flat_map(|case| {
        let midnight = Cell::containing(case.from.and_hms_opt(0, 0, 0).unwrap().and_utc()).0;
        let around = move |cell: i32| Cell(midnight + cell);
        let visit = case.visit.clone();
        let one = (
            hours(case.from),
            prop::option::weighted(0.5, -100i32..800),
            vec(-20i32..600, 0..4),
            any::<bool>(),
        )
            .prop_map(move |(hours, before, known, phone)| Waiting {
                visit: visit.clone(),
                hours,
                before: before.map(around),
                known: known.into_iter().map(around).collect(),
                reach: if phone { Reach::Phone } else { Reach::Message },
            });
        let freed = (1i32..5, -20i32..600, 1u32..288).prop_map(move |(staff, first, cells)| Freed {
            staff: StaffId(staff),
            span: Span {
                first: around(first),
                cells,
            },
        });
        (Just(case), vec(one, 0..8), freed)
    })
}

/// Asks of every start there could be whether it is one.
fn slowly(case: &Case, waiting: &[Waiting], freed: &Freed) -> Vec<(usize, Cell)> {
    let mut taken = case.busy.clone();
    let mut given = Vec::new();
    for (number, one) in waiting.iter().enumerate() {
        let span = |first| Span {
            first,
            cells: one.visit.cells(),
        };
        let fits = |first: &Cell| {
            let wall = first.start().with_timezone(&Berlin);
            let end = (first.start() + TimeDelta::minutes(one.visit.minutes().into())).with_timezone(&Berlin);
            let minute = |time: chrono::NaiveTime| time.hour() * 60 + time.minute();
            // What ends at midnight ends at the end of its day.
            let ends = if end.date_naive() > wall.date_naive() {
                24 * 60 + minute(end.time())
            } else {
                minute(end.time())
            };
            let hours = &one.hours;
            let asked = asked_at(&case.town, one.reach, case.now);
            let people = may_start(&case.town, &one.visit, Channel::Citizen, *first, case.now, &taken);
            people.is_ok_and(|people| people.contains(&freed.staff))
                && span(*first).overlaps(freed.span)
                && (hours.weekdays.is_empty()
                    || hours.weekdays.contains(&wall.weekday().num_days_from_monday()))
                && hours.first <= wall.date_naive()
                && wall.date_naive() <= hours.last
                && hours.from.minutes() <= minute(wall.time())
                && ends <= hours.until.minutes()
                && one.before.is_none_or(|before| *first < before)
                && !one.known.contains(first)
                && first.start() >= asked + TimeDelta::hours(2)
        };
        let cells = freed.span.cells + 2 * one.visit.cells();
        let earliest = Cell(freed.span.first.0 - one.visit.cells().cast_signed());
        let found = (0..cells).map(|offset| earliest.plus(offset)).find(fits);
        if let Some(first) = found {
            taken.push(Busy {
                staff: freed.staff,
                span: span(first),
            });
            given.push((number, first));
        }
    }
    given
}

/// Whether the clock is changed around these days: then minutes on the wall are no measure of what has passed.
fn is_straight(case: &Case) -> bool {
    let days = (0..5).map(|step| case.from - Days::new(1) + Days::new(step));
    let offsets: BTreeSet<_> = days
        .map(|day| {
            let noon: DateTime<Utc> = day.and_hms_opt(12, 0, 0).unwrap().and_utc();
            noon.with_timezone(&Berlin).naive_local() - noon.naive_utc()
        })
        .collect();
    offsets.len() == 1
}

proptest! {
    #[test]
    fn nobody_who_fits_is_passed_by_and_no_time_is_offered_twice((case, waiting, freed) in scene()) {
        let offered = offers(&case.town, &waiting, &freed, case.now, &case.busy);
        let told: Vec<_> = offered.iter().map(|(number, one)| (*number, one.kept.span.first)).collect();
        if is_straight(&case) {
            prop_assert_eq!(&told, &slowly(&case, &waiting, &freed));
        }
        for (place, (number, one)) in offered.iter().enumerate() {
            let span = one.kept.span;
            prop_assert!(case.busy.iter().all(|busy| busy.staff != one.kept.staff || !busy.span.overlaps(span)));
            prop_assert!(offered[..place].iter().all(|(earlier, other)| earlier < number && !other.kept.span.overlaps(span)));
            prop_assert!(one.until <= span.first.start() - LATEST_ANSWER);
            prop_assert!(one.until > asked_at(&case.town, waiting[*number].reach, case.now), "she has time to answer");
        }
    }
}
