//! The desk's pages in every state, to be rendered by tests.

use super::account::{AccountPage, SessionRow};
use super::accounts::{AccountRow, AccountsPage, FreshLink};
use super::code::{CodePage, EnrolPage, RecoveryPage};
use super::frame::{DeskFrame, Place};
use super::link::{LinkPage, unfit};
use super::message::MessagePage;
use super::sign_in::{ForgottenPage, SignInPage};
use crate::auth::passwords::{Unfit, Weak};
use crate::views::pages::Page;
use crate::views::pages::frame::{Notice, TownFace};
use crate::views::pages::samples::Sample;

/// Every page in every state, by name.
pub fn every() -> Vec<(&'static str, Sample)> {
    let mistake = unfit(Unfit::Weak(Weak::Guessable));
    let link = LinkPage {
        name: "M. Kaya".to_owned(),
        email: "m.kaya@doerentrup.example".to_owned(),
        town: "Gemeinde Dörentrup".to_owned(),
        shortest: 12,
        mistakes: Vec::new(),
    };
    let corrected = LinkPage {
        mistakes: vec![mistake.clone(), unfit(Unfit::Differs)],
        ..link.clone()
    };
    let enrol = EnrolPage {
        required: true,
        begin_url: "/desk/a/b".to_owned(),
        ..EnrolPage::default()
    };
    let begun = EnrolPage {
        required: false,
        picture_url: "/desk/a/bild.svg".to_owned(),
        secret: "ABCD-EFGH".to_owned(),
        back_url: "/desk/a/konto".to_owned(),
        ..enrol.clone()
    };
    let account = AccountPage {
        name: "M. Kaya".to_owned(),
        sessions: vec![
            SessionRow {
                current: true,
                ..SessionRow::default()
            },
            SessionRow::default(),
        ],
        ..AccountPage::default()
    };
    let enrolled = AccountPage {
        enrolled: true,
        recovery_left: 3,
        mistakes: vec![mistake],
        ..account.clone()
    };
    let required = AccountPage {
        required: true,
        ..enrolled.clone()
    };
    vec![
        (
            "desk-sign-in",
            outside(SignInPage::new("a", String::new(), String::new())),
        ),
        ("desk-forgotten", outside(ForgottenPage::default())),
        ("desk-message", outside(MessagePage::default())),
        ("desk-link", outside(link)),
        ("desk-link-mistakes", outside(corrected)),
        ("desk-code", outside(CodePage::default())),
        ("desk-enrol", outside(enrol)),
        ("desk-enrol-begun", inside(begun)),
        (
            "desk-recovery",
            inside(RecoveryPage {
                codes: vec!["ABCD-EFGH".to_owned(); 10],
                ..RecoveryPage::default()
            }),
        ),
        ("desk-account", inside(account)),
        ("desk-account-enrolled", inside(enrolled)),
        ("desk-account-required", inside(required)),
        ("desk-accounts", inside(accounts(false))),
        ("desk-accounts-link", inside(accounts(true))),
    ]
}

/// What somebody calls herself stays text.
pub fn hostile(evil: &str) -> Sample {
    let mut page = accounts(true);
    for row in &mut page.rows {
        (row.name, row.email, row.departments) = (evil.to_owned(), evil.to_owned(), evil.to_owned());
    }
    let evil = evil.to_owned();
    Box::new(move |templates, words| {
        let mut frame = frame();
        frame.person.clone_from(&evil);
        templates.render(words, &frame, &page)
    })
}

fn accounts(fresh: bool) -> AccountsPage {
    let row = AccountRow {
        name: "M. Kaya".to_owned(),
        own: true,
        ..AccountRow::default()
    };
    let locked = AccountRow {
        locked: true,
        own: false,
        ..row.clone()
    };
    AccountsPage {
        rows: vec![row, locked],
        link: fresh.then(FreshLink::default),
    }
}

fn frame() -> DeskFrame {
    DeskFrame {
        heading: "Überschrift".to_owned(),
        town: TownFace::little_known("a", "Gemeinde A", "0221 4710-123"),
        home_url: "/desk/a".to_owned(),
        sign_out_url: "/desk/a/abmelden".to_owned(),
        person: "M. Kaya".to_owned(),
        person_url: "/desk/a/konto".to_owned(),
        role: "Sachbearbeitung",
        places: vec![Place {
            label: "Tag",
            url: "/desk/a/tag".to_owned(),
            current: true,
            key: "",
        }],
        notice: Some(Notice::warning("Hinweis", "Text")),
    }
}

fn inside(page: impl Page + 'static) -> Sample {
    Box::new(move |templates, words| templates.render(words, &frame(), &page))
}

fn outside(page: impl Page + 'static) -> Sample {
    Box::new(move |templates, words| {
        let frame = DeskFrame {
            sign_out_url: String::new(),
            person: String::new(),
            person_url: String::new(),
            role: "",
            places: Vec::new(),
            notice: None,
            ..frame()
        };
        templates.render(words, &frame, &page)
    })
}
