//! What providers say of themselves, kept for a while: where they are asked, and the keys they sign with.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::CoreProviderMetadata;

/// How long it is believed. Keys that are taken out of use early still count for so long; new ones are asked for at once.
const BELIEVED: TimeDelta = TimeDelta::minutes(15);
/// Providers that are remembered at most; beyond that all are forgotten and asked again.
const KEPT: usize = 2_000;

/// Providers by their names. Clones share what they know.
#[derive(Clone, Default)]
pub struct KnownProviders(Arc<Mutex<HashMap<String, Known>>>);

type Known = (DateTime<Utc>, Arc<CoreProviderMetadata>);

impl KnownProviders {
    /// What this provider has said of itself lately.
    pub(super) fn get(&self, issuer: &str, now: DateTime<Utc>) -> Option<Arc<CoreProviderMetadata>> {
        let kept = self.look();
        let (at, metadata) = kept.get(issuer)?;
        (now < *at + BELIEVED).then(|| metadata.clone())
    }

    /// Remembers what it says now.
    pub(super) fn put(&self, issuer: &str, metadata: &Arc<CoreProviderMetadata>, now: DateTime<Utc>) {
        let mut kept = self.look();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(issuer.to_owned(), (now, metadata.clone()));
    }

    fn look(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
