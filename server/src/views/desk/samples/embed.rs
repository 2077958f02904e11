//! The page with what a homepage needs.

use super::inside;
use crate::views::desk::embed::EmbedPage;
use crate::views::desk::form::choice;
use crate::views::pages::samples::Sample;

/// With homepages on which it appears, and without any.
pub fn every() -> [(&'static str, Sample); 2] {
    let choices = || vec![choice("", "keine", false), choice("a", "A", true)];
    let page = EmbedPage {
        action: "/desk/a/einrichtung/einbinden".to_owned(),
        departments: choices(),
        services: choices(),
        languages: choices(),
        levels: choices(),
        snippet: "<rathaus-termin town=\"a\"></rathaus-termin>".to_owned(),
        origins: vec!["https://www.a.example".to_owned()],
        attributes: vec![("town", "a".to_owned()), ("service", "b".to_owned())],
        ..EmbedPage::default()
    };
    let nowhere = EmbedPage {
        origins: Vec::new(),
        ..page.clone()
    };
    [
        ("desk-embed", inside(page)),
        ("desk-embed-nowhere", inside(nowhere)),
    ]
}
