//! From one definition of a town to the next: which parts stay the same ones, and what is different.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::{Definition, Stored};
use crate::ids::{DepartmentId, ServiceId, StaffId};

/// Parts that say when somebody is away begin like this.
pub const ABSENCES: &str = "absences of ";

/// One part that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What happened to it.
    pub change: Change,
    /// Which part, "service personalausweis".
    pub part: String,
    /// Its fields that are not as they were, by their paths.
    pub fields: Vec<FieldChange>,
}

/// One field that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldChange {
    /// Its path within the part, `documents[1].text.de`.
    pub field: String,
    /// What it said; empty if it was not there.
    pub before: String,
    /// What it says now; empty if it is gone.
    pub after: String,
}

/// What happened to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It is different.
    Changed,
    /// It is gone.
    Removed,
}

impl Change {
    const ALL: [Self; 3] = [Self::Added, Self::Changed, Self::Removed];

    /// As tables write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }

    /// The change that tables write so.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.as_str() == word)
    }
}

impl Difference {
    fn new(change: Change, part: &str, before: &Leaves, after: &Leaves) -> Self {
        Self {
            change,
            part: part.to_owned(),
            fields: compared(before, after),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.change {
            Change::Added => '+',
            Change::Changed => '~',
            Change::Removed => '-',
        };
        write!(f, "{sign} {}", self.part)
    }
}

impl Stored {
    /// The rows of another definition of the same town: departments, services and staff members keep their numbers by
    /// their slugs, new ones get numbers nobody has had in these rows.
    #[must_use]
    pub fn renumbered(&self, definition: &Definition) -> Self {
        let mut rows = Self::numbered(self.id, definition);
        let departments = renumbering(
            self.departments.iter().map(|row| (row.0.0, row.1.slug.as_str())),
            rows.departments.iter().map(|row| (row.0.0, row.1.slug.as_str())),
        );
        let services = renumbering(
            self.services.iter().map(|row| (row.0.0, row.2.slug.as_str())),
            rows.services.iter().map(|row| (row.0.0, row.2.slug.as_str())),
        );
        let staff = renumbering(
            self.staff.iter().map(|row| (row.0.0, row.2.slug.as_str())),
            rows.staff.iter().map(|row| (row.0.0, row.2.slug.as_str())),
        );
        let department = |id: &mut DepartmentId| id.0 = departments.get(&id.0).copied().unwrap_or(id.0);
        let service = |id: &mut ServiceId| id.0 = services.get(&id.0).copied().unwrap_or(id.0);
        let person = |id: &mut StaffId| id.0 = staff.get(&id.0).copied().unwrap_or(id.0);
        rows.departments.iter_mut().for_each(|row| department(&mut row.0));
        rows.closures.iter_mut().for_each(|row| department(&mut row.0));
        for row in &mut rows.services {
            service(&mut row.0);
            department(&mut row.1);
        }
        for row in &mut rows.staff {
            person(&mut row.0);
            department(&mut row.1);
        }
        rows.shifts.iter_mut().for_each(|row| person(&mut row.0));
        rows.absences.iter_mut().for_each(|row| person(&mut row.0));
        rows
    }
}

/// From the numbers of a fresh numbering to those that the same slugs had before.
fn renumbering<'a>(
    before: impl Iterator<Item = (i32, &'a str)>,
    fresh: impl Iterator<Item = (i32, &'a str)>,
) -> BTreeMap<i32, i32> {
    let known: BTreeMap<&str, i32> = before.map(|(id, slug)| (slug, id)).collect();
    let mut last = known.values().copied().max().unwrap_or(0);
    let keep = |(id, slug)| {
        let kept = known.get(slug).copied().unwrap_or_else(|| {
            last += 1;
            last
        });
        (id, kept)
    };
    fresh.map(keep).collect()
}

impl Definition {
    /// What is different in another definition of the same town, part by part.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let (before, after) = (self.parts(), other.parts());
        let nothing = Leaves::new();
        let mut differences = Vec::new();
        for (part, leaves) in &after {
            let (change, known) = match before.get(part) {
                None => (Change::Added, &nothing),
                Some(known) if known != leaves => (Change::Changed, known),
                Some(_) => continue,
            };
            differences.push(Difference::new(change, part, known, leaves));
        }
        for (part, known) in before.iter().filter(|(part, _)| !after.contains_key(*part)) {
            differences.push(Difference::new(Change::Removed, part, known, &nothing));
        }
        differences
    }

    /// Every named part with its fields.
    fn parts(&self) -> BTreeMap<String, Leaves> {
        let mut parts = BTreeMap::from([("town".to_owned(), leaves(&self.facts))]);
        let order = |slugs: Vec<&str>| Leaves::from([("order".to_owned(), slugs.join(", "))]);
        let departments = self.departments.iter();
        parts.insert(
            "order of departments".to_owned(),
            order(departments.map(|one| one.facts.slug.as_str()).collect()),
        );
        for department in &self.departments {
            let slug = &department.facts.slug;
            let closures = Table::from_iter([("closure".to_owned(), value_of(&department.closures))]);
            parts.insert(format!("department {slug}"), leaves(&department.facts));
            parts.insert(format!("closures of {slug}"), leaves(&closures));
            let services = department.services.iter();
            parts.insert(
                format!("order of services in {slug}"),
                order(services.map(|one| one.slug.as_str()).collect()),
            );
            let staff = department.staff.iter();
            parts.insert(
                format!("order of staff members in {slug}"),
                order(staff.map(|one| one.facts.slug.as_str()).collect()),
            );
            let within = |mut fields: Leaves| {
                fields.insert("department".to_owned(), slug.clone());
                fields
            };
            for service in &department.services {
                parts.insert(format!("service {}", service.slug), within(leaves(service)));
            }
            for person in &department.staff {
                let list = |key: &str, value| leaves(&Table::from_iter([(key.to_owned(), value)]));
                let mut fields = leaves(&person.facts);
                fields.extend(list("shift", value_of(&person.shifts)));
                let away = list("absence", value_of(&person.absences));
                if !away.is_empty() {
                    parts.insert(format!("{ABSENCES}{}", person.facts.slug), away);
                }
                parts.insert(format!("staff member {}", person.facts.slug), within(fields));
            }
        }
        parts
    }
}

/// What is different between two states of a part: every field with what it said before and says now.
#[must_use]
pub fn changed_fields(before: &impl Serialize, after: &impl Serialize) -> Vec<FieldChange> {
    compared(&leaves(before), &leaves(after))
}

/// Every field of a part that says something, `name.de`, `documents[1].text.de`, with what it says.
type Leaves = BTreeMap<String, String>;

fn compared(before: &Leaves, after: &Leaves) -> Vec<FieldChange> {
    let fields: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let changed = fields
        .into_iter()
        .filter(|&field| before.get(field) != after.get(field));
    let said = |field: &String| FieldChange {
        field: field.clone(),
        before: before.get(field).cloned().unwrap_or_default(),
        after: after.get(field).cloned().unwrap_or_default(),
    };
    changed.map(said).collect()
}

fn leaves(part: &impl Serialize) -> Leaves {
    let mut fields = Leaves::new();
    gather(&value_of(part), String::new(), &mut fields);
    fields
}

fn value_of(part: &impl Serialize) -> Value {
    // Parts are structs of texts, numbers, lists and tables; every one of them is a value in TOML.
    Value::try_from(part).unwrap_or_else(|_| Value::Table(Table::new()))
}

fn gather(value: &Value, path: String, fields: &mut Leaves) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                let dot = if path.is_empty() { "" } else { "." };
                gather(value, format!("{path}{dot}{key}"), fields);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_table) => {
            for (number, item) in items.iter().enumerate() {
                gather(item, format!("{path}[{number}]"), fields);
            }
        }
        Value::Array(items) if items.is_empty() => {}
        value => {
            fields.insert(path, said(value));
        }
    }
}

fn said(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
