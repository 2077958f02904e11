//! Release binaries carry the browser's files inside: they have to be built anew when `widget/dist` or the examples
//! change. Debug builds read the folders while running and need none of this.

fn main() {
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
