//! The operator's page in every state.

use super::inside;
use crate::views::desk::accounts::FreshLink;
use crate::views::desk::one_town::{OneTownPage, Typed};
use crate::views::desk::towns::{TownRow, TownsPage};
use crate::views::pages::Mistake;
use crate::views::pages::samples::Sample;

/// Towns, none that fit, none at all; one of them.
pub fn every() -> [(&'static str, Sample); 6] {
    let town = TownRow {
        name: "Gemeinde A".to_owned(),
        administrators: 1,
        ..TownRow::default()
    };
    let several = TownRow {
        administrators: 2,
        suspended: true,
        dead: 2,
        waiting: 1,
        used: "23.11.2026".to_owned(),
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
    let open = OneTownPage {
        name: "Gemeinde A".to_owned(),
        slug: "gemeinde-a".to_owned(),
        ..OneTownPage::default()
    };
    let refused = OneTownPage {
        facts: vec![("Termine", "3 stehen an, 7 sind gespeichert".to_owned())],
        orphaned: true,
        kept_out: vec![("A. Sommer".to_owned(), "sommer@a.example".to_owned(), "gesperrt")],
        typed: Typed {
            link: Some(FreshLink::default()),
            mistakes: vec![Mistake {
                field: "grund".to_owned(),
                text: "Bitte nennen Sie den Grund.".to_owned(),
            }],
            ..Typed::default()
        },
        ..open.clone()
    };
    let suspended = OneTownPage {
        since: "23.11.2026, 09:30 Uhr".to_owned(),
        reason: "Umzug des Rathauses".to_owned(),
        ..open.clone()
    };
    [
        ("desk-towns", inside(some)),
        ("desk-towns-not-found", inside(TownsPage::default())),
        ("desk-towns-none", inside(none)),
        ("desk-town", inside(open.clone())),
        ("desk-town-refused", inside(refused)),
        ("desk-town-suspended", inside(suspended)),
    ]
}
