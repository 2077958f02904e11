//! An account that does not exist yet.

use serde::Serialize;
use tenants::Town;

use super::frame::address;
use crate::auth::Role;
use crate::auth::accounts::Wanted;
use crate::views::pages::{Mistake, Page};

/// The form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewAccountPage {
    /// Where it is sent to.
    pub action: String,
    /// Every account.
    pub back_url: String,
    /// As typed.
    pub name: String,
    /// As typed.
    pub email: String,
    /// Every role; empty in the operator's house, which has one.
    pub roles: Vec<(&'static str, &'static str, bool)>,
    /// Every department, and whether she works there.
    pub departments: Vec<(String, String, bool)>,
    /// Every colleague who takes appointments, nobody first.
    pub people: Vec<(String, String, bool)>,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl NewAccountPage {
    /// The form for a town, as filled in.
    #[must_use]
    pub fn new(town: &Town, typed: &Wanted, mistakes: Vec<Mistake>) -> Self {
        let roles = Role::ALL.map(|role| (role.name(), role.title(town), typed.role == role.name()));
        let departments = town.departments.iter().map(|department| {
            let works = typed.departments.contains(&department.slug);
            let name = department.name.in_language("de").to_owned();
            (department.slug.clone(), name, works)
        });
        let nobody = (
            String::new(),
            "Nimmt selbst keine Termine".to_owned(),
            typed.staff.is_none(),
        );
        let people = town.staff().map(|person| {
            let chosen = typed.staff.as_ref() == Some(&person.slug);
            (person.slug.clone(), person.name.clone(), chosen)
        });
        Self {
            action: address(&town.slug, "konten/neu"),
            back_url: address(&town.slug, "konten"),
            name: typed.name.clone(),
            email: typed.email.clone(),
            roles: if town.is_operator() {
                Vec::new()
            } else {
                roles.to_vec()
            },
            departments: departments.collect(),
            people: std::iter::once(nobody).chain(people).collect(),
            mistakes,
        }
    }
}

impl Page for NewAccountPage {
    const TEMPLATE: &'static str = "desk/new_account.html";
}
