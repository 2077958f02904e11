//! What a definition must fulfil beyond its shape. Every mistake names its field and what would be right.

mod department;
mod fields;
mod service;
mod staff;
mod town;
mod wording;

use super::Definition;
pub use fields::RESERVED_SLUGS;

/// A mistake in a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Path of the field, `departments[0].services[2].minutes`.
    pub path: String,
    /// What is wrong and what would be right.
    pub problem: Problem,
}

/// What is wrong and what would be right: to whoever writes a file, and to whoever fills in a form of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Goes on where the field's path ends, "must not be empty".
    pub english: String,
    /// Whole sentences.
    pub german: String,
}

/// Every mistake of a definition.
#[must_use]
pub fn check(definition: &Definition) -> Vec<Mistake> {
    let mut fields = fields::Fields::new(&definition.facts.languages);
    town::check(&mut fields, definition);
    let mut slugs = department::Slugs::default();
    for (number, department) in definition.departments.iter().enumerate() {
        department::check(
            &mut fields,
            &mut slugs,
            &format!("departments[{number}]"),
            department,
        );
    }
    fields.mistakes
}
