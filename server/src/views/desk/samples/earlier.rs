//! The list for earlier times.

use super::inside;
use crate::booking::waiting::TypedHours;
use crate::views::desk::earlier::{EarlierPage, Line, NewcomerForm};
use crate::views::pages::samples::Sample;

/// Every state, by name.
pub fn every() -> Vec<(&'static str, Sample)> {
    let line = Line {
        name: "Mika Beispiel".to_owned(),
        concern: "Reisepass beantragen".to_owned(),
        hours: "Montag; zu jeder Uhrzeit; bis Freitag, 18. Dezember 2026".to_owned(),
        asked: "1 von 3".to_owned(),
        kept: "Di 24.11., 09:00".to_owned(),
        until: "Mo 23.11., 14:00".to_owned(),
        phone: "0221 4710456".to_owned(),
        ..Line::default()
    };
    let page = EarlierPage {
        calls: vec![line.clone()],
        lines: vec![line],
        ..EarlierPage::default()
    };
    let form = NewcomerForm {
        services: vec![("pass".to_owned(), "Reisepass".to_owned(), true)],
        ..NewcomerForm::default()
    }
    .typed(&TypedHours::default());
    let with = NewcomerForm {
        appointment: Some(("0".to_owned(), "Mika Beispiel, Do 26.11., 11:00".to_owned())),
        ..form.clone()
    };
    vec![
        ("desk-earlier", inside(page.clone())),
        ("desk-earlier-none", inside(EarlierPage::default())),
        (
            "desk-earlier-new",
            inside(EarlierPage {
                form: Some(form),
                ..page.clone()
            }),
        ),
        (
            "desk-earlier-appointment",
            inside(EarlierPage {
                form: Some(with),
                ..page
            }),
        ),
    ]
}
