//! How long the engine takes for a month: `cargo run --release -p tenants --example offer_speed`.
//!
//! 35 days, 10 people, every person half full in appointments of 20 minutes; then the same with years of past
//! appointments among the claims, which must cost next to nothing.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate, Utc, Weekday};
use tenants::calendar::offer::Window;
use tenants::calendar::roster::working;
use tenants::calendar::{Busy, Channel, ClockTime, LocalDay, Span, may_start, offer};
use tenants::definition::{StaffDefinition, StaffFacts, read};
use tenants::staff::{Audience, Shift};
use tenants::{Town, TownId, Visit};

const TOWN: &str = include_str!("../tests/fixtures/doerentrup.toml");
/// What the month may take.
const ALLOWED: Duration = Duration::from_micros(150);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let town = town_of_ten()?;
    let visit = Visit::parse(&town, [("personalausweis", 1)])?;
    let now: DateTime<Utc> = "2026-11-23T06:03:00Z".parse()?;
    let window = Window {
        from: NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("date")?,
        days: 35,
    };
    let month = half_full(&town, window.from, 35);
    let mut years = half_full(&town, window.from - Days::new(1400), 1400);
    let past = years.len();
    years.extend(&month);

    let look = |busy: &[Busy]| offer(&town, &visit, Channel::Citizen, window, now, busy);
    let found = look(&month);
    println!(
        "month offer: {} days, {} people, {} appointments, {} starts found",
        found.days.len(),
        town.staff().count(),
        month.len(),
        found.starts().count()
    );
    let took = median(|| drop(black_box(look(black_box(&month)))));
    println!(
        "  median {:>8.1} µs   (at most {} µs)",
        micros(took),
        ALLOWED.as_micros()
    );
    let with_past = median(|| drop(black_box(look(black_box(&years)))));
    println!(
        "  median {:>8.1} µs   with {past} past appointments among the claims",
        micros(with_past)
    );
    let start = found.first_free().ok_or("nothing is free")?;
    let one = median(|| {
        drop(black_box(may_start(
            &town,
            &visit,
            Channel::Citizen,
            start,
            now,
            &month,
        )))
    });
    println!("  median {:>8.1} µs   to decide on one start", micros(one));
    if took > ALLOWED {
        Err("the month offer is too slow".into())
    } else {
        Ok(())
    }
}

/// Ten people with an ordinary week: mornings, a long Thursday, places for the phone and for the same day, a fortnightly
/// Friday afternoon and a holiday trip each.
fn town_of_ten() -> Result<Town, Box<dyn std::error::Error>> {
    let mut town = read(TOWN, "doerentrup.toml").map_err(|_| "the fixture is broken")?;
    let at = |hour: u32| ClockTime::from_minutes(hour * 60).ok_or("hour");
    let mut shifts = Vec::new();
    for weekday in [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
    ] {
        shifts.push(Shift::weekly(weekday, at(8)?, at(12)?));
        shifts.push(Shift {
            audience: Audience::Desk,
            ..Shift::weekly(weekday, at(12)?, at(13)?)
        });
    }
    shifts.push(Shift::weekly(Weekday::Mon, at(13)?, at(16)?));
    shifts.push(Shift::weekly(Weekday::Tue, at(13)?, at(16)?));
    shifts.push(Shift::weekly(Weekday::Thu, at(13)?, at(18)?));
    let fortnightly = NaiveDate::from_ymd_opt(2026, 11, 2);
    shifts.push(Shift {
        every_second_week_from: fortnightly,
        ..Shift::weekly(Weekday::Fri, at(13)?, at(15)?)
    });
    let absences = town.departments[0].staff[0].absences.clone();
    town.departments[0].staff = (0..10)
        .map(|number| StaffDefinition {
            facts: StaffFacts {
                slug: format!("p{number}"),
                name: format!("P{number}"),
                skills: vec!["*".to_owned()],
            },
            shifts: shifts.clone(),
            absences: absences.clone(),
        })
        .collect();
    town.departments.truncate(1);
    Ok(town.town(TownId(1))?)
}

/// Every other twenty minutes of everybody's work, from this day on.
fn half_full(town: &Town, from: NaiveDate, days: usize) -> Vec<Busy> {
    let mut busy = Vec::new();
    for date in from.iter_days().take(days) {
        let Some(day) = LocalDay::of(town.zone, date) else {
            continue;
        };
        for person in town.staff() {
            let works = working(town, person.id, date, Channel::Desk, date);
            let claims = works
                .iter()
                .filter(|cell| cell % 8 == (person.id.0 as u32 % 2) * 4);
            busy.extend(claims.map(|cell| Busy {
                staff: person.id,
                span: Span {
                    first: day.midnight.plus(cell),
                    cells: 4,
                },
            }));
        }
    }
    busy
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..2001)
        .map(|_| {
            let begin = Instant::now();
            run();
            begin.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
