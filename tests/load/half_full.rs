//! A calendar half of whose working time is taken, booked as citizens would: over the API, appointment by appointment.
//!
//! The same numbers every time: which times are taken follows from the day alone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use wire::{HoldView, ProblemCode};

use crate::stage::{Client, Stage};

/// Days of a month's view.
pub const DAYS: u32 = 35;
/// From 08:00 to 18:00, in cells of five minutes.
const CELLS_OF_A_DAY: u32 = 120;
/// Several days are filled at once, each by one client.
const CLIENTS: usize = 4;

/// Fills the month from today on. Returns how many appointments were made, and the share of working time they take.
pub fn fill(stage: &Stage, colleagues: u32) -> (usize, f64) {
    let today: NaiveDate = stage.client().today().parse().expect("a date");
    let next = AtomicUsize::new(0);
    let fill_days = || {
        let mut client = stage.client();
        let (mut made, mut taken, mut all) = (0, 0, 0);
        loop {
            let ahead = next.fetch_add(1, Ordering::Relaxed) as u64;
            if ahead >= u64::from(DAYS) {
                return (made, taken, all);
            }
            let date = (today + Days::new(ahead)).to_string();
            let (appointments, cells) = fill_day(&mut client, &date, colleagues * CELLS_OF_A_DAY / 2);
            // A day on which nobody works, or the rest of today.
            if appointments > 0 {
                (made, taken, all) = (
                    made + appointments,
                    taken + cells,
                    all + colleagues * CELLS_OF_A_DAY,
                );
            }
        }
    };
    let filled = thread::scope(|scope| {
        let fillers: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(fill_days)).collect();
        fillers
            .into_iter()
            .map(|filler| filler.join().expect("a client"))
            .collect::<Vec<_>>()
    });
    let (made, taken, all) = filled.into_iter().fold((0, 0, 0), |sum, one| {
        (sum.0 + one.0, sum.1 + one.1, sum.2 + one.2)
    });
    (made, f64::from(taken) / f64::from(all))
}

/// Books visits of 15, 30 and 45 minutes until so many cells of the day are taken.
fn fill_day(client: &mut Client, date: &str, cells: u32) -> (usize, u32) {
    let mut dice = Dice(date.bytes().fold(0x9e37_79b9_7f4a_7c15, |seed, byte| {
        (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    }));
    let (mut made, mut taken) = (0, 0);
    while taken < cells {
        let count = 1 + dice.below(3) as u32;
        let free = client.looks(&format!("pass:{count}"), date, 1);
        let Some(day) = free.days.first().filter(|day| !day.starts.is_empty()) else {
            break;
        };
        let at = &day.starts[dice.below(day.starts.len())].at;
        if book(client, &wish(count, at)) {
            (made, taken) = (made + 1, taken + 3 * count);
        }
    }
    (made, taken)
}

/// A request for a hold on some passports.
pub fn wish(count: u32, at: &str) -> Value {
    wish_for("pass", count, at)
}

/// A request for a hold on something else.
pub fn wish_for(service: &str, count: u32, at: &str) -> Value {
    json!({ "services": [{ "service": service, "count": count }], "at": at })
}

/// What a citizen writes into the form.
pub fn form(hold: &HoldView) -> Value {
    json!({
        "hold": hold.hold, "name": "Mika Beispiel", "email": "mika@example.org", "language": "de", "privacy_accepted": true,
    })
}

/// Holds and confirms; `false` if somebody else was faster.
pub fn book(client: &mut Client, wish: &Value) -> bool {
    let held = client.ask("POST", "/holds", Some(wish));
    if held.status == 409 {
        assert_eq!(held.json::<wire::Problem>().code, ProblemCode::SlotTaken);
        return false;
    }
    assert_eq!(held.status, 201, "{}", held.told());
    client.get("POST", "/appointments", Some(&form(&held.json())));
    true
}

/// Throws the same numbers every time.
pub struct Dice(pub u64);

impl Dice {
    /// A number below this one.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % end
    }
}
