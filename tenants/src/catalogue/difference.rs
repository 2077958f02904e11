//! What the catalogue says differently from a town's service by now, and who of the two has changed it.
//!
//! Three versions are compared field by field: what the town took, what the catalogue says now, what the town says. What only the
//! town has changed is hers and never mentioned. A list (papers, fees, questions) is one field: half of a list may be worse
//! than either. Languages the catalogue does not speak are the town's own; they neither make a difference nor get lost.

use toml::{Table, Value};

use super::{Catalogue, Entry, Origin};
use crate::service::ServiceFacts;

/// Fields that the catalogue speaks of. Everything else about a service is the town's own.
const FIELDS: [&str; 11] = [
    "name",
    "summary",
    "words",
    "minutes",
    "max_count",
    "leika",
    "in_person",
    "online",
    "fees",
    "questions",
    "documents",
];

/// Those of them that say one thing in several languages: each language is a field.
const BY_LANGUAGE: [&str; 4] = ["name", "summary", "words", "in_person"];

/// What the catalogue offers to a service that was taken from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference<'a> {
    /// The entry as it is now.
    pub entry: &'a Entry,
    /// As it was taken; nothing where that is not known any more.
    pub taken: Option<&'a Entry>,
    /// Field by field.
    pub fields: Vec<Offered>,
}

/// A field in which the catalogue says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// `name.de`, `documents`.
    pub field: String,
    /// What the town has to do with it.
    pub standing: Standing,
}

/// What a town has to do with a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// She says what she took: only the catalogue has changed.
    AsTaken,
    /// She has changed it herself, too.
    HerOwn,
    /// Nobody knows any more what she took.
    Unknown,
}

impl<'a> Difference<'a> {
    /// What has changed in the catalogue since this service was taken from it; nothing where nothing has, or where the service is not
    /// from this catalogue.
    #[must_use]
    pub fn of(catalogue: &'a Catalogue, service: &ServiceFacts, languages: &[String]) -> Option<Self> {
        let origin = service.catalogue.as_deref().and_then(Origin::parse)?;
        let entry = catalogue.entry(&origin.entry)?;
        if entry.origin() == origin {
            return None;
        }
        let taken = catalogue.at(&origin);
        let here = Fields::of(service, entry, languages);
        let now = Fields::of(&entry.service, entry, languages);
        let before = taken.map(|taken| Fields::of(&taken.service, entry, languages));
        let fields = now.names(&here).into_iter().filter_map(|field| {
            let (now, here) = (now.get(&field), here.get(&field));
            let standing = match before.as_ref().map(|before| before.get(&field)) {
                _ if now == here => return None,
                None => Standing::Unknown,
                Some(before) if before == here => Standing::AsTaken,
                Some(before) if before == now => return None,
                Some(_) => Standing::HerOwn,
            };
            Some(Offered { field, standing })
        });
        let fields: Vec<_> = fields.collect();
        (!fields.is_empty()).then_some(Self { entry, taken, fields })
    }
}

/// The service with these fields as the catalogue says them now. It counts as taken from today's entry from here on: what was not
/// chosen is the town's own.
#[must_use]
pub fn accept(service: &ServiceFacts, entry: &Entry, chosen: &[&str], languages: &[String]) -> ServiceFacts {
    let whole = table_of(service);
    let here = Fields::of(service, entry, languages);
    let now = Fields::of(&entry.service, entry, languages);
    let mut after = whole.clone();
    for field in now
        .names(&here)
        .iter()
        .filter(|field| chosen.contains(&field.as_str()))
    {
        let said = now
            .get(field)
            .map(|said| keeping(said, here.get(field), whole.get(field)));
        put(&mut after, field, said);
    }
    let mut after: ServiceFacts = after.try_into().unwrap_or_else(|_| service.clone());
    after.catalogue = Some(entry.origin().to_string());
    after.order_languages(languages);
    after
}

/// What is new in a list; items that say the same stay as the town has them, in all of her languages.
fn keeping(said: &Value, here: Option<&Value>, whole: Option<&Value>) -> Value {
    let (Some(items), Some(here), Some(whole)) = (
        said.as_array(),
        here.and_then(Value::as_array),
        whole.and_then(Value::as_array),
    ) else {
        return said.clone();
    };
    let items = items.iter().map(|item| {
        let same = here.iter().zip(whole).find(|(known, _)| *known == item);
        same.map_or(item, |(_, whole)| whole).clone()
    });
    Value::Array(items.collect())
}

/// Puts a value where a field says, or takes away what is there.
fn put(table: &mut Table, field: &str, value: Option<Value>) {
    let Some((key, language)) = field.split_once('.') else {
        match value {
            Some(value) => table.insert(field.to_owned(), value),
            None => table.remove(field),
        };
        return;
    };
    let text = table.entry(key).or_insert_with(|| Value::Table(Table::new()));
    if let Some(text) = text.as_table_mut() {
        put(text, language, value);
    }
}

/// The fields of a service that can be compared, in the languages that both town and entry speak.
struct Fields(Table);

impl Fields {
    fn of(service: &ServiceFacts, entry: &Entry, languages: &[String]) -> Self {
        let spoken = |language: &&String| entry.service.name.exactly(language).is_some();
        let shared: Vec<_> = languages.iter().filter(spoken).cloned().collect();
        let mut service = service.clone();
        service.keep_languages(&shared);
        let mut fields = Table::new();
        for (key, value) in table_of(&service) {
            match value {
                Value::Table(text) if BY_LANGUAGE.contains(&key.as_str()) => {
                    let text = text
                        .into_iter()
                        .map(|(language, said)| (format!("{key}.{language}"), said));
                    fields.extend(text);
                }
                value => {
                    fields.insert(key, value);
                }
            }
        }
        Self(fields)
    }

    fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// The fields of both, in the order of [`FIELDS`].
    fn names(&self, other: &Self) -> Vec<String> {
        let rank = |field: &str| {
            let key = field.split('.').next().unwrap_or(field);
            FIELDS.iter().position(|known| *known == key)
        };
        let all = self
            .0
            .keys()
            .chain(other.0.keys().filter(|field| !self.0.contains_key(*field)));
        let mut names: Vec<_> = all
            .filter_map(|field| Some((rank(field)?, field.clone())))
            .collect();
        names.sort();
        names.into_iter().map(|(_, field)| field).collect()
    }
}

fn table_of(service: &ServiceFacts) -> Table {
    // A service is a struct of texts, numbers, lists and tables; every one of them is a table in TOML.
    Table::try_from(service).unwrap_or_default()
}
