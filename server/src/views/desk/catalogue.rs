//! The catalogue to pick from: what fits what was typed, group by group, for one department.

use serde::Serialize;
use tenants::catalogue::{Catalogue, Entry};
use tenants::definition::{DepartmentDefinition, StaffFacts};
use tenants::fee;

use super::frame::address;
use super::service_lines::{label, said};
use super::shifts::day;
use crate::desk::seal_of_services;
use crate::views::pages::{Mistake, Page};

/// Where it is, below a town's desk.
pub const PLACE: &str = "einrichtung/katalog";

/// Where later changes of it are shown.
pub const CHANGES: &str = "einrichtung/katalog/aenderungen";

/// The catalogue, as one department sees it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CataloguePage {
    /// Where searching and picking are sent to.
    pub action: String,
    /// Where later changes are shown.
    pub changes_url: String,
    /// "2 Dienstleistungen"; empty where nothing has changed.
    pub changes: String,
    /// Name in addresses, name, whether chosen.
    pub departments: Vec<(String, String, bool)>,
    /// What the chosen department is called.
    pub department: String,
    /// What was typed to search.
    pub typed: String,
    /// "12 von 43 Dienstleistungen".
    pub found: String,
    /// Heading and entries.
    pub groups: Vec<(String, Vec<EntryLine>)>,
    /// Who of the department does not do everything anyway: slug, name, whether she takes over what is picked.
    pub people: Vec<(String, String, bool)>,
    /// Who does everything, "Kaya, Brandt".
    pub everything: String,
    /// Which services the department has, as it was shown.
    pub seal: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

/// An entry of the catalogue.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EntryLine {
    /// As it is sent.
    pub key: String,
    /// "Personalausweis beantragen".
    pub name: String,
    /// "15 Minuten, unter 24 Jahren 27,60 €".
    pub told: String,
    /// One or two sentences.
    pub summary: String,
    /// What the town should look at.
    pub note: String,
    /// "Stand 08.06.2026".
    pub as_of: String,
    /// Where its facts come from.
    pub source: String,
    /// What else it says: label and lines.
    pub more: Vec<(String, Vec<String>)>,
    /// Whether the department has it already.
    pub here: bool,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// What was chosen so far.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// What was typed to search.
    pub typed: &'a str,
    /// Ticked entries.
    pub entries: &'a [String],
    /// Ticked people.
    pub people: &'a [String],
}

impl Page for CataloguePage {
    const TEMPLATE: &'static str = "desk/catalogue.html";
}

impl CataloguePage {
    /// What there is for a department. Entries that are ticked are shown whatever is searched for.
    #[must_use]
    pub fn new(
        town: &str,
        catalogue: &Catalogue,
        department: &DepartmentDefinition,
        chosen: Chosen<'_>,
    ) -> Self {
        let fitting = catalogue.find(chosen.typed);
        let mut groups: Vec<(String, Vec<EntryLine>)> = Vec::new();
        for entry in catalogue.entries() {
            let ticked = chosen.entries.contains(&entry.service.slug);
            if !ticked && !fitting.contains(&entry) {
                continue;
            }
            let line = EntryLine::new(entry, department, ticked);
            match groups.last_mut().filter(|(name, _)| *name == entry.about.group) {
                Some((_, lines)) => lines.push(line),
                None => groups.push((entry.about.group.clone(), vec![line])),
            }
        }
        let people = department.staff.iter().map(|person| &person.facts);
        let (everything, people): (Vec<_>, Vec<_>) =
            people.partition(|person| person.skills.iter().any(|skill| skill == "*"));
        let person = |person: &StaffFacts| {
            let ticked = chosen.people.contains(&person.slug);
            (person.slug.clone(), person.name.clone(), ticked)
        };
        Self {
            action: address(town, PLACE),
            changes_url: address(town, CHANGES),
            department: department.facts.name.in_language("de").to_owned(),
            typed: chosen.typed.to_owned(),
            found: format!(
                "{} von {} Dienstleistungen",
                fitting.len(),
                catalogue.entries().len()
            ),
            groups,
            people: people.into_iter().map(person).collect(),
            everything: everything
                .iter()
                .map(|person| person.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            seal: seal_of_services(department),
            ..Self::default()
        }
    }
}

impl EntryLine {
    fn new(entry: &Entry, department: &DepartmentDefinition, ticked: bool) -> Self {
        let service = &entry.service;
        let fees = fee::in_words(&service.fees, "de");
        let fees = if fees.is_empty() {
            "Gebühr offen".to_owned()
        } else {
            fees
        };
        let more = [
            "documents",
            "questions",
            "in_person.de",
            "online",
            "words.de",
            "max_count",
            "leika",
        ];
        let more = more.map(|field| (label(field), said(service, field, &["de"])));
        Self {
            key: service.slug.clone(),
            name: service.name.in_language("de").to_owned(),
            told: format!("{} Minuten, {fees}", service.minutes),
            summary: service.summary.in_language("de").to_owned(),
            note: entry.about.note.clone(),
            as_of: format!("Stand {}", day(entry.about.as_of)),
            source: entry.about.source.clone(),
            more: more.into_iter().filter(|(_, lines)| !lines.is_empty()).collect(),
            here: department.services.iter().any(|service| entry.is(service)),
            ticked,
        }
    }
}
