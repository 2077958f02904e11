//! The list for earlier times, in every state.

use super::{Sample, frame, render};
use crate::booking::waiting::TypedHours;
use crate::texts::Words;
use crate::views::pages::Mistake;
use crate::views::pages::earlier::{EarlierPage, FormPart, OfferPart, PersonPart};

/// Every state, by name.
pub fn every() -> Vec<(&'static str, Sample)> {
    let sample = |page: fn(Words) -> EarlierPage| -> Sample {
        Box::new(move |templates, words| {
            let page = page(words);
            render(templates, words, frame(words, page.heading(), "frueher"), &page)
        })
    };
    vec![
        ("7-earlier", sample(|words| own(form(words)))),
        ("7-earlier-without", sample(without)),
        (
            "7-earlier-offer",
            sample(|words| {
                own(EarlierPage {
                    offer: Some(OfferPart {
                        hold: "0".to_owned(),
                        time: words.moment(super::day(24), super::time(9, 0)),
                        until: words.moment(super::day(23), super::time(14, 0)),
                    }),
                    ..waits()
                })
            }),
        ),
        ("7-earlier-waits", sample(|_| waits())),
        (
            "7-earlier-ended",
            sample(|_| EarlierPage {
                ended: "pages.earlier_used_up",
                ..EarlierPage::default()
            }),
        ),
    ]
}

fn own(page: EarlierPage) -> EarlierPage {
    EarlierPage {
        services: vec!["1 × Reisepass".to_owned()],
        current: "Donnerstag, 26. November 2026, 11:00 Uhr".to_owned(),
        ..page
    }
}

fn waits() -> EarlierPage {
    EarlierPage {
        waits: "Montag".to_owned(),
        asked: 3,
        most: 3,
        ..EarlierPage::default()
    }
}

fn form(words: Words) -> EarlierPage {
    let typed = TypedHours {
        weekdays: vec![0, 3],
        from: "08:00".to_owned(),
        ..TypedHours::default()
    };
    EarlierPage {
        form: Some(FormPart::new(words, &typed, Vec::new())),
        ..EarlierPage::default()
    }
}

fn without(words: Words) -> EarlierPage {
    let mistake = |field: &str| Mistake {
        field: field.to_owned(),
        text: words.get("field.earlier_agrees").to_owned(),
    };
    let mut page = form(words);
    if let Some(form) = &mut page.form {
        form.person = Some(PersonPart {
            name: "Mika Beispiel".to_owned(),
            ..PersonPart::default()
        });
        form.mistakes = vec![mistake("agrees"), mistake("last")];
    }
    page
}
