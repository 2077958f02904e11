//! The habits of this repository, held by a test instead of by memory.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tenants::reference::Reference;

/// Folders that hold what others built.
const FOREIGN: [&str; 5] = ["target", "node_modules", "dist", ".git", ".demo"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .expect("the repository")
}

/// Every file of ours below a folder with one of these endings, with its content.
fn files(below: &str, endings: &[&str]) -> Vec<(String, String)> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.join(below)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !FOREIGN.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let name = path
                    .strip_prefix(&root)
                    .expect("below the root")
                    .to_string_lossy()
                    .into_owned();
                found.push((name, fs::read_to_string(&path).expect("a text file")));
            }
        }
    }
    found.sort();
    found
}

fn expect_nothing(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

/// Source without its unit tests, which stand at the end of a file.
fn code(source: &str) -> &str {
    source.split("#[cfg(test)]\nmod tests").next().unwrap_or(source)
}

#[test]
fn no_file_grows_beyond_one_thought() {
    let long = ["tenants/src", "server", "widget", "migrations"]
        .iter()
        .flat_map(|folder| files(folder, &[".rs"]));
    let long: Vec<_> = long
        .map(|(name, source)| (name, code(&source).lines().count()))
        .filter(|(name, lines)| *lines > 400 && !name.ends_with("tests.rs"))
        .map(|(name, lines)| format!("{name}: {lines} lines"))
        .collect();
    expect_nothing("files of code have at most 400 lines", &long);
}

#[test]
fn every_module_says_what_it_is_about() {
    let silent: Vec<_> = [
        "tenants/src",
        "server",
        "widget",
        "migrations",
        "tests/it",
        "tests/harness",
    ]
    .iter()
    .flat_map(|folder| files(folder, &[".rs"]))
    .filter(|(_, source)| !source.trim_start_matches("#![no_main]\n").starts_with("//!"))
    .map(|(name, _)| name)
    .collect();
    expect_nothing("every module opens with //!", &silent);
}

#[test]
fn every_layer_knows_only_what_it_may_know() {
    let walls: [(&str, &[&str]); 7] = [
        (
            "tenants/src",
            &["async ", "sea_orm", "axum", "tokio", "Utc::now", "getrandom"],
        ),
        ("server/wire/src", &["chrono", "uuid", "sea_orm", "tenants::"]),
        ("server/src/web", &["sea_orm", "query_all", "SELECT "]),
        ("server/src/booking", &["sea_orm", "axum", "SELECT ", "lettre"]),
        ("server/src/views", &["sea_orm", "axum::"]),
        ("server/src/db", &["axum", "tera"]),
        (
            "widget/src",
            &[
                "serde",
                "chrono",
                "set_inner_html",
                "innerHTML",
                "insertAdjacentHTML",
                "localStorage",
                ".forget()",
            ],
        ),
    ];
    let mut broken = Vec::new();
    for (folder, forbidden) in walls {
        for (name, source) in files(folder, &[".rs"]) {
            let source = code(&source);
            for (number, line) in (1..).zip(source.lines()) {
                let comment = line.trim_start().starts_with("//");
                for word in forbidden.iter().filter(|word| !comment && line.contains(**word)) {
                    broken.push(format!("{name}:{number} names {word}"));
                }
            }
        }
    }
    expect_nothing("layers keep to themselves (see ARCHITECTURE.md)", &broken);
}

#[test]
fn templates_never_put_out_anything_unescaped_and_have_no_script_or_style_inside() {
    let mut broken = Vec::new();
    for (name, source) in files("server/templates", &[".html"]) {
        for (number, line) in (1..).zip(source.lines()) {
            for word in [
                "| safe",
                "|safe",
                "autoescape false",
                "<script>",
                "<style",
                " style=\"",
                " onclick=",
            ] {
                // Mail programs read no style sheet.
                let is_letter = name.contains("templates/mail/") && word == " style=\"";
                if line.contains(word) && !is_letter {
                    broken.push(format!("{name}:{number} has {word}"));
                }
            }
        }
    }
    expect_nothing(
        "templates escape everything and need no inline script or style",
        &broken,
    );
}

#[test]
fn nothing_unfinished_and_no_machine_is_spoken_of() {
    // Written in two parts, so that this list does not find itself.
    let marks = [
        ("TO", "DO"),
        ("FIX", "ME"),
        ("XX", "X"),
        ("unimplemented", "!("),
        ("#[ign", "ore"),
        ("/ro", "ot/"),
        ("/wo", "rk/"),
    ];
    let marks: Vec<String> = marks.iter().map(|(a, b)| format!("{a}{b}")).collect();
    let mut broken = Vec::new();
    for (name, source) in files(".", &[".rs", ".toml", ".md", ".html", ".css", ".js", ".mjs"]) {
        for (number, line) in (1..).zip(source.lines()) {
            for mark in marks.iter().filter(|mark| line.contains(mark.as_str())) {
                broken.push(format!("{name}:{number} has {mark}"));
            }
        }
    }
    expect_nothing("what is here is done, and runs anywhere", &broken);
}

#[test]
fn a_reference_number_shown_as_an_example_could_be_one() {
    let mut shown = 0;
    for (name, source) in [
        files("widget/src", &["texts.rs"]),
        files("server/texts", &[".toml"]),
    ]
    .concat()
    {
        let hints = source
            .lines()
            .filter(|line| line.contains("ReferenceHint") || line.contains("reference_hint"));
        let words =
            hints.flat_map(|hint| hint.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-'));
        for word in words.filter(|word| word.matches('-').count() == 2) {
            assert!(Reference::parse(word).is_ok(), "{name}: {word}");
            shown += 1;
        }
    }
    assert_eq!(shown, 4, "widget and pages, German and English");
}
