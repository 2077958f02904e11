//! What is kept of one person: found, ticked, erased.

use serde::Serialize;
use tenants::Town;

use super::day::instant;
use super::frame::address;
use super::search::{Found, SearchPage};
use crate::db::appointments::Appointment;
use crate::db::erasing::Erasure;
use crate::views::pages::Page;

/// A search for one person, or the question whether to erase what was ticked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PrivacyPage {
    /// What was typed.
    pub typed: String,
    /// Where everything is sent to.
    pub action: String,
    /// Appointments.
    pub lines: Vec<PersonLine>,
    /// Whether there may be more than is shown.
    pub more: bool,
    /// Whether this is the question.
    pub asks: bool,
    /// Earlier erasures, a line each.
    pub past: Vec<String>,
}

/// An appointment to tick.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonLine {
    /// Its number in forms.
    pub id: String,
    /// What tells it from others.
    pub found: Found,
    /// Address and phone number, as far as known.
    pub reached: String,
    /// Whether it can be erased today.
    pub may_go: bool,
}

impl Page for PrivacyPage {
    const TEMPLATE: &'static str = "desk/privacy.html";
}

impl PrivacyPage {
    /// What a search found; `most` is how many are told at all.
    #[must_use]
    pub fn new(town: &Town, typed: String, found: &[(Appointment, bool)], most: u64) -> Self {
        Self {
            action: address(&town.slug, "auskunft"),
            more: u64::try_from(found.len()).is_ok_and(|count| count >= most),
            lines: found
                .iter()
                .filter_map(|(one, may_go)| line(town, one, *may_go))
                .collect(),
            typed,
            ..Self::default()
        }
    }

    /// The question whether to erase these.
    #[must_use]
    pub fn asking(town: &Town, typed: String, ticked: &[(Appointment, bool)]) -> Self {
        Self {
            asks: true,
            ..Self::new(town, typed, ticked, u64::MAX)
        }
    }

    /// Tells of earlier erasures, too.
    #[must_use]
    pub fn remembering(mut self, town: &Town, past: &[Erasure]) -> Self {
        let told = past.iter().map(|one| {
            let who = one.by.as_deref().unwrap_or("online, von der Person selbst");
            let count = match one.appointments {
                1 => "1 Termin".to_owned(),
                several => format!("{several} Termine"),
            };
            format!("{}: {count}, {who}", instant(town.zone, one.at))
        });
        self.past = told.collect();
        self
    }
}

fn line(town: &Town, one: &Appointment, may_go: bool) -> Option<PersonLine> {
    let promise = one.promise.as_ref()?;
    let reached: Vec<_> = [promise.email.as_deref(), promise.phone.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let found = SearchPage::new(town, String::new(), std::slice::from_ref(one), u64::MAX);
    Some(PersonLine {
        id: one.id.to_string(),
        found: found.found.into_iter().next()?,
        reached: reached.join(", "),
        may_go,
    })
}
