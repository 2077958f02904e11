//! What a definition must fulfil beyond its shape.

use super::Definition;

/// A mistake in a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Path of the field, `departments[0].services[2].minutes`.
    pub path: String,
    /// What is wrong and what would be right.
    pub problem: String,
}

/// Every mistake of a definition.
#[must_use]
pub fn check(_definition: &Definition) -> Vec<Mistake> {
    Vec::new()
}
