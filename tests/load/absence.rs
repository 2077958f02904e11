//! Absences: what a clerk waits for when a colleague is ill. Goals: the preview within 200 ms, saving within 500 ms.

use std::thread;
use std::time::{Duration, Instant};

use proof::{DeskVisit, Kind, town};
use wire::DayState;

use crate::AbsenceFlags;
use crate::figures::{load_average, quantile};
use crate::half_full::{Dice, book, wish_for};
use crate::stage::{Client, Stage};

/// Three weeks of weekdays.
const DAYS: usize = 15;
/// Her day from 08:00 to 18:00, without a gap.
const HERS: usize = 40;
/// Appointments with her colleagues on that day: half of their time.
const THEIRS: usize = 40;
/// Appointments with anybody on all the other days.
const OTHERS: usize = 220;
/// Several towns are filled at once.
const CLIENTS: usize = 4;
const CLERK: &str = "k.muster@example.org";

/// Measures and prints.
pub async fn measure(flags: &AbsenceFlags) {
    println!(
        "Absences in {} towns: 5 colleagues, {} appointments in three weeks, {HERS} of them with the one who is away on that day",
        flags.towns,
        HERS + THEIRS + OTHERS
    );
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if flags.database.is_none_or(|only| only == kind) {
            on(kind, flags.towns).await;
        }
    }
}

/// Each absence is the first of its town, on a day as full as all the others.
async fn on(kind: Kind, towns: usize) {
    let towns: Vec<_> = (1..=towns).map(|number| format!("laststadt-{number}")).collect();
    let as_booked: Vec<_> = towns
        .iter()
        .map(|slug| staffed(slug, ["umzug", "umzug"]))
        .collect();
    let stage = Stage::of(kind, &as_booked).await;
    let days = fill(&stage, &towns);
    for slug in &towns {
        stage.take_in(&staffed(slug, ["perso", "pass"]));
        stage.employ(slug, CLERK).await;
    }
    stage.settle().await;
    let (mut previews, mut savings) = (Vec::new(), Vec::new());
    let mut told = String::new();
    for (slug, day) in towns.iter().zip(&days) {
        let mut clerk = DeskVisit::sign_in(stage.server.address, slug, CLERK);
        let begin = Instant::now();
        let preview = clerk.previews_absence("person-1", day);
        previews.push(begin.elapsed());
        let begin = Instant::now();
        clerk.sends_absence(&preview);
        let answer = clerk.hears().expect("the server answers");
        savings.push(begin.elapsed());
        assert_eq!(answer.status, 303, "{}", answer.told());
        told = sight(&String::from_utf8_lossy(&preview.body));
    }
    println!("  the last plan: {told}");
    println!(
        "  preview {}   saving {}   load average {}",
        line(&previews),
        line(&savings),
        load_average()
    );
    stage.strike().await;
}

/// While it is booked only one can do identity cards and passports, so that all of a day are with her; then two more have
/// learned either.
fn staffed(slug: &str, learned: [&str; 2]) -> String {
    let people = [
        ("person-1", vec!["perso", "pass"]),
        ("person-2", vec!["umzug", learned[0]]),
        ("person-3", vec!["umzug", learned[1]]),
        ("person-4", vec!["umzug"]),
        ("person-5", vec!["umzug"]),
    ];
    let people = people.map(|(slug, mut skills)| {
        skills.dedup();
        town::colleague(slug, &skills)
    });
    town::head(slug) + &people.concat()
}

/// Fills three weeks of every town. Returns for each the day on which all of the first person's time is taken.
fn fill(stage: &Stage, towns: &[String]) -> Vec<String> {
    let share = towns.len().div_ceil(CLIENTS).max(1);
    thread::scope(|scope| {
        let fillers: Vec<_> = towns
            .chunks(share)
            .map(|towns| {
                scope.spawn(|| {
                    let fill = |slug: &String| fill_town(&mut stage.client_of(slug));
                    towns.iter().map(fill).collect::<Vec<_>>()
                })
            })
            .collect();
        let filled = fillers
            .into_iter()
            .flat_map(|filler| filler.join().expect("a client"));
        filled.collect()
    })
}

fn fill_town(client: &mut Client) -> String {
    let today = client.today();
    let month = client.looks("pass", &today, 35).days.into_iter().skip(1);
    let open: Vec<_> = month
        .filter(|day| day.state == DayState::Free)
        .take(DAYS)
        .collect();
    assert_eq!(open.len(), DAYS);
    let (full, others) = open.split_first().expect("a day");
    assert_eq!(full.starts.len(), HERS, "a day of 15 minutes each");
    for (number, start) in full.starts.iter().enumerate() {
        let service = if number % 2 == 0 { "pass" } else { "perso" };
        assert!(book(client, &wish_for(service, 1, &start.at)));
    }
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (full, others) = (full.date.clone(), others.iter().map(|day| &day.date));
    fill_day(client, &mut dice, &full, THEIRS);
    for (number, date) in others.enumerate() {
        let so_far = |number| OTHERS * number / (DAYS - 1);
        fill_day(client, &mut dice, date, so_far(number + 1) - so_far(number));
    }
    full
}

/// Books new addresses somewhere on a day.
fn fill_day(client: &mut Client, dice: &mut Dice, date: &str, appointments: usize) {
    for _ in 0..appointments {
        let free = client.looks("umzug", date, 1);
        let starts = &free.days.first().expect("a day").starts;
        let start = &starts[dice.below(starts.len())];
        assert!(book(client, &wish_for("umzug", 1, &start.at)));
    }
}

/// How many of a preview's lines are of each kind.
fn sight(preview: &str) -> String {
    let kinds = [
        ("kept", "taken over"),
        ("moved", "shifted for their sake"),
        ("offered", "offered other times"),
        ("lost", "to be called"),
    ];
    let count = |kind| preview.matches(&format!("fate--{kind}\"")).count();
    kinds
        .map(|(kind, word)| format!("{} {word}", count(kind)))
        .join(", ")
}

fn line(times: &[Duration]) -> String {
    let [half, all] = [0.5, 1.0].map(|share| quantile(times.iter().copied(), share));
    format!("median {half:.1} ms, slowest {all:.1} ms")
}
