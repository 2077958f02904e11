//! The rush: many citizens want the same time at the same moment, through two servers.
//!
//! Everything goes through the whole application without sockets, so the clients are limited by the database alone.
//! How long the slowest of them waited is printed, not judged: these machines have two cores and a debug build.

use std::{
    sync::{Arc, atomic::AtomicUsize, atomic::Ordering},
    time::{Duration, Instant},
};

use axum::http::{Method, StatusCode};
use proof::{Answer, Citizen, Dice, Hall, Kind, on_both, town};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use tokio::{sync::Barrier, task::JoinSet};
use wire::{AppointmentState, AppointmentView, HoldView, ProblemCode};

const ROUNDS: usize = 200;
const RUSHING: usize = 50;
const CLAIMS: usize = 50_000;
const HERD: usize = 64;

on_both! {
    async fn of_fifty_who_want_one_time_as_many_get_it_as_colleagues_are_free(kind: Kind) {
        let hall = Hall::open(kind, &ten_colleagues_one_of_whom_does_passports()).await;
        let doors = [hall.citizen(), hall.citizen().at_server(hall.second_server().await)];
        let passports = starts(&doors[0], "pass", "2026-11-24").await;
        let cards = starts(&doors[0], "perso", "2026-12-14").await;
        let mut slowest = Duration::ZERO;
        for round in 0..ROUNDS {
            for (service, at, free) in [("pass", &passports[round], 1), ("perso", &cards[round], 10)] {
                slowest = slowest.max(rush(&doors, service, at, free).await);
            }
        }
        println!("{kind:?}: {ROUNDS} rushes of {RUSHING} each for one and for ten; slowest {slowest:?}");
        nobody_waited_in_a_circle(&hall).await;
        hall.close().await;
    }

    async fn of_many_guesses_at_once_no_more_than_five_are_looked_at(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let booked = hall.citizen().books(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
        let mut guesses = JoinSet::new();
        for guess in 0..40 {
            let pin = format!("{:06}", (booked.pin.parse::<u32>().expect("digits") + 1 + guess) % 1_000_000);
            let (citizen, reference) = (hall.citizen(), booked.reference.clone());
            guesses.spawn(async move {
                let asked = json!({ "reference": reference, "pin": pin });
                citizen.ask(Method::POST, "/appointments/lookup", Some(&asked)).await.problem().code
            });
        }
        assert!(guesses.join_all().await.iter().all(|code| *code == ProblemCode::LookupRefused));
        let db = hall.database.inspector().await;
        let sql = Statement::from_string(db.get_database_backend(), "SELECT pin_failures FROM appointment");
        let row = db.query_one_raw(sql).await.expect("the database answers").expect("the appointment");
        assert_eq!(row.try_get_by_index::<i32>(0).expect("a number"), 5);
        db.close().await.expect("closed");
        hall.close().await;
    }

    async fn whoever_moves_an_appointment_while_it_is_called_off_is_told_what_became_of_it(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("sinneswandel", 2)).await;
        let doors = [hall.citizen(), hall.citizen().at_server(hall.second_server().await)];
        let times = starts(&doors[0], "pass", "2026-11-25").await;
        let mut moved_first = 0;
        for (round, pair) in times.chunks_exact(2).take(60).enumerate() {
            let booked = doors[0].books(&[("pass", 1)], &pair[0]).await;
            let hold = doors[0].holds(&[("pass", 1)], &pair[1]).await;
            let gate = Arc::new(Barrier::new(3));
            let mut meeting = JoinSet::new();
            for (who, step) in ["move", "cancel", "cancel"].into_iter().enumerate() {
                let (gate, citizen) = (gate.clone(), doors[(round + who) % 2].clone());
                let path = format!("/appointments/{}/{step}", booked.token);
                let body = (step == "move").then(|| json!({ "hold": hold.hold }));
                meeting.spawn(async move {
                    gate.wait().await;
                    (step, citizen.ask(Method::POST, &path, body.as_ref()).await)
                });
            }
            let mut moved = false;
            for (step, answer) in meeting.join_all().await {
                if step == "cancel" {
                    assert_eq!(answer.good::<AppointmentView>().state, AppointmentState::Cancelled);
                } else if answer.status == StatusCode::OK {
                    moved = true;
                } else {
                    assert_eq!(answer.problem().code, ProblemCode::NotChangeable);
                }
            }
            moved_first += usize::from(moved);
            let left = doors[0].views(&booked.token).await;
            assert_eq!(left.state, AppointmentState::Cancelled);
            assert_eq!(left.at, pair[usize::from(moved)], "where it stood when it was called off");
        }
        println!("{kind:?}: {moved_first} of 60 times moved before it was called off");
        assert!((1..60).contains(&moved_first), "they did not meet: {moved_first}");
        nobody_waited_in_a_circle(&hall).await;
        hall.close().await;
    }

    async fn a_herd_never_gets_a_time_twice_nor_a_broken_answer(kind: Kind) {
        let hall = Arc::new(Hall::open(kind, &busy_town()).await);
        // A file is served by one server; its writers queue before one connection, which is fair.
        let other = match kind {
            Kind::Sqlite => hall.citizen(),
            Kind::Postgres => hall.citizen().at_server(hall.second_server().await),
        };
        let doors = [hall.citizen(), other];
        let claims = Arc::new(AtomicUsize::new(0));
        let begin = Instant::now();
        let mut herd = JoinSet::new();
        for number in 0..HERD {
            let member = Member {
                hall: hall.clone(),
                citizen: doors[number % doors.len()].clone(),
                dice: Dice::seeded(number as u64),
                has: None,
                left: None,
                seen: Seen::default(),
            };
            herd.spawn(member.roams(claims.clone()));
        }
        let mut seen = Seen::default();
        while let Some(member) = herd.join_next().await {
            seen.add(&member.expect("nobody in the herd met a broken answer"));
        }
        println!("{kind:?}: {CLAIMS} claims in {:?}: {seen:?}", begin.elapsed());
        assert!(seen.held >= CLAIMS / 20 && seen.taken >= CLAIMS / 4, "contended: {seen:?}");
        assert!(seen.confirmed > 500 && seen.moved > 50 && seen.expired > 50, "varied: {seen:?}");
        nobody_waited_in_a_circle(&hall).await;
        Arc::into_inner(hall).expect("the herd has gone").close().await;
    }
}

/// PostgreSQL counts transactions that waited for each other; it ends one of them after a second, which then runs again.
/// No client sees that, but it would be slow: the order of locks is such that it does not happen.
async fn nobody_waited_in_a_circle(hall: &Hall) {
    if hall.database.kind == Kind::Sqlite {
        return;
    }
    let db = hall.database.inspector().await;
    // Each connection tells its counts a second after its last transaction.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let _ = hall.citizen().looks(&["pass"], "2026-11-24", 1).await;
    let sql = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    let row = row.expect("the database answers").expect("its counts");
    assert_eq!(row.try_get_by_index::<i64>(0).expect("a number"), 0, "deadlocks");
    db.close().await.expect("closed");
}

/// Ten colleagues, one of whom can do everything, the others identity cards only.
fn ten_colleagues_one_of_whom_does_passports() -> String {
    let everything = "skills = [\"*\"]";
    let town = town::staffed("andrang", 10);
    let (first, others) = town.split_once(everything).expect("somebody works there");
    format!(
        "{first}{everything}{}",
        others.replace(everything, "skills = [\"perso\"]")
    )
}

/// Free times of a service over some weeks.
async fn starts(citizen: &Citizen, service: &str, from: &str) -> Vec<String> {
    let offer = citizen.looks(&[service], from, 14).await;
    offer
        .days
        .into_iter()
        .flat_map(|day| day.starts)
        .map(|start| start.at)
        .collect()
}

/// Everybody asks for the same time at once; returns how long the slowest waited.
async fn rush(doors: &[Citizen], service: &'static str, at: &str, free: usize) -> Duration {
    let gate = Arc::new(Barrier::new(RUSHING));
    let mut rushing = JoinSet::new();
    for number in 0..RUSHING {
        let (gate, citizen, at) = (gate.clone(), doors[number % doors.len()].clone(), at.to_owned());
        rushing.spawn(async move {
            gate.wait().await;
            let begin = Instant::now();
            let answer = citizen.asks_to_hold(&[(service, 1)], &at).await;
            (answer, begin.elapsed())
        });
    }
    let (mut winners, mut alternatives, mut slowest) = (Vec::new(), Vec::new(), Duration::ZERO);
    while let Some(client) = rushing.join_next().await {
        let (answer, took) = client.expect("a client");
        slowest = slowest.max(took);
        if answer.status == StatusCode::CREATED {
            winners.push(answer.good::<HoldView>());
            continue;
        }
        let told = lost(&answer);
        assert!(
            told.iter().all(|other| other != at),
            "{at} among its own alternatives {told:?}"
        );
        alternatives.extend(told);
    }
    assert_eq!(winners.len(), free, "{service} at {at}");
    let booked = doors[0]
        .asks_to_confirm(&winners[0].hold)
        .await
        .good::<AppointmentView>();
    assert_eq!((booked.at.as_str(), booked.state), (at, AppointmentState::Booked));
    alternatives.sort_unstable();
    alternatives.dedup();
    for other in &alternatives {
        let hold = doors[1].holds(&[(service, 1)], other).await;
        give_back(&doors[0], &hold.hold).await;
    }
    slowest
}

/// What somebody who lost is told: exactly that, with three other times.
fn lost(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
    let problem = answer.problem();
    assert_eq!(
        (problem.code, problem.alternatives.len()),
        (ProblemCode::SlotTaken, 3),
        "{}",
        answer.text()
    );
    problem.alternatives.into_iter().map(|time| time.at).collect()
}

async fn give_back(citizen: &Citizen, hold: &str) {
    let answer = citizen.ask(Method::DELETE, &format!("/holds/{hold}"), None).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
}

/// Four colleagues, a grid of five minutes and services of several lengths: claims overlap in every possible way.
fn busy_town() -> String {
    let town = town::staffed("gedraenge", 4).replace("grid_minutes = 15", "grid_minutes = 5");
    let beratung = "\n[[departments.services]]\nslug = \"beratung\"\nname = { de = \"Beratung\" }\nminutes = 45\nmax_count = 1\n";
    let place = town
        .find("\n[[departments.staff]]")
        .expect("somebody works there");
    format!("{}{beratung}{}", &town[..place], &town[place..])
}

/// From 15 to 65 minutes.
const VISITS: [&[(&str, u32)]; 6] = [
    &[("pass", 1)],
    &[("perso", 2)],
    &[("umzug", 1)],
    &[("umzug", 2)],
    &[("beratung", 1)],
    &[("umzug", 1), ("beratung", 1)],
];

/// What the herd went through.
#[derive(Debug, Default)]
struct Seen {
    held: usize,
    taken: usize,
    confirmed: usize,
    cancelled: usize,
    moved: usize,
    released: usize,
    left: usize,
    expired: usize,
    slowest: Duration,
}

impl Seen {
    fn add(&mut self, other: &Self) {
        self.held += other.held;
        self.taken += other.taken;
        self.confirmed += other.confirmed;
        self.cancelled += other.cancelled;
        self.moved += other.moved;
        self.released += other.released;
        self.left += other.left;
        self.expired += other.expired;
        self.slowest = self.slowest.max(other.slowest);
    }
}

/// One of the herd. It keeps at most one appointment, so the calendar stays full but never stuck.
struct Member {
    hall: Arc<Hall>,
    citizen: Citizen,
    dice: Dice,
    /// An appointment that was promised, and the visit it is for.
    has: Option<(AppointmentView, usize)>,
    /// A hold it turned away from and may come back to, perhaps too late.
    left: Option<(HoldView, usize)>,
    seen: Seen,
}

impl Member {
    async fn roams(mut self, claims: Arc<AtomicUsize>) -> Seen {
        loop {
            let claim = claims.fetch_add(1, Ordering::Relaxed);
            if claim >= CLAIMS {
                break;
            }
            if claim.is_multiple_of(25) {
                self.hall.minutes_pass(1);
            }
            self.claims_something().await;
        }
        // What was promised is still there, at the promised time.
        if let Some((promised, _)) = &self.has {
            let kept = self.citizen.views(&promised.token).await;
            assert_eq!((&kept.at, kept.state), (&promised.at, AppointmentState::Booked));
        }
        self.seen
    }

    async fn claims_something(&mut self) {
        if self.dice.percent(20)
            && let Some((hold, visit)) = self.left.take()
        {
            self.uses(&hold, visit).await;
        }
        let visit = match &self.has {
            Some((_, visit)) if self.dice.percent(50) => *visit,
            _ => self.dice.below(VISITS.len()),
        };
        let at = self.some_time();
        let begin = Instant::now();
        let answer = self.citizen.asks_to_hold(VISITS[visit], &at).await;
        self.seen.slowest = self.seen.slowest.max(begin.elapsed());
        if answer.status != StatusCode::CREATED {
            lost(&answer);
            self.seen.taken += 1;
            return;
        }
        self.seen.held += 1;
        let hold = answer.good::<HoldView>();
        assert_eq!(hold.at, at);
        match self.dice.below(10) {
            0..=2 => {
                give_back(&self.citizen, &hold.hold).await;
                self.seen.released += 1;
            }
            3 | 4 => {
                self.seen.left += 1;
                self.left = Some((hold, visit));
            }
            _ => self.uses(&hold, visit).await,
        }
    }

    /// Every five minutes of two mornings and an early afternoon.
    fn some_time(&mut self) -> String {
        let day = self.dice.one_of(&["2026-12-10", "2026-12-11"]);
        let minutes = 8 * 60 + self.dice.below(72) * 5;
        format!("{day}T{:02}:{:02}:00+01:00", minutes / 60, minutes % 60)
    }

    /// Moves the appointment it has if that is for the same visit; else gives that up and takes this one.
    async fn uses(&mut self, hold: &HoldView, visit: usize) {
        match self.has.take() {
            Some((before, same)) if same == visit => {
                let path = format!("/appointments/{}/move", before.token);
                let asked = json!({ "hold": hold.hold });
                let answer = self.citizen.ask(Method::POST, &path, Some(&asked)).await;
                let after = self.promised(&answer, hold);
                self.seen.moved += usize::from(after.is_some());
                self.has = Some((after.unwrap_or(before), visit));
            }
            before => {
                if let Some((before, _)) = before {
                    let path = format!("/appointments/{}/cancel", before.token);
                    let answer = self.citizen.ask(Method::POST, &path, None).await;
                    assert_eq!(
                        answer.good::<AppointmentView>().state,
                        AppointmentState::Cancelled
                    );
                    self.seen.cancelled += 1;
                }
                let answer = self.citizen.asks_to_confirm(&hold.hold).await;
                let booked = self.promised(&answer, hold);
                self.seen.confirmed += usize::from(booked.is_some());
                self.has = booked.map(|booked| (booked, visit));
            }
        }
    }

    /// The promise, or nothing if the hold was over: the clock moves under everybody's feet.
    fn promised(&mut self, answer: &Answer, hold: &HoldView) -> Option<AppointmentView> {
        if answer.status == StatusCode::GONE {
            assert_eq!(answer.problem().code, ProblemCode::HoldExpired);
            self.seen.expired += 1;
            return None;
        }
        let promise = answer.good::<AppointmentView>();
        assert_eq!((&promise.at, promise.state), (&hold.at, AppointmentState::Booked));
        Some(promise)
    }
}
