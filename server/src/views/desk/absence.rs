//! An absence: the form, and the ones there are.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::Serialize;
use tenants::Town;
use tenants::staff::{Absence, Closure, StaffMember};

use super::cut::Takeable;
use super::frame::address_with;
use crate::texts::clock_face;
use crate::views::pages::{Hidden, Mistake, Page};

/// Asks who is away, and when.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AbsencePage {
    /// Where it is sent to.
    pub action: String,
    /// Name in addresses, name, whether chosen.
    pub people: Vec<(String, String, bool)>,
    /// `heute`, `rest` or `von-bis`.
    pub stretch: String,
    /// As typed.
    pub from: String,
    /// As typed.
    pub from_time: String,
    /// As typed.
    pub until: String,
    /// As typed.
    pub until_time: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
    /// What was saved a moment ago.
    pub takeable: Vec<Takeable>,
    /// Absences that are not over: who, when, and where to end it early.
    pub known: Vec<(String, String, String)>,
}

impl Page for AbsencePage {
    const TEMPLATE: &'static str = "desk/absence.html";
}

/// The people an absence can be told of.
#[must_use]
pub fn choices<'a>(
    people: impl Iterator<Item = &'a StaffMember>,
    chosen: &str,
) -> Vec<(String, String, bool)> {
    people
        .map(|person| (person.slug.clone(), person.name.clone(), person.slug == chosen))
        .collect()
}

/// The absences of these people that are not over on this day, the next one first.
#[must_use]
pub fn known<'a>(
    town: &Town,
    people: impl Iterator<Item = &'a StaffMember>,
    today: NaiveDate,
) -> Vec<(String, String, String)> {
    let mut absences: Vec<_> = people
        .flat_map(|person| person.absences.iter().map(move |absence| (absence, person)))
        .filter(|(absence, _)| absence.until > today.and_time(NaiveTime::MIN))
        .collect();
    absences.sort_by_key(|(absence, person)| (absence.from, absence.until, person.id));
    let line = |(absence, person): (&Absence, &StaffMember)| {
        let (from, until) = (written(absence.from), written(absence.until));
        let pairs = [("person", person.slug.as_str()), ("von", &from), ("bis", &until)];
        let url = address_with(&town.slug, "abwesenheit/ende", &pairs);
        (person.name.clone(), stretch(absence), url)
    };
    absences.into_iter().map(line).collect()
}

/// How forms of ours write a moment: "2026-11-24T09:00".
pub const MOMENT: &str = "%Y-%m-%dT%H:%M";

/// A moment as forms of ours send it.
#[must_use]
pub fn written(moment: NaiveDateTime) -> String {
    moment.format(MOMENT).to_string()
}

/// "am 24.11.2026", "vom 24.11. bis 27.11.2026".
#[must_use]
pub fn days(closure: &Closure) -> String {
    let day = |date: NaiveDate| date.format("%d.%m.%Y").to_string();
    if closure.from == closure.until {
        format!("am {}", day(closure.from))
    } else {
        format!("vom {} bis {}", day(closure.from), day(closure.until))
    }
}

/// "am 24.11.2026 ab 09:00 Uhr", "vom 24.11.2026 bis 27.11.2026".
#[must_use]
pub fn stretch(absence: &Absence) -> String {
    let day = |date: NaiveDate| date.format("%d.%m.%Y").to_string();
    let Absence { from, until } = absence;
    let whole = from.time() == NaiveTime::MIN && until.time() == NaiveTime::MIN;
    let last = (*until - TimeDelta::minutes(1)).date();
    match (whole, from.date() == last) {
        (true, true) => format!("am {}", day(last)),
        (true, false) => format!("vom {} bis {}", day(from.date()), day(last)),
        (false, true) if until.time() == NaiveTime::MIN => {
            format!("am {} ab {} Uhr", day(last), from.format("%H:%M"))
        }
        (false, true) => {
            let (from, until) = (from.format("%H:%M"), until.format("%H:%M"));
            format!("am {} von {from} bis {until} Uhr", day(last))
        }
        (false, false) => {
            let (from, until) = (from.format("%d.%m. %H:%M"), until.format("%d.%m. %H:%M"));
            format!("vom {from} bis {until} Uhr")
        }
    }
}

/// The absence as fields of a form.
#[must_use]
pub fn fields(person: &StaffMember, absence: &Absence) -> Vec<Hidden> {
    let pairs = [
        ("person", person.slug.clone()),
        ("zeitraum", "von-bis".to_owned()),
        ("von", absence.from.date().to_string()),
        ("ab", clock_face(absence.from.time())),
        ("bis", absence.until.date().to_string()),
        ("um", clock_face(absence.until.time())),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value)).to_vec()
}
