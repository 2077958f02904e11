//! Every address of the server on one screen.

use std::any::Any;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;
use tower_http::limit::RequestBodyLimitLayer;
use wire::ProblemCode;

use crate::app::App;
use crate::logging;
use crate::refusal::{Fault, Trouble};
use crate::web::api::{appointments, availability, holds, town};
use crate::web::pages::{
    appointment, cancel, concerns, details, earlier, find, logo, move_to, my_data, papers, proof, remind,
    replacement, slip, theme, times, undo,
};
use crate::web::{assets, cors, desk, headers, health, hooks, limits, metrics, observe, openapi, problem};

/// The whole application as a service.
#[rustfmt::skip] // One address a line.
pub fn router(app: App) -> Router {
    let mut routes = Router::new()
        .route("/api/v1/towns/{town}", get(town::show_town).layer(packed()))
        .route("/api/v1/towns/{town}/availability", get(availability::show_availability).layer(packed()))
        .route("/api/v1/towns/{town}/holds", post(holds::create_hold))
        .route("/api/v1/towns/{town}/holds/{hold}", delete(holds::release_hold))
        .route("/api/v1/towns/{town}/holds/{hold}/extend", post(holds::extend_hold))
        .route("/api/v1/towns/{town}/appointments", post(appointments::confirm_appointment))
        .route("/api/v1/towns/{town}/appointments/lookup", post(appointments::look_up_appointment))
        .route("/api/v1/towns/{town}/appointments/{token}", get(appointments::show_appointment))
        .route("/api/v1/towns/{town}/appointments/{token}/calendar.ics", get(appointments::show_calendar_file))
        .route("/api/v1/towns/{town}/appointments/{token}/cancel", post(appointments::cancel_appointment))
        .route("/api/v1/towns/{town}/appointments/{token}/move", post(appointments::move_appointment))
        .route("/api/openapi.json", get(openapi::document))
        .route("/api/docs", get(openapi::docs))
        .route("/api/docs/", get(openapi::docs_page))
        .route("/api/docs/{file}", get(openapi::docs_file))
        .route("/widget/v1/{file}", get(assets::widget))
        .route("/assets/{file}", get(assets::asset))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/hooks/sms/{secret}", post(hooks::sms))
        .route("/hooks/bounces", post(hooks::bounces))
        // The plain pages. Whoever opens the address of a form's answer anew begins anew.
        .route("/{town}", get(concerns::show))
        .route("/{town}/", get(concerns::begin))
        .route("/{town}/unterlagen", get(papers::show))
        .route("/{town}/zeit", get(times::show).post(times::show_again))
        .route("/{town}/reservieren", post(details::reserve).get(concerns::begin))
        .route("/{town}/verlaengern", post(details::extend).get(concerns::begin))
        .route("/{town}/termin", get(find::ask).post(details::confirm))
        .route("/{town}/termin/finden", post(find::look_up).get(find::begin))
        .route("/{town}/termin/{token}", get(appointment::show))
        .route("/{town}/termin/{token}/absagen", get(cancel::ask).post(cancel::cancel))
        .route("/{town}/termin/{token}/zuruecknehmen", post(undo::undo).get(replacement::begin))
        .route("/{town}/termin/geloescht", get(my_data::gone))
        .route("/{town}/termin/{token}/daten.json", get(my_data::download))
        .route("/{town}/termin/{token}/merkzettel.pdf", get(slip::download))
        .route("/{town}/termin/{token}/loeschen", get(my_data::ask).post(my_data::erase))
        .route("/{town}/termin/{token}/bestaetigen", get(proof::ask).post(proof::prove))
        .route("/{town}/termin/{token}/nochmal", post(proof::ask_again).get(replacement::begin))
        .route("/{town}/termin/{token}/ersatz", post(replacement::accept).get(replacement::begin))
        .route("/{town}/termin/{token}/anruf", post(replacement::ask_for_call).get(replacement::begin))
        .route("/{town}/termin/{token}/erinnerung", post(remind::remind).get(replacement::begin))
        .route("/{town}/termin/{token}/verschieben", get(move_to::show).post(move_to::move_to))
        .route("/{town}/termin/{token}/frueher", get(earlier::with_appointment).post(earlier::change_with_appointment))
        .route("/{town}/frueher", get(earlier::ask).post(earlier::apply))
        .route("/{town}/frueher/{token}", get(earlier::without).post(earlier::change_without))
        .route("/{town}/theme.css", get(theme::show))
        .route("/{town}/logo.png", get(logo::show))
        .merge(desk::routes::routes(&app));
    if app.config.metrics.public {
        routes = routes.route("/metrics", get(metrics::show));
    }
    let uploads = desk::routes::uploads(&app);
    layered(routes, uploads, app)
}

/// Compresses what says the same to everybody: beside a secret, a body's length would tell about it. A library's plain
/// sentence is shorter, and is still replaced.
fn packed() -> CompressionLayer<SizeAbove> {
    CompressionLayer::new().compress_when(SizeAbove::new(1024))
}

/// `/metrics` alone, for an address of its own.
pub fn metrics_router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(metrics::show))
        .with_state(app)
}

/// Puts the layers around the routes; uploads bring a limit of their own for their bodies. Read from the bottom: the last one is outermost and sees a request first.
pub(super) fn layered(routes: Router<App>, uploads: Router<App>, app: App) -> Router {
    let body_limit = app.config.body_limit_bytes;
    routes
        .method_not_allowed_fallback(async || Trouble::from(ProblemCode::MethodNotAllowed))
        .fallback(async || Trouble::from(ProblemCode::NotFound))
        // A body that is too long is refused before anybody reads it. axum's own, larger limit would only hide ours.
        .layer(RequestBodyLimitLayer::new(body_limit))
        .merge(uploads)
        .layer(DefaultBodyLimit::disable())
        // A panic in a handler must end as an answer, inside everything that counts, words and marks answers.
        .layer(CatchPanicLayer::custom(panicked))
        // A client's own limit is asked before the common one, so that one client cannot use up everybody's turns.
        .layer(from_fn_with_state(app.clone(), limits::at_once))
        .layer(from_fn_with_state(app.clone(), limits::per_client))
        // Outside of the limits: a homepage must be able to read "too many requests" too.
        .layer(from_fn_with_state(app.clone(), cors::allow))
        // All trouble from further inside gets its words here.
        .layer(from_fn_with_state(app.clone(), problem::tell))
        .layer(from_fn_with_state(app.clone(), headers::add))
        .layer(from_fn_with_state(app.clone(), observe::every_request))
        .with_state(app)
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the payload over")]
fn panicked(payload: Box<dyn Any + Send + 'static>) -> Response {
    Trouble::from(Fault::because(format!(
        "a handler panicked: {}",
        logging::literal(&*payload)
    )))
    .into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tenants::definition::RESERVED_SLUGS;
    use utoipa::OpenApi as _;

    use super::*;

    /// Every route of this file with its methods, read off the source: axum does not tell them.
    fn routes() -> BTreeSet<(String, String)> {
        let source = include_str!("routes.rs")
            .split("/// `/metrics` alone")
            .next()
            .unwrap();
        let mut routes = BTreeSet::new();
        for route in source.split(".route(\"").skip(1) {
            let (path, handlers) = route.split_once('"').unwrap();
            for method in ["get", "post", "put", "patch", "delete"] {
                if handlers.lines().next().unwrap().contains(&format!("{method}(")) {
                    routes.insert((method.to_owned(), path.to_owned()));
                }
            }
        }
        routes
    }

    #[test]
    fn the_document_knows_every_call_of_the_contract_and_no_other() {
        let document = serde_json::to_value(openapi::Document::openapi()).unwrap();
        let documented: BTreeSet<_> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, calls)| {
                calls
                    .as_object()
                    .unwrap()
                    .keys()
                    .map(|method| (method.clone(), path.clone()))
            })
            .collect();
        let served: BTreeSet<_> = routes()
            .into_iter()
            .filter(|(_, path)| path.starts_with("/api/v1/"))
            .collect();
        assert!(served.len() >= 11);
        assert_eq!(documented, served);
    }

    #[test]
    fn no_town_can_be_called_like_a_route() {
        for (_, path) in routes() {
            let first = path.split('/').nth(1).unwrap();
            let taken = first.starts_with('{') || RESERVED_SLUGS.contains(&first);
            assert!(taken, "`{first}` must be among the reserved slugs");
        }
    }
}
