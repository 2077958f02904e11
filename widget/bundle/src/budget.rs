//! Size is a feature: what a citizen's browser fetches is weighed against `widget/budget.toml` in every build.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::Trouble;
use crate::dist::{MANIFEST, beside, folder};
use crate::tools::say;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    first_use: Limit,
    loader: Limit,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    gate: u64,
    aim: u64,
}

/// Weighs `widget/dist`; beyond a gate the build fails.
pub fn check(root: &Path) -> Result<(), Trouble> {
    let text = fs::read_to_string(root.join("widget/budget.toml")).map_err(|error| error.to_string())?;
    let budget: Budget = toml::from_str(&text).map_err(|error| format!("widget/budget.toml: {error}"))?;

    let loader = weight(root, "loader.js")?;
    let glue = weight(root, "widget.js")?;
    let wasm = weight(root, "widget.wasm")?;
    let sum = loader + glue + wasm;
    say(&format!(
        "First use, brotli: loader {loader} + script {glue} + wasm {wasm} = {sum} bytes."
    ));
    judge("The loader", loader, &budget.loader)?;
    judge("The widget on first use", sum, &budget.first_use)
}

fn judge(what: &str, bytes: u64, limit: &Limit) -> Result<(), Trouble> {
    if bytes > limit.gate {
        return Err(format!(
            "{what} weighs {bytes} bytes; widget/budget.toml allows {}. Please make it smaller.",
            limit.gate
        ));
    }
    if bytes > limit.aim {
        say(&format!(
            "{what} weighs {bytes} bytes, more than the aim of {}.",
            limit.aim
        ));
    }
    Ok(())
}

fn weight(root: &Path, name: &str) -> Result<u64, Trouble> {
    let folder = folder(root);
    let manifest = fs::read_to_string(folder.join(MANIFEST)).map_err(|error| error.to_string())?;
    let names: BTreeMap<String, String> =
        serde_json::from_str(&manifest).map_err(|error| error.to_string())?;
    let shipped = names
        .get(name)
        .ok_or_else(|| format!("{MANIFEST} does not name {name}."))?;
    let packed = beside(&folder.join(shipped), "br");
    fs::metadata(&packed)
        .map(|data| data.len())
        .map_err(|error| format!("{}: {error}", packed.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_gate_the_build_fails() {
        let limit = Limit { gate: 100, aim: 80 };
        assert!(judge("It", 100, &limit).is_ok());
        assert!(judge("It", 101, &limit).is_err());
    }
}
