//! Days on which a department or the whole town is closed: the form, and the ones there are.

use chrono::NaiveDate;
use serde::Serialize;
use tenants::calendar::holidays::AddedHoliday;
use tenants::staff::Closure;
use tenants::town::Department;
use tenants::{Text, Town};

use super::absence::days;
use super::cut::Takeable;
use super::frame::address;
use crate::views::pages::{Hidden, Mistake, Page};

/// How forms name all departments at once; no department is called like this.
pub const WHOLE_TOWN: &str = "*";

/// Asks what is closed, and when.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClosurePage {
    /// Where it is sent to.
    pub action: String,
    /// Where shifts are changed.
    pub shifts_url: String,
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
    /// Whether the whole town can be chosen as well.
    pub whole_town: bool,
    /// What was saved a moment ago.
    pub takeable: Vec<Takeable>,
    /// Closures and added holidays that are not over: what is closed, when, what for.
    pub known: Vec<(String, String, String)>,
}

impl Page for ClosurePage {
    const TEMPLATE: &'static str = "desk/closure.html";
}

impl ClosurePage {
    /// The page for these departments, with their closures and the added holidays that are not over on this day.
    #[must_use]
    pub fn new<'a>(
        town: &Town,
        departments: impl Iterator<Item = &'a Department>,
        chosen: &str,
        today: NaiveDate,
    ) -> Self {
        let departments: Vec<_> = departments.collect();
        let name = |one: &Department| one.name.in_language("de").to_owned();
        let closures = departments.iter().flat_map(|one| {
            one.closures
                .iter()
                .map(move |closure| (closure.clone(), name(one)))
        });
        let holidays = town.holidays.add.iter().map(|holiday| {
            let day = Closure {
                from: holiday.date,
                until: holiday.date,
                name: Text::new([("de", &*holiday.name)]),
            };
            (day, "Alle Ämter (Feiertag)".to_owned())
        });
        let mut known: Vec<_> = closures
            .chain(holidays)
            .filter(|(closure, _)| closure.until >= today)
            .collect();
        known.sort_by_key(|(closure, _)| (closure.from, closure.until));
        Self {
            action: address(&town.slug, "schliesstage"),
            shifts_url: address(&town.slug, "dienstzeiten"),
            departments: departments
                .iter()
                .map(|one| (one.slug.clone(), name(one), one.slug == chosen))
                .collect(),
            known: known
                .into_iter()
                .map(|(closure, closed)| (closed, days(&closure), closure.name.in_language("de").to_owned()))
                .collect(),
            ..Self::default()
        }
    }

    /// Offers to close the whole town.
    pub fn offer_the_whole_town(&mut self, chosen: &str) {
        let label = "Alle Ämter (Feiertag)";
        self.departments
            .push((WHOLE_TOWN.to_owned(), label.to_owned(), chosen == WHOLE_TOWN));
        self.whole_town = true;
    }
}

/// The closure as fields of a form.
#[must_use]
pub fn fields(town: &Town, department: &Department, closure: &Closure) -> Vec<Hidden> {
    hidden([
        ("amt", department.slug.clone()),
        ("von", closure.from.to_string()),
        ("bis", closure.until.to_string()),
        (
            "anlass",
            closure.name.in_language(town.first_language()).to_owned(),
        ),
    ])
}

/// The holiday as fields of the same form.
#[must_use]
pub fn holiday_fields(holiday: &AddedHoliday) -> Vec<Hidden> {
    hidden([
        ("amt", WHOLE_TOWN.to_owned()),
        ("von", holiday.date.to_string()),
        ("bis", String::new()),
        ("anlass", holiday.name.clone()),
    ])
}

fn hidden<const N: usize>(pairs: [(&str, String); N]) -> Vec<Hidden> {
    pairs.map(|(name, value)| (name.to_owned(), value)).to_vec()
}
