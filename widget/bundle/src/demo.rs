//! Builds the server and becomes it.
//!
//! On Unix this process is replaced, so that Ctrl-C reaches the server alone and its farewell is the last word.

use std::path::Path;
use std::process::Command;

use crate::Trouble;
use crate::tools::{self, say};

/// Builds the server and hands over.
pub fn run(root: &Path, arguments: Vec<String>) -> Result<(), Trouble> {
    say("Building the server (the first time takes a few minutes) …");
    tools::run(
        "`cargo build` of the server",
        Command::new("cargo")
            .args(["build", "--package", "rathaustermin"])
            .current_dir(root),
    )?;
    let program = root
        .join("target/debug")
        .join(format!("rathaustermin{}", std::env::consts::EXE_SUFFIX));
    let mut server = Command::new(&program);
    server.arg("demo").args(arguments).current_dir(root);
    become_it(&mut server).map_err(|error| format!("{} could not start: {error}.", program.display()))
}

#[cfg(unix)]
fn become_it(server: &mut Command) -> std::io::Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(server.exec())
}

#[cfg(not(unix))]
fn become_it(server: &mut Command) -> std::io::Result<()> {
    server.status().map(|_| ())
}
