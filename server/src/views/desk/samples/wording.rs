//! A town's own words in every state of their pages.

use super::inside;
use crate::views::desk::wording::{Column, WordPage, WordingPage, WordingRow};
use crate::views::pages::Mistake;
use crate::views::pages::samples::Sample;

/// The list, one kind with nothing of one's own, with mistakes, and with a colleague's words beside it.
pub fn every() -> [(&'static str, Sample); 4] {
    let list = WordingPage {
        rows: vec![WordingRow {
            name: "Terminbestätigung",
            when: "sobald ein Termin vereinbart ist",
            openings: vec![
                ("Deutsch".to_owned(), "Hallo {name}.".to_owned(), true),
                ("English".to_owned(), "Hello.".to_owned(), false),
            ],
            url: "/desk/a/wortlaut/booked".to_owned(),
        }],
        accounts_url: "/desk/a/konten".to_owned(),
    };
    let column = Column {
        code: "de".to_owned(),
        language: "Deutsch".to_owned(),
        ours: "Ihr Termin ist vereinbart.".to_owned(),
        letter_url: "/desk/a/wortlaut/booked/brief?sprache=de".to_owned(),
        ..Column::default()
    };
    let page = WordPage {
        columns: vec![column.clone()],
        placeholders: vec![("{name}".to_owned(), "Name")],
        ..WordPage::default()
    };
    let mistaken = WordPage {
        mistakes: vec![Mistake {
            field: "anfang-de".to_owned(),
            text: "{nmae} ist hier kein Platzhalter.".to_owned(),
        }],
        own: true,
        ..page.clone()
    };
    let theirs = Column {
        theirs: vec![("Anfang", "Hallo.".to_owned())],
        ..column
    };
    let beside = WordPage {
        columns: vec![theirs],
        ..page.clone()
    };
    [
        ("desk-wording", inside(list)),
        ("desk-word", inside(page)),
        ("desk-word-mistakes", inside(mistaken)),
        ("desk-word-beside", inside(beside)),
    ]
}
