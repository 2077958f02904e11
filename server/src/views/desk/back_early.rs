//! Ending an absence early.

use chrono::NaiveDateTime;
use serde::Serialize;
use tenants::Town;
use tenants::appointment::StateName;
use tenants::staff::Absence;

use super::absence::{stretch, written};
use super::day::{concern, moment};
use super::frame::address;
use crate::db::appointments::Appointment;
use crate::views::pages::{Hidden, Mistake, Page};

/// Asks when she is back, and what she gets back.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BackEarlyPage {
    /// "am 24.11.2026".
    pub stretch: String,
    /// Where it is sent to.
    pub action: String,
    /// Back to all absences.
    pub back_url: String,
    /// Which absence, as hidden fields.
    pub absence: Vec<Hidden>,
    /// As typed.
    pub day: String,
    /// As typed.
    pub time: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
    /// "Di 24.11., 10:15": when she is back; empty while that is not known.
    pub at: String,
    /// When she is back, as hidden fields.
    pub when: Vec<Hidden>,
    /// Appointments that could be hers again.
    pub lines: Vec<Line>,
}

/// One of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// As it is sent.
    pub value: String,
    /// "Di 24.11., 11:00".
    pub moment: String,
    /// For whom.
    pub name: String,
    /// "Reisepass beantragen".
    pub concern: String,
    /// Who keeps it now; empty if nobody does.
    pub with: String,
    /// Whether nobody keeps it, so that giving it back is the obvious thing.
    pub chosen: bool,
}

impl Page for BackEarlyPage {
    const TEMPLATE: &'static str = "desk/back_early.html";
}

impl BackEarlyPage {
    /// The page of an absence; with when she is back, and what could be hers again.
    #[must_use]
    pub fn new(
        town: &Town,
        person: &str,
        absence: &Absence,
        back: Option<(NaiveDateTime, Vec<Appointment>)>,
    ) -> Self {
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let (at, lines) = back.unzip();
        Self {
            stretch: stretch(absence),
            action: address(&town.slug, "abwesenheit/ende"),
            back_url: address(&town.slug, "abwesenheit"),
            absence: vec![
                pair("person", person.to_owned()),
                pair("von", written(absence.from)),
                pair("bis", written(absence.until)),
            ],
            at: at.map_or_else(String::new, moment),
            when: at.map_or_else(Vec::new, |at| {
                let (day, time) = (at.date().to_string(), at.format("%H:%M").to_string());
                vec![pair("tag", day), pair("uhrzeit", time)]
            }),
            lines: lines
                .unwrap_or_default()
                .iter()
                .map(|one| line(town, one))
                .collect(),
            ..Self::default()
        }
    }
}

fn line(town: &Town, one: &Appointment) -> Line {
    let keeper = one.state.kept().and_then(|kept| town.staff_member(kept.staff));
    Line {
        value: format!("{}:{}", one.id, one.revision),
        moment: moment(one.local_start),
        name: one
            .promise
            .as_ref()
            .map_or_else(String::new, |promise| promise.name.clone()),
        concern: concern(one),
        with: keeper.map_or_else(String::new, |person| person.name.clone()),
        chosen: one.state.name() == StateName::Displaced,
    }
}
