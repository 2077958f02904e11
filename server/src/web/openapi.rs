//! The contract for other programs: OpenAPI 3.1 at `/api/openapi.json` and a page to read it at `/api/docs/`.
//!
//! The document is made from the handlers' annotations and the types of `wire`; a test holds it against the routes. The page
//! (Swagger UI) is part of the program and loads nothing from elsewhere.

use std::sync::{Arc, LazyLock};

use axum::Json;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use utoipa::OpenApi;
use utoipa_swagger_ui::Config;
use wire::{Problem, ProblemCode};

use crate::refusal::{Fault, Outcome};
use crate::web::api::{appointments, availability, holds, town};

/// The document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Rathaustermin",
        description = "Appointments of town halls: what is offered, free times, holding a time, making, moving and \
                       cancelling an appointment. Times are RFC 3339 with the town's offset and are sent back verbatim. \
                       Every refusal is a problem document (RFC 9457) with a code of a closed list and a sentence for \
                       the citizen in the language asked for with `?lang=`.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
    ),
    paths(
        town::show_town,
        availability::show_availability,
        holds::create_hold,
        holds::release_hold,
        holds::extend_hold,
        appointments::confirm_appointment,
        appointments::look_up_appointment,
        appointments::show_appointment,
        appointments::show_calendar_file,
        appointments::cancel_appointment,
        appointments::move_appointment,
    ),
    components(schemas(Problem))
)]
pub struct Document;

/// Swagger UI styles elements while it runs and has its icons in data addresses; everything else is as strict as on our own pages.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; \
     img-src 'self' data:; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

static PAGE: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    Arc::new(
        Config::new(["/api/openapi.json"])
            .validator_url("none")
            .try_it_out_enabled(true),
    )
});

/// Handler: the document.
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}

/// Handler: the page lies in a folder, because it names its files relative to itself.
pub async fn docs() -> Redirect {
    Redirect::permanent("/api/docs/")
}

/// Handler: the page itself.
pub async fn docs_page() -> Outcome<Response> {
    file("index.html")
}

/// Handler: one of the page's files.
pub async fn docs_file(Path(name): Path<String>) -> Outcome<Response> {
    file(&name)
}

fn file(name: &str) -> Outcome<Response> {
    let found = utoipa_swagger_ui::serve(name, Arc::clone(&PAGE))
        .map_err(|error| Fault::because(error.to_string()))?;
    let file = found.ok_or(ProblemCode::NotFound)?;
    let headers = [
        (CONTENT_TYPE, file.content_type.as_str()),
        (CONTENT_SECURITY_POLICY, CSP),
        (CACHE_CONTROL, "public, max-age=600"),
    ];
    let encoding = file.gzpipped.then_some([(CONTENT_ENCODING, "gzip")]);
    let bytes = file.bytes.into_owned();
    Ok(match encoding {
        Some(encoding) => (headers, encoding, bytes).into_response(),
        None => (headers, bytes).into_response(),
    })
}
