//! `widget/dist`: files under hashed names, each with `.br` and `.gz` beside, and `manifest.json`.
//!
//! A running server may read the folder at any moment, so new files come first, the manifest after them, and
//! what it no longer names goes last.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::Trouble;
use crate::tools::say;

/// The manifest's file name.
pub const MANIFEST: &str = "manifest.json";

/// The folder of a repository.
pub fn folder(root: &Path) -> PathBuf {
    root.join("widget/dist")
}

/// A folder being filled.
pub struct Dist {
    folder: PathBuf,
    names: BTreeMap<String, String>,
}

impl Dist {
    /// Starts filling.
    pub fn new(root: &Path) -> Self {
        Self {
            folder: folder(root),
            names: BTreeMap::new(),
        }
    }

    /// Writes a file under a name that holds the hash of its content, so that it may be cached for ever.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let hash: String = Sha256::digest(bytes)
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let hashed = match name.rsplit_once('.') {
            Some((stem, ending)) => format!("{stem}-{hash}.{ending}"),
            None => format!("{name}-{hash}"),
        };
        self.write(name, hashed, bytes)
    }

    /// Writes a file under its own name: the one that pages of strangers link to.
    pub fn add_unhashed(&mut self, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
        self.write(name, name.to_owned(), bytes)
    }

    /// The name a file got.
    pub fn name_of<'a>(&'a self, name: &'a str) -> &'a str {
        self.names.get(name).map_or(name, String::as_str)
    }

    /// Writes the manifest and removes what is of yesterday.
    pub fn finish(self) -> Result<(), Trouble> {
        let manifest = serde_json::to_string_pretty(&self.names).map_err(|error| error.to_string())?;
        put(&self.folder.join(MANIFEST), manifest.as_bytes())?;
        let entries = fs::read_dir(&self.folder).map_err(|error| error.to_string())?;
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let plain = name.trim_end_matches(".br").trim_end_matches(".gz");
            if plain != MANIFEST && !self.names.values().any(|kept| kept == plain) {
                // A file that cannot be removed does no harm: nobody asks for it any more.
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    fn write(&mut self, name: &str, shipped: String, bytes: &[u8]) -> Result<(), Trouble> {
        if let Some(other) = self.names.insert(name.to_owned(), shipped.clone()) {
            return Err(format!(
                "Two files want to be called {name} (one is shipped as {other})."
            ));
        }
        let path = self.folder.join(&shipped);
        if fs::read(&path).is_ok_and(|there| there == bytes) && beside(&path, "br").is_file() {
            return Ok(());
        }
        say(&format!("Compressing {name} …"));
        fs::create_dir_all(&self.folder).map_err(|error| error.to_string())?;
        put(&beside(&path, "br"), &brotli(bytes)?)?;
        put(&beside(&path, "gz"), &gzip(bytes)?)?;
        put(&path, bytes)
    }
}

/// `name.br` for `name`.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Writes by renaming, so that a reader sees the old file or the new one and never half of it.
fn put(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let draft = beside(path, "draft");
    fs::write(&draft, bytes)
        .and_then(|()| fs::rename(&draft, path))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>, Trouble> {
    let mut packed = Vec::new();
    let best = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &best).map_err(|error| error.to_string())?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Trouble> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_content_and_old_ones_go() {
        let root = std::env::temp_dir().join(format!("bundle-dist-{}", std::process::id()));
        for content in ["one", "two"] {
            let mut dist = Dist::new(&root);
            dist.add("plain.css", content.as_bytes()).unwrap();
            dist.add_unhashed("loader.js", content.as_bytes()).unwrap();
            assert_ne!(dist.name_of("plain.css"), "plain.css");
            dist.finish().unwrap();
        }
        let mut names: Vec<_> = fs::read_dir(folder(&root))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        // Two files in three forms each, and the manifest.
        assert_eq!(names.len(), 7, "{names:?}");
        assert_eq!(
            fs::read_to_string(folder(&root).join("loader.js")).unwrap(),
            "two"
        );
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn two_files_of_one_name_are_refused() {
        let root = std::env::temp_dir().join(format!("bundle-twice-{}", std::process::id()));
        let mut dist = Dist::new(&root);
        dist.add("plain.css", b"a").unwrap();
        assert!(dist.add("plain.css", b"b").is_err());
        fs::remove_dir_all(&root).unwrap();
    }
}
