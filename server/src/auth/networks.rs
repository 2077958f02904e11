//! Wrong passwords and codes by network, across accounts and towns (S-06).
//!
//! Generous, because a whole town hall sits behind one address: thirty are free, and one is forgiven every ten minutes. Beyond
//! that a network waits like an account does, and nobody is told which of the two it was; whoever is signed in goes on working.
//!
//! Whoever has signed in from a network lately is at home there: her slips count for her account alone, and she never waits for
//! what others have tried. So neither a town hall full of typing errors nor a guest with invented names keeps the staff out. Other
//! people's right passwords make nothing forgotten: whoever guesses may well have an account of her own.
//!
//! Kept in memory, each server for itself: with several, a network has so many times the free tries, which accounts still count
//! each for itself. A network is forgotten once everything is forgiven, and that hashing takes a while limits how many can fail meanwhile.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::AccountId;
use super::attempts::waits_until;

/// Wrong tries of a network without any wait.
const FREE: u32 = 30;
/// Minutes after which one wrong try is forgiven.
const FORGIVEN_AFTER: i64 = 10;
/// Days for which somebody stays at home where she has signed in.
const AT_HOME: i64 = 30;
/// Tries after which networks with nothing left to forgive are forgotten.
const SWEEP_EVERY: u32 = 1024;

/// The networks wrong tries came from lately. Clones share them.
#[derive(Clone)]
pub struct Networks(Option<Arc<Mutex<Known>>>);

/// Who tries: the town's name in addresses and her account there; nobody if there is no such account.
pub type Who<'a> = Option<(&'a str, AccountId)>;

#[derive(Default)]
struct Known {
    networks: HashMap<IpAddr, Tries>,
    /// Who has signed in from where, and when last.
    at_home: HashMap<(IpAddr, String, AccountId), DateTime<Utc>>,
    counted: u32,
}

impl Known {
    fn is_at_home(&self, network: IpAddr, who: Who<'_>, now: DateTime<Utc>) -> bool {
        let key = who.map(|(town, account)| (network, town.to_owned(), account));
        key.and_then(|key| self.at_home.get(&key))
            .is_some_and(|last| is_recent(*last, now))
    }

    fn forget_what_is_over(&mut self, now: DateTime<Utc>) {
        self.networks.retain(|_, tries| tries.left(now) > 0);
        self.at_home.retain(|_, last| is_recent(*last, now));
    }
}

fn is_recent(last: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (now - last).num_days() < AT_HOME
}

#[derive(Clone, Copy)]
struct Tries {
    wrong: u32,
    last: DateTime<Utc>,
}

impl Networks {
    /// Counts, or lets everybody try without end where limits are off.
    #[must_use]
    pub fn new(enabled: bool) -> Self {
        Self(enabled.then(Arc::default))
    }

    /// Whether everything she tries from this network is refused now.
    #[must_use]
    pub fn must_wait(&self, network: IpAddr, who: Who<'_>, now: DateTime<Utc>) -> bool {
        let waits = self.with(|known| {
            let tries = known.networks.get(&network);
            tries.is_some_and(|tries| tries.must_wait(now)) && !known.is_at_home(network, who, now)
        });
        waits.unwrap_or_default()
    }

    /// Somebody has shown everything that is asked for: she is at home here.
    pub fn welcome(&self, network: IpAddr, (town, account): (&str, AccountId), now: DateTime<Utc>) {
        self.with(|known| known.at_home.insert((network, town.to_owned(), account), now));
    }

    /// Counts a wrong try. One that was refused unseen does not make the wait longer.
    pub fn count(&self, network: IpAddr, who: Who<'_>, now: DateTime<Utc>) {
        self.with(|known| {
            known.counted = known.counted.wrapping_add(1);
            if known.counted.is_multiple_of(SWEEP_EVERY) {
                known.forget_what_is_over(now);
            }
            if known.is_at_home(network, who, now) {
                return;
            }
            let tries = known
                .networks
                .entry(network)
                .or_insert(Tries { wrong: 0, last: now });
            if !tries.must_wait(now) {
                *tries = Tries {
                    wrong: tries.left(now) + 1,
                    last: now,
                };
            }
        });
    }

    fn with<T>(&self, look: impl FnOnce(&mut Known) -> T) -> Option<T> {
        let known = self.0.as_ref()?;
        Some(look(&mut known.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Tries {
    fn must_wait(self, now: DateTime<Utc>) -> bool {
        now < waits_until(self.wrong, FREE, self.last)
    }

    /// How many are not forgiven yet.
    fn left(self, now: DateTime<Utc>) -> u32 {
        let forgiven = (now - self.last).num_minutes() / FORGIVEN_AFTER;
        self.wrong
            .saturating_sub(u32::try_from(forgiven).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn network(number: u32) -> IpAddr {
        IpAddr::from((number << 8).to_be_bytes())
    }

    fn failed(times: u32) -> Networks {
        let networks = Networks::new(true);
        (0..times).for_each(|_| networks.count(network(1), None, START));
        networks
    }

    #[test]
    fn thirty_are_free_and_then_the_wait_doubles_for_this_network_only() {
        let networks = failed(FREE - 1);
        assert!(!networks.must_wait(network(1), None, START));
        let mut now = START;
        for minutes in [1, 2, 4, 8] {
            networks.count(network(1), None, now);
            // Refused unseen: nothing is added.
            (0..100).for_each(|_| networks.count(network(1), None, now));
            let before = now + TimeDelta::seconds(minutes * 60 - 1);
            assert!(networks.must_wait(network(1), None, before), "{minutes}");
            assert!(!networks.must_wait(network(2), None, before));
            now += TimeDelta::minutes(minutes);
            assert!(!networks.must_wait(network(1), None, now), "{minutes}");
        }
    }

    #[test]
    fn whoever_is_at_home_waits_for_nobody_and_makes_nobody_wait() {
        let networks = failed(FREE - 1);
        let (kaya, petersen) = (("a", AccountId(1)), ("a", AccountId(2)));
        networks.welcome(network(1), kaya, START);
        (0..100).for_each(|_| networks.count(network(1), Some(kaya), START));
        assert!(
            !networks.must_wait(network(1), None, START),
            "her slips are her own"
        );
        networks.count(network(1), Some(petersen), START);
        for who in [None, Some(petersen), Some(("b", AccountId(1)))] {
            assert!(networks.must_wait(network(1), who, START), "{who:?}");
        }
        assert!(!networks.must_wait(network(1), Some(kaya), START));
        // Not for ever, and not anywhere else.
        let later = START + TimeDelta::days(AT_HOME);
        (0..FREE).for_each(|_| networks.count(network(1), None, later));
        (0..FREE).for_each(|_| networks.count(network(2), None, START));
        assert!(networks.must_wait(network(1), Some(kaya), later));
        assert!(networks.must_wait(network(2), Some(kaya), START));
    }

    #[test]
    fn what_is_long_ago_is_forgiven() {
        let networks = failed(FREE);
        let later = START + TimeDelta::minutes(FORGIVEN_AFTER * 3);
        for _ in 0..2 {
            networks.count(network(1), None, later);
        }
        assert!(!networks.must_wait(network(1), None, later));
        networks.count(network(1), None, later);
        assert!(networks.must_wait(network(1), None, later));
    }

    #[test]
    fn a_flood_of_networks_does_not_fill_the_memory() {
        let networks = Networks::new(true);
        for number in 0..50_000 {
            // Two hashes at once of 50 milliseconds each.
            let now = START + TimeDelta::milliseconds(25 * i64::from(number));
            networks.count(network(number), None, now);
        }
        assert!(
            networks
                .with(|known| known.networks.len())
                .is_some_and(|known| known < 25_000)
        );
    }

    #[test]
    fn where_limits_are_off_nobody_waits() {
        let networks = Networks::new(false);
        (0..1000).for_each(|_| networks.count(network(1), None, START));
        assert!(!networks.must_wait(network(1), None, START));
    }
}
