//! What was found.

use serde::Serialize;
use tenants::Town;

use super::day::{concern, state_told};
use super::frame::address;
use crate::db::appointments::Appointment;
use crate::texts::clock_face;
use crate::views::pages::Page;

/// A search and what it found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchPage {
    /// What was typed.
    pub typed: String,
    /// Where the search is sent to.
    pub action: String,
    /// The latest first.
    pub found: Vec<Found>,
    /// Whether there may be more than is shown.
    pub more: bool,
}

/// One line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Found {
    /// "24.11.2026, 09:15".
    pub when: String,
    /// For whom.
    pub name: String,
    /// "2 × Personalausweis".
    pub concern: String,
    /// Number for the phone.
    pub reference: String,
    /// "abgesagt".
    pub state: String,
    /// Its page.
    pub url: String,
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "desk/search.html";
}

impl SearchPage {
    /// The page of a search; `most` is how many are told at all.
    #[must_use]
    pub fn new(town: &Town, typed: String, found: &[Appointment], most: u64) -> Self {
        let line = |one: &Appointment| {
            let promise = one.promise.as_ref()?;
            Some(Found {
                when: format!(
                    "{}, {}",
                    one.local_start.format("%d.%m.%Y"),
                    clock_face(one.local_start.time())
                ),
                name: promise.name.clone(),
                concern: concern(one),
                reference: promise.reference.clone(),
                state: state_told(town, &one.state),
                url: address(&town.slug, &format!("termine/{}", one.id)),
            })
        };
        Self {
            action: address(&town.slug, "suche"),
            more: u64::try_from(found.len()).is_ok_and(|count| count >= most),
            found: found.iter().filter_map(line).collect(),
            typed,
        }
    }
}
