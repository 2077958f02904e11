//! A town that does not exist yet, for the operator.

use serde::Serialize;
use tenants::calendar::Land;
use tenants::definition;
use tenants::operator::SLUG;

use super::accounts::FreshLink;
use super::frame::address;
use crate::operator::NewTown;
use crate::views::pages::{Mistake, Page};

/// The form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewTownPage {
    /// Where it is sent to.
    pub action: String,
    /// Every town.
    pub back_url: String,
    /// As typed.
    pub name: String,
    /// As typed; empty: it follows from the name.
    pub slug: String,
    /// Every Land, and which one is chosen.
    pub lands: Vec<(String, String, bool)>,
    /// As typed.
    pub phone: String,
    /// As typed.
    pub homepage: String,
    /// As typed.
    pub department: String,
    /// As typed.
    pub street: String,
    /// As typed.
    pub city: String,
    /// Who is to administer it, as typed.
    pub person: String,
    /// Her address, as typed.
    pub email: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl NewTownPage {
    /// The form as filled in.
    #[must_use]
    pub fn new(typed: &NewTown, mistakes: Vec<Mistake>) -> Self {
        let seed = typed.beginning.clone();
        let none = (String::new(), "Bitte wählen".to_owned(), seed.land.is_none());
        let lands = Land::ALL.iter().map(|land| {
            let chosen = seed.land == Some(*land);
            (land.code().to_owned(), land.name().to_owned(), chosen)
        });
        Self {
            action: address(SLUG, "neu"),
            back_url: address(SLUG, ""),
            name: seed.name,
            slug: seed.slug,
            lands: std::iter::once(none).chain(lands).collect(),
            phone: seed.phone,
            homepage: seed.homepage,
            department: seed.department,
            street: seed.street,
            city: seed.city,
            person: typed.person.clone(),
            email: typed.email.clone(),
            mistakes,
        }
    }
}

impl Page for NewTownPage {
    const TEMPLATE: &'static str = "desk/new_town.html";
}

/// What is wrong, at the fields of the form.
#[must_use]
pub fn at_fields(mistakes: &[definition::Mistake]) -> Vec<Mistake> {
    let mut told: Vec<Mistake> = Vec::new();
    for mistake in mistakes {
        let field = match mistake.path.as_str() {
            "name" => "name",
            "contact.phone" => "telefon",
            "holidays" => "land",
            path if path.starts_with("origins") || path.starts_with("pages") => "homepage",
            path if path.ends_with(".street") => "strasse",
            path if path.ends_with(".city") => "ort",
            path if path.starts_with("departments") => "amt",
            _ => "adresse",
        };
        // One field stands for several parts of the town; once is enough.
        if told.iter().all(|known| known.field != field) {
            told.push(Mistake {
                field: field.to_owned(),
                text: mistake.problem.german.clone(),
            });
        }
    }
    told
}

/// The town is there: how its first administrator gets in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TownBegunPage {
    /// "Gemeinde Dörentrup".
    pub name: String,
    /// Her link.
    pub link: FreshLink,
    /// Every town.
    pub back_url: String,
    /// The town's page for citizens.
    pub page_url: String,
}

impl Page for TownBegunPage {
    const TEMPLATE: &'static str = "desk/town_begun.html";
}
