//! The overview of what a town sets, in every state of it.

use super::inside;
use crate::views::desk::setup::{Card, Section, SetupPage};
use crate::views::pages::samples::Sample;

/// With cards, and for whoever may set nothing.
pub fn every() -> [(&'static str, Sample); 2] {
    let card = Card {
        name: "Dienstleistungen",
        text: "Was gebucht werden kann.",
        figure: "12 Dienstleistungen".to_owned(),
        url: "/desk/a/b".to_owned(),
    };
    let bare = Card {
        figure: String::new(),
        ..card.clone()
    };
    let page = SetupPage {
        steps: vec![("Noch kein Amt", "Amt anlegen", "/desk/a/b".to_owned())],
        sections: vec![Section {
            name: "Ämter und Menschen",
            cards: vec![card, bare],
        }],
    };
    [
        ("desk-setup", inside(page)),
        ("desk-setup-nothing", inside(SetupPage::default())),
    ]
}
