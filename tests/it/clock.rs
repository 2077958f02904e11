//! Nights in which the clock is changed, and the edges of what can be booked: noon of an ordinary day proves little.
//!
//! The office is open through both nights of the year that have more or fewer hours than others (H5, H6), over midnight
//! (H9) and on the leap day (H14). Every promise is asked what the wall will show and which instant that is.

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use proof::{Citizen, Hall, Kind, at, on_both, town};
use serde_json::json;
use wire::{AppointmentState, AppointmentView, ProblemCode, StartView};

const PASS: &[(&str, u32)] = &[("pass", 1)];
const TWO_PASSES: &[(&str, u32)] = &[("pass", 2)];
const FIRST_HALF_PAST_TWO: &str = "2027-10-31T02:30:00+02:00";
const SECOND_HALF_PAST_TWO: &str = "2027-10-31T02:30:00+01:00";

on_both! {
    async fn half_past_two_comes_twice_in_autumn_and_each_is_a_time_of_its_own(kind: Kind) {
        let hall = night(kind, "2027-10-30T20:00:00+02:00").await;
        let mika = hall.citizen();
        let offered = starts(&mika, "pass", "2027-10-31").await;
        assert_eq!(offered.len(), 7 * 4, "from midnight to six it is seven hours");
        assert!(offered.is_sorted_by(|one, next| at(&one.at) + TimeDelta::minutes(15) <= at(&next.at)));
        let named: Vec<_> = offered.iter().filter(|start| start.label.starts_with("02:30")).collect();
        let named: Vec<_> = named.iter().map(|start| (start.at.as_str(), start.label.as_str())).collect();
        assert_eq!(named, [(FIRST_HALF_PAST_TWO, "02:30 MESZ"), (SECOND_HALF_PAST_TWO, "02:30 MEZ")]);

        for (time, zone, begins, ends) in [
            (SECOND_HALF_PAST_TWO, "MEZ", "20271031T013000Z", "20271031T014500Z"),
            (FIRST_HALF_PAST_TWO, "MESZ", "20271031T003000Z", "20271031T004500Z"),
        ] {
            let hold = mika.holds(PASS, time).await;
            assert_eq!((hold.at.as_str(), &hold.label), (time, &format!("Sonntag, 31. Oktober 2027, 02:30 Uhr {zone}")));
            let booked: AppointmentView = mika.asks_to_confirm(&hold.hold).await.good();
            assert_eq!((&booked.at, &booked.label), (&hold.at, &hold.label));
            assert_eq!(booked.time_label, format!("02:30 bis 02:45 Uhr {zone}"));
            lasts(&mika, &booked, begins, ends).await;
            let left = starts(&mika, "pass", "2027-10-31").await;
            assert!(left.iter().all(|start| start.at != time));
            refused(&mika, PASS, time, ProblemCode::SlotTaken).await;
        }
        let over_the_change = mika.books(TWO_PASSES, "2027-10-31T02:45:00+02:00").await;
        assert_eq!(over_the_change.time_label, "02:45 bis 02:15 Uhr MESZ");
        lasts(&mika, &over_the_change, "20271031T004500Z", "20271031T011500Z").await;
        hall.close().await;
    }

    async fn nothing_happens_between_two_and_three_in_spring(kind: Kind) {
        let hall = night(kind, "2028-03-25T20:00:00+01:00").await;
        let mika = hall.citizen();
        let offered = starts(&mika, "pass", "2028-03-26").await;
        assert_eq!(offered.len(), 5 * 4, "from midnight to six it is five hours");
        assert!(offered.iter().all(|start| !start.label.starts_with("02:")));
        for never in ["2028-03-26T02:30:00+01:00", "2028-03-26T02:30:00+02:00", "2028-03-26T02:00:00+01:00"] {
            refused(&mika, PASS, never, ProblemCode::NotOffered).await;
        }
        let booked = mika.books(TWO_PASSES, "2028-03-26T01:45:00+01:00").await;
        assert_eq!(booked.time_label, "01:45 bis 03:15 Uhr");
        lasts(&mika, &booked, "20280326T004500Z", "20280326T011500Z").await;
        refused(&mika, PASS, "2028-03-26T03:00:00+02:00", ProblemCode::SlotTaken).await;
        mika.books(PASS, "2028-03-26T03:15:00+02:00").await;
        hall.close().await;
    }

    async fn a_hold_lasts_ten_minutes_also_while_the_clock_is_changed(kind: Kind) {
        let hall = night(kind, "2027-10-31T00:00:00+02:00").await;
        let mika = hall.citizen();
        for (now, ends, told, wanted) in [
            ("2027-10-31T02:55:00+02:00", "2027-10-31T02:05:00+01:00", "02:05 MEZ", "2027-10-31T05:00:00+01:00"),
            ("2028-03-26T01:55:00+01:00", "2028-03-26T03:05:00+02:00", "03:05", "2028-03-26T05:00:00+02:00"),
        ] {
            hall.clock.set(at(now));
            let hold = mika.holds(PASS, wanted).await;
            assert_eq!((hold.expires_at.as_str(), hold.expires_label.as_str()), (ends, told));
            assert_eq!(hold.seconds_left, 600);
            hall.clock.set(at(ends) - TimeDelta::microseconds(1));
            refused(&mika, PASS, wanted, ProblemCode::SlotTaken).await;
            hall.clock.set(at(ends));
            let late = mika.asks_to_confirm(&hold.hold).await;
            assert_eq!((late.status, late.problem().code), (StatusCode::GONE, ProblemCode::HoldExpired));
            let next = mika.holds(PASS, wanted).await;
            hall.clock.set(at(&next.expires_at) - TimeDelta::microseconds(1));
            let _: AppointmentView = mika.asks_to_confirm(&next.hold).await.good();
        }
        hall.close().await;
    }

    async fn whoever_comes_in_an_hour_can_book_and_a_minute_later_cannot(kind: Kind) {
        let hall = night(kind, "2027-10-31T00:00:00+02:00").await;
        let mika = hall.citizen();
        // An hour is sixty minutes, also where the wall shows none or two in between.
        for (now, in_an_hour) in [
            ("2026-11-24T08:30:00+01:00", "2026-11-24T09:30:00+01:00"),
            ("2027-10-31T01:30:00+02:00", FIRST_HALF_PAST_TWO),
            (FIRST_HALF_PAST_TWO, SECOND_HALF_PAST_TWO),
            ("2028-03-26T01:30:00+01:00", "2028-03-26T03:30:00+02:00"),
        ] {
            let day = &in_an_hour[..10];
            hall.clock.set(at(now) + TimeDelta::minutes(1));
            refused(&mika, PASS, in_an_hour, ProblemCode::TooSoon).await;
            assert_ne!(starts(&mika, "pass", day).await[0].at, in_an_hour);
            hall.clock.set(at(now) + TimeDelta::microseconds(1));
            refused(&mika, PASS, in_an_hour, ProblemCode::TooSoon).await;
            hall.clock.set(at(now));
            assert_eq!(starts(&mika, "pass", day).await[0].at, in_an_hour);
            mika.books(PASS, in_an_hour).await;
        }
        hall.close().await;
    }

    async fn an_appointment_is_changed_until_an_hour_before_it_and_not_later(kind: Kind) {
        let hall = night(kind, "2027-10-30T20:00:00+02:00").await;
        let mika = hall.citizen();
        let booked = mika.books(PASS, SECOND_HALF_PAST_TWO).await;
        hall.clock.set(at(FIRST_HALF_PAST_TWO) + TimeDelta::microseconds(1));
        let five = mika.holds(PASS, "2027-10-31T05:00:00+01:00").await;
        let wish = json!({ "hold": five.hold });
        let asks = async |step: &str, body| {
            mika.ask(Method::POST, &format!("/appointments/{}/{step}", booked.token), body).await
        };
        for (step, body) in [("move", Some(&wish)), ("cancel", None)] {
            let late = asks(step, body).await;
            assert_eq!((late.status, late.problem().code), (StatusCode::CONFLICT, ProblemCode::NotChangeable));
        }
        assert!(booked.changeable && !mika.views(&booked.token).await.changeable);
        hall.clock.set(at(FIRST_HALF_PAST_TWO));
        assert_eq!(asks("move", Some(&wish)).await.good::<AppointmentView>().at, five.at);
        assert_eq!(asks("cancel", None).await.good::<AppointmentView>().state, AppointmentState::Cancelled);
        hall.close().await;
    }

    async fn the_last_day_is_open_from_its_midnight_on_even_if_there_is_one_in_four_years_only(kind: Kind) {
        let hall = night(kind, "2027-12-31T00:00:00+01:00").await;
        let mika = hall.citizen();
        let (leap_day, day_after) = ("2028-02-29T09:00:00+01:00", "2028-03-01T09:00:00+01:00");
        hall.clock.set(at("2027-12-31T00:00:00+01:00") - TimeDelta::microseconds(1));
        refused(&mika, PASS, leap_day, ProblemCode::BeyondHorizon).await;
        assert_eq!(bookable_until(&mika).await, "2028-02-28");
        hall.clock.set(at("2027-12-31T00:00:00+01:00"));
        assert_eq!(bookable_until(&mika).await, "2028-02-29");
        let days = mika.looks(&["pass"], "2028-02-28", 3).await.days;
        assert_eq!(days.iter().map(|day| day.starts.len()).collect::<Vec<_>>(), [16, 16, 0]);
        refused(&mika, PASS, day_after, ProblemCode::BeyondHorizon).await;
        let booked = mika.books(PASS, leap_day).await;
        assert_eq!(booked.label, "Dienstag, 29. Februar 2028, 09:00 Uhr");
        lasts(&mika, &booked, "20280229T080000Z", "20280229T081500Z").await;
        // On the day itself and after it the link still opens what was promised.
        for now in ["2028-02-29T08:00:00+01:00", "2028-03-01T08:00:00+01:00"] {
            hall.clock.set(at(now));
            assert_eq!(mika.views(&booked.token).await.label, booked.label);
        }
        hall.close().await;
    }

    async fn new_days_open_when_the_towns_clock_says_so(kind: Kind) {
        let eight = ("Europe/Berlin", "08:00");
        for ((zone, release), now, last) in [
            // The clock is changed between Friday and Monday: eight o'clock is another hour of the world then.
            (eight, "2028-03-24T07:59:59+01:00", "2028-05-22"),
            (eight, "2028-03-24T08:00:00+01:00", "2028-05-23"),
            (eight, "2028-03-26T08:00:00+02:00", "2028-05-23"),
            (eight, "2028-03-27T07:59:59+02:00", "2028-05-23"),
            (eight, "2028-03-27T08:00:00+02:00", "2028-05-26"),
            (eight, "2026-10-26T07:59:59+01:00", "2026-12-22"),
            (eight, "2026-10-26T08:00:00+01:00", "2026-12-25"),
            // In Cairo it is changed in the night to Friday, and half past midnight is skipped.
            (("Africa/Cairo", "00:30"), "2027-04-29T23:59:59+02:00", "2027-06-28"),
            (("Africa/Cairo", "00:30"), "2027-04-30T01:00:00+03:00", "2027-06-29"),
        ] {
            let town = open_at_night()
                .replace("zone = \"Europe/Berlin\"", &format!("zone = \"{zone}\""))
                .replace("hold_minutes", &format!("release = {{ at = \"{release}\" }}\nhold_minutes"));
            let hall = Hall::open(kind, &town).await;
            hall.clock.set(at(now));
            assert_eq!(bookable_until(&hall.citizen()).await, last, "at {now}");
            hall.close().await;
        }
    }

    async fn a_night_shift_goes_on_after_midnight_but_no_visit_does(kind: Kind) {
        let hall = night(kind, "2026-11-28T12:00:00+01:00").await;
        let mika = hall.citizen();
        let before = starts(&mika, "pass:2", "2026-11-28").await;
        assert_eq!(before.last().map(|start| start.label.as_str()), Some("23:30"));
        refused(&mika, TWO_PASSES, "2026-11-28T23:45:00+01:00", ProblemCode::NotOffered).await;
        assert_eq!(starts(&mika, "pass:2", "2026-11-29").await[0].label, "00:00");
        let last = mika.books(PASS, "2026-11-28T23:45:00+01:00").await;
        assert_eq!(last.time_label, "23:45 bis 00:00 Uhr");
        lasts(&mika, &last, "20261128T224500Z", "20261128T230000Z").await;
        mika.books(TWO_PASSES, "2026-11-29T00:00:00+01:00").await;
        refused(&mika, PASS, "2026-11-29T00:15:00+01:00", ProblemCode::SlotTaken).await;
        hall.close().await;
    }
}

/// One person, who works on weekday mornings and from Saturday evening to Sunday morning.
fn open_at_night() -> String {
    let morning = |day| (day, "08:00", "12:00");
    let mut shifts = ["monday", "tuesday", "wednesday", "thursday", "friday"]
        .map(morning)
        .to_vec();
    shifts.extend([("saturday", "20:00", "24:00"), ("sunday", "00:00", "06:00")]);
    let shifts = shifts.into_iter().map(|(day, from, until)| {
        format!("{{ weekday = \"{day}\", from = \"{from}\", until = \"{until}\" }}")
    });
    format!(
        "{}\n[[departments.staff]]\nslug = \"eule\"\nname = \"Eule\"\nskills = [\"*\"]\nshifts = [{}]\n",
        town::head("nachtwache"),
        shifts.collect::<Vec<_>>().join(", ")
    )
}

async fn night(kind: Kind, now: &str) -> Hall {
    let hall = Hall::open(kind, &open_at_night()).await;
    hall.clock.set(at(now));
    hall
}

/// What is offered on a day.
async fn starts(citizen: &Citizen, service: &str, day: &str) -> Vec<StartView> {
    let offer = citizen.looks(&[service], day, 1).await;
    offer.days.into_iter().flat_map(|day| day.starts).collect()
}

async fn bookable_until(citizen: &Citizen) -> String {
    citizen.looks(&["pass"], "2026-01-01", 1).await.bookable_until
}

async fn refused(citizen: &Citizen, visit: &[(&str, u32)], time: &str, code: ProblemCode) {
    let problem = citizen.asks_to_hold(visit, time).await.problem();
    assert_eq!(problem.code, code, "{time}: {problem:?}");
}

/// The calendar file names these two instants.
async fn lasts(citizen: &Citizen, booked: &AppointmentView, begins: &str, ends: &str) {
    let path = format!("/appointments/{}/calendar.ics", booked.token);
    let file = citizen.ask(Method::GET, &path, None).await.text();
    for line in [format!("DTSTART:{begins}"), format!("DTEND:{ends}")] {
        assert!(file.lines().any(|told| told == line), "{line} in {file}");
    }
}
