//! The pulse of each town: something about its appointments or its calendar has changed.
//!
//! A committed change beats, and whoever watches the town looks again. A beat does not say what has changed, and it may be lost or
//! come twice: watchers read the truth from the database and look again by themselves now and then. Beating takes a lock
//! for a moment and waits for nobody, so no booking does either.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tenants::TownId;
use tokio::sync::{Notify, watch};

/// The pulses of all towns of one server. Clones feel the same.
#[derive(Clone, Default)]
pub struct Pulse(Arc<Inner>);

#[derive(Default)]
struct Inner {
    towns: Mutex<Towns>,
    /// Rings when there is something that other servers do not know yet.
    news: Notify,
}

/// Both grow with the towns there are, never with what is asked for.
#[derive(Default)]
struct Towns {
    beats: HashMap<TownId, watch::Sender<u64>>,
    untold: BTreeSet<TownId>,
}

impl Pulse {
    /// Something of this town has changed, and this server did it.
    pub fn beat(&self, town: TownId) {
        {
            let mut towns = self.towns();
            towns.count(town).send_modify(|beats| *beats += 1);
            towns.untold.insert(town);
        }
        self.0.news.notify_one();
    }

    /// Something of this town has changed at another server.
    pub fn beat_elsewhere(&self, town: TownId) {
        self.towns().count(town).send_modify(|beats| *beats += 1);
    }

    /// Anything may have changed elsewhere: nobody listened for a while.
    pub fn beat_everywhere(&self) {
        for town in self.towns().beats.values() {
            town.send_modify(|beats| *beats += 1);
        }
    }

    /// Counts the beats of a town, as they come.
    #[must_use]
    pub fn watch(&self, town: TownId) -> watch::Receiver<u64> {
        self.towns().count(town).subscribe()
    }

    /// How many beats of a town there were so far.
    #[must_use]
    pub fn beats(&self, town: TownId) -> u64 {
        *self.towns().count(town).borrow()
    }

    /// Waits until this server has changed something, and returns the towns of which other servers have not been told.
    pub async fn untold(&self) -> BTreeSet<TownId> {
        loop {
            let untold = std::mem::take(&mut self.towns().untold);
            if !untold.is_empty() {
                return untold;
            }
            self.0.news.notified().await;
        }
    }

    fn towns(&self) -> MutexGuard<'_, Towns> {
        // A poisoned lock only means that a thread panicked; numbers are still numbers.
        self.0.towns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Towns {
    fn count(&mut self, town: TownId) -> &watch::Sender<u64> {
        self.beats.entry(town).or_insert_with(|| watch::Sender::new(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: TownId = TownId(1);
    const THERE: TownId = TownId(2);

    #[tokio::test]
    async fn a_beat_reaches_who_watches_this_town_and_nobody_else() {
        let pulse = Pulse::default();
        let (mut here, there) = (pulse.watch(HERE), pulse.watch(THERE));
        pulse.beat(HERE);
        pulse.beat(HERE);
        here.changed().await.unwrap();
        assert_eq!(*here.borrow_and_update(), 2);
        assert!(!there.has_changed().unwrap());
        assert_eq!((pulse.beats(HERE), pulse.beats(THERE)), (2, 0));
    }

    #[tokio::test]
    async fn what_is_to_be_told_is_gathered_and_what_was_heard_is_not_told_on() {
        let pulse = Pulse::default();
        pulse.beat(THERE);
        pulse.beat(HERE);
        pulse.beat(THERE);
        assert_eq!(pulse.untold().await, BTreeSet::from([HERE, THERE]));
        let heard = pulse.watch(HERE);
        pulse.beat_elsewhere(HERE);
        assert!(heard.has_changed().unwrap());
        pulse.beat(THERE);
        assert_eq!(pulse.untold().await, BTreeSet::from([THERE]));
    }

    #[test]
    fn after_a_silence_everybody_looks_again() {
        let pulse = Pulse::default();
        let (here, there) = (pulse.watch(HERE), pulse.watch(THERE));
        pulse.beat_everywhere();
        assert!(here.has_changed().unwrap() && there.has_changed().unwrap());
    }
}
