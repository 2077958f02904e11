//! The figures in every state of their page.

use super::inside;
use crate::views::desk::figures::{Asked, FiguresPage, LoadCell, LoadTable, Row, Table};
use crate::views::pages::Mistake;
use crate::views::pages::samples::Sample;

/// Nothing that can be read, too little to tell, and everything.
pub fn every() -> [(&'static str, Sample); 3] {
    let asking = FiguresPage {
        asked: Asked {
            zeitraum: "monat".to_owned(),
            datum: "gestern".to_owned(),
            ..Asked::default()
        },
        units: vec![("monat", "Monat", true)],
        mistakes: vec![Mistake {
            field: "datum".to_owned(),
            text: "Bitte geben Sie den Tag in der Form 26.11.2026 ein.".to_owned(),
        }],
        ..FiguresPage::default()
    };
    let few = FiguresPage {
        all: "unter 5".to_owned(),
        period: "November 2026".to_owned(),
        sums: vec![("unter 5".to_owned(), "Termine")],
        ..FiguresPage::default()
    };
    let row = Row {
        name: "Reisepass beantragen".to_owned(),
        figure: "412".to_owned(),
        bar: 100,
        beside: "6,3 Tage".to_owned(),
    };
    let table = Table {
        id: "anliegen",
        name: "Nach Anliegen",
        text: "Ein Termin mit mehreren Anliegen zählt beim ersten.",
        of: "Anliegen",
        beside: "Vorlauf im Mittel",
        rows: vec![row.clone(), Row { bar: 0, ..row }],
        few: vec!["Fischereischein".to_owned(), "Hundesteuer".to_owned()],
    };
    let cell = LoadCell {
        figure: "41".to_owned(),
        depth: 6,
    };
    let all = FiguresPage {
        all: "412".to_owned(),
        departments: vec![("bauamt".to_owned(), "Bauamt".to_owned(), true)],
        before_url: "/desk/a/zahlen?datum=1".to_owned(),
        after_url: "/desk/a/zahlen?datum=2".to_owned(),
        file_url: "/desk/a/zahlen/tabellen.csv".to_owned(),
        tables: vec![table],
        load: Some(LoadTable {
            hours: vec!["17 Uhr".to_owned()],
            days: vec![("Donnerstag", vec![cell])],
        }),
        untold: vec!["Nach Amt", "Von Ausfällen betroffen"],
        ..few.clone()
    };
    [
        ("desk-figures-mistake", inside(asking)),
        ("desk-figures-few", inside(few)),
        ("desk-figures", inside(all)),
    ]
}
