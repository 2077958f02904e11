//! The live desk: a thousand appointments on one day, clerks who all watch it, citizens who book meanwhile. Goals: a page within
//! 100 ms for 95 of 100, a booking on every screen within a second.
//!
//! Each clerk is what a browser is: a stream of news, and another connection on which the page is fetched after an event, with
//! the same little waiting as `server/static/live.js`.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use proof::{Connection, DeskVisit, Kind};
use wire::DayState;

use crate::DeskFlags;
use crate::figures::{Used, load_average, quantile};
use crate::half_full::{Dice, form, wish_for};
use crate::stage::{Client, Stage};

const TOWN: &str = "laststadt";
/// Enough for a thousand appointments of a quarter of an hour and some more.
const COLLEAGUES: usize = 40;
const BEFORE: usize = 1_000;
/// Several clients fill the day at once.
const FILLERS: usize = 4;
/// Clerks who go from page to page besides, one every so long.
const WALKERS: usize = 5;
const STEP: Duration = Duration::from_millis(500);
/// As in `live.js`.
const JITTER: u64 = 150;
const REST: Duration = Duration::from_millis(400);
const LONGEST_REST: Duration = Duration::from_secs(3);
/// How long the last booking may take to be seen.
const PATIENCE: Duration = Duration::from_secs(10);

/// A citizen's booking.
struct Booking {
    name: String,
    /// When the confirmation was sent, and when it was answered.
    sent: Instant,
    answered: Instant,
}

/// What all of them know.
struct Scene {
    day: String,
    bookings: Mutex<Vec<Arc<Booking>>>,
    over: AtomicBool,
}

/// What one clerk's browser went through.
#[derive(Default)]
struct Seen {
    fetches: Vec<Duration>,
    events: Vec<Duration>,
    shown: Vec<Duration>,
}

/// Measures and prints.
pub async fn measure(flags: &DeskFlags) {
    println!(
        "A day of {BEFORE} appointments with {COLLEAGUES} colleagues, {} clerks who watch it, {WALKERS} who go from page to page, \
         {} bookings a second, {} s",
        flags.clerks, flags.bookings, flags.seconds
    );
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if flags.database.is_none_or(|only| only == kind) {
            on(kind, flags).await;
        }
    }
}

async fn on(kind: Kind, flags: &DeskFlags) {
    let stage = Stage::set(kind, COLLEAGUES).await;
    let emails: Vec<_> = (0..flags.clerks + WALKERS)
        .map(|number| format!("clerk-{number}@example.org"))
        .collect();
    for email in &emails {
        stage.employ(TOWN, email).await;
    }
    let (day, starts) = fill(&stage);
    stage.settle().await;
    let scene = Scene {
        day,
        bookings: Mutex::default(),
        over: AtomicBool::new(false),
    };
    let (address, long) = (stage.server.address, Duration::from_secs(flags.seconds));
    let visits: Vec<_> = emails
        .iter()
        .map(|email| DeskVisit::sign_in(address, TOWN, email))
        .collect();
    let (mut visits, database) = (visits.into_iter(), stage.backends());
    let before = Used::so_far(stage.server.pid(), &database);
    let (mut seen, mut walked, mut bytes) = (Seen::default(), Vec::new(), 0);
    thread::scope(|scope| {
        let scene = &scene;
        let watching: Vec<_> = visits
            .by_ref()
            .take(flags.clerks)
            .enumerate()
            .map(|(number, visit)| scope.spawn(move || watch(scene, visit, number as u64 + 1)))
            .collect();
        let walking: Vec<_> = visits.map(|visit| scope.spawn(|| walk(scene, visit))).collect();
        thread::sleep(Duration::from_secs(1));
        scope.spawn(|| book(&stage, scene, &starts, flags.bookings, long));
        thread::sleep(long + Duration::from_secs(2));
        scene.over.store(true, Ordering::Relaxed);
        for watching in watching {
            let (one, size) = watching.join().expect("a clerk");
            bytes = bytes.max(size);
            seen.fetches.extend(one.fetches);
            seen.events.extend(one.events);
            seen.shown.extend(one.shown);
        }
        walked.extend(
            walking
                .into_iter()
                .flat_map(|walking| walking.join().expect("a clerk")),
        );
    });
    let used = Used::so_far(stage.server.pid(), &database).since(before);
    let made = scene
        .bookings
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .len();
    println!("  {made} bookings; a page of the day has {} KB", bytes / 1024);
    assert_eq!(
        seen.shown.len(),
        made * flags.clerks,
        "every clerk has seen every booking"
    );
    println!("  pages on the way           {}", line(&walked));
    println!("  page after an event        {}", line(&seen.fetches));
    println!("  booking answered → event   {}", line(&seen.events));
    println!("  booking answered → shown   {}", line(&seen.shown));
    println!("  {}   load average {}", used.told(), load_average());
    stage.strike().await;
}

/// Makes the appointments of one day. Returns the day and its times.
fn fill(stage: &Stage) -> (String, Vec<String>) {
    let mut client = stage.client();
    let today = client.today();
    let days = client.looks("pass", &today, 14).days.into_iter().skip(1);
    let day = days
        .into_iter()
        .find(|day| day.state == DayState::Free)
        .expect("a day");
    let starts: Vec<_> = day.starts.into_iter().map(|start| start.at).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..FILLERS {
            scope.spawn(|| {
                let mut client = stage.client();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= BEFORE {
                        return;
                    }
                    confirm(
                        &mut client,
                        &starts[number % starts.len()],
                        &format!("Vorher {number}"),
                    );
                }
            });
        }
    });
    (day.date, starts)
}

/// A citizen books at this time; when her confirmation was sent and when it was answered.
fn confirm(client: &mut Client, at: &str, name: &str) -> (Instant, Instant) {
    let held = client.get("POST", "/holds", Some(&wish_for("pass", 1, at)));
    let mut form = form(&held.json());
    form["name"] = name.into();
    let sent = Instant::now();
    client.get("POST", "/appointments", Some(&form));
    (sent, Instant::now())
}

/// Citizens book so many times a second.
fn book(stage: &Stage, scene: &Scene, starts: &[String], a_second: u64, long: Duration) {
    let mut client = stage.client();
    let begin = Instant::now();
    let pause = Duration::from_secs(1) / u32::try_from(a_second.max(1)).unwrap_or(1);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for number in 0.. {
        if begin.elapsed() >= long {
            return;
        }
        let name = format!("Live Nr. {number};");
        let at = &starts[dice.below(starts.len())];
        let (sent, answered) = confirm(&mut client, at, &name);
        let booking = Booking { name, sent, answered };
        scene
            .bookings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Arc::new(booking));
        // Not in step with anything else.
        let pause = pause.mul_f64(0.5 + dice.below(1_000) as f64 / 1_000.0);
        thread::sleep(pause.saturating_sub(answered - sent));
    }
}

impl Scene {
    /// The bookings from this one on.
    fn since(&self, number: usize) -> Vec<Arc<Booking>> {
        let bookings = self.bookings.lock().unwrap_or_else(PoisonError::into_inner);
        bookings.iter().skip(number).cloned().collect()
    }

    /// Whether the last booking is so long ago that it will not be seen any more.
    fn is_long_over(&self) -> bool {
        let last = self.since(0).pop();
        last.is_none_or(|last| last.answered.elapsed() > PATIENCE)
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }
}

/// A clerk's browser with the day open. Returns what it saw, and how large the page was.
fn watch(scene: &Scene, mut visit: DeskVisit, seed: u64) -> (Seen, usize) {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let path = format!("/tag?datum={}", scene.day);
    let page = visit.opens(&path).text();
    let known = between(&page, "data-known=\"", "\"").to_owned();
    let events = Mutex::new(Vec::new());
    let mut seen = Seen::default();
    let mut size = page.len();
    thread::scope(|scope| {
        let stream = visit.asks_for_news(&known);
        let (hears, events) = (&events, &events);
        scope.spawn(move || listen(stream, scene, hears));
        let (mut heard, mut shown, mut rest) = (0, 0, REST);
        let mut asked = Instant::now();
        loop {
            let so_far = events.lock().unwrap_or_else(PoisonError::into_inner).len();
            if so_far == heard {
                if scene.is_over() && (scene.since(shown).is_empty() || scene.is_long_over()) {
                    return;
                }
                thread::sleep(Duration::from_millis(2));
                continue;
            }
            let jitter = Duration::from_millis(dice.below(JITTER as usize) as u64);
            thread::sleep(jitter.max((asked + rest).saturating_duration_since(Instant::now())));
            heard = events.lock().unwrap_or_else(PoisonError::into_inner).len();
            asked = Instant::now();
            let page = visit.looks_again(&path).text();
            let there = Instant::now();
            seen.fetches.push(there - asked);
            rest = (3 * (there - asked)).clamp(REST, LONGEST_REST);
            size = size.max(page.len());
            for booking in scene.since(shown) {
                if !page.contains(&booking.name) {
                    break;
                }
                seen.shown.push(there.saturating_duration_since(booking.answered));
                shown += 1;
            }
        }
    });
    let events = events.into_inner().unwrap_or_else(PoisonError::into_inner);
    // The event of a booking can be there before its answer.
    seen.events = scene
        .since(0)
        .iter()
        .filter_map(|booking| {
            let event = events.iter().find(|event| **event >= booking.sent)?;
            Some(event.saturating_duration_since(booking.answered))
        })
        .collect();
    (seen, size)
}

/// Notes when events come. It ends with the first line after everything is over: a heartbeat, if nothing else.
fn listen(mut stream: Connection, scene: &Scene, events: &Mutex<Vec<Instant>>) {
    while let Ok(line) = stream.next_line() {
        if line == "event: changed" {
            events
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(Instant::now());
        }
        if scene.is_over() {
            return;
        }
    }
}

/// A clerk who goes from page to page.
fn walk(scene: &Scene, mut visit: DeskVisit) -> Vec<Duration> {
    let day = format!("/tag?datum={}", scene.day);
    let page = visit.opens(&day).text();
    let appointment = format!("/termine/{}", between(&page, "/termine/", "\""));
    let pages = [
        day.as_str(),
        "/tag",
        "/suche?q=Vorher+77",
        &appointment,
        "/betroffene",
        "/vergeben",
    ];
    let mut took = Vec::new();
    for path in pages.iter().cycle() {
        if scene.is_over() {
            break;
        }
        let begin = Instant::now();
        visit.opens(path);
        took.push(begin.elapsed());
        thread::sleep(STEP);
    }
    took
}

/// What stands between two marks, the first time.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let rest = text.split_once(begin).expect("a mark").1;
    rest.split_once(end).expect("its end").0
}

fn line(times: &[Duration]) -> String {
    let [half, most, nearly_all, all] =
        [0.5, 0.95, 0.99, 1.0].map(|share| quantile(times.iter().copied(), share));
    format!(
        "p50 {half:6.1} ms   p95 {most:6.1} ms   p99 {nearly_all:6.1} ms   slowest {all:6.1} ms   ({} times)",
        times.len()
    )
}
