//! From one definition of a town to the next: which parts stay the same ones, and what is different.

use std::collections::BTreeMap;
use std::fmt;

use super::{Definition, Stored};
use crate::ids::{DepartmentId, ServiceId, StaffId};

/// One part that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What happened to it.
    pub change: Change,
    /// Which part, "service personalausweis".
    pub part: String,
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
        let mut differences = Vec::new();
        let mut note = |change, part: &String| {
            differences.push(Difference {
                change,
                part: part.clone(),
            })
        };
        for (part, content) in &after {
            match before.get(part) {
                None => note(Change::Added, part),
                Some(known) if known != content => note(Change::Changed, part),
                Some(_) => {}
            }
        }
        for part in before.keys().filter(|part| !after.contains_key(*part)) {
            note(Change::Removed, part);
        }
        differences
    }

    /// Every named part with its content in a form that can be compared.
    fn parts(&self) -> BTreeMap<String, String> {
        let mut parts = BTreeMap::from([("town".to_owned(), format!("{:?}", self.facts))]);
        let order = |slugs: Vec<&String>| format!("{slugs:?}");
        let departments = self
            .departments
            .iter()
            .map(|department| &department.facts.slug)
            .collect();
        parts.insert("order of departments".to_owned(), order(departments));
        for department in &self.departments {
            let slug = &department.facts.slug;
            parts.insert(format!("department {slug}"), format!("{:?}", department.facts));
            parts.insert(
                format!("closures of {slug}"),
                format!("{:?}", department.closures),
            );
            let services = department.services.iter().map(|service| &service.slug).collect();
            parts.insert(format!("order of services in {slug}"), order(services));
            let staff = department.staff.iter().map(|person| &person.facts.slug).collect();
            parts.insert(format!("order of staff members in {slug}"), order(staff));
            for service in &department.services {
                parts.insert(format!("service {}", service.slug), format!("{slug} {service:?}"));
            }
            for person in &department.staff {
                parts.insert(
                    format!("staff member {}", person.facts.slug),
                    format!("{slug} {person:?}"),
                );
            }
        }
        parts
    }
}
