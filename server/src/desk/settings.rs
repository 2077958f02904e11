//! What a town sets for all of its departments, but for how it looks and what its letters say, which have pages of their own.

use serde::Serialize;
use tenants::definition::Definition;
use tenants::keep::Keep;
use tenants::messages::Messages;
use tenants::town::{Contact, Policy};
use tenants::wording::Wording;

use super::editing::{Edited, edit};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// These settings, as the town's file has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// "Gemeinde Dörentrup".
    pub name: String,
    /// IANA name of the zone its clocks show.
    pub zone: String,
    /// Letters in front of its reference numbers.
    pub reference_prefix: String,
    /// Languages it offers, its first one in front.
    pub languages: Vec<String>,
    /// How citizens and the town reach each other.
    pub contact: Contact,
    /// Rules about time.
    pub policy: Policy,
    /// How it writes; always without its words.
    pub messages: Messages,
    /// How long people are remembered.
    pub keep: Keep,
}

impl Settings {
    /// As they are.
    #[must_use]
    pub fn of(town: &Definition) -> Self {
        let facts = town.facts.clone();
        Self {
            name: facts.name,
            zone: facts.zone,
            reference_prefix: facts.reference_prefix,
            languages: facts.languages,
            contact: facts.contact,
            policy: facts.policy,
            messages: Messages {
                wording: Wording::default(),
                ..facts.messages
            },
            keep: facts.keep,
        }
    }
}

/// Makes the settings be these.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn change_settings(clerk: &Clerk, seal: &str, settings: Settings) -> Outcome<Edited> {
    edit(clerk, seal, Settings::of, |town| {
        let facts = &mut town.facts;
        let wording = std::mem::take(&mut facts.messages.wording);
        facts.name = settings.name;
        facts.zone = settings.zone;
        facts.reference_prefix = settings.reference_prefix;
        facts.languages = settings.languages;
        facts.contact = settings.contact;
        facts.policy = settings.policy;
        facts.messages = Messages {
            wording,
            ..settings.messages
        };
        facts.keep = settings.keep;
        Ok(())
    })
    .await
}
