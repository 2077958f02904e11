//! Numbers for the operator, as Prometheus reads them.
//!
//! Routes are told by their template; no number knows a town, a person or a token. Each application counts for itself, nothing is
//! global. `/metrics` is answered only where the configuration says so.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use metrics::{Recorder, with_local_recorder};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use wire::ProblemCode;

use crate::app::App;
use crate::refusal::Fault;

/// The counters of one application.
#[derive(Clone)]
pub struct Metrics {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
}

/// Upper bounds of the buckets answers are sorted into, in seconds.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

impl Metrics {
    /// Counters that stand at zero.
    pub fn new() -> Result<Self, Fault> {
        let seconds = Matcher::Suffix("_seconds".to_owned());
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(seconds, &BUCKETS)
            .map_err(|error| Fault(error.into()))?
            .build_recorder();
        let handle = recorder.handle();
        let metrics = Self {
            recorder: Arc::new(recorder),
            handle,
        };
        metrics.record(describe);
        Ok(metrics)
    }

    /// Counts one answered request.
    pub fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let labels = [("method", method.to_owned()), ("route", route.to_owned())];
        self.record(|| {
            metrics::histogram!("http_request_seconds", &labels).record(took);
            let [method, route] = labels;
            let labels = [method, route, ("status", status.to_string())];
            metrics::counter!("http_requests_total", &labels).increment(1);
        });
    }

    /// Notes that work on a request begins (+1) or ends (-1).
    pub fn in_flight(&self, change: f64) {
        self.record(|| metrics::gauge!("http_requests_in_flight").increment(change));
    }

    /// Notes that a page of the desk begins (+1) or ends (-1) to be told of changes.
    pub fn watching(&self, change: f64) {
        self.record(|| metrics::gauge!("desk_streams").increment(change));
    }

    /// Counts one refusal or fault: how many holds came too late, how many confirmations after their hold.
    pub fn problem(&self, route: &str, code: ProblemCode) {
        let labels = [("route", route.to_owned()), ("code", code.as_str().to_owned())];
        self.record(|| metrics::counter!("problems_total", &labels).increment(1));
    }

    /// Sorts recorded times into their buckets; without this now and then they would pile up unread.
    pub fn tidy(&self) {
        self.handle.run_upkeep();
    }

    /// Everything, as Prometheus reads it.
    #[must_use]
    pub fn render(&self) -> String {
        self.handle.render()
    }

    fn record<T>(&self, counting: impl FnOnce() -> T) -> T {
        let recorder: &dyn Recorder = &*self.recorder;
        with_local_recorder(recorder, counting)
    }
}

/// Handler of `/metrics`.
pub async fn show(State(app): State<App>) -> Response {
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4")],
        app.metrics.render(),
    )
        .into_response()
}

fn describe() {
    metrics::describe_counter!("http_requests_total", "Answered requests by route and status");
    metrics::describe_histogram!(
        "http_request_seconds",
        metrics::Unit::Seconds,
        "Time until the answer began"
    );
    metrics::describe_gauge!("http_requests_in_flight", "Requests being worked on");
    metrics::describe_gauge!("desk_streams", "Pages of the desk that are told of changes");
    metrics::describe_counter!("problems_total", "Refusals and faults by route and code");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_counted_and_two_applications_do_not_mix() {
        let (one, other) = (Metrics::new().unwrap(), Metrics::new().unwrap());
        one.problem("/api/v1/towns/{town}/holds", ProblemCode::SlotTaken);
        one.answered("GET", "/api/v1/towns/{town}", 200, Duration::from_millis(3));
        let told = one.render();
        assert!(told.contains(r#"holds",code="slot_taken"} 1"#), "{told}");
        assert!(
            told.contains(r#"route="/api/v1/towns/{town}",status="200"} 1"#),
            "{told}"
        );
        assert!(told.contains(r#"le="0.005"} 1"#), "{told}");
        assert!(!other.render().contains("slot_taken"));
    }
}
