//! How much one client may ask, kept in memory; and how much the server takes on at once.
//!
//! Loose on purpose: a whole town hall or school can sit behind one address, and three hundred of them must all get
//! their appointments. Only guessing references is strict. Each server counts for itself; a limit that is off by the
//! number of servers harms nobody. Reading, holding, confirming and looking up are counted apart, so whoever searches a
//! lot can still book. These limits protect the server; who may hold how much is the use cases' question.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::http::header::RETRY_AFTER;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use tokio::sync::Semaphore;
use wire::ProblemCode;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::refusal::Trouble;
use crate::web::client;

/// What a request costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Files and health: nothing.
    Free,
    /// Only reads.
    Read,
    /// A page of the desk. A whole town hall behind one address looks again after every booking, and must not use up what
    /// citizens behind the same address may read.
    DeskRead,
    /// Takes or gives back a time.
    Hold,
    /// Makes, moves or ends an appointment.
    Confirm,
    /// Could be a guess.
    Lookup,
    /// Could be a guess at the desk's door; a whole town hall signs in at eight, so accounts count wrong ones themselves.
    SignIn,
}

/// The limits of one application.
#[derive(Clone)]
pub struct Limits(Arc<Inner>);

struct Inner {
    /// By `Cost`, none where limits are off.
    clients: Option<[Limiter; 6]>,
    checks: AtomicU32,
    running: Semaphore,
    patience: Duration,
}

type Limiter = RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, Ticks, NoOpMiddleware<Nanos>>;

impl Limits {
    /// Limits as configured.
    #[must_use]
    pub fn new(config: &Config, clock: &Clock) -> Self {
        let limits = &config.limits;
        let per_minute = |number| {
            // The configuration was checked to be positive.
            let number = NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
            RateLimiter::new(
                Quota::per_minute(number),
                DefaultKeyedStateStore::default(),
                Ticks::of(clock),
            )
        };
        let clients = limits.enabled.then(|| {
            [
                limits.reads_per_minute,
                limits.holds_per_minute,
                limits.confirms_per_minute,
                limits.lookups_per_minute,
                limits.sign_ins_per_minute,
                limits.desk_reads_per_minute,
            ]
            .map(per_minute)
        });
        Self(Arc::new(Inner {
            clients,
            checks: AtomicU32::new(0),
            running: Semaphore::new(config.concurrent_requests),
            patience: Duration::from_secs(config.request_timeout_seconds),
        }))
    }

    /// Counts one request; how long to wait if it is one too many.
    pub fn take(&self, client: IpAddr, cost: Cost) -> Result<(), Duration> {
        let Some(limiters) = &self.0.clients else {
            return Ok(());
        };
        let limiter = match cost {
            Cost::Free => return Ok(()),
            Cost::Read => &limiters[0],
            Cost::Hold => &limiters[1],
            Cost::Confirm => &limiters[2],
            Cost::Lookup => &limiters[3],
            Cost::SignIn => &limiters[4],
            Cost::DeskRead => &limiters[5],
        };
        // Not only once a minute: a flood of addresses must not fill the memory in between.
        if self.0.checks.fetch_add(1, Ordering::Relaxed) % 4096 == 4095 {
            self.forget_quiet_clients();
        }
        limiter
            .check_key(&client)
            .map_err(|refused| refused.wait_time_from(governor::clock::Clock::now(limiter.clock())))
    }
}

impl Limits {
    /// Forgets whoever has used up nothing lately.
    pub fn forget_quiet_clients(&self) {
        self.0
            .clients
            .iter()
            .flatten()
            .for_each(RateLimiter::retain_recent);
    }
}

/// Layer: turns away what is one too many for this client.
pub async fn per_client(State(app): State<App>, request: Request, next: Next) -> Response {
    let template = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    let cost = cost(request.method(), template);
    let client = client::address(
        request.extensions(),
        request.headers(),
        app.config.trusted_proxy_hops,
    );
    match app.limits.take(client, cost) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            let seconds = wait.as_millis().div_ceil(1000).max(1);
            (
                [(RETRY_AFTER, seconds.to_string())],
                Trouble::from(ProblemCode::RateLimited),
            )
                .into_response()
        }
    }
}

/// Layer: works on so many requests at once and on none for ever. Whoever comes on top is told at once instead of
/// waiting in a line that grows.
pub async fn at_once(State(app): State<App>, request: Request, next: Next) -> Response {
    let Ok(_turn) = app.limits.0.running.try_acquire() else {
        return Trouble::from(ProblemCode::Unavailable).into_response();
    };
    match tokio::time::timeout(app.limits.0.patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!("a request took too long and was given up");
            Trouble::from(ProblemCode::Unavailable).into_response()
        }
    }
}

/// Parts of the desk's routes where a password, a code or a link is shown.
const DOOR: [&str; 5] = [
    "/anmelden",
    "/zugang",
    "/zweiter-faktor",
    "/konto/passwort",
    "/konto/anbieter",
];

/// Where people come back to from an identity provider, which is asked then.
const BACK: &str = "/anmelden/zurueck";

/// What a request costs, by its method and the template of its route.
#[must_use]
pub fn cost(method: &Method, template: &str) -> Cost {
    if ["/widget/", "/assets/", "/health/", "/metrics"]
        .iter()
        .any(|free| template.starts_with(free))
    {
        Cost::Free
    } else if template.ends_with(BACK) {
        Cost::SignIn
    } else if method == Method::GET || method == Method::HEAD || method == Method::OPTIONS {
        if template.starts_with("/desk/") {
            Cost::DeskRead
        } else {
            Cost::Read
        }
    } else if template.starts_with("/hooks/") {
        // One gateway tells of everybody's messages.
        Cost::DeskRead
    } else if template.contains("/lookup") || template.contains("/finden") {
        Cost::Lookup
    } else if DOOR.iter().any(|part| template.contains(part)) {
        Cost::SignIn
    } else if ["/holds", "/reservieren", "/verlaengern", "/zeit"]
        .iter()
        .any(|part| template.contains(part))
    {
        Cost::Hold
    } else {
        Cost::Confirm
    }
}

/// The limiter's clock: never runs backwards in production, moved by hand in tests.
#[derive(Clone, Debug)]
enum Ticks {
    Since(Instant),
    ByHand(Clock),
}

impl Ticks {
    fn of(clock: &Clock) -> Self {
        match clock {
            Clock::System => Self::Since(Instant::now()),
            Clock::Manual(_) => Self::ByHand(clock.clone()),
        }
    }
}

impl governor::clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        match self {
            Self::Since(start) => start.elapsed().into(),
            Self::ByHand(clock) => {
                let micros = u64::try_from(clock.now().timestamp_micros()).unwrap_or_default();
                Duration::from_micros(micros).into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    fn limits(config: &Config) -> (Limits, Clock) {
        let clock = Clock::manual(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        (Limits::new(config, &clock), clock)
    }

    fn client(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn three_hundred_citizens_behind_one_address_all_get_their_appointment() {
        let (limits, clock) = limits(&Config::default());
        for _ in 0..300 {
            // Twelve a minute would be a busy town hall already; here one every second.
            clock.advance(TimeDelta::seconds(1));
            for (cost, times) in [(Cost::Read, 15), (Cost::Hold, 3), (Cost::Confirm, 1)] {
                for _ in 0..times {
                    assert_eq!(limits.take(client(1), cost), Ok(()));
                }
            }
        }
    }

    #[test]
    fn guessing_ends_soon_and_goes_on_later_for_this_client_only() {
        let config = Config::default();
        let (limits, clock) = limits(&config);
        for _ in 0..config.limits.lookups_per_minute {
            assert_eq!(limits.take(client(1), Cost::Lookup), Ok(()));
        }
        let wait = limits.take(client(1), Cost::Lookup).unwrap_err();
        assert!(wait <= Duration::from_secs(6));
        assert_eq!(limits.take(client(2), Cost::Lookup), Ok(()));
        assert_eq!(limits.take(client(1), Cost::Confirm), Ok(()));
        clock.advance(TimeDelta::seconds(6));
        assert_eq!(limits.take(client(1), Cost::Lookup), Ok(()));
    }

    #[test]
    fn a_town_hall_signs_in_at_eight_and_a_guesser_is_slowed_down() {
        let (limits, _) = limits(&Config::default());
        for template in [
            "/desk/{town}/anmelden",
            "/desk/{town}/zweiter-faktor",
            "/desk/{town}/zugang/{secret}",
            "/desk/{town}/anmelden/anbieter",
            "/desk/{town}/konto/anbieter",
        ] {
            assert_eq!(cost(&Method::POST, template), Cost::SignIn, "{template}");
        }
        assert_eq!(cost(&Method::GET, "/desk/{town}/anmelden/zurueck"), Cost::SignIn);
        // Twenty-five people, each with password and code, within the same minute.
        assert!((0..50).all(|_| limits.take(client(1), Cost::SignIn).is_ok()));
        assert!((0..50).any(|_| limits.take(client(1), Cost::SignIn).is_err()));
        assert_eq!(limits.take(client(1), Cost::Lookup), Ok(()), "counted apart");
    }

    #[test]
    fn fifty_pages_that_look_again_all_the_time_leave_citizens_their_reads() {
        let (limits, clock) = limits(&Config::default());
        assert_eq!(cost(&Method::GET, "/desk/{town}/tag"), Cost::DeskRead);
        for _ in 0..60 {
            // Each page about twice a second, which is as often as it ever does.
            assert!((0..100).all(|_| limits.take(client(1), Cost::DeskRead).is_ok()));
            clock.advance(TimeDelta::seconds(1));
        }
        assert!((0..1_000).all(|_| limits.take(client(1), Cost::Read).is_ok()));
    }

    #[test]
    fn a_flood_of_addresses_does_not_fill_the_memory() {
        let (limits, clock) = limits(&Config::default());
        for number in 0..50_000_u32 {
            let address = IpAddr::from(number.to_be_bytes());
            clock.advance(TimeDelta::milliseconds(1));
            assert_eq!(limits.take(address, Cost::Read), Ok(()));
        }
        assert!(limits.0.clients.as_ref().unwrap()[0].len() < 5_000);
    }

    #[test]
    fn limits_that_are_off_let_everything_through() {
        let mut config = Config::default();
        config.limits.enabled = false;
        let (limits, _) = limits(&config);
        assert!((0..10_000).all(|_| limits.take(client(1), Cost::Lookup).is_ok()));
    }
}
