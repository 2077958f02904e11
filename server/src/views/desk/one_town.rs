//! One town of the installation, for its operator.

use serde::Serialize;
use tenants::Town;
use tenants::operator::SLUG;

use super::accounts::{FreshLink, state};
use super::frame::address;
use super::suspension::since;
use super::towns::day;
use crate::db::operator::{Counts, Listed};
use crate::operator::town::Seen;
use crate::views::pages::{Mistake, Page};

/// The town.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OneTownPage {
    /// "Gemeinde Dörentrup".
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// Every town.
    pub back_url: String,
    /// Its page for citizens.
    pub page_url: String,
    /// The door of its desk.
    pub desk_url: String,
    /// Since when its online appointments are stopped; empty while they are not.
    pub since: String,
    /// Why.
    pub reason: String,
    /// Where stopping is sent to.
    pub stop_url: String,
    /// Where letting go on is sent to.
    pub go_on_url: String,
    /// What there is, and how it is: names and values.
    pub facts: Vec<(&'static str, String)>,
    /// Whether nobody can sign in who lets others in.
    pub orphaned: bool,
    /// Whose accounts would let others in, if they could: names, addresses and what keeps them out.
    pub kept_out: Vec<(String, String, &'static str)>,
    /// Where letting somebody in is sent to.
    pub admit_url: String,
    /// What was typed.
    pub typed: Typed,
}

/// What was typed into the page's forms, and what came of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Typed {
    /// Why online appointments are to be stopped.
    pub reason: String,
    /// Who is to be let in.
    pub name: String,
    /// Her address.
    pub email: String,
    /// Her link, shown this once.
    pub link: Option<FreshLink>,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl OneTownPage {
    /// The page in the operator's house.
    #[must_use]
    pub fn new(house: &Town, seen: &Seen, mut typed: Typed) -> Self {
        let Seen {
            town,
            counts,
            kept_out,
        } = seen;
        let suspension = town.suspension.as_ref();
        let there = |what: &str| address(SLUG, &format!("{}/{what}", place(&town.slug)));
        if let (Some(first), true) = (kept_out.first(), typed.email.is_empty() && typed.name.is_empty()) {
            typed.name.clone_from(&first.name);
            typed.email.clone_from(&first.email);
        }
        let kept_out = kept_out
            .iter()
            .map(|one| (one.name.clone(), one.email.clone(), state(one.state)));
        Self {
            name: town.called().to_owned(),
            slug: town.slug.clone(),
            back_url: address(SLUG, ""),
            page_url: format!("/{}", town.slug),
            desk_url: address(&town.slug, "anmelden"),
            since: suspension.map_or(String::new(), |known| since(house, known)),
            reason: suspension.map_or(String::new(), |known| known.reason.clone()),
            stop_url: there("stoppen"),
            go_on_url: there("weiterlaufen"),
            facts: facts(house, town, counts),
            orphaned: counts.administrators == 0,
            kept_out: kept_out.collect(),
            admit_url: there("zugang"),
            typed,
        }
    }
}

fn facts(house: &Town, town: &Listed, counts: &Counts) -> Vec<(&'static str, String)> {
    let used = counts.used_at.map(|at| day(house, at));
    vec![
        ("Ämter", counts.departments.to_string()),
        ("Mitarbeitende", counts.colleagues.to_string()),
        (
            "Konten",
            format!(
                "{}, davon verwalten {} die Kommune",
                counts.accounts, counts.administrators
            ),
        ),
        (
            "Termine",
            format!("{} stehen an, {} sind gespeichert", counts.to_come, counts.kept),
        ),
        (
            "Nachrichten",
            format!("{} warten, {} sind unzustellbar", counts.waiting, counts.dead),
        ),
        (
            "Zuletzt benutzt",
            used.unwrap_or_else(|| "nicht bekannt".to_owned()),
        ),
        ("Kalender", format!("Version {}", town.version)),
    ]
}

/// Where a town's page is, below the operator's house.
#[must_use]
pub fn place(town: &str) -> String {
    format!("kommunen/{town}")
}

impl Page for OneTownPage {
    const TEMPLATE: &'static str = "desk/one_town.html";
}
