//! Chance, as an argument: secrets and ids.
//!
//! Nobody else draws. In production every byte comes from the operating system; a test seeds its own source and
//! gets the same secrets each time. A seeded source is predictable by anybody and must never serve citizens.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Draws bytes and ids. Clones of a seeded source share their position.
#[derive(Clone, Debug)]
pub enum Chance {
    /// The operating system's source.
    System,
    /// Tests only: the same seed gives the same bytes.
    Seeded(Arc<Mutex<Seeded>>),
}

/// Position of a seeded source: block number `drawn` is the SHA-256 of seed and number.
#[derive(Debug)]
pub struct Seeded {
    seed: u64,
    drawn: u64,
}

impl Chance {
    /// A source that repeats itself, for tests.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(Seeded { seed, drawn: 0 })))
    }

    /// Draws `N` bytes nobody can guess.
    ///
    /// # Panics
    /// If the operating system has no randomness, which on the systems we run on ends before the first process starts.
    /// Going on with anything weaker would hand out guessable secrets.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// An id that sorts by time of birth and cannot be guessed.
    #[must_use]
    pub fn uuid_v7(&self, now: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that draws")]
    fn fill(&self, bytes: &mut [u8]) {
        match self {
            Self::System => getrandom::fill(bytes).expect("the operating system gives randomness"),
            Self::Seeded(seeded) => {
                // A poisoned lock only means that another test thread panicked; the counter is still good.
                let mut seeded = seeded.lock().unwrap_or_else(PoisonError::into_inner);
                for chunk in bytes.chunks_mut(32) {
                    chunk.copy_from_slice(&seeded.block()[..chunk.len()]);
                }
            }
        }
    }
}

impl Seeded {
    fn block(&mut self) -> [u8; 32] {
        self.drawn += 1;
        Sha256::new()
            .chain_update(self.seed.to_be_bytes())
            .chain_update(self.drawn.to_be_bytes())
            .finalize()
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_bytes_and_never_twice_the_same() {
        let (one, other) = (Chance::seeded(7), Chance::seeded(7));
        let first = one.bytes::<48>();
        assert_eq!(first, other.bytes::<48>());
        assert_ne!(first, one.bytes::<48>());
        assert_ne!(first, Chance::seeded(8).bytes::<48>());
    }

    #[test]
    fn the_operating_system_never_repeats_itself() {
        assert_ne!(Chance::System.bytes::<32>(), Chance::System.bytes::<32>());
    }

    #[test]
    fn ids_sort_by_time() {
        let chance = Chance::System;
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let later = now + chrono::TimeDelta::milliseconds(1);
        assert!(chance.uuid_v7(now) < chance.uuid_v7(later));
        assert_eq!(chance.uuid_v7(now).get_version_num(), 7);
    }
}
