//! From Rust to the two files a browser runs: compile, bind, optimise.
//!
//! wasm-bindgen runs as a library, so its version is the lock file's and can never differ from the crate's.
//! wasm-opt must be the one from npm: Debian's binaryen 108 silently breaks the module's tables, and
//! `--all-features` makes one that Chromium refuses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::Trouble;
use crate::shorten::{names, replace_word};
use crate::tools::{node_script, run, say};

/// The optimised module and where the JavaScript lies that goes with it.
pub struct Module {
    /// WebAssembly.
    pub wasm: Vec<u8>,
    /// Holds `widget.js`, an ES module whose default export loads the WebAssembly.
    pub folder: PathBuf,
}

/// What wasm-bindgen calls its own script.
const GLUE: &str = "./widget_bg.js";

/// Builds the widget.
pub fn build(root: &Path) -> Result<Module, Trouble> {
    say("Compiling the widget to WebAssembly …");
    let target = root.join("target/wasm");
    run(
        "`cargo build` of the widget",
        Command::new("cargo")
            .args([
                "build",
                "--quiet",
                "--package",
                "widget",
                "--lib",
                "--profile",
                "widget",
            ])
            .args(["--target", "wasm32-unknown-unknown"])
            .arg("--target-dir")
            .arg(&target)
            .current_dir(root),
    )?;

    say("Binding and optimising it …");
    let bound = target.join("bound");
    let mut output = Bindgen::new();
    let mut output = output
        .input_path(target.join("wasm32-unknown-unknown/widget/widget.wasm"))
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .omit_default_module_path(true)
                .generate_output()
        })
        .map_err(|error| format!("wasm-bindgen failed: {error:#}"))?;
    // A panic aborts, and nobody reads its message in a browser: without the formatting of messages, and all
    // it draws in, the module is a fifth smaller.
    let module = output.wasm_mut();
    let tellers = module
        .funcs
        .iter()
        .filter(|function| function.name.as_deref().is_some_and(only_panics));
    let tellers: Vec<_> = tellers.map(|function| function.id()).collect();
    for id in tellers {
        let body = module.funcs.get_mut(id).kind.unwrap_local_mut().builder_mut();
        body.func_body().instrs_mut().clear();
        body.func_body().unreachable();
    }
    let mut renamed = Vec::new();
    let mut names = names();
    for import in module.imports.iter_mut() {
        // What `page.js` exports keeps its names.
        if import.module == GLUE {
            let short = names.next().unwrap_or_default();
            renamed.push((std::mem::replace(&mut import.name, short.clone()), short));
        }
        import.module = (if import.module == GLUE { "w" } else { "p" }).to_owned();
    }
    for export in module.exports.iter_mut() {
        let short = names.next().unwrap_or_default();
        renamed.push((std::mem::replace(&mut export.name, short.clone()), short));
    }
    output
        .emit(&bound)
        .map_err(|error| format!("wasm-bindgen failed: {error:#}"))?;
    rename_in_script(&bound.join("widget.js"), &renamed)?;

    let optimised = bound.join("widget_opt.wasm");
    run(
        "wasm-opt",
        node_script(root, "binaryen/bin/wasm-opt")
            // Functions with one caller stay functions: larger raw, smaller compressed.
            .args([
                "-Oz",
                "--one-caller-inline-max-function-size=0",
                "--flatten",
                "--rereloop",
                "-Oz",
                "-Oz",
            ])
            .arg(bound.join("widget_bg.wasm"))
            .arg("-o")
            .arg(&optimised),
    )?;
    Ok(Module {
        wasm: fs::read(&optimised).map_err(|error| format!("wasm-opt left no module: {error}"))?,
        folder: bound,
    })
}

/// The same names in the JavaScript. The keys of the import object are the module's, the paths are not.
fn rename_in_script(script: &Path, renamed: &[(String, String)]) -> Result<(), Trouble> {
    let failed = |error: std::io::Error| format!("{}: {error}", script.display());
    let mut text = String::new();
    let (mut drawing, mut imported) = (false, false);
    for line in fs::read_to_string(script).map_err(failed)?.lines() {
        if line.starts_with("import * as import") && std::mem::replace(&mut imported, true) {
            continue;
        }
        let line = match line.trim_start().split_once(": import") {
            Some((key, number)) if key.contains(GLUE) => format!("\"w\": import{number}"),
            // Named once for each of its functions.
            Some((key, number)) if key.starts_with("\"./snippets/") => {
                let again = std::mem::replace(&mut drawing, true);
                if again {
                    String::new()
                } else {
                    format!("\"p\": import{number}")
                }
            }
            _ => line.to_owned(),
        };
        text.push_str(&line);
        text.push('\n');
    }
    for (long, short) in renamed {
        // `memory` is a word of other things too: only what is read from the module is meant.
        text = match long.starts_with("__wb") {
            true => replace_word(&text, long, short),
            false => replace_word(&text, &format!("wasm.{long}"), &format!("wasm.{short}")),
        };
    }
    fs::write(script, text).map_err(failed)
}

/// Whether a function never returns and only tells why the program ends.
fn only_panics(name: &str) -> bool {
    const TELLERS: &[&str] = &[
        "fmt::",
        "core::panicking::",
        "core::option::unwrap_failed",
        "core::option::expect_failed",
        "core::result::unwrap_failed",
        "core::cell::panic_already",
        "core::str::slice_error_fail",
        "core::slice::index::slice_",
        "alloc::raw_vec::handle_error",
        "alloc::raw_vec::capacity_overflow",
        "alloc::alloc::handle_alloc_error",
        "std::panicking::",
        "std::alloc::rust_oom",
        "rust_panic",
        "rust_begin_unwind",
    ];
    // Symbols carry the crate's hash: `core[c5930c85a12de822]::str::slice_error_fail`.
    let mut plain = String::new();
    for (place, part) in name.split('[').enumerate() {
        plain.push_str(if place == 0 {
            part
        } else {
            part.split_once(']').map_or(part, |(_, rest)| rest)
        });
    }
    TELLERS.iter().any(|teller| plain.contains(teller))
}
