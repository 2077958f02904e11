//! The application of a town hall, with its hands on a clock of its own.

use server::db::audit::Author;
use std::time::Duration;

use axum::{Router, body::Body, http::Request, response::Response};
use chrono::{DateTime, TimeDelta, Utc};
use server::{
    app::App, chance::Chance, clock::Clock, config::Config, db::Db, db::operator, key::Key, serve,
    tasks::Tasks, web::routes::router,
};
use tenants::definition;
use tower::ServiceExt;

use crate::{Citizen, Database, Kind, invariants};

/// A town hall.
pub struct Hall {
    /// The application.
    pub app: App,
    /// Its clock; it stands still unless moved.
    pub clock: Clock,
    /// Its database.
    pub database: Database,
    /// The first town it took in.
    pub town: String,
    /// What runs beside the requests: nothing, unless the hall goes live.
    pub tasks: Tasks,
    router: Router,
}

/// An instant, as the town's clock shows it in winter or summer: `2026-11-24T09:30:00+01:00`.
#[must_use]
pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

/// Monday, 23 November 2026, 07:00 on the wall: before anybody works.
const OPENING: &str = "2026-11-23T07:00:00+01:00";

impl Hall {
    /// Opens a town hall that has taken in this definition (TOML).
    pub async fn open(kind: Kind, town: &str) -> Self {
        let database = Database::new(kind).await;
        Self::on(database, town).await
    }

    /// Opens a town hall on a database.
    pub async fn on(database: Database, town: &str) -> Self {
        let mut config = Config::default();
        config.limits.enabled = false;
        config.live.heartbeat_seconds = 1;
        Self::tuned(database, town, config).await
    }

    /// The same with a configuration of its own.
    pub async fn tuned(database: Database, town: &str, config: Config) -> Self {
        let db = Db::connect(&database.url, 16).await.expect("the database opens");
        let clock = Clock::manual(at(OPENING));
        let app =
            App::new(db, Key::of([7; 32]), config, clock.clone(), Chance::System).expect("an application");
        let mut hall = Self {
            router: router(app.clone()),
            app,
            clock,
            database,
            town: String::new(),
            tasks: Tasks::default(),
        };
        hall.town = hall.take_in(town).await;
        hall
    }

    /// Takes in another town, or a new definition of a known one. Returns its name in addresses.
    pub async fn take_in(&self, toml: &str) -> String {
        let definition = definition::read(toml, "town.toml").unwrap_or_else(|mistakes| {
            let told: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
            panic!("{}", told.join("\n"))
        });
        operator::apply(&self.app.db, &definition, &Author::console(), self.clock.now())
            .await
            .expect("the town is taken in");
        definition.facts.slug
    }

    /// The first town as its file, byte for byte.
    pub async fn exports(&self) -> String {
        let found = operator::export(&self.app.db, &self.town).await;
        definition::write(&found.expect("the database answers").expect("the town"))
    }

    /// A second server on the same database, with the same clock.
    pub async fn second_server(&self) -> Router {
        self.server_with_clock(self.clock.clone()).await
    }

    /// Lets the hall's pages hear what other servers do.
    pub async fn goes_live(&self) {
        self.keeps_live(&self.app).await;
    }

    /// A second server that is live, where servers can share a database.
    pub async fn second_live_server(&self) -> Option<Router> {
        if self.database.kind == Kind::Sqlite {
            return None;
        }
        let db = Db::connect(&self.database.url, 16)
            .await
            .expect("the database opens");
        let app = App::new(
            db,
            Key::of([7; 32]),
            (*self.app.config).clone(),
            self.clock.clone(),
            Chance::System,
        );
        let app = app.expect("an application");
        self.keeps_live(&app).await;
        Some(router(app))
    }

    async fn keeps_live(&self, app: &App) {
        let town = app.db.town(self.town.as_str()).read().await.expect("the town");
        let mut pulse = app.db.pulse.watch(town.id());
        drop(town);
        serve::keep_live(app, &self.tasks);
        if self.database.kind == Kind::Postgres {
            // As soon as a server hears the others, everybody looks again.
            pulse.changed().await.expect("it hears");
        }
    }

    /// A server on the same database whose clock shows something else.
    pub async fn server_with_clock(&self, clock: Clock) -> Router {
        let db = Db::connect(&self.database.url, 16)
            .await
            .expect("the database opens");
        let app = App::new(
            db,
            Key::of([7; 32]),
            (*self.app.config).clone(),
            clock,
            Chance::System,
        );
        router(app.expect("an application"))
    }

    /// Somebody at the first town.
    #[must_use]
    pub fn citizen(&self) -> Citizen {
        Citizen::new(self.router.clone(), self.town.clone())
    }

    /// Somebody at another town.
    #[must_use]
    pub fn citizen_of(&self, town: &str) -> Citizen {
        Citizen::new(self.router.clone(), town.to_owned())
    }

    /// Sends any request.
    pub async fn send(&self, request: Request<Body>) -> Response {
        self.router
            .clone()
            .oneshot(request)
            .await
            .expect("the router always answers")
    }

    /// Moves the clock.
    pub fn minutes_pass(&self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
    }

    /// Moves the clock on to this instant.
    pub fn passes_until(&self, instant: &str) {
        self.clock.advance(at(instant) - self.clock.now());
    }

    /// Asks the database whether anything is as it must never be.
    pub async fn check(&self) {
        invariants::check(&self.database).await;
    }

    /// Ends the test: nothing may be broken.
    pub async fn close(self) {
        self.tasks.stop();
        self.tasks.join(Duration::from_secs(5)).await;
        self.check().await;
        self.app.db.clone().close().await.expect("the database closes");
    }
}
