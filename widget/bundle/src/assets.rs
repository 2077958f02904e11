//! The text files a browser gets, and what is done to them: JavaScript and the widget's style sheet are
//! minified, the loader learns the hashed names, KERN's style sheet and the pages' own files stay as they are.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Trouble;
use crate::dist::Dist;
use crate::tools::package_file;

const KERN: &str = "@kern-ux/native/dist/kern.min.css";

/// The widget's JavaScript: wasm-bindgen's glue and the style sheet, constructed once for all widgets of a
/// page. Built this way it needs no permission for styles in a host's content security policy.
pub fn glue(root: &Path, glue: &str) -> Result<Vec<u8>, Trouble> {
    let style = minify(root, "css", &read(&root.join("widget/style.css"))?)?;
    // A JSON string is a JavaScript string.
    let style = serde_json::to_string(style.trim()).map_err(|error| error.to_string())?;
    let whole = format!("{glue}\nexport const sheet = new CSSStyleSheet();\nsheet.replaceSync({style});\n");
    minify(root, "js", &whole).map(String::into_bytes)
}

/// The loader with the names of this build.
pub fn loader(root: &Path, dist: &Dist) -> Result<Vec<u8>, Trouble> {
    let mut loader = minify(root, "js", &read(&root.join("widget/loader.js"))?)?;
    for (mark, name) in [("WIDGET_JS", "widget.js"), ("WIDGET_WASM", "widget.wasm")] {
        if loader.matches(mark).count() != 1 {
            return Err(format!("widget/loader.js must say {mark} exactly once."));
        }
        loader = loader.replace(mark, dist.name_of(name));
    }
    Ok(loader.into_bytes())
}

/// What the server's own pages need: KERN and everything in `server/static`.
pub fn pages(root: &Path) -> Result<Vec<(String, Vec<u8>)>, Trouble> {
    let kern = package_file(root, KERN);
    let mut pages = vec![(
        "kern.css".to_owned(),
        fs::read(&kern).map_err(|error| format!("{}: {error}", kern.display()))?,
    )];
    for path in crate::fresh::files_below(&root.join("server/static"))? {
        if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            pages.push((name.to_owned(), bytes));
        }
    }
    Ok(pages)
}

/// Passes a text through esbuild.
fn minify(root: &Path, loader: &str, text: &str) -> Result<String, Trouble> {
    let failed = |error: std::io::Error| format!("esbuild could not run: {error}");
    let mut child = Command::new("node")
        .arg(package_file(root, "esbuild/bin/esbuild"))
        .args([
            "--minify",
            "--charset=utf8",
            "--legal-comments=none",
            "--log-level=warning",
        ])
        .arg(format!("--loader={loader}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        // A writer of its own is not needed: esbuild reads everything before it answers.
        input.write_all(text.as_bytes()).map_err(failed)?;
    }
    let output = child.wait_with_output().map_err(failed)?;
    if !output.status.success() {
        return Err(format!("esbuild refused the {loader}; the lines above say why."));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

fn read(path: &Path) -> Result<String, Trouble> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
