//! Writes a definition as TOML.

use super::Definition;

/// The file that reads as this definition.
#[must_use]
pub fn write(_definition: &Definition) -> String {
    String::new()
}
