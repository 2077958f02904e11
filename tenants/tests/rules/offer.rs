//! What is offered, what is refused, and who gets it.

use chrono::NaiveDate;
use tenants::calendar::offer::{Offer, Window};
use tenants::calendar::{Busy, Channel, DayState, StartRefused, may_start, nearest, offer};
use tenants::{Town, Visit};

use crate::towns::{BRANDT, KAYA, at, busy, cell, date, doerentrup, doerentrup_with, on_the_wall, visit};

struct Look<'a> {
    town: &'a Town,
    visit: &'a Visit,
    channel: Channel,
    now: &'a str,
    busy: &'a [Busy],
}

impl Look<'_> {
    fn offer(&self, from: &str, days: u32) -> Offer {
        let window = Window {
            from: date(from),
            days,
        };
        offer(
            self.town,
            self.visit,
            self.channel,
            window,
            at(self.now),
            self.busy,
        )
    }

    fn starts(&self, day: &str) -> String {
        on_the_wall(&self.offer(day, 1).days[0].starts).join(" ")
    }

    fn state(&self, day: &str) -> DayState {
        self.offer(day, 1).days[0].state
    }

    fn until(&self) -> NaiveDate {
        self.offer("2026-11-01", 0).bookable.until
    }

    fn ask(&self, start: &str) -> Result<Vec<i32>, StartRefused> {
        let asked = may_start(
            self.town,
            self.visit,
            self.channel,
            cell(start),
            at(self.now),
            self.busy,
        );
        asked.map(|people| people.iter().map(|person| person.0).collect())
    }
}

fn citizen<'a>(town: &'a Town, visit: &'a Visit, now: &'a str) -> Look<'a> {
    Look {
        town,
        visit,
        channel: Channel::Citizen,
        now,
        busy: &[],
    }
}

#[test]
fn starts_stand_on_the_grid_and_the_whole_visit_fits_before_closing() {
    let town = doerentrup();
    let visit = visit(&town, &[("personalausweis", 2), ("reisepass", 3)]);
    let look = citizen(&town, &visit, "2026-11-20T09:00");
    assert_eq!(visit.minutes(), 90);
    assert_eq!(
        look.starts("2026-11-23"),
        "08:00 08:15 08:30 08:45 09:00 09:15 09:30 09:45 10:00 10:15",
        "95 minutes with the buffer"
    );
}

#[test]
fn one_person_settles_the_whole_visit() {
    let town = doerentrup();
    let visit = visit(&town, &[("reisepass", 1)]);
    // Kaya has the second half of each hour, Brandt the first: together always somebody, nobody for 25 minutes.
    let claimed: Vec<Busy> = (8..12)
        .flat_map(|hour| {
            [
                busy(KAYA, &format!("2026-11-23T{hour:02}:00"), 40),
                busy(BRANDT, &format!("2026-11-23T{hour:02}:20"), 40),
            ]
        })
        .collect();
    let look = Look {
        busy: &claimed,
        ..citizen(&town, &visit, "2026-11-20T09:00")
    };
    assert_eq!(look.starts("2026-11-23"), "");
    assert_eq!(look.state("2026-11-23"), DayState::Full);
    assert_eq!(look.ask("2026-11-23T08:00"), Err(StartRefused::Taken));
}

#[test]
fn days_are_free_full_or_closed() {
    let town = doerentrup();
    let visit = visit(&town, &[("personalausweis", 1)]);
    let claimed = [busy(BRANDT, "2026-11-24T00:00", 1440)];
    let look = Look {
        busy: &claimed,
        ..citizen(&town, &visit, "2026-11-20T09:00")
    };
    let states: Vec<_> = look
        .offer("2026-11-19", 7)
        .days
        .iter()
        .map(|day| day.state)
        .collect();
    use DayState::{Closed, Free, Full};
    // Thursday is past, Friday a week off, then the weekend; on Wednesday nobody works.
    assert_eq!(states, [Closed, Closed, Closed, Closed, Free, Full, Closed]);
    assert_eq!(look.state("2027-01-18"), Free, "the last day of the horizon");
    assert_eq!(look.state("2027-01-25"), Closed, "beyond it");
    assert_eq!(
        look.offer("2026-11-19", 7).first_free(),
        Some(cell("2026-11-23T08:00"))
    );
}

#[test]
fn a_day_within_the_lead_time_is_full_and_not_closed() {
    let town = doerentrup();
    let visit = visit(&town, &[("abmeldung", 1)]);
    let look = citizen(&town, &visit, "2026-11-23T07:00");
    assert_eq!(look.state("2026-11-23"), DayState::Full);
    assert_eq!(look.offer("2026-11-23", 1).bookable.from, date("2026-11-24"));
    assert_eq!(
        look.offer("2026-11-23", 2).first_free(),
        Some(cell("2026-11-24T07:00")),
        "a day ahead to the minute"
    );
}

#[test]
fn the_horizon_opens_on_working_days_at_eight() {
    let town = doerentrup();
    let visit = visit(&town, &[("personalausweis", 1)]);
    let until = |now| citizen(&town, &visit, now).until();
    assert_eq!(until("2026-11-23T07:59"), date("2027-01-19"), "as of Friday");
    assert_eq!(until("2026-11-23T08:00"), date("2027-01-22"), "Monday at eight");
    assert_eq!(until("2026-11-22T12:00"), date("2027-01-19"), "Sunday");
    assert_eq!(
        until("2027-03-29T12:00"),
        date("2027-05-24"),
        "Easter Monday, as of Maundy Thursday"
    );
}

#[test]
fn the_horizon_rolls_at_midnight_without_a_release_time() {
    let town = doerentrup_with(|town| town.facts.policy.release = None);
    let visit = visit(&town, &[("personalausweis", 1)]);
    let until = |now| citizen(&town, &visit, now).until();
    assert_eq!(until("2026-11-22T23:59"), date("2027-01-21"));
    assert_eq!(until("2026-11-23T00:00"), date("2027-01-22"));
}

#[test]
fn the_desk_books_kept_places_at_once_and_far_ahead() {
    let town = doerentrup();
    let visit = visit(&town, &[("personalausweis", 1)]);
    let desk = Look {
        channel: Channel::Desk,
        ..citizen(&town, &visit, "2026-11-23T14:10")
    };
    assert_eq!(desk.starts("2026-11-23"), "14:15 14:30 14:45");
    assert_eq!(
        desk.ask("2026-11-23T14:00"),
        Err(StartRefused::TooSoon),
        "it has begun"
    );
    assert_eq!(desk.ask("2027-11-22T14:00"), Ok(vec![1]));
    assert_eq!(desk.ask("2027-11-29T14:00"), Err(StartRefused::BeyondHorizon));
}

#[test]
fn a_refused_start_says_why() {
    let town = doerentrup();
    let visit = visit(&town, &[("personalausweis", 1)]);
    let look = citizen(&town, &visit, "2026-11-23T07:00");
    assert_eq!(look.ask("2026-11-23T09:00"), Ok(vec![1, 2]));
    assert_eq!(look.ask("2026-11-23T08:45"), Err(StartRefused::TooSoon));
    assert_eq!(look.ask("2026-11-22T09:00"), Err(StartRefused::TooSoon));
    assert_eq!(
        look.ask("2026-11-23T09:05"),
        Err(StartRefused::NotOffered),
        "off the grid"
    );
    assert_eq!(
        look.ask("2026-11-23T12:00"),
        Err(StartRefused::NotOffered),
        "at noon nobody works"
    );
    assert_eq!(
        look.ask("2026-11-30T13:00"),
        Err(StartRefused::NotOffered),
        "kept for the day itself"
    );
    assert_eq!(look.ask("2027-02-01T09:00"), Err(StartRefused::BeyondHorizon));
}

#[test]
fn whoever_has_least_to_do_that_day_comes_first_and_then_the_departments_order() {
    let town = doerentrup();
    let visit = visit(&town, &[("personalausweis", 1)]);
    let ask = |claimed: &[Busy]| {
        Look {
            busy: claimed,
            ..citizen(&town, &visit, "2026-11-20T09:00")
        }
        .ask("2026-11-23T09:00")
    };
    assert_eq!(ask(&[]), Ok(vec![1, 2]));
    let kaya = busy(KAYA, "2026-11-23T10:00", 30);
    let brandt = busy(BRANDT, "2026-11-23T10:00", 15);
    assert_eq!(ask(&[kaya, brandt]), Ok(vec![2, 1]));
    assert_eq!(ask(&[brandt]), Ok(vec![1, 2]));
    let other_day = busy(KAYA, "2026-11-24T10:00", 300);
    assert_eq!(
        ask(&[other_day]),
        Ok(vec![1, 2]),
        "another day's work does not count"
    );
    assert_eq!(
        ask(&[busy(KAYA, "2026-11-23T09:10", 5)]),
        Ok(vec![2]),
        "Kaya is not free for all of it"
    );
}

#[test]
fn nobody_is_offered_beyond_their_skills() {
    let town = doerentrup();
    let visit = visit(&town, &[("abmeldung", 1)]);
    let look = citizen(&town, &visit, "2026-11-20T09:00");
    assert_eq!(look.ask("2026-11-23T09:00"), Ok(vec![2]));
    assert_eq!(look.ask("2026-11-26T15:00"), Err(StartRefused::NotOffered));
    assert_eq!(look.state("2026-11-26"), DayState::Closed);
}

#[test]
fn the_nearest_starts_are_told_in_the_order_of_time() {
    let town = doerentrup();
    let visit = visit(&town, &[("personalausweis", 1)]);
    let claimed = [
        busy(KAYA, "2026-11-23T09:00", 30),
        busy(BRANDT, "2026-11-23T09:00", 30),
    ];
    let look = Look {
        busy: &claimed,
        ..citizen(&town, &visit, "2026-11-20T09:00")
    };
    let days = look.offer("2026-11-23", 5).days;
    assert_eq!(
        on_the_wall(&nearest(&days, cell("2026-11-23T09:00"), 3)),
        ["08:30", "08:45", "09:30"]
    );
    assert_eq!(
        on_the_wall(&nearest(&days, cell("2026-11-23T09:15"), 3)),
        ["08:45", "09:30", "09:45"]
    );
    assert!(nearest(&[], cell("2026-11-23T09:15"), 3).is_empty());
}

#[test]
fn a_visit_never_crosses_midnight() {
    let town = doerentrup();
    let visit = visit(&town, &[("personalausweis", 4)]);
    let look = Look {
        channel: Channel::Desk,
        ..citizen(&town, &visit, "2026-11-20T09:00")
    };
    let starts = look.starts("2026-11-24");
    assert!(
        starts.starts_with("00:00 00:15") && starts.ends_with("22:45 23:00"),
        "{starts}"
    );
}

#[test]
fn the_end_of_the_calendar_is_no_trouble() {
    let town = doerentrup();
    let visit = visit(&town, &[("personalausweis", 1)]);
    for from in [NaiveDate::MIN, NaiveDate::MAX, date("2999-12-20")] {
        for now in [
            chrono::DateTime::<chrono::Utc>::MIN_UTC,
            chrono::DateTime::<chrono::Utc>::MAX_UTC,
            at("2026-11-20T09:00"),
        ] {
            let window = Window { from, days: 40 };
            let days = offer(&town, &visit, Channel::Citizen, window, now, &[]).days;
            assert!(days.iter().all(|day| day.state == DayState::Closed));
        }
    }
}
