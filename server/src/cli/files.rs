//! Definitions of towns as files: which ones are meant, and what they say.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tenants::definition::{self, Definition};

use crate::refusal::Fault;

/// The files that are meant, in order: a folder stands for every `.toml` in it.
///
/// # Errors
/// If a folder cannot be read or has none.
pub(super) fn meant(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let unreadable = |error| Fault::because(format!("{}: {error}", path.display()));
        let mut found = Vec::new();
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            if file.extension().is_some_and(|ending| ending == "toml") && file.is_file() {
                found.push(file);
            }
        }
        if found.is_empty() {
            return Err(Fault::because(format!(
                "{}: there is no .toml file",
                path.display()
            )));
        }
        found.sort();
        files.append(&mut found);
    }
    Ok(files)
}

/// What a file says, or its mistakes.
pub(super) fn read(file: &Path) -> Result<Definition, Vec<String>> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| vec![format!("{name}: {error}")])?;
    definition::read(&text, &name).map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

/// Which file has described which town. Two that describe the same one would undo each other's work.
#[derive(Default)]
pub(super) struct Described(BTreeMap<String, PathBuf>);

impl Described {
    /// The definition, unless another file has described its town before.
    pub(super) fn once(&mut self, file: &Path, definition: Definition) -> Result<Definition, Vec<String>> {
        let slug = &definition.facts.slug;
        if let Some(first) = self.0.get(slug) {
            let told = format!(
                "{}: slug: {} describes \"{slug}\" already",
                file.display(),
                first.display()
            );
            return Err(vec![told]);
        }
        self.0.insert(slug.clone(), file.to_owned());
        Ok(definition)
    }
}
