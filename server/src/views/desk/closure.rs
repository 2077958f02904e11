//! Days on which a department is closed: the form, and the ones there are.

use chrono::NaiveDate;
use serde::Serialize;
use tenants::Town;
use tenants::cut::Cut;
use tenants::town::Department;

use super::absence::days;
use super::frame::address;
use crate::views::pages::{Hidden, Mistake, Page};

/// Asks which department is closed, and when.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClosurePage {
    /// Where it is sent to.
    pub action: String,
    /// Name in addresses, name, whether chosen.
    pub departments: Vec<(String, String, bool)>,
    /// As typed.
    pub from: String,
    /// As typed.
    pub until: String,
    /// As typed.
    pub name: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
    /// Closures that are not over: department, when, what for.
    pub known: Vec<(String, String, String)>,
}

impl Page for ClosurePage {
    const TEMPLATE: &'static str = "desk/closure.html";
}

impl ClosurePage {
    /// The page for these departments, with their closures that are not over on this day.
    #[must_use]
    pub fn new<'a>(
        town: &Town,
        departments: impl Iterator<Item = &'a Department>,
        chosen: &str,
        today: NaiveDate,
    ) -> Self {
        let departments: Vec<_> = departments.collect();
        let closures = departments
            .iter()
            .flat_map(|one| one.closures.iter().map(move |closure| (closure, *one)));
        let mut known: Vec<_> = closures.filter(|(closure, _)| closure.until >= today).collect();
        known.sort_by_key(|(closure, _)| (closure.from, closure.until));
        let name = |one: &Department| one.name.in_language("de").to_owned();
        Self {
            action: address(&town.slug, "schliesstage"),
            departments: departments
                .iter()
                .map(|one| (one.slug.clone(), name(one), one.slug == chosen))
                .collect(),
            known: known
                .into_iter()
                .map(|(closure, one)| {
                    (
                        name(one),
                        days(closure),
                        closure.name.in_language("de").to_owned(),
                    )
                })
                .collect(),
            ..Self::default()
        }
    }
}

/// The closure as fields of a form.
#[must_use]
pub fn fields(town: &Town, cut: &Cut, seal: &str) -> Vec<Hidden> {
    let Cut::Closure { department, closure } = cut else {
        return Vec::new();
    };
    let slug = town.department(*department).map_or("", |known| &known.slug);
    let pairs = [
        ("amt", slug.to_owned()),
        ("von", closure.from.to_string()),
        ("bis", closure.until.to_string()),
        (
            "anlass",
            closure.name.in_language(town.first_language()).to_owned(),
        ),
        ("siegel", seal.to_owned()),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value)).to_vec()
}
