//! The text files a browser gets, and what is done to them: JavaScript and the widget's style sheet are
//! minified, the loader learns the hashed names, KERN's style sheet and the pages' own files stay as they are.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Trouble;
use crate::dist::Dist;
use crate::tools::{node_script, package_file};

const KERN: &str = "@kern-ux/native/dist/kern.min.css";

/// What paper is printed with, in two weights: a font with every letter that authorities must be able to write names with
/// (DIN SPEC 91379).
const FONTS: [(&str, &str); 2] = [
    ("paper-regular.ttf", "400Regular/NotoSans_400Regular.ttf"),
    ("paper-strong.ttf", "600SemiBold/NotoSans_600SemiBold.ttf"),
];

/// The widget's JavaScript: the shell, drawing, wasm-bindgen's glue and both style sheets in one file.
pub fn script(root: &Path, bound: &Path, dist: &Dist) -> Result<Vec<u8>, Trouble> {
    let entry = bound.join("shell.js");
    fs::copy(root.join("widget/shell.js"), &entry)
        .map_err(|error| format!("{}: {error}", entry.display()))?;
    let mut bundle = esbuild(root);
    bundle.arg(&entry).args(["--bundle", "--format=esm"]);
    // The element frees its widget itself; the collector need not watch.
    bundle.args([
        "--define:FinalizationRegistry=undefined",
        "--define:Symbol.dispose=undefined",
    ]);
    bundle.arg(format!("--define:ENGLISH=\"{}\"", dist.name_of("widget-en.txt")));
    for (name, file) in [
        ("SCREEN_CSS", "widget/style.css"),
        ("PAPER_CSS", "widget/paper.css"),
    ] {
        let style = minify(root, "css", &read(&root.join(file))?)?;
        // A JSON string is a JavaScript string.
        let style = serde_json::to_string(style.trim()).map_err(|error| error.to_string())?;
        bundle.arg(format!("--define:{name}={style}"));
    }
    feed(bundle, "").map(String::into_bytes)
}

/// The English texts, a line each, in the order in which the widget counts them. They stand beside the German
/// ones in `texts.rs`, `Name: "deutsch", "english";` on one line.
pub fn english(root: &Path) -> Result<Vec<u8>, Trouble> {
    let path = root.join("widget/src/texts.rs");
    let source = read(&path)?;
    let Some((_, listed)) = source.split_once("\ntexts! {\n") else {
        return Err(format!("{} declares no texts.", path.display()));
    };
    let mut texts = String::new();
    for line in listed
        .lines()
        .take_while(|line| *line != "}")
        .filter(|line| line.ends_with(';'))
    {
        match line.trim_end_matches("\";").rsplit_once("\", \"") {
            Some((_, english)) => texts.extend([english, "\n"]),
            None => {
                return Err(format!(
                    "{}: this is no text in two languages: {line}",
                    path.display()
                ));
            }
        }
    }
    Ok(texts.into_bytes())
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

/// The fonts of letters and slips.
pub fn fonts(root: &Path) -> Result<Vec<(&'static str, Vec<u8>)>, Trouble> {
    let font = |(name, file)| {
        let path = package_file(root, "@expo-google-fonts/noto-sans").join(file);
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok((name, bytes))
    };
    FONTS.into_iter().map(font).collect()
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
    let mut minify = esbuild(root);
    minify.arg(format!("--loader={loader}"));
    feed(minify, text)
}

fn esbuild(root: &Path) -> Command {
    let mut command = node_script(root, "esbuild/bin/esbuild");
    command.args([
        "--minify",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=warning",
    ]);
    command
}

fn feed(mut command: Command, text: &str) -> Result<String, Trouble> {
    let failed = |error: std::io::Error| format!("esbuild could not run: {error}");
    let mut child = command
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
        return Err("esbuild refused a script or a style sheet; the lines above say why.".to_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

fn read(path: &Path) -> Result<String, Trouble> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
