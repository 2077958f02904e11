//! Every address of the server on one screen.

use axum::Router;
use axum::middleware::from_fn;

use crate::app::App;
use crate::web::problem;

/// The whole application as a service.
pub fn router(app: App) -> Router {
    Router::new().layer(from_fn(problem::tell)).with_state(app)
}
