//! Giving an appointment to somebody who calls, and the slip that goes with it.

use serde::Serialize;
use tenants::Town;
use tenants::calendar::{Cell, local_time};
use tenants::service::Service;

use super::day::{concern, moment, span_in_words};
use super::frame::address;
use crate::db::appointments::Appointment;
use crate::texts::words;
use crate::views::pages::{Mistake, Page};
use crate::views::paper::change;
use crate::views::wall;
use crate::views::wire_views::{Teller, rfc3339};

/// Asks what for; then when, and for whom.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GivePage {
    /// Where it is sent to.
    pub action: String,
    /// Name in addresses, name, whether chosen.
    pub services: Vec<(String, String, bool)>,
    /// How often.
    pub count: String,
    /// Whether what for is chosen.
    pub chosen: bool,
    /// Whether the town settles it in one visit, so that times can be looked for.
    pub settled: bool,
    /// From when on times are shown, as typed.
    pub from: String,
    /// The next free times: value, label, whether chosen.
    pub times: Vec<(String, String, bool)>,
    /// Where somebody is asked to take it beside everything else.
    pub overbook_url: String,
    /// Puts the caller on the list for earlier times.
    pub earlier_url: String,
    /// Drawn with the form.
    pub key: String,
    /// As typed.
    pub name: String,
    /// As typed.
    pub email: String,
    /// As typed.
    pub phone: String,
    /// As typed.
    pub note: String,
    /// Whether she wants to be reminded.
    pub reminder: bool,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl Page for GivePage {
    const TEMPLATE: &'static str = "desk/give.html";
}

/// What the citizen takes along.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SlipPage {
    /// "Donnerstag, 26. November 2026, 09:15 bis 10:00 Uhr".
    pub when: String,
    /// "2 × Personalausweis".
    pub concern: String,
    /// For whom.
    pub name: String,
    /// Name of the place, street and city.
    pub place: Vec<String>,
    /// Number for the phone.
    pub reference: String,
    /// Six digits, told once.
    pub pin: String,
    /// Papers, each with its hint.
    pub papers: Vec<(String, Option<String>)>,
    /// "92,00 €".
    pub fee: String,
    /// How it is moved or called off.
    pub change: String,
    /// Where the slip is made as PDF.
    pub pdf_url: String,
    /// Its page at the desk.
    pub url: String,
    /// Gives the next one.
    pub next_url: String,
}

impl Page for SlipPage {
    const TEMPLATE: &'static str = "desk/slip.html";
}

/// Services to choose from, in the town's order.
#[must_use]
pub fn choices<'a>(services: impl Iterator<Item = &'a Service>, chosen: &str) -> Vec<(String, String, bool)> {
    let choice = |service: &Service| {
        let facts = &service.facts;
        let name = facts.name.in_language("de").to_owned();
        (facts.slug.clone(), name, facts.slug == chosen)
    };
    services.map(choice).collect()
}

/// Proposed times; the wished one is chosen, else the first.
#[must_use]
pub fn times(town: &Town, proposed: &[Cell], wished: &str) -> Vec<(String, String, bool)> {
    let time = |cell: &Cell| {
        let at = cell.start();
        let local = local_time::local(town.zone, at).naive_local();
        let told = wall::told_apart(moment(local), (town.zone, "de"), local, at);
        (rfc3339(at, town.zone), told, false)
    };
    let mut times: Vec<_> = proposed.iter().map(time).collect();
    let place = times.iter().position(|(at, ..)| at == wished).unwrap_or_default();
    if let Some((.., chosen)) = times.get_mut(place) {
        *chosen = true;
    }
    times
}

impl SlipPage {
    /// The slip of an appointment.
    #[must_use]
    pub fn new(town: &Town, public_url: &str, one: &Appointment, pin: String) -> Self {
        let told = one.visit.told_in("de");
        let place = &one.visit.place;
        let promise = one.promise.as_ref();
        let date = words("de").date(one.local_start.date());
        Self {
            when: format!("{date}, {}", span_in_words(town, one)),
            concern: concern(one),
            name: promise.map(|promise| promise.name.clone()).unwrap_or_default(),
            place: vec![
                place.name.in_language("de").to_owned(),
                format!("{}, {}", place.street, place.city),
                place.hint.in_language("de").to_owned(),
            ],
            reference: promise
                .map(|promise| promise.reference.clone())
                .unwrap_or_default(),
            pin,
            papers: told.papers,
            fee: told.fee,
            change: change(Teller::new(town, "de"), public_url),
            pdf_url: address(&town.slug, &format!("termine/{}/merkzettel", one.id)),
            url: address(&town.slug, &format!("termine/{}", one.id)),
            next_url: address(&town.slug, "vergeben"),
        }
    }
}
