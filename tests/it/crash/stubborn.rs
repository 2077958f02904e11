//! A citizen who asks again, with the same words and the same key, until she has an answer.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use proof::{Connection, Reply};
use serde_json::{Value, json};
use wire::{AppointmentState, AppointmentView, HoldView};

use super::{
    TOWN,
    ledger::{Ledger, Promise},
};

/// What she does when an answer is lost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Asks again.
    Endless,
    /// Goes home.
    None,
}

/// Longest time she is without a server before the test is given up.
const TOO_LONG: Duration = Duration::from_secs(40);

/// The citizen.
pub struct Stubborn<'a> {
    /// Where the server is.
    pub address: SocketAddr,
    /// Times she may like.
    pub times: &'a [String],
    /// Where she writes what she was told.
    pub ledger: &'a Ledger,
    /// Set when she may stop.
    pub enough: &'a AtomicBool,
    /// Which one of them she is.
    pub number: usize,
    /// What she does when an answer is lost.
    pub patience: Patience,
    connection: Option<Connection>,
    turns: usize,
}

/// She has gone home.
struct Gone;

impl<'a> Stubborn<'a> {
    /// Somebody who wants appointments.
    pub fn new(
        address: SocketAddr,
        (times, ledger, enough): (&'a [String], &'a Ledger, &'a AtomicBool),
        number: usize,
        patience: Patience,
    ) -> Self {
        Self {
            address,
            times,
            ledger,
            enough,
            number,
            patience,
            connection: None,
            turns: 0,
        }
    }

    /// Makes appointments until it is enough, and finishes what she has begun.
    pub fn lives(mut self) {
        while !self.enough.load(Ordering::Relaxed) && self.makes_an_appointment().is_ok() {}
    }

    /// Holds and confirms; then, every so often, moves, cancels, does both or gives a hold back.
    fn makes_an_appointment(&mut self) -> Result<(), Gone> {
        let Some(hold) = self.holds()? else { return Ok(()) };
        let fate = self.dice() % 8;
        if fate == 0 {
            return self.gives_back(&hold);
        }
        let form = json!({
            "hold": hold, "name": "Mika Beispiel", "email": "mika@example.org", "language": "de", "privacy_accepted": true,
        });
        let booked = self.asks("POST", "/appointments", Some(&form))?;
        assert_eq!(booked.status, 201, "{}", booked.told());
        let booked: AppointmentView = booked.json();
        let promise = {
            let mut told = self.ledger.write();
            told.open_holds -= 1;
            told.appointments += 1;
            let (reference, token, at) = (booked.reference, booked.token, booked.at);
            told.promises.push(Promise {
                reference,
                token,
                steps: 1,
                at,
                cancelled: false,
                asking: false,
            });
            told.promises.len() - 1
        };
        if matches!(fate, 1..=3)
            && let Some(other) = self.holds()?
        {
            self.steps(promise, "move", Some(&json!({ "hold": other })))?;
        }
        if matches!(fate, 3..=5) {
            self.steps(promise, "cancel", None)?;
        }
        Ok(())
    }

    /// The secret of a hold, or nothing if somebody else has the time.
    fn holds(&mut self) -> Result<Option<String>, Gone> {
        let at = &self.times[self.dice() % self.times.len()];
        let wish = json!({ "services": [{ "service": "perso", "count": 2 }], "at": at });
        let held = self.asks("POST", "/holds", Some(&wish))?;
        if held.status == 409 {
            return Ok(None);
        }
        assert_eq!(held.status, 201, "{}", held.told());
        self.ledger.write().open_holds += 1;
        Ok(Some(held.json::<HoldView>().hold))
    }

    fn gives_back(&mut self, hold: &str) -> Result<(), Gone> {
        let released = self.asks("DELETE", &format!("/holds/{hold}"), None)?;
        assert_eq!(released.status, 204, "{}", released.told());
        self.ledger.write().open_holds -= 1;
        Ok(())
    }

    /// Moves or cancels, and writes down what she is told about it.
    fn steps(&mut self, promise: usize, deed: &str, body: Option<&Value>) -> Result<(), Gone> {
        let path = {
            let promise = &mut self.ledger.write().promises[promise];
            promise.asking = true;
            format!("/appointments/{}/{deed}", promise.token)
        };
        let done = self.asks("POST", &path, body)?;
        assert_eq!(done.status, 200, "{}", done.told());
        let done: AppointmentView = done.json();
        let cancelled = done.state == AppointmentState::Cancelled;
        assert_eq!(cancelled, deed == "cancel");
        let told = &mut *self.ledger.write();
        if cancelled {
            told.cancelled += 1;
        } else {
            (told.moved, told.open_holds) = (told.moved + 1, told.open_holds - 1);
        }
        let promise = &mut told.promises[promise];
        (promise.steps, promise.at, promise.cancelled, promise.asking) =
            (promise.steps + 1, done.at, cancelled, false);
        Ok(())
    }

    /// Asks until there is an answer: the same words, the same key.
    fn asks(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Reply, Gone> {
        self.turns += 1;
        let key = format!("ausfall-{:04}-{:08}", self.number, self.turns);
        let path = format!("/api/v1/towns/{TOWN}{path}");
        let begin = Instant::now();
        while begin.elapsed() < TOO_LONG {
            match self.asks_once(method, &path, &key, body) {
                // "Please try again": the server did nothing.
                Some(reply) if reply.status == 503 => {}
                Some(reply) => return Ok(reply),
                None if self.patience == Patience::None => return Err(Gone),
                // Nobody starts a server any more.
                None if self.enough.load(Ordering::Relaxed) && begin.elapsed() > TOO_LONG / 4 => {
                    return Err(Gone);
                }
                None => {}
            }
            sleep(Duration::from_millis(10));
        }
        panic!("no server for {TOO_LONG:?}");
    }

    fn asks_once(&mut self, method: &str, path: &str, key: &str, body: Option<&Value>) -> Option<Reply> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.address).ok()?,
        };
        let Ok(reply) = connection.ask(method, path, Some(key), body) else {
            self.ledger.write().lost += 1;
            return None;
        };
        self.ledger.write().answers += 1;
        if !reply.last {
            self.connection = Some(connection);
        }
        Some(reply)
    }

    /// The same numbers every time, and others for everybody.
    fn dice(&mut self) -> usize {
        self.turns += 1;
        let mixed = (self.number * 1_000_003 + self.turns).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed >> 33
    }
}
