//! "Ämter": the list of them, and one of them as a form.

use serde::Serialize;
use tenants::definition::DepartmentFacts;
use tenants::town::Department;

use super::form::{Field, FormPage, Group};
use super::frame::address;
use super::setup::several;
use crate::views::pages::Page;

/// Where they are, below a town's desk.
pub const PLACE: &str = "einrichtung/aemter";

/// Where a new one is made.
pub const NEW: &str = "einrichtung/neues-amt";

/// The departments of the reader.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DepartmentsPage {
    /// One each.
    pub rows: Vec<DepartmentRow>,
    /// Where a new one is made; empty for those who may not.
    pub new_url: String,
    /// Where their order is sent to; empty for those who may not.
    pub order_url: String,
    /// Stands for their order.
    pub seal: String,
}

/// A department in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DepartmentRow {
    /// Its name in addresses.
    pub slug: String,
    /// "Bürgerbüro".
    pub name: String,
    /// "Poststraße 11, 32694 Dörentrup".
    pub place: String,
    /// "12 Dienstleistungen, 3 Personen".
    pub size: String,
    /// Where it is changed.
    pub url: String,
}

impl Page for DepartmentsPage {
    const TEMPLATE: &'static str = "desk/departments.html";
}

impl DepartmentsPage {
    /// The list of these. `all` of the town are hers to put in order.
    #[must_use]
    pub fn new<'a>(
        town: &str,
        departments: impl Iterator<Item = &'a Department>,
        all: bool,
        seal: String,
    ) -> Self {
        let row = |one: &Department| DepartmentRow {
            slug: one.slug.clone(),
            name: one.name.in_language("de").to_owned(),
            place: format!("{}, {}", one.place.street, one.place.city),
            size: format!(
                "{}, {}",
                several(one.services.len(), "Dienstleistung", "Dienstleistungen"),
                several(one.staff.len(), "Person", "Personen")
            ),
            url: department_url(town, &one.slug),
        };
        let if_all = |place: &str| if all { address(town, place) } else { String::new() };
        Self {
            rows: departments.map(row).collect(),
            new_url: if_all(NEW),
            order_url: if_all(PLACE),
            seal,
        }
    }
}

/// Where a department is changed.
#[must_use]
pub fn department_url(town: &str, slug: &str) -> String {
    address(town, &format!("{PLACE}/{slug}"))
}

/// The form of a department; without one yet, of a new one.
#[must_use]
pub fn department_form(
    town: &str,
    languages: &[String],
    facts: Option<&DepartmentFacts>,
    seal: String,
) -> FormPage {
    let none = DepartmentFacts {
        slug: String::new(),
        name: tenants::Text::default(),
        place: tenants::town::Place::default(),
    };
    let one = facts.unwrap_or(&none);
    let name = Field::texts(languages, "name", "Name", &one.name, 120);
    let place = Field::texts(
        languages,
        "place.name",
        "Wohin Bürgerinnen und Bürger kommen",
        &one.place.name,
        120,
    )
    .map(|field| field.hint("Zum Beispiel „Bürgerbüro im Rathaus“. Steht bei jedem Termin."));
    let hint = Field::texts(
        languages,
        "place.hint",
        "Zimmer, Eingang und Öffnungszeiten",
        &one.place.hint,
        1000,
    )
    .map(|field| {
        field.hint("Freiwillig, zum Beispiel „Zimmer 3, Eingang über den Hof, Mo–Fr 8–12 Uhr“. Steht bei jedem Termin.")
    });
    let street = Field::line("place.street", "Straße und Hausnummer", &one.place.street, 120);
    let city = Field::line("place.city", "Postleitzahl und Ort", &one.place.city, 120);
    let known = facts.is_some();
    let url = department_url(town, &one.slug);
    FormPage {
        action: if known { url.clone() } else { address(town, NEW) },
        back_url: address(town, PLACE),
        back: "Alle Ämter",
        seal,
        groups: vec![
            Group {
                title: "Amt",
                fields: name.collect(),
            },
            Group {
                title: "Standort",
                fields: place.chain([street, city]).chain(hint).collect(),
            },
        ],
        save: if known { "Amt speichern" } else { "Amt anlegen" },
        remove_url: if known {
            format!("{url}/entfernen")
        } else {
            String::new()
        },
        remove: "Amt entfernen",
        ..FormPage::default()
    }
}
