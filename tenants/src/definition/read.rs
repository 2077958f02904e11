//! Reads a definition and says where mistakes are.

use std::fmt;

use super::Definition;

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
pub fn read(_text: &str, file: &str) -> Result<Definition, Vec<DefinitionError>> {
    let problem = "cannot be read yet".to_owned();
    Err(vec![DefinitionError {
        file: file.to_owned(),
        line: 1,
        column: 1,
        path: String::new(),
        problem,
    }])
}
