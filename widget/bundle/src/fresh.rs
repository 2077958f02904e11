//! Whether there is anything to do: one hash over everything the bundle is made of.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::Trouble;
use crate::dist::{MANIFEST, folder};

/// Files and folders that go into the bundle.
const SOURCES: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "server/static",
    "server/wire/Cargo.toml",
    "server/wire/src",
    "widget/Cargo.toml",
    "widget/bundle/src",
    "widget/loader.js",
    "widget/package-lock.json",
    "widget/page.js",
    "widget/paper.css",
    "widget/shell.js",
    "widget/src",
    "widget/style.css",
];

/// The hash of the sources as they are now.
pub fn fingerprint(root: &Path) -> Result<String, Trouble> {
    let mut files = Vec::new();
    for source in SOURCES {
        files.extend(files_below(&root.join(source))?);
    }
    hash_of(&files)
}

/// Whether `widget/dist` was made of these sources.
pub fn is_current(root: &Path, fingerprint: &str) -> bool {
    folder(root).join(MANIFEST).is_file()
        && fs::read_to_string(stamp(root)).is_ok_and(|remembered| remembered == fingerprint)
}

/// Notes what `widget/dist` was made of.
pub fn remember(root: &Path, fingerprint: &str) -> Result<(), Trouble> {
    fs::write(stamp(root), fingerprint).map_err(|error| format!("{}: {error}", stamp(root).display()))
}

/// Every file below a folder, or the file itself; nothing if it does not exist. Always in the same order.
pub fn files_below(path: &Path) -> Result<Vec<PathBuf>, Trouble> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    for entry in entries {
        files.extend(files_below(&entry.map_err(|error| error.to_string())?.path())?);
    }
    files.sort();
    Ok(files)
}

/// One hash over names and contents.
pub fn hash_of(files: &[PathBuf]) -> Result<String, Trouble> {
    let mut hash = Sha256::new();
    for file in files {
        let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        hash.update(file.as_os_str().as_encoded_bytes());
        hash.update(bytes.len().to_le_bytes());
        hash.update(&bytes);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn stamp(root: &Path) -> PathBuf {
    root.join("target/wasm/bundled")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_content_is_another_fingerprint() {
        let file = std::env::temp_dir().join(format!("bundle-fresh-{}", std::process::id()));
        fs::write(&file, "a").unwrap();
        let before = hash_of(std::slice::from_ref(&file)).unwrap();
        fs::write(&file, "b").unwrap();
        assert_ne!(before, hash_of(std::slice::from_ref(&file)).unwrap());
        fs::remove_file(&file).unwrap();
    }
}
