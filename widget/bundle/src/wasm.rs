//! From Rust to the two files a browser runs: compile, bind, optimise.
//!
//! wasm-bindgen runs as a library, so its version is the lock file's and can never differ from the crate's.
//! wasm-opt must be the one from npm: Debian's binaryen 108 silently breaks the module's tables, and
//! `--all-features` makes one that Chromium refuses.

use std::fs;
use std::path::Path;
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::Trouble;
use crate::tools::{node_script, run, say};

/// The optimised module and the JavaScript that goes with it.
pub struct Module {
    /// WebAssembly.
    pub wasm: Vec<u8>,
    /// An ES module whose default export loads the WebAssembly.
    pub glue: String,
}

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
    Bindgen::new()
        .input_path(target.join("wasm32-unknown-unknown/widget/widget.wasm"))
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .omit_default_module_path(true)
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate(&bound)
        })
        .map_err(|error| format!("wasm-bindgen failed: {error:#}"))?;

    let optimised = bound.join("widget_opt.wasm");
    run(
        "wasm-opt",
        node_script(root, "binaryen/bin/wasm-opt")
            .arg("-Oz")
            .arg(bound.join("widget_bg.wasm"))
            .arg("-o")
            .arg(&optimised),
    )?;
    Ok(Module {
        wasm: fs::read(&optimised).map_err(|error| format!("wasm-opt left no module: {error}"))?,
        glue: fs::read_to_string(bound.join("widget.js"))
            .map_err(|error| format!("wasm-bindgen left no JavaScript: {error}"))?,
    })
}
