//! Builds everything a browser gets, and starts the demo.
//!
//! `cargo bundle` leaves `widget/dist`: the loader, the widget and the pages' style sheets, each hashed and
//! precompressed, with a manifest. `cargo demo` does that, builds the server and becomes it. Nobody imports
//! this program, and no part of it runs on a server.

mod assets;
mod budget;
mod demo;
mod dist;
mod fresh;
mod shorten;
mod tools;
mod wasm;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What went wrong, told so that the reader can mend it.
type Trouble = String;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let outcome = match arguments.next().as_deref() {
        Some("build") => build(&workspace()),
        Some("demo") => build(&workspace()).and_then(|()| demo::run(&workspace(), arguments.collect())),
        _ => Err("usage: cargo bundle | cargo demo [arguments of `rathaustermin demo`]".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("\n{trouble}");
            ExitCode::FAILURE
        }
    }
}

fn build(root: &Path) -> Result<(), Trouble> {
    let print = fresh::fingerprint(root)?;
    if fresh::is_current(root, &print) {
        tools::say("The widget is up to date.");
        return budget::check(root);
    }
    tools::require_node()?;
    tools::require_wasm_target()?;
    tools::install_packages(root)?;

    let module = wasm::build(root)?;
    let mut dist = dist::Dist::new(root);
    dist.add("widget-en.txt", &assets::english(root)?)?;
    dist.add("widget.wasm", &module.wasm)?;
    let script = assets::script(root, &module.folder, &dist)?;
    dist.add("widget.js", &script)?;
    let loader = assets::loader(root, &dist)?;
    dist.add_unhashed("loader.js", &loader)?;
    for (name, bytes) in assets::pages(root)? {
        dist.add(&name, &bytes)?;
    }
    for (name, bytes) in assets::fonts(root)? {
        dist.add(name, &bytes)?;
    }
    dist.finish()?;
    budget::check(root)?;
    fresh::remember(root, &print)
}

/// The repository this program was built from.
fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // `widget/bundle` is two folders down; the path is a constant of the build.
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}
