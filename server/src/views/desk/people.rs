//! "Mitarbeitende": who takes appointments, department by department, and one of them as a form.

use chrono::NaiveDate;
use serde::Serialize;
use tenants::definition::{DepartmentDefinition, StaffFacts};
use tenants::staff::StaffMember;
use tenants::town::Department;

use super::form::{Field, FormPage, Group, choice};
use super::frame::{address, address_with};
use super::setup::several;
use super::shifts::in_words;
use crate::views::pages::Page;

/// Where they are, below a town's desk.
pub const PLACE: &str = "einrichtung/mitarbeitende";

/// Where a new one is made.
pub const NEW: &str = "einrichtung/neue-person";

/// How forms and files name all services at once.
pub const EVERYTHING: &str = "*";

/// The people of the reader's departments.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PeoplePage {
    /// One a department.
    pub departments: Vec<People>,
    /// Where their order is sent to.
    pub order_url: String,
}

/// The people of a department.
#[derive(Clone, Debug, Default, Serialize)]
pub struct People {
    /// Its name in addresses.
    pub slug: String,
    /// "Bürgerbüro".
    pub name: String,
    /// One each.
    pub rows: Vec<PersonRow>,
    /// Where a new one is made.
    pub new_url: String,
    /// Stands for their order.
    pub seal: String,
}

/// A person in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonRow {
    /// Her name in addresses.
    pub slug: String,
    /// "M. Kaya".
    pub name: String,
    /// "alle Dienstleistungen", "3 von 12 Dienstleistungen".
    pub skills: String,
    /// Her shifts that are not over, in words.
    pub shifts: Vec<String>,
    /// Whether she had some, and all of them are over.
    pub has_left: bool,
    /// Where she is changed.
    pub url: String,
    /// Where her shifts are.
    pub shifts_url: String,
}

impl Page for PeoplePage {
    const TEMPLATE: &'static str = "desk/people.html";
}

impl PeoplePage {
    /// The people of these departments today; `seal` stands for the order in each.
    #[must_use]
    pub fn new<'a>(
        town: &str,
        departments: impl Iterator<Item = &'a Department>,
        seal: impl Fn(&str) -> String,
        today: NaiveDate,
    ) -> Self {
        let people = |one: &Department| People {
            slug: one.slug.clone(),
            name: one.name.in_language("de").to_owned(),
            rows: one
                .staff
                .iter()
                .map(|person| row(town, one, person, today))
                .collect(),
            new_url: address_with(town, NEW, &[("amt", &one.slug)]),
            seal: seal(&one.slug),
        };
        Self {
            departments: departments.map(people).collect(),
            order_url: address(town, PLACE),
        }
    }
}

fn row(town: &str, department: &Department, person: &StaffMember, today: NaiveDate) -> PersonRow {
    let (able, all) = (person.skills.len(), department.services.len());
    let mut open: Vec<_> = person.shifts.iter().collect();
    open.retain(|shift| shift.valid_until.is_none_or(|until| until >= today));
    open.sort_by_key(|shift| (shift.weekday.num_days_from_monday(), shift.from));
    PersonRow {
        slug: person.slug.clone(),
        name: person.name.clone(),
        skills: if able == all {
            "alle Dienstleistungen".to_owned()
        } else {
            format!(
                "{able} von {}",
                several(all, "Dienstleistung", "Dienstleistungen")
            )
        },
        shifts: open.iter().map(|shift| in_words(shift, today)).collect(),
        has_left: !person.shifts.is_empty() && open.is_empty(),
        url: person_url(town, &person.slug),
        shifts_url: shifts_url(town, &person.slug),
    }
}

/// Where a person is changed.
#[must_use]
pub fn person_url(town: &str, slug: &str) -> String {
    address(town, &format!("{PLACE}/{slug}"))
}

/// Where a person's shifts are.
#[must_use]
pub fn shifts_url(town: &str, slug: &str) -> String {
    address(town, &format!("{PLACE}/{slug}/dienstzeiten"))
}

/// The form of a person of a department; without one yet, of a new one.
#[must_use]
pub fn person_form(
    town: &str,
    department: &DepartmentDefinition,
    facts: Option<&StaffFacts>,
    seal: String,
) -> FormPage {
    let (slug, name) = facts.map_or(("", ""), |facts| (&facts.slug, &facts.name));
    let can = |slug: &str| match facts {
        Some(facts) => facts.skills.iter().any(|skill| skill == slug),
        None => slug == EVERYTHING,
    };
    let all = "Alle Dienstleistungen des Amts, auch künftige";
    let services = department.services.iter();
    let services = services.map(|one| choice(&one.slug, one.name.in_language("de"), can(&one.slug)));
    let choices = std::iter::once(choice(EVERYTHING, all, can(EVERYTHING))).chain(services);
    let within = &department.facts;
    let known = facts.is_some();
    FormPage {
        action: if known {
            person_url(town, slug)
        } else {
            address_with(town, NEW, &[("amt", &within.slug)])
        },
        back_url: address(town, PLACE),
        back: "Alle Mitarbeitenden",
        intro: format!("Amt: {}", within.name.in_language("de")),
        seal,
        groups: vec![Group {
            title: "",
            fields: vec![
                Field::line("name", "Name", name, 120)
                    .hint("So steht die Person im Kalender der Terminverwaltung, zum Beispiel „M. Kaya“."),
                Field::several("skills", "Was kann sie oder er übernehmen?", choices.collect()),
            ],
        }],
        save: if known {
            "Person speichern"
        } else {
            "Person anlegen"
        },
        links: if known {
            vec![("Dienstzeiten", shifts_url(town, slug))]
        } else {
            Vec::new()
        },
        ..FormPage::default()
    }
}
