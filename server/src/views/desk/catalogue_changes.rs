//! What the catalogue says differently by now: field by field, the town's words beside the catalogue's.

use serde::Serialize;
use tenants::Town;
use tenants::catalogue::{Difference, Offered, Standing};
use tenants::service::ServiceFacts;

use super::catalogue::{CHANGES, PLACE};
use super::frame::address;
use super::service_lines::{label, said};
use super::shifts::day;
use crate::desk::seal_of_service;
use crate::views::pages::{Mistake, Page};

/// Every service that the catalogue says something new about.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangesPage {
    /// One a service.
    pub services: Vec<ChangedService>,
    /// Back to picking.
    pub catalogue_url: String,
}

/// A service with its differences.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangedService {
    /// Its name in addresses.
    pub slug: String,
    /// What the town calls it.
    pub name: String,
    /// Whose it is.
    pub department: String,
    /// Where accepting is sent to.
    pub action: String,
    /// What it says, as it is shown.
    pub seal: String,
    /// The entry, as it is shown.
    pub entry: String,
    /// "Stand 08.06.2026".
    pub as_of: String,
    /// Where its facts come from.
    pub source: String,
    /// What the town should look at.
    pub note: String,
    /// Field by field.
    pub rows: Vec<ChangedField>,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

/// A field in which they differ.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangedField {
    /// As it is sent.
    pub field: String,
    /// "Gebühren".
    pub label: String,
    /// Whose change it is, where that is not the catalogue's alone.
    pub standing: &'static str,
    /// Whether accepting it is proposed.
    pub ticked: bool,
    /// What the town says: lines, and whether the catalogue does not say the same.
    pub here: Vec<(String, bool)>,
    /// What the catalogue says: lines, and whether the town does not say the same.
    pub now: Vec<(String, bool)>,
    /// What it said when it was taken, where that is neither.
    pub taken: Vec<String>,
}

impl Page for ChangesPage {
    const TEMPLATE: &'static str = "desk/catalogue_changes.html";
}

impl ChangesPage {
    /// These services.
    #[must_use]
    pub fn new(town: &str, services: Vec<ChangedService>) -> Self {
        Self {
            services,
            catalogue_url: address(town, PLACE),
        }
    }
}

impl ChangedService {
    /// A service of a department; what only the catalogue has changed is proposed, nothing else.
    #[must_use]
    pub fn new(town: &Town, department: &str, service: &ServiceFacts, difference: &Difference<'_>) -> Self {
        let about = &difference.entry.about;
        let languages = town.languages.iter().map(String::as_str);
        let shared: Vec<_> = languages
            .filter(|language| difference.entry.service.name.exactly(language).is_some())
            .collect();
        Self {
            slug: service.slug.clone(),
            name: service.name.in_language("de").to_owned(),
            department: department.to_owned(),
            action: address(&town.slug, &format!("{CHANGES}/{}", service.slug)),
            seal: seal_of_service(service),
            entry: difference.entry.origin().to_string(),
            as_of: format!("Stand {}", day(about.as_of)),
            source: about.source.clone(),
            note: about.note.clone(),
            rows: difference
                .fields
                .iter()
                .map(|one| row(service, difference, one, &shared))
                .collect(),
            mistakes: Vec::new(),
        }
    }

    /// With exactly these fields ticked.
    #[must_use]
    pub fn ticking(mut self, fields: &[String]) -> Self {
        self.rows
            .iter_mut()
            .for_each(|row| row.ticked = fields.contains(&row.field));
        self
    }
}

fn row(
    service: &ServiceFacts,
    difference: &Difference<'_>,
    offered: &Offered,
    shared: &[&str],
) -> ChangedField {
    let field = &offered.field;
    let told = |service: &ServiceFacts| said(service, field, shared);
    let (here, now) = (told(service), told(&difference.entry.service));
    let taken = difference.taken.filter(|_| offered.standing == Standing::HerOwn);
    ChangedField {
        field: field.clone(),
        label: label(field),
        standing: match offered.standing {
            Standing::AsTaken => "",
            Standing::HerOwn => "Von Ihnen geändert",
            Standing::Unknown => "Vielleicht von Ihnen geändert",
        },
        ticked: offered.standing == Standing::AsTaken,
        taken: taken.map_or_else(Vec::new, |taken| told(&taken.service)),
        here: beside(&here, &now),
        now: beside(&now, &here),
    }
}

/// Lines of a list that the other side does not have; a single line differs as a whole.
fn beside(lines: &[String], others: &[String]) -> Vec<(String, bool)> {
    let marked = |line: &String| lines.len() > 1 && !others.contains(line);
    lines.iter().map(|line| (line.clone(), marked(line))).collect()
}
