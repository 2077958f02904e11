//! A town's colours as a style sheet: KERN's tokens, overridden. Contrast was checked when the town was described.

use axum::http::header;
use axum::response::IntoResponse;

use super::reader::Reader;

/// The sheet. Its address changes with the colours, so it may be kept.
pub async fn show(reader: Reader) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (
        headers,
        sheet(&reader.town.theme.accent, &reader.town.theme.accent_ink),
    )
}

/// Colours are written as `#rrggbb` by their type; nothing else can stand here.
fn sheet(accent: &str, ink: &str) -> String {
    format!(
        ":root,[data-kern-theme=\"light\"]{{--kern-color-action-default:{accent};\
         --kern-color-action-on-default:{ink}}}\n"
    )
}
