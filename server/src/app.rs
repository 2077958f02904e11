//! The application: everything a request may need, made once at start-up and cheap to clone.
//!
//! Handlers get it as axum's state, tests make their own with a hand-driven clock and seeded chance. Nothing in
//! here is global: two applications in one process do not know of each other.

use std::sync::Arc;

use tenants::catalogue::Catalogue;

use crate::auth::networks::Networks;
use crate::auth::passwords::Passwords;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::identity::KnownProviders;
use crate::key::Key;
use crate::refusal::{Fault, Outcome, Trouble};
use crate::templates::Templates;
use crate::web::assets::Assets;
use crate::web::desk::shared_day::SharedDays;
use crate::web::limits::Limits;
use crate::web::live::Live;
use crate::web::metrics::Metrics;
use crate::web::observe::RequestIds;
use crate::web::towns_seen::{KnownTowns, TownFacts};

/// Everything a request may need.
#[derive(Clone)]
pub struct App {
    /// The database, all towns of it.
    pub db: Db,
    /// What links to appointments follow from.
    pub key: Key,
    /// The time.
    pub clock: Clock,
    /// Secrets and ids.
    pub chance: Chance,
    /// What the operator decided.
    pub config: Arc<Config>,
    /// Services that towns can pick.
    pub catalogue: Arc<Catalogue>,
    /// Addresses of style sheets and the widget.
    pub assets: Assets,
    /// The pages.
    pub templates: Arc<Templates>,
    /// Turns at hashing.
    pub passwords: Passwords,
    /// Where wrong ones came from.
    pub networks: Networks,
    /// What identity providers have said of themselves.
    pub known_providers: KnownProviders,
    /// How much may be asked.
    pub limits: Limits,
    /// Days that many clerks look at.
    pub shared_days: SharedDays,
    /// Who is told of changes.
    pub live: Live,
    /// Numbers for the operator.
    pub metrics: Metrics,
    /// Names of requests.
    pub request_ids: RequestIds,
    /// What the outer layers know of towns.
    pub known_towns: KnownTowns,
}

impl App {
    /// Puts an application together.
    pub fn new(db: Db, key: Key, config: Config, clock: Clock, chance: Chance) -> Result<Self, Fault> {
        Ok(Self {
            catalogue: Arc::new(Catalogue::ours().map_err(|wrong| Fault(wrong.into()))?),
            assets: Assets,
            templates: Arc::new(Templates::new(|name| Assets.url(name))?),
            passwords: Passwords::default(),
            networks: Networks::new(config.limits.enabled),
            known_providers: KnownProviders::default(),
            limits: Limits::new(&config, &clock),
            shared_days: SharedDays::default(),
            live: Live::new(&config, &chance),
            metrics: Metrics::new()?,
            request_ids: RequestIds::new(&chance),
            known_towns: KnownTowns::default(),
            config: Arc::new(config),
            db,
            key,
            clock,
            chance,
        })
    }

    /// Makes sure that a town that exists is among the known ones.
    ///
    /// # Errors
    /// If the database does not answer. That there is no such town is no error.
    pub async fn learn_town(&self, slug: &str) -> Outcome<()> {
        if self.known_towns.get(slug).is_some() {
            return Ok(());
        }
        match self.db.town(slug).read().await {
            Ok(tx) => self.known_towns.keep(&Arc::new(TownFacts::from(&tx.town))),
            Err(Trouble::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
        Ok(())
    }
}
