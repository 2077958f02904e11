//! Messages: what a confirmation costs while a mail server lives, is dead, or answers for ever, and how long one server needs to
//! hand over what it owes. Goals: confirming is as fast with a dead mail server as with a living one; 10,000 messages within a
//! minute, in memory that does not grow.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use proof::{Kind, MailServer, Mood, process};
use serde_json::json;
use wire::HoldView;

use crate::figures::load_average;
use crate::half_full::wish;
use crate::stage::{Client, Stage};
use crate::{Flags, MessageFlags};

/// Enough that the times last for all runs.
const COLLEAGUES: usize = 30;
/// Clients that book what is owed then.
const CLIENTS: usize = 8;
/// Where citizens have their mailboxes: four of ten with one provider.
const DOMAINS: [&str; 10] = [
    "big.example",
    "big.example",
    "big.example",
    "big.example",
    "one.example",
    "two.example",
    "three.example",
    "four.example",
    "five.example",
    "six.example",
];

/// Measures and prints.
pub async fn measure(flags: &MessageFlags) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if flags.database.is_none_or(|only| only == kind) {
            confirmations(kind, flags).await;
            hand_over(kind, flags.messages).await;
        }
    }
}

/// Confirms appointments while messages about them are carried as well as they can be.
async fn confirmations(kind: Kind, flags: &MessageFlags) {
    println!(
        "Confirmations over {} connections, {} s a run",
        flags.connections, flags.seconds
    );
    for mood in [Some(Mood::Fine), None, Some(Mood::Tarpit(1_000))] {
        let mail = MailServer::open().await;
        let address = match mood {
            Some(mood) => {
                mail.is(mood);
                mail.address
            }
            None => process::free_address(),
        };
        let stage = Stage::with_mail(kind, COLLEAGUES, address).await;
        let times = times(&stage);
        let next = AtomicUsize::new(0);
        let book = |client: &mut Client, _: usize| {
            let number = next.fetch_add(1, Ordering::Relaxed);
            vec![book(client, &times, number)]
        };
        stage.settle().await;
        let run = Flags {
            connections: flags.connections,
            seconds: flags.seconds,
            runs: 1,
            database: flags.database,
        };
        let line = stage.load(&run, book).line(&["confirmation"]);
        let name = match mood {
            Some(Mood::Fine) => "mail server lives",
            Some(_) => "mail server answers for ever",
            None => "mail server is dead",
        };
        println!("  {name}: {line}");
        stage.strike().await;
    }
}

/// Books so many appointments with nobody who carries messages, then starts a server that does.
async fn hand_over(kind: Kind, messages: usize) {
    let mail = MailServer::open().await;
    let mut stage = Stage::set(kind, COLLEAGUES).await;
    let times = times(&stage);
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                let mut client = stage.client();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= messages {
                        return;
                    }
                    book(&mut client, &times, number);
                }
            });
        }
    });
    stage.settle().await;
    stage.restart(mail.address);
    let begin = Instant::now();
    let pid = stage.server.pid();
    let (mut at_half, mut taken) = (0, 0);
    let at_begin = resident(pid);
    while taken < messages {
        assert!(
            begin.elapsed() < Duration::from_secs(600),
            "{taken} of {messages} were taken"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
        taken = mail.taken();
        if at_half == 0 && taken >= messages / 2 {
            at_half = resident(pid);
        }
    }
    let long = begin.elapsed().as_secs_f64();
    println!(
        "  {messages} messages handed over in {long:.1} s ({:.0} a second); resident memory {at_begin} MB, {at_half} MB, {} MB; load average {}",
        messages as f64 / long,
        resident(pid),
        load_average()
    );
    stage.strike().await;
}

/// Holds and confirms a time of its own. How long the confirmation took.
fn book(client: &mut Client, times: &[String], number: usize) -> Duration {
    assert!(
        number < times.len() * COLLEAGUES,
        "the calendar is full: fewer or shorter runs, please"
    );
    let hold: HoldView = client
        .get("POST", "/holds", Some(&wish(1, &times[number % times.len()])))
        .json();
    let domain = DOMAINS[number % DOMAINS.len()];
    let form = json!({
        "hold": hold.hold, "name": "Mika Beispiel", "email": format!("mika{number}@{domain}"), "language": "de",
        "privacy_accepted": true,
    });
    let begin = Instant::now();
    client.get("POST", "/appointments", Some(&form));
    begin.elapsed()
}

/// Every free time of the coming two months, day after day.
fn times(stage: &Stage) -> Vec<String> {
    let mut client = stage.client();
    let today = client.today();
    let days = client.looks("pass", &today, 61).days;
    let starts = days.into_iter().flat_map(|day| day.starts);
    starts.map(|start| start.at).collect()
}

/// Megabytes of a process that are in memory.
fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1024
}
