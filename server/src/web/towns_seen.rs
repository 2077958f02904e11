//! What the outer layers know of a town without asking the database: its name, its phone number, its homepages.
//!
//! The `Visitor` extractor notes the town of each request. The note serves two: a problem names the phone number, a
//! cross-origin answer its homepage. The last note of each town is kept, so that a request turned away before any
//! extractor ran is still told with the right number and to the right homepage. For display only; nothing decides by it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use tenants::Town;

use super::visitor::can_name_a_town;

/// The little that outer layers need of a town.
#[derive(Clone, Debug)]
pub struct TownFacts {
    /// The town's name in addresses.
    pub slug: String,
    /// "Gemeinde Dörentrup".
    pub name: String,
    /// Number for those who would rather phone.
    pub phone: String,
    /// Homepages that may embed the widget: `https://www.doerentrup.example`.
    pub origins: Vec<String>,
    /// The town as it was seen last, for the page of a problem.
    pub whole: Option<Arc<Town>>,
}

impl TownFacts {
    /// Whether both were noted of the very same town.
    fn is_as_known(&self, known: &Self) -> bool {
        matches!((&self.whole, &known.whole), (Some(one), Some(other)) if Arc::ptr_eq(one, other))
    }
}

impl From<&Arc<Town>> for TownFacts {
    fn from(town: &Arc<Town>) -> Self {
        Self {
            whole: Some(Arc::clone(town)),
            slug: town.slug.clone(),
            name: town.name.clone(),
            phone: town.contact.phone.clone(),
            origins: town.origins.clone(),
        }
    }
}

/// The town of one request, in the request's extensions, and the language its reader is answered in.
#[derive(Clone)]
pub struct TownSeen {
    known: KnownTowns,
    noted: Arc<OnceLock<(Arc<TownFacts>, String)>>,
}

impl TownSeen {
    /// Nothing noted yet; notes are kept in `known`, too.
    #[must_use]
    pub fn new(known: KnownTowns) -> Self {
        Self {
            known,
            noted: Arc::default(),
        }
    }

    /// Notes the town of this request; only the first note counts.
    pub fn note(&self, town: Arc<TownFacts>, language: &str) {
        self.known.keep(&town);
        self.noted.get_or_init(|| (town, language.to_owned()));
    }

    /// The town, once noted.
    #[must_use]
    pub fn town(&self) -> Option<&Arc<TownFacts>> {
        self.noted.get().map(|(town, _)| town)
    }

    /// The reader's language, once noted.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.noted.get().map(|(_, language)| language.as_str())
    }
}

/// The last note of each town. Grows with the towns that exist, never with what is asked for.
#[derive(Clone, Default)]
pub struct KnownTowns(Arc<RwLock<HashMap<String, Arc<TownFacts>>>>);

impl KnownTowns {
    /// The last note of this town.
    #[must_use]
    pub fn get(&self, slug: &str) -> Option<Arc<TownFacts>> {
        // A poisoned lock only means that a thread panicked; the map is still whole.
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(slug)
            .cloned()
    }

    /// Keeps a note.
    pub fn keep(&self, town: &Arc<TownFacts>) {
        if self.get(&town.slug).is_none_or(|known| !town.is_as_known(&known)) {
            let mut towns = self.0.write().unwrap_or_else(PoisonError::into_inner);
            towns.insert(town.slug.clone(), Arc::clone(town));
        }
    }
}

/// The town an address speaks of: `/api/v1/towns/{town}/…` or `/{town}/…`. Whether it exists is not asked here; words that
/// can name no town speak of none.
#[must_use]
pub fn slug_in(path: &str) -> Option<&str> {
    let rest = path
        .strip_prefix("/api/v1/towns/")
        .or_else(|| path.strip_prefix('/'))?;
    rest.split('/')
        .next()
        .filter(|slug| !slug.is_empty() && can_name_a_town(slug))
}
