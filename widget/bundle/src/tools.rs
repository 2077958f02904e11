//! The programs the build leans on: whether they are there, and running them.
//!
//! What is missing is said in a sentence that ends with what to do. Only the wasm target and npm packages are
//! fetched by ourselves; Node and Rust are the reader's to install.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Trouble, fresh};

const TARGET: &str = "wasm32-unknown-unknown";
const OLDEST_NODE: u32 = 20;

/// One line of progress.
pub fn say(line: &str) {
    eprintln!("· {line}");
}

/// Runs a program to its end; its own words go to the terminal.
pub fn run(what: &str, command: &mut Command) -> Result<(), Trouble> {
    // Standard output belongs to the program that is started last, so ours all goes to standard error.
    match command.stdout(std::io::stderr()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{what} failed ({status}). The lines above say why.")),
        Err(error) => Err(format!("{what} could not start: {error}.")),
    }
}

/// Runs a program silently and returns what it wrote.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Node and npm, new enough.
pub fn require_node() -> Result<(), Trouble> {
    let advice = format!(
        "Building the widget needs Node.js {OLDEST_NODE} or newer with npm (running the server does not).\n\
         Please install it, for example with `apt-get install nodejs npm` or from https://nodejs.org, and try again."
    );
    let Some(version) = ask(Command::new("node").arg("--version")) else {
        return Err(format!("Node.js was not found. {advice}"));
    };
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        return Err(format!("Node.js {version} is too old. {advice}"));
    }
    match ask(npm().arg("--version")) {
        Some(_) => Ok(()),
        None => Err(format!("npm was not found. {advice}")),
    }
}

/// The compiler can make WebAssembly; asks rustup for it otherwise.
pub fn require_wasm_target() -> Result<(), Trouble> {
    let libraries = ask(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if libraries.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    say("Adding Rust's WebAssembly target …");
    run("`rustup target add`", Command::new("rustup").args(["target", "add", TARGET])).map_err(|trouble| {
        format!("{trouble}\nThe widget is compiled to WebAssembly. Please add the target {TARGET} to your Rust toolchain.")
    })
}

/// The packages of the lock file, without running any script of theirs.
pub fn install_packages(root: &Path) -> Result<(), Trouble> {
    let folder = root.join("widget");
    let lock = fresh::hash_of(&[folder.join("package-lock.json")])?;
    let stamp = folder.join("node_modules/.installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    say("Fetching wasm-opt, esbuild, KERN and a font from npm …");
    let mut install = npm();
    install
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ])
        .current_dir(&folder);
    run("`npm ci` in widget/", &mut install)?;
    fs::write(&stamp, lock).map_err(|error| format!("{} cannot be written: {error}", stamp.display()))
}

/// A script of an npm package, started by Node itself so that no shell or shim is in between.
pub fn node_script(root: &Path, script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(package_file(root, script));
    command
}

/// A file inside `node_modules`.
pub fn package_file(root: &Path, file: &str) -> PathBuf {
    root.join("widget/node_modules").join(file)
}

fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}
