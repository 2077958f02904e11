//! Reads a definition and says where mistakes are.
//!
//! The file is taken apart first and each part is read by itself, so that a mistake in one service does not hide those
//! of the next. Only when every part has its shape is the whole checked.

use std::fmt;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::{Definition, DepartmentDefinition, StaffDefinition, check};

/// A mistake in a file, where it is and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionError {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Path of the field, `departments[0].services[2].minutes`; empty where the file is no TOML.
    pub path: String,
    /// What is wrong and what would be right.
    pub problem: String,
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.problem)
    }
}

impl std::error::Error for DefinitionError {}

/// Reads a definition.
///
/// # Errors
/// Every mistake that could be found, in the order of the file.
pub fn read(text: &str, file: &str) -> Result<Definition, Vec<DefinitionError>> {
    let mut reader = Reader {
        places: Vec::new(),
        found: Vec::new(),
    };
    let definition = reader.document(text).map(|mut definition| {
        definition.order_languages();
        for mistake in check(&definition) {
            let at = reader.place_of(&mistake.path);
            reader.found.push((at, mistake.path, mistake.problem.english));
        }
        definition
    });
    let mut found = reader.found;
    found.sort_by_key(|(at, _, _)| *at);
    match definition {
        Some(definition) if found.is_empty() => Ok(definition),
        _ => Err(found
            .into_iter()
            .map(|(at, path, problem)| error(text, file, at, path, problem))
            .collect()),
    }
}

type Value<'t> = Spanned<DeValue<'t>>;

struct Reader {
    /// Where keys and values are, with their paths.
    places: Vec<(Range<usize>, String)>,
    /// Mistakes: byte, path, problem.
    found: Vec<(usize, String, String)>,
}

impl Reader {
    fn document(&mut self, text: &str) -> Option<Definition> {
        let (document, broken) = DeTable::parse_recoverable(text);
        if !broken.is_empty() {
            let at = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
            self.found.extend(
                broken
                    .iter()
                    .map(|error| (at(error), String::new(), error.message().to_owned())),
            );
            return None;
        }
        let (span, mut table) = (document.span(), document.into_inner());
        self.remember(&table, "");
        let departments = self.list(&mut table, "", "departments");
        let facts = self.part(Spanned::new(span, DeValue::Table(table)), "");
        let departments = departments
            .into_iter()
            .map(|(path, value)| self.department(&path, value));
        let departments: Vec<_> = departments.collect();
        if !self.found.is_empty() {
            return None;
        }
        Some(Definition {
            facts: facts?,
            departments: departments.into_iter().collect::<Option<_>>()?,
        })
    }

    fn department(&mut self, path: &str, value: Value<'_>) -> Option<DepartmentDefinition> {
        let (span, mut table) = self.table(path, value)?;
        let closures = self.parts(&mut table, path, "closures");
        let services = self.parts(&mut table, path, "services");
        let staff = self.list(&mut table, path, "staff");
        let staff: Vec<_> = staff
            .into_iter()
            .map(|(path, value)| self.person(&path, value))
            .collect();
        let facts = self.part(Spanned::new(span, DeValue::Table(table)), path);
        Some(DepartmentDefinition {
            facts: facts?,
            closures: closures?,
            services: services?,
            staff: staff.into_iter().collect::<Option<_>>()?,
        })
    }

    fn person(&mut self, path: &str, value: Value<'_>) -> Option<StaffDefinition> {
        let (span, mut table) = self.table(path, value)?;
        let shifts = self.parts(&mut table, path, "shifts");
        let absences = self.parts(&mut table, path, "absences");
        let facts = self.part(Spanned::new(span, DeValue::Table(table)), path);
        Some(StaffDefinition {
            facts: facts?,
            shifts: shifts?,
            absences: absences?,
        })
    }

    /// Takes a list out of a table. A missing one is empty.
    fn list<'t>(&mut self, table: &mut DeTable<'t>, path: &str, key: &str) -> Vec<(String, Value<'t>)> {
        let Some(value) = table.remove(key) else {
            return Vec::new();
        };
        let path = join(path, key);
        let start = value.span().start;
        match value.into_inner() {
            DeValue::Array(items) => {
                let items = items.into_iter().enumerate();
                items
                    .map(|(number, item)| (format!("{path}[{number}]"), item))
                    .collect()
            }
            _ => {
                self.found
                    .push((start, path, "must be a list, [ … ] or [[…]]".to_owned()));
                Vec::new()
            }
        }
    }

    fn parts<T: DeserializeOwned>(
        &mut self,
        table: &mut DeTable<'_>,
        path: &str,
        key: &str,
    ) -> Option<Vec<T>> {
        let items = self.list(table, path, key);
        let read: Vec<_> = items
            .into_iter()
            .map(|(path, value)| self.part(value, &path))
            .collect();
        read.into_iter().collect()
    }

    fn table<'t>(&mut self, path: &str, value: Value<'t>) -> Option<(Range<usize>, DeTable<'t>)> {
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(table) => Some((span, table)),
            _ => {
                self.found
                    .push((span.start, path.to_owned(), "must be a table".to_owned()));
                None
            }
        }
    }

    fn part<T: DeserializeOwned>(&mut self, value: Value<'_>, path: &str) -> Option<T> {
        let own = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(part) => Some(part),
            Err(error) => {
                let span = error.span().unwrap_or_else(|| own.clone());
                // The narrowest key or value around the mistake, if it lies in this part and is not the part itself.
                let around = self.places.iter().filter(|(place, of)| {
                    place.start <= span.start && span.end <= place.end && of.starts_with(path)
                });
                let narrowest = around
                    .filter(|_| span != own)
                    .min_by_key(|(place, of)| (place.len(), std::cmp::Reverse(of.len())));
                let path = narrowest.map_or(path, |(_, of)| of).to_owned();
                self.found
                    .push((span.start, path, in_plain_words(error.message())));
                None
            }
        }
    }

    /// Notes where everything is.
    fn remember(&mut self, table: &DeTable<'_>, path: &str) {
        for (key, value) in table {
            let path = join(path, key.get_ref());
            self.places.push((key.span(), path.clone()));
            self.remember_value(value, path);
        }
    }

    fn remember_value(&mut self, value: &Value<'_>, path: String) {
        match value.get_ref() {
            DeValue::Table(table) => self.remember(table, &path),
            DeValue::Array(items) => {
                for (number, item) in items.iter().enumerate() {
                    self.remember_value(item, format!("{path}[{number}]"));
                }
            }
            _ => {}
        }
        self.places.push((value.span(), path));
    }

    /// The byte at which a field, or else the nearest thing around it, begins.
    fn place_of(&self, path: &str) -> usize {
        let mut around = path;
        loop {
            // The value is noted after its key.
            if let Some((place, _)) = self.places.iter().rfind(|(_, of)| of == around) {
                return place.start;
            }
            match around.rfind(['.', '[']) {
                Some(end) => around = &around[..end],
                None => return 0,
            }
        }
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

/// Serde speaks of Rust's types.
fn in_plain_words(message: &str) -> String {
    let words = [
        ("expected u32", "expected a whole number"),
        ("expected struct ", "expected a table for "),
        ("expected a sequence", "expected a list, [ … ]"),
    ];
    words.iter().fold(message.to_owned(), |message, (from, to)| {
        message.replace(from, to)
    })
}

fn error(text: &str, file: &str, at: usize, path: String, problem: String) -> DefinitionError {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or("");
    DefinitionError {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
        path,
        problem,
    }
}
