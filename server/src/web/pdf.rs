//! How a PDF is answered: shown by the browser, kept by nobody, under a name that tells nobody's business.

use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

/// What somebody takes along.
pub const SLIP: &str = "inline; filename=\"merkzettel.pdf\"";
/// What goes by post.
pub const LETTER: &str = "inline; filename=\"brief.pdf\"";

/// The answer.
#[must_use]
pub fn answer(disposition: &'static str, pdf: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/pdf"),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "private, no-store"),
    ];
    (headers, pdf).into_response()
}
