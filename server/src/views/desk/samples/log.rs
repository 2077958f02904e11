//! The audit log in every state of its pages.

use super::inside;
use crate::views::desk::changes::FieldTold;
use crate::views::desk::log::{EntryPage, LogPage, LogRow, Typed};
use crate::views::pages::Mistake;
use crate::views::pages::samples::Sample;

/// Nothing yet, nothing found, entries, and one of them.
pub fn every() -> [(&'static str, Sample); 6] {
    let field = |before: &str, after: &str| FieldTold {
        name: "Name (Deutsch)".to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    let row = LogRow {
        number: 17,
        when: "24.11.2026, 09:15 Uhr".to_owned(),
        who: "M. Kaya (m.kaya@doerentrup.example)".to_owned(),
        part: "Dienstleistung „Reisepass“".to_owned(),
        change: "geändert",
        look: "changed",
        fields: vec![field("Pass", "Reisepass"), field("", "neu"), field("alt", "")],
        all: 12,
        url: "/desk/a/protokoll/17".to_owned(),
    };
    let bare = LogRow {
        fields: Vec::new(),
        ..row.clone()
    };
    let page = LogPage {
        rows: vec![row.clone(), bare.clone()],
        kinds: vec![("aemter", "Ämter", true)],
        changes: vec![("geaendert", "geändert", false)],
        older_url: "/desk/a/protokoll?vor=16".to_owned(),
        newest_url: "/desk/a/protokoll".to_owned(),
        ..LogPage::default()
    };
    let nothing = LogPage {
        typed: Typed {
            q: "Unsinn".to_owned(),
            ..Typed::default()
        },
        searches: true,
        ..LogPage::default()
    };
    let mistaken = LogPage {
        mistakes: vec![Mistake {
            field: "von".to_owned(),
            text: "Bitte geben Sie den Tag in der Form 26.11.2026 ein.".to_owned(),
        }],
        ..nothing.clone()
    };
    let entry = |entry: LogRow| EntryPage {
        entry,
        back_url: "/desk/a/protokoll?vor=18".to_owned(),
    };
    [
        ("desk-log", inside(page)),
        ("desk-log-empty", inside(LogPage::default())),
        ("desk-log-nothing", inside(nothing)),
        ("desk-log-mistake", inside(mistaken)),
        ("desk-log-entry", inside(entry(row))),
        ("desk-log-entry-bare", inside(entry(bare))),
    ]
}
