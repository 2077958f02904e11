//! The catalogue and its changes in every state of their pages.

use super::inside;
use crate::views::desk::catalogue::{CataloguePage, EntryLine};
use crate::views::desk::catalogue_changes::{ChangedField, ChangedService, ChangesPage};
use crate::views::pages::Mistake;
use crate::views::pages::samples::Sample;

/// With entries, with mistakes, with nothing found, with everybody able, and the changes with and without any.
pub fn every() -> [(&'static str, Sample); 7] {
    let entry = EntryLine {
        key: "personalausweis".to_owned(),
        name: "Personalausweis beantragen".to_owned(),
        told: "15 Minuten, 46,00 €".to_owned(),
        as_of: "Stand 08.06.2026".to_owned(),
        source: "Dienstleistungsdatenbank".to_owned(),
        note: "Bitte prüfen Sie die Gebühr.".to_owned(),
        summary: "Dauert drei Wochen.".to_owned(),
        more: vec![("Unterlagen".to_owned(), vec!["Foto".to_owned()])],
        ..EntryLine::default()
    };
    let here = EntryLine {
        key: "reisepass".to_owned(),
        here: true,
        note: String::new(),
        summary: String::new(),
        more: Vec::new(),
        ..entry.clone()
    };
    let page = CataloguePage {
        changes: "2 Dienstleistungen".to_owned(),
        departments: vec![("amt".to_owned(), "Bürgerbüro".to_owned(), true)],
        groups: vec![("Ausweise und Pässe".to_owned(), vec![entry, here])],
        people: vec![("kaya".to_owned(), "Kaya".to_owned(), true)],
        everything: "Brandt".to_owned(),
        ..CataloguePage::default()
    };
    let mistaken = CataloguePage {
        everything: String::new(),
        mistakes: ["eintrag", "kann"].map(mistake).to_vec(),
        ..page.clone()
    };
    let able = CataloguePage {
        people: Vec::new(),
        ..page.clone()
    };
    let nobody = CataloguePage {
        everything: String::new(),
        mistakes: vec![mistake("kann")],
        ..able.clone()
    };
    let lines = |line: &str| vec![(line.to_owned(), true), ("Foto".to_owned(), false)];
    let own = ChangedField {
        field: "documents".to_owned(),
        label: "Unterlagen".to_owned(),
        standing: "Von Ihnen geändert",
        here: lines("Alter Ausweis"),
        now: lines("Ausweis"),
        taken: vec!["Pass".to_owned()],
        ..ChangedField::default()
    };
    let gone = ChangedField {
        ticked: true,
        standing: "",
        now: Vec::new(),
        taken: Vec::new(),
        ..own.clone()
    };
    let changes = ChangesPage {
        services: vec![ChangedService {
            slug: "personalausweis".to_owned(),
            note: "Bitte prüfen Sie die Gebühr.".to_owned(),
            rows: vec![own, gone],
            mistakes: vec![mistake("dienst-personalausweis")],
            ..ChangedService::default()
        }],
        ..ChangesPage::default()
    };
    let nothing_found = CataloguePage {
        groups: Vec::new(),
        ..page.clone()
    };
    [
        ("desk-catalogue", inside(page)),
        ("desk-catalogue-mistakes", inside(mistaken)),
        ("desk-catalogue-all-able", inside(able)),
        ("desk-catalogue-nobody", inside(nobody)),
        ("desk-catalogue-nothing-found", inside(nothing_found)),
        ("desk-catalogue-changes", inside(changes)),
        ("desk-catalogue-no-changes", inside(ChangesPage::default())),
    ]
}

fn mistake(field: &str) -> Mistake {
    Mistake {
        field: field.to_owned(),
        text: "Bitte kreuzen Sie etwas an.".to_owned(),
    }
}
