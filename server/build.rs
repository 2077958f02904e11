//! Release binaries carry the browser's files inside: they have to be built anew when `widget/dist` or the examples
//! change. Debug builds read the folders while running; the folder only has to be there when they are compiled, or they would
//! never look into it.

fn main() {
    // Where this fails, the binary serves no widget and says so.
    let _ = std::fs::create_dir_all("../widget/dist");
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("PROFILE").is_some_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../examples");
        println!("cargo::rerun-if-changed=../widget/dist");
        if !std::path::Path::new("../widget/dist/manifest.json").exists() {
            println!(
                "cargo::warning=widget/dist is missing: run `cargo bundle` first, or the binary serves no widget."
            );
        }
    }
}
