//! Departments, people and their forms in every state.

use super::inside;
use crate::views::desk::columns::Mark;
use crate::views::desk::departments::{DepartmentRow, DepartmentsPage};
use crate::views::desk::form::{Difference, Field, FormPage, Group, Swatch, choice};
use crate::views::desk::people::{People, PeoplePage, PersonRow};
use crate::views::desk::roster::{Bar, RosterPage, SeenRow, ShiftRow, WeekColumn};
use crate::views::pages::Mistake;
use crate::views::pages::samples::Sample;

/// Lists with and without what only some may do, and a form with every kind of field, as it is and with everything wrong.
pub fn every() -> Vec<(&'static str, Sample)> {
    let departments = DepartmentsPage {
        rows: vec![DepartmentRow::default(), DepartmentRow::default()],
        new_url: "/desk/a/b".to_owned(),
        order_url: "/desk/a/b".to_owned(),
        ..DepartmentsPage::default()
    };
    let hers = DepartmentsPage {
        new_url: String::new(),
        order_url: String::new(),
        ..departments.clone()
    };
    let person = PersonRow {
        name: "M. Kaya".to_owned(),
        shifts: vec!["montags 08:00–12:00 Uhr".to_owned()],
        ..PersonRow::default()
    };
    let gone = PersonRow {
        has_left: true,
        shifts: Vec::new(),
        ..person.clone()
    };
    let people = PeoplePage {
        departments: vec![
            People {
                rows: vec![person, gone],
                ..People::default()
            },
            People::default(),
        ],
        ..PeoplePage::default()
    };
    let field = |kind: &'static str| Field {
        kind,
        hint: "Hinweis".to_owned(),
        choices: vec![choice("a", "A", true), choice("b", "B", false)],
        ..Field::line(kind, "Feld", "Wert", 120)
    };
    let kinds = ["line", "lines", "number", "one", "several"];
    let form = FormPage {
        back: "Alle",
        intro: "Wozu".to_owned(),
        groups: vec![Group {
            title: "Gruppe",
            fields: kinds.map(field).into(),
        }],
        save: "Speichern",
        links: vec![("Dienstzeiten", "/desk/a/b".to_owned())],
        ..FormPage::default()
    };
    let swatch = |proposed| Swatch {
        title: "Ihre Eingabe",
        accent: "#1f45a8".to_owned(),
        ink: "#ffffff".to_owned(),
        contrast: "8,4".to_owned(),
        proposed,
    };
    let wrong = FormPage {
        mistakes: kinds
            .map(|kind| Mistake {
                field: kind.to_owned(),
                text: "So nicht.".to_owned(),
            })
            .into(),
        theirs: vec![Difference::default()],
        colours: [false, true].map(swatch).into(),
        remove_url: "/desk/a/b".to_owned(),
        remove: "Amt entfernen",
        ..form.clone()
    };
    let roster = RosterPage {
        name: "M. Kaya".to_owned(),
        hours: vec![Mark::default()],
        columns: vec![WeekColumn {
            name: "Montag",
            bars: vec![
                Bar {
                    span: "08:00–12:30 Uhr".to_owned(),
                    told: "jede zweite Woche".to_owned(),
                    ..Bar::default()
                },
                Bar::default(),
            ],
        }],
        rows: vec![
            ShiftRow {
                told: "montags 08:00–12:30 Uhr".to_owned(),
                current: true,
                ..ShiftRow::default()
            },
            ShiftRow::default(),
        ],
        form: wrong.clone(),
        known: true,
        services: vec![choice("perso", "Personalausweis beantragen", true)],
        looked: true,
        seen: vec![SeenRow::default()],
        ..RosterPage::default()
    };
    let blank = RosterPage {
        form: form.clone(),
        looked: true,
        ..RosterPage::default()
    };
    vec![
        ("desk-roster", inside(roster)),
        ("desk-roster-nothing", inside(blank)),
        ("desk-departments", inside(departments)),
        ("desk-departments-hers", inside(hers)),
        ("desk-people", inside(people)),
        ("desk-form", inside(form)),
        ("desk-form-wrong", inside(wrong)),
    ]
}
