//! What the departments offer, in the order citizens see it.

use serde::Serialize;
use tenants::Town;
use tenants::service::{OfferedTo, Service};
use tenants::town::Department;

use super::catalogue;
use super::frame::{address, address_with};
use super::wording::name_of;
use crate::desk::standing_seal;
use crate::views::pages::Page;

/// Where the list is, below a town's desk.
pub const PLACE: &str = "einrichtung/dienstleistungen";

/// Where a new one is begun.
pub const NEW: &str = "einrichtung/neue-dienstleistung";

/// What is offered, department by department.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ServicesPage {
    /// The departments somebody works in.
    pub departments: Vec<DepartmentServices>,
    /// Where changes are sent to.
    pub action: String,
    /// Who did what last, so that the focus stays there: a service and a button.
    pub last: (String, String),
}

/// A department and what it offers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DepartmentServices {
    /// Its name in addresses.
    pub slug: String,
    /// "Bürgerbüro".
    pub name: String,
    /// Where it gets a new one.
    pub new_url: String,
    /// Where it picks ready-made ones.
    pub catalogue_url: String,
    /// In order.
    pub rows: Vec<ServiceRow>,
}

/// A service.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ServiceRow {
    /// Its name in addresses.
    pub slug: String,
    /// "Personalausweis beantragen".
    pub name: String,
    /// Where it is changed.
    pub url: String,
    /// Minutes of one.
    pub minutes: u32,
    /// Who can do it.
    pub people: String,
    /// Whom it is offered to: how that looks, and what it is called.
    pub offered: (&'static str, &'static str),
    /// Whether nobody gets it.
    pub off: bool,
    /// "3 Texte fehlen auf English".
    pub missing: Vec<String>,
    /// Stands for what the list can change.
    pub seal: String,
    /// Whether nothing stands above it.
    pub first: bool,
    /// Whether nothing stands below it.
    pub bottom: bool,
}

impl Page for ServicesPage {
    const TEMPLATE: &'static str = "desk/services.html";
}

impl ServicesPage {
    /// What these departments of a town offer.
    #[must_use]
    pub fn new<'a>(town: &Town, departments: impl Iterator<Item = &'a Department>) -> Self {
        let department = |one: &Department| DepartmentServices {
            slug: one.slug.clone(),
            name: one.name.in_language("de").to_owned(),
            new_url: address_with(&town.slug, NEW, &[("amt", &one.slug)]),
            catalogue_url: address_with(&town.slug, catalogue::PLACE, &[("amt", &one.slug)]),
            rows: one
                .services
                .iter()
                .map(|service| row(town, one, service))
                .collect(),
        };
        Self {
            departments: departments.map(department).collect(),
            action: address(&town.slug, PLACE),
            last: (String::new(), String::new()),
        }
    }
}

/// "12 Dienstleistungen, 2 ausgeschaltet", for the overview.
#[must_use]
pub fn figure(departments: &[&Department]) -> String {
    let all = || departments.iter().flat_map(|one| &one.services);
    let off = all()
        .filter(|one| one.facts.offered_to == OfferedTo::Nobody)
        .count();
    let told = match all().count() {
        1 => "1 Dienstleistung".to_owned(),
        several => format!("{several} Dienstleistungen"),
    };
    match off {
        0 => told,
        off => format!("{told}, {off} ausgeschaltet"),
    }
}

fn row(town: &Town, department: &Department, service: &Service) -> ServiceRow {
    let facts = &service.facts;
    let is = |other: Option<&Service>| other.is_some_and(|other| other.id == service.id);
    ServiceRow {
        slug: facts.slug.clone(),
        name: facts.name.in_language("de").to_owned(),
        url: service_url(town, &facts.slug),
        minutes: facts.minutes,
        people: people(department, service),
        offered: told(facts.offered_to),
        off: facts.offered_to == OfferedTo::Nobody,
        missing: town
            .languages
            .iter()
            .filter_map(|language| missing(service, language))
            .collect(),
        seal: standing_seal(department, service),
        first: is(department.services.first()),
        bottom: is(department.services.last()),
    }
}

/// Where a service is changed.
#[must_use]
pub fn service_url(town: &Town, slug: &str) -> String {
    address(&town.slug, &format!("{PLACE}/{slug}"))
}

/// Who can do it: "Kaya, Petersen", "alle", "niemand".
#[must_use]
pub fn people(department: &Department, service: &Service) -> String {
    let staff = department.staff.iter();
    let able: Vec<_> = staff.filter(|one| one.skills.contains(&service.id)).collect();
    match able.len() {
        0 => "niemand".to_owned(),
        several if several > 2 && several == department.staff.len() => "alle".to_owned(),
        _ => able
            .iter()
            .map(|one| one.name.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn missing(service: &Service, language: &str) -> Option<String> {
    let language_name = name_of(language);
    match service.facts.missing_in(language) {
        0 => None,
        1 => Some(format!("{language_name}: 1 Text fehlt")),
        several => Some(format!("{language_name}: {several} Texte fehlen")),
    }
}

/// How it looks and what it is called, whom a service is offered to.
const fn told(offered_to: OfferedTo) -> (&'static str, &'static str) {
    match offered_to {
        OfferedTo::Everyone => ("kept", "online"),
        OfferedTo::Desk => ("offered", "nur intern"),
        OfferedTo::Nobody => ("off", "ausgeschaltet"),
    }
}
