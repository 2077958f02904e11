//! The files a browser gets: the widget for strangers' pages under `/widget/v1/`, style sheets of our own pages under
//! `/assets/`.
//!
//! `widget/bundle` made them, hashed and compressed; they are part of a release binary, a debug build reads the folder while it
//! runs. A hashed name never changes its content and may be kept for a year; `loader.js`, which pages of strangers link to, is
//! asked for again after ten minutes. Nothing is compressed here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use wire::ProblemCode;

use crate::refusal::{Outcome, Trouble};
use crate::web::headers::CROSS_ORIGIN_RESOURCE_POLICY;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../widget/dist"]
#[allow_missing = true]
struct Dist;

/// Shipped name by plain name, `plain.css` to `plain-0123456789ab.css`.
type Manifest = BTreeMap<String, String>;

/// Knows the address of each file.
#[derive(Clone, Default)]
pub struct Assets;

impl Assets {
    /// Address of a file by its plain name: `/assets/plain-0123456789ab.css`. A file that is not there keeps its plain name,
    /// so that the page works without it.
    #[must_use]
    pub fn url(&self, name: &str) -> String {
        let manifest = manifest();
        let shipped = manifest.get(name).map_or(name, String::as_str);
        let folder = if is_widgets(shipped) {
            "/widget/v1/"
        } else {
            "/assets/"
        };
        format!("{folder}{shipped}")
    }

    /// Whether anything was built at all.
    #[must_use]
    pub fn are_built(&self) -> bool {
        !manifest().is_empty()
    }
}

/// What is in a file, by its plain name.
#[must_use]
pub fn bytes(name: &str) -> Option<Vec<u8>> {
    let file = Dist::get(manifest().get(name)?)?;
    Some(file.data.into_owned())
}

/// Handler: a file of the widget, for everybody's pages.
pub async fn widget(Path(name): Path<String>, headers: HeaderMap) -> Outcome<Response> {
    if !is_widgets(&name) {
        return Err(ProblemCode::NotFound.into());
    }
    let mut response = file(&name, &headers)?;
    let everybody = response.headers_mut();
    everybody.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    everybody.insert(
        CROSS_ORIGIN_RESOURCE_POLICY,
        HeaderValue::from_static("cross-origin"),
    );
    Ok(response)
}

/// Handler: a file of our own pages.
pub async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Outcome<Response> {
    if is_widgets(&name) {
        return Err(ProblemCode::NotFound.into());
    }
    file(&name, &headers)
}

fn is_widgets(name: &str) -> bool {
    name == "loader.js" || name.starts_with("widget.") || name.starts_with("widget-")
}

fn file(name: &str, wanted: &HeaderMap) -> Outcome<Response> {
    // Only what the manifest names is there for a browser, neither the manifest nor a packed twin.
    if !manifest().values().any(|shipped| shipped == name) {
        return Err(ProblemCode::NotFound.into());
    }
    let plain = Dist::get(name).ok_or(Trouble::from(ProblemCode::NotFound))?;
    let tag = tag(&plain);
    let lasting = if name == "loader.js" {
        "public, max-age=600"
    } else {
        "public, max-age=31536000, immutable"
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(content_type(name))),
        (CACHE_CONTROL, HeaderValue::from_static(lasting)),
        (VARY, HeaderValue::from_static("Accept-Encoding")),
        (ETAG, tag.clone()),
    ];
    if wanted
        .get(IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(wanted, encoding)
            && let Some(packed) = Dist::get(&format!("{name}.{ending}"))
        {
            return Ok((headers, [(CONTENT_ENCODING, encoding)], packed.data).into_response());
        }
    }
    Ok((headers, plain.data).into_response())
}

/// A weak name of the content: the same for its packed forms.
fn tag(file: &EmbeddedFile) -> HeaderValue {
    let hash = file
        .metadata
        .sha256_hash()
        .iter()
        .take(8)
        .fold(String::new(), |mut hex, byte| {
            // Writing into a text cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
    // Hexadecimal digits in quotes are always a valid header.
    HeaderValue::try_from(format!("W/\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

fn accepts(wanted: &HeaderMap, encoding: &str) -> bool {
    let list = wanted
        .get(ACCEPT_ENCODING)
        .and_then(|list| list.to_str().ok())
        .unwrap_or_default();
    list.split(',').any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let refused = matches!(weight.trim().trim_start_matches("q=").parse::<f32>(), Ok(0.0));
        name.trim() == encoding && !refused
    })
}

/// What a file is, by its ending. A module only compiles while it streams in if its type is right.
#[must_use]
pub fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "jpg" | "jpeg" => "image/jpeg",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "md" | "php" | "toml" | "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "ttf" => "font/ttf",
        "wasm" => "application/wasm",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// The manifest; in a debug build read anew each time, because the folder may be built while the server runs.
fn manifest() -> Arc<Manifest> {
    static BUILT_IN: LazyLock<Arc<Manifest>> = LazyLock::new(|| Arc::new(read_manifest()));
    if cfg!(debug_assertions) {
        Arc::new(read_manifest())
    } else {
        Arc::clone(&BUILT_IN)
    }
}

fn read_manifest() -> Manifest {
    // A missing or broken manifest means that nothing was built; `serve` says so in the log.
    Dist::get("manifest.json")
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_refused_by_weight_is_not_sent() {
        let wants = |list: &'static str, encoding| {
            accepts(
                &HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(list))]),
                encoding,
            )
        };
        assert!(wants("gzip, deflate, br", "br"));
        assert!(wants("br;q=0.5", "br"));
        assert!(!wants("br;q=0, gzip", "br"));
        assert!(!wants("brotli", "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }

    #[test]
    fn a_file_that_is_not_built_has_a_plain_address() {
        assert_eq!(Assets.url("nowhere.css"), "/assets/nowhere.css");
        assert_eq!(Assets.url("loader.js"), "/widget/v1/loader.js");
    }

    #[tokio::test]
    async fn neither_the_manifest_nor_a_way_out_of_the_folder_is_served() {
        for name in ["manifest.json", "../Cargo.toml", "loader.js", ""] {
            assert!(
                asset(Path(name.to_owned()), HeaderMap::new()).await.is_err(),
                "{name}"
            );
        }
    }

    /// Says nothing where nothing is built; `tests/run` builds first.
    #[tokio::test]
    async fn every_built_file_comes_packed_or_plain_with_its_type_and_may_be_kept() {
        for (name, shipped) in manifest().iter() {
            let ask = async |headers| {
                let path = Path(shipped.clone());
                if is_widgets(shipped) {
                    widget(path, headers).await
                } else {
                    asset(path, headers).await
                }
            };
            let plain = ask(HeaderMap::new()).await.unwrap();
            assert_ne!(
                plain.headers()[CONTENT_TYPE],
                "application/octet-stream",
                "{name}"
            );
            assert!(!plain.headers().contains_key(CONTENT_ENCODING), "{name}");
            let lasting = plain.headers()[CACHE_CONTROL].to_str().unwrap();
            assert_eq!(lasting.contains("immutable"), name != shipped, "{name}");
            for encoding in ["br", "gzip"] {
                let wanted = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(encoding))]);
                assert_eq!(
                    ask(wanted).await.unwrap().headers()[CONTENT_ENCODING],
                    encoding,
                    "{name}"
                );
            }
            let known = HeaderMap::from_iter([(IF_NONE_MATCH, plain.headers()[ETAG].clone())]);
            assert_eq!(
                ask(known).await.unwrap().status(),
                StatusCode::NOT_MODIFIED,
                "{name}"
            );
        }
    }
}
