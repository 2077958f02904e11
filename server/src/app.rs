//! The application: everything a request may need, made once at start-up and cheap to clone.
//!
//! Handlers get it as axum's state, tests make their own with a hand-driven clock and seeded chance. Nothing in
//! here is global: two applications in one process do not know of each other.

use std::sync::Arc;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;

/// Everything a request may need.
#[derive(Clone)]
pub struct App {
    /// The time.
    pub clock: Clock,
    /// Secrets and ids.
    pub chance: Chance,
    /// What the operator decided.
    pub config: Arc<Config>,
}

impl App {
    /// Puts an application together.
    #[must_use]
    pub fn new(config: Config, clock: Clock, chance: Chance) -> Self {
        Self {
            clock,
            chance,
            config: Arc::new(config),
        }
    }
}
