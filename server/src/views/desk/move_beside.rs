//! When an appointment shall be instead, though nobody is free then.

use serde::Serialize;
use tenants::Town;

use super::appointment::kept_by;
use super::day::{concern, span_in_words};
use super::frame::address;
use crate::db::appointments::Appointment;
use crate::texts::words;
use crate::views::pages::{Mistake, Page};

/// Asks when instead, with whom and why.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MoveBesidePage {
    /// For whom.
    pub name: String,
    /// "Donnerstag, 26. November 2026, 09:15 bis 10:00 Uhr".
    pub when: String,
    /// "2 × Personalausweis".
    pub concern: String,
    /// With whom until now.
    pub with: String,
    /// How long it takes.
    pub minutes: u32,
    /// Where it is sent to.
    pub action: String,
    /// The free times.
    pub back_url: String,
    /// How many steps there were; it is moved only if no other came in between.
    pub revision: i32,
    /// As typed.
    pub date: String,
    /// As typed.
    pub time: String,
    /// Colleagues who can do it: name in addresses, name, whether chosen.
    pub people: Vec<(String, String, bool)>,
    /// As typed.
    pub reason: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl Page for MoveBesidePage {
    const TEMPLATE: &'static str = "desk/move_beside.html";
}

impl MoveBesidePage {
    /// The page of an appointment that is to move; what is typed and who could take it are added.
    #[must_use]
    pub fn new(town: &Town, one: &Appointment, minutes: u32) -> Self {
        let place = format!("termine/{}", one.id);
        let date = words("de").date(one.local_start.date());
        let promise = one.promise.as_ref();
        Self {
            name: promise.map(|promise| promise.name.clone()).unwrap_or_default(),
            when: format!("{date}, {}", span_in_words(town, one)),
            concern: concern(one),
            with: kept_by(town, one),
            minutes,
            action: address(&town.slug, &format!("{place}/ueberbuchen")),
            back_url: address(&town.slug, &format!("{place}/verschieben")),
            revision: one.revision,
            ..Self::default()
        }
    }
}
