//! The operator's page in every state.

use super::inside;
use crate::views::desk::towns::{TownRow, TownsPage};
use crate::views::pages::samples::Sample;

/// Towns, none that fit, none at all.
pub fn every() -> [(&'static str, Sample); 3] {
    let town = TownRow {
        name: "Gemeinde A".to_owned(),
        administrators: 1,
        ..TownRow::default()
    };
    let several = TownRow {
        administrators: 2,
        ..town.clone()
    };
    let some = TownsPage {
        typed: "gemeinde".to_owned(),
        told: "51 bis 53 von 120 Kommunen".to_owned(),
        rows: vec![town, several, TownRow::default()],
        orphaned: true,
        back_url: "/desk/betrieb".to_owned(),
        on_url: "/desk/betrieb?ab=100".to_owned(),
        ..TownsPage::default()
    };
    let none = TownsPage {
        none: true,
        ..TownsPage::default()
    };
    [
        ("desk-towns", inside(some)),
        ("desk-towns-not-found", inside(TownsPage::default())),
        ("desk-towns-none", inside(none)),
    ]
}
