//! Forms for what does not exist yet: an account, a town.

use super::inside;
use crate::auth::links::Occasion;
use crate::views::desk::accounts::{FreshLink, lasts};
use crate::views::desk::new_account::NewAccountPage;
use crate::views::desk::new_town::{NewTownPage, TownBegunPage};
use crate::views::pages::Mistake;
use crate::views::pages::samples::Sample;

/// Empty, and with something to correct.
pub fn every() -> [(&'static str, Sample); 4] {
    let choice = |chosen| ("a".to_owned(), "A".to_owned(), chosen);
    let wrong = |field: &str| {
        vec![Mistake {
            field: field.to_owned(),
            text: "Bitte geben Sie einen Namen an.".to_owned(),
        }]
    };
    let account = NewAccountPage {
        action: "/desk/a/konten/neu".to_owned(),
        back_url: "/desk/a/konten".to_owned(),
        roles: vec![("clerk", "Sachbearbeitung", true)],
        departments: vec![choice(true), choice(false)],
        people: vec![choice(false)],
        mistakes: wrong("rolle"),
        ..NewAccountPage::default()
    };
    let town = NewTownPage {
        action: "/desk/betrieb/neu".to_owned(),
        back_url: "/desk/betrieb".to_owned(),
        lands: vec![choice(true)],
        mistakes: wrong("name"),
        ..NewTownPage::default()
    };
    let begun = TownBegunPage {
        link: FreshLink {
            name: "A. Sommer".to_owned(),
            url: "https://termine.example/desk/a/zugang/x".to_owned(),
            lasts: lasts(Occasion::FirstAdministrator),
        },
        ..TownBegunPage::default()
    };
    let house = NewAccountPage::default();
    [
        ("desk-new-account", inside(account)),
        ("desk-new-account-house", inside(house)),
        ("desk-new-town", inside(town)),
        ("desk-town-begun", inside(begun)),
    ]
}
