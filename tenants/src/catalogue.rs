//! Services that a town need not write herself: the catalogue they are picked from.
//!
//! An entry is a service as a town's file has it, with where its facts come from and of which day they are; `tenants/catalogue` holds
//! one file for each. What depends on the place, a fee of the town's own above all, is left out and told in a note to whoever picks it.
//! A service remembers the entry it was taken from and its version, nothing more. So that a later change of the catalogue
//! can be told apart from what the town has changed herself, earlier versions are kept ([`Catalogue::at`]).

use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Table;

use crate::calendar::written;
use crate::service::ServiceFacts;

mod difference;
mod files;
mod search;
mod take;

pub use difference::{Difference, Offered, Standing, accept};
pub use take::take;

/// All services there are to pick from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    entries: Vec<Entry>,
    earlier: Vec<Entry>,
}

/// A service to pick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is said of it.
    pub about: About,
    /// The service itself; its slug names the entry.
    pub service: ServiceFacts,
}

/// What is said of an entry to whoever picks it. German, like the desk.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Heading it stands under, "Ausweise und Pässe".
    pub group: String,
    /// Names this wording of the entry, by its month: "2026-11".
    pub version: String,
    /// The day of the facts.
    #[serde(with = "written::date")]
    pub as_of: NaiveDate,
    /// Where the facts come from.
    pub source: String,
    /// What the town should look at before she offers it.
    #[serde(default)]
    pub note: String,
}

/// Fields of an entry's file that are not the service's.
const ABOUT: [&str; 5] = ["group", "version", "as_of", "source", "note"];

/// A file of the catalogue that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("catalogue/{file}.toml: {why}")]
pub struct Unreadable {
    file: String,
    why: String,
}

impl Catalogue {
    /// The catalogue that comes with the program.
    ///
    /// # Errors
    /// If a file of it cannot be read; a test says that none is.
    pub fn ours() -> Result<Self, Unreadable> {
        Self::read(files::ENTRIES, files::EARLIER)
    }

    /// A catalogue of these files: what is offered today, and what was before; names without `.toml`.
    ///
    /// # Errors
    /// If a file cannot be read or does not hold the entry its name says.
    pub fn read(entries: &[(&str, &str)], earlier: &[(&str, &str)]) -> Result<Self, Unreadable> {
        let read = |files: &[(&str, &str)], name: fn(&Entry) -> String| {
            let files = files.iter().map(|(file, text)| {
                let unreadable = |why: String| Unreadable {
                    file: (*file).to_owned(),
                    why,
                };
                let entry = Entry::read(text).map_err(|wrong| unreadable(wrong.to_string()))?;
                if name(&entry) == *file {
                    Ok(entry)
                } else {
                    Err(unreadable(format!("holds {}", name(&entry))))
                }
            });
            files.collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            entries: read(entries, |entry| entry.service.slug.clone())?,
            earlier: read(earlier, |entry| entry.origin().to_string())?,
        })
    }

    /// What is offered, group by group.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What was offered before.
    #[must_use]
    pub fn earlier(&self) -> &[Entry] {
        &self.earlier
    }

    /// The entry of this name as it is offered now.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.service.slug == name)
    }

    /// The entry as it was when somebody took it; nothing where that is not known any more.
    #[must_use]
    pub fn at(&self, origin: &Origin) -> Option<&Entry> {
        let mut all = self.entries.iter().chain(&self.earlier);
        all.find(|entry| entry.origin() == *origin)
    }

    /// The entries that fit what was typed, in their order; all of them where nothing was.
    #[must_use]
    pub fn find(&self, typed: &str) -> Vec<&Entry> {
        let sought = search::Sought::new(typed);
        self.entries.iter().filter(|entry| sought.fits(entry)).collect()
    }
}

impl Entry {
    fn read(text: &str) -> Result<Self, toml::de::Error> {
        let (about, service): (Table, Table) = text
            .parse::<Table>()?
            .into_iter()
            .partition(|(key, _)| ABOUT.contains(&key.as_str()));
        Ok(Self {
            about: about.try_into()?,
            service: service.try_into()?,
        })
    }

    /// What a service remembers of where it comes from.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin {
            entry: self.service.slug.clone(),
            version: self.about.version.clone(),
        }
    }

    /// Whether this service is the one that the entry describes: taken from it, or from nowhere and of its name in addresses.
    #[must_use]
    pub fn is(&self, service: &ServiceFacts) -> bool {
        let origin = service.catalogue.as_deref().and_then(Origin::parse);
        origin.map_or(service.slug == self.service.slug, |origin| {
            origin.entry == self.service.slug
        })
    }

    /// The service in these languages only.
    #[must_use]
    fn in_languages(&self, languages: &[String]) -> ServiceFacts {
        let mut service = self.service.clone();
        service.keep_languages(languages);
        service
    }
}

/// From which entry a service was taken, and which version of it that was: `personalausweis@2026-11`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Name of the entry.
    pub entry: String,
    /// Its version.
    pub version: String,
}

impl Origin {
    /// Reads it as a definition writes it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (entry, version) = text.split_once('@')?;
        let plain = |part: &str| {
            let letters = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
            (1..=40).contains(&part.len()) && part.bytes().all(letters)
        };
        (plain(entry) && plain(version)).then(|| Self {
            entry: entry.to_owned(),
            version: version.to_owned(),
        })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.entry, self.version)
    }
}
