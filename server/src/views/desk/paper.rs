//! A day on paper, for when the network is down: a sheet a colleague, with everything she needs to go on without a screen.

use serde::Serialize;
use tenants::Town;
use tenants::appointment::StateName;

use super::day::{concern, state_told};
use super::phone::national;
use crate::db::appointments::Appointment;
use crate::desk;
use crate::texts::clock_face;

/// One colleague's sheet.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sheet {
    /// "Kaya".
    pub name: String,
    /// Who comes to her, in the order of time.
    pub lines: Vec<Line>,
}

/// One appointment on paper.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// "09:15".
    pub time: String,
    /// "Mia Vogt".
    pub name: String,
    /// "2 × Personalausweis".
    pub concern: String,
    /// "0221 4710456"; may be empty.
    pub phone: String,
    /// "DT-7K3M-9".
    pub reference: String,
    /// What the citizen wrote; may be empty.
    pub note: String,
    /// "ist da seit 09:12"; may be empty.
    pub told: String,
    /// Whether there is nothing left to tick off.
    pub settled: bool,
}

impl Sheet {
    /// Every sheet of a day: first those whom nobody keeps an appointment with, then colleague by colleague. Reservations are
    /// left out, for they end within minutes.
    #[must_use]
    pub fn all(town: &Town, seen: &desk::Day) -> Vec<Self> {
        let nobodys = ("Ohne Mitarbeiterin oder Mitarbeiter", &seen.displaced);
        let columns = seen.columns.iter();
        let columns = columns.map(|column| (column.name.as_str(), &column.appointments));
        let sheets = std::iter::once(nobodys).chain(columns).map(|(name, comes)| Self {
            name: name.to_owned(),
            lines: comes.iter().filter_map(|one| line(town, one)).collect(),
        });
        sheets.filter(|sheet| !sheet.lines.is_empty()).collect()
    }
}

fn line(town: &Town, one: &Appointment) -> Option<Line> {
    let promise = one.promise.as_ref()?;
    Some(Line {
        time: clock_face(one.local_start.time()),
        name: promise.name.clone(),
        concern: concern(one),
        phone: national(promise.phone.as_deref().unwrap_or_default()),
        reference: promise.reference.clone(),
        note: promise.note.clone().unwrap_or_default(),
        told: state_told(town, &one.state),
        settled: matches!(one.state.name(), StateName::Done | StateName::NoShow),
    })
}
