//! The towns of the installation, for its operator.

use chrono::{DateTime, Utc};
use serde::Serialize;
use tenants::Town;
use tenants::calendar::local_time;
use tenants::operator::SLUG;

use super::frame::{address, address_with};
use super::one_town::place;
use crate::db::operator::{Counts, Listed};
use crate::operator::{ON_A_PAGE, Towns};
use crate::views::pages::Page;

/// One page of towns.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TownsPage {
    /// Where searching is sent to.
    pub action: String,
    /// Where a town is taken in.
    pub new_url: String,
    /// What was looked for.
    pub typed: String,
    /// "312 Kommunen", "1 bis 50 von 312 Kommunen"; empty where there are none.
    pub told: String,
    /// Whether the installation has no town yet.
    pub none: bool,
    /// One a town.
    pub rows: Vec<TownRow>,
    /// Whether some town here has nobody who could let others in.
    pub orphaned: bool,
    /// The page before; empty on the first one.
    pub back_url: String,
    /// The next page; empty on the last one.
    pub on_url: String,
}

/// One town.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TownRow {
    /// "Gemeinde Dörentrup".
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// The operator's page about it.
    pub own_url: String,
    /// Whether its online appointments are stopped.
    pub suspended: bool,
    /// Members of staff.
    pub colleagues: i64,
    /// Accounts in use.
    pub accounts: i64,
    /// Accounts that administer the town.
    pub administrators: i64,
    /// Appointments to come.
    pub to_come: i64,
    /// Appointments that are kept.
    pub kept: i64,
    /// Messages that should have gone out by now.
    pub waiting: i64,
    /// Messages that reached nobody.
    pub dead: i64,
    /// "23.11.2026"; empty where nothing is remembered.
    pub used: String,
}

impl TownsPage {
    /// The page after searching.
    #[must_use]
    pub fn new(house: &Town, typed: String, towns: &Towns) -> Self {
        let rows = towns.page.iter().map(|one| TownRow::new(house, one));
        let rows: Vec<_> = rows.collect();
        let until = towns.before + rows.len();
        let there = |from: usize| address_with(SLUG, "", &[("q", &typed), ("ab", &from.to_string())]);
        let back = (towns.before > 0).then(|| there(towns.before.saturating_sub(ON_A_PAGE)));
        let on = (until < towns.fit).then(|| there(until));
        Self {
            action: address(SLUG, ""),
            new_url: address(SLUG, "neu"),
            told: told(towns, until),
            none: towns.all == 0,
            orphaned: rows.iter().any(|row| row.administrators == 0),
            back_url: back.unwrap_or_default(),
            on_url: on.unwrap_or_default(),
            rows,
            typed,
        }
    }
}

fn told(towns: &Towns, until: usize) -> String {
    let word = if towns.fit == 1 { "Kommune" } else { "Kommunen" };
    if towns.fit <= ON_A_PAGE {
        format!("{} {word}", towns.fit)
    } else {
        format!("{} bis {until} von {} {word}", towns.before + 1, towns.fit)
    }
}

impl TownRow {
    fn new(house: &Town, (town, counts): &(Listed, Counts)) -> Self {
        Self {
            name: town.called().to_owned(),
            slug: town.slug.clone(),
            own_url: address(SLUG, &place(&town.slug)),
            suspended: town.suspension.is_some(),
            colleagues: counts.colleagues,
            accounts: counts.accounts,
            administrators: counts.administrators,
            to_come: counts.to_come,
            kept: counts.kept,
            waiting: counts.waiting,
            dead: counts.dead,
            used: counts.used_at.map_or(String::new(), |at| day(house, at)),
        }
    }
}

/// "23.11.2026".
pub fn day(house: &Town, at: DateTime<Utc>) -> String {
    local_time::local(house.zone, at).format("%d.%m.%Y").to_string()
}

impl Page for TownsPage {
    const TEMPLATE: &'static str = "desk/towns.html";
}
