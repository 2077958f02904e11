//! Pages on which an appointment gets its time.

use super::inside;
use crate::views::desk::give::{GivePage, SlipPage};
use crate::views::desk::move_beside::MoveBesidePage;
use crate::views::desk::move_to::MovePage;
use crate::views::desk::overbook::OverbookPage;
use crate::views::pages::Mistake;
use crate::views::pages::samples::Sample;

/// Every page in every state, by name.
pub fn every() -> Vec<(&'static str, Sample)> {
    let chosen = |value: &str, label: &str| (value.to_owned(), label.to_owned(), true);
    let give = GivePage {
        services: vec![chosen("pass", "Reisepass")],
        chosen: true,
        settled: true,
        times: vec![chosen("2026-11-24T09:00:00+01:00", "Dienstag")],
        ..GivePage::default()
    };
    let later = GivePage {
        from: "12.4.".to_owned(),
        ..give.clone()
    };
    let none = GivePage {
        times: Vec::new(),
        ..later.clone()
    };
    let moving = MovePage {
        times: give.times.clone(),
        can_move: true,
        ..MovePage::default()
    };
    let still = MovePage {
        trouble: "Das geht nicht.",
        ..MovePage::default()
    };
    let wrong = ["person", "grund"].map(|field| Mistake {
        field: field.to_owned(),
        text: "So nicht.".to_owned(),
    });
    let beside = OverbookPage {
        people: vec![chosen("kaya", "Kaya")],
        mistakes: wrong.to_vec(),
        ..OverbookPage::default()
    };
    let moving_beside = MoveBesidePage {
        people: beside.people.clone(),
        mistakes: wrong.to_vec(),
        ..MoveBesidePage::default()
    };
    let slip = SlipPage {
        place: vec!["Bürgerbüro".to_owned(), String::new()],
        papers: vec![("Alter Ausweis".to_owned(), None)],
        ..SlipPage::default()
    };
    vec![
        ("desk-give", inside(GivePage::default())),
        ("desk-give-times", inside(give)),
        ("desk-give-later", inside(later)),
        ("desk-give-none", inside(none)),
        ("desk-move", inside(moving)),
        ("desk-move-not", inside(still)),
        ("desk-move-beside", inside(moving_beside)),
        ("desk-overbook", inside(OverbookPage::default())),
        ("desk-overbook-mistakes", inside(beside)),
        ("desk-slip", inside(slip)),
    ]
}
