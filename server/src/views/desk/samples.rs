//! The desk's pages in every state, to be rendered by tests.

mod beginnings;
mod catalogue;
mod cuts;
mod earlier;
mod elsewhere;
mod embed;
mod figures;
mod giving;
mod log;
mod logo;
mod people;
mod services;
mod setup;
mod towns;
mod wording;

use super::account::{AccountPage, SessionRow};
use super::accounts::{AccountRow, AccountsPage, FreshLink};
use super::appointment::AppointmentPage;
use super::code::{CodePage, EnrolPage, RecoveryPage};
use super::columns::{Card, Column, Mark};
use super::day::DayPage;
use super::elsewhere::Offer;
use super::feed::FeedPage;
use super::frame::{DeskFrame, Place};
use super::link::{LinkPage, unfit};
use super::message::MessagePage;
use super::next::Next;
use super::paper::{Line, Sheet};
use super::privacy::{PersonLine, PrivacyPage};
use super::search::{Found, SearchPage};
use super::sign_in::{ForgottenPage, SignInPage};
use super::week::{Head, OneDay, Row, WeekPage};
use crate::auth::passwords::Unfit;
use crate::auth::strength::Weak;
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
        elsewhere: Offer::default(),
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
        daily_url: "/desk/a/konto/tagesliste".to_owned(),
        recovery_left: 3,
        mistakes: vec![mistake],
        ..account.clone()
    };
    let required = AccountPage {
        required: true,
        daily: true,
        ..enrolled.clone()
    };
    let mut samples = appointments();
    samples.extend(giving::every());
    samples.extend(towns::every());
    samples.extend(people::every());
    samples.extend(elsewhere::every());
    samples.extend(embed::every());
    samples.extend(logo::every());
    samples.extend(setup::every());
    samples.extend(beginnings::every());
    samples.extend(catalogue::every());
    samples.extend(wording::every());
    samples.extend(log::every());
    samples.extend(figures::every());
    samples.extend(cuts::every());
    samples.extend(earlier::every());
    samples.extend(services::every());
    samples.extend([
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
        ("desk-feed-nobody", inside(FeedPage::default())),
        (
            "desk-feed",
            inside(FeedPage {
                takes_appointments: true,
                ..FeedPage::default()
            }),
        ),
        (
            "desk-feed-made",
            inside(FeedPage {
                takes_appointments: true,
                since: "Mo 23.11., 09:12".to_owned(),
                url: "https://termine.example/desk/a/kalender/x".to_owned(),
                ..FeedPage::default()
            }),
        ),
        ("desk-account", inside(account)),
        ("desk-account-enrolled", inside(enrolled)),
        ("desk-account-required", inside(required)),
        ("desk-accounts", inside(accounts(false))),
        ("desk-accounts-link", inside(accounts(true))),
    ]);
    samples
}

/// Pages about appointments.
fn appointments() -> Vec<(&'static str, Sample)> {
    let card = Card {
        name: "Mia Vogt".to_owned(),
        url: "/desk/a/termine/b".to_owned(),
        told: "ist da seit 09:12".to_owned(),
        ..Card::default()
    };
    let column = Column {
        off: vec![String::new()],
        away: vec![String::new()],
        cards: vec![card.clone(), Card::default()],
        ..Column::default()
    };
    let day = DayPage {
        hours: vec![Mark::default()],
        now: Some(Mark::default()),
        columns: vec![column],
        list: vec![card.clone(), Card::default()],
        displaced: vec![card],
        next: Some(Next {
            papers: vec!["Alter Ausweis".to_owned()],
            more_papers: 2,
            move_url: "/desk/a/termine/b/verschieben".to_owned(),
            note: "Rollstuhl".to_owned(),
            phone: "0221 4710-123".to_owned(),
            steps: vec![("da", "Ist da", "d")],
            afterwards: vec![("10:15".to_owned(), "Lindner".to_owned())],
            ..Next::default()
        }),
        sheets: vec![Sheet {
            lines: vec![
                Line::default(),
                Line {
                    told: "ist da seit 09:12".to_owned(),
                    ..Line::default()
                },
            ],
            ..Sheet::default()
        }],
        ..DayPage::default()
    };
    let nobody = DayPage {
        nobody: "Heute kommt niemand mehr.",
        calm: true,
        ..DayPage::default()
    };
    let idle = DayPage {
        idle: true,
        columns: vec![Column::default()],
        later: Some(("Montag, 23. November 2026".to_owned(), "/desk/a/tag".to_owned())),
        ..DayPage::default()
    };
    let week = WeekPage {
        departments: vec![
            ("a".to_owned(), "Bürgerbüro".to_owned(), true),
            ("b".to_owned(), "Bauamt".to_owned(), false),
        ],
        misread: true,
        days: vec![Head {
            is_today: true,
            closed: "Feiertag: Karfreitag".to_owned(),
            ..Head::default()
        }],
        rows: vec![Row {
            days: vec![OneDay {
                overbooked: "davon 1 überbucht".to_owned(),
                comes: "8 Termine".to_owned(),
                free: "2:30 Std. frei".to_owned(),
                told: "abwesend ab 11:00".to_owned(),
                look: "open",
                tenths: 7,
            }],
            ..Row::default()
        }],
        displaced: vec![1],
        ..WeekPage::default()
    };
    let appointment = AppointmentPage {
        phone: "0221 4710-123".to_owned(),
        email: "mia@example.org".to_owned(),
        note: "Rollstuhl".to_owned(),
        fee: "46,00 €".to_owned(),
        state: "ist da",
        papers: vec![("Alter Ausweis".to_owned(), Some("auch abgelaufen".to_owned()))],
        history: vec!["vereinbart".to_owned()],
        steps: vec![("da", "Ist da", "d")],
        move_url: "/desk/a/b".to_owned(),
        can_cancel: true,
        ..AppointmentPage::default()
    };
    let found = SearchPage {
        typed: "Vogt".to_owned(),
        found: vec![Found::default()],
        more: true,
        ..SearchPage::default()
    };
    let nothing = SearchPage {
        found: Vec::new(),
        ..found.clone()
    };
    let person = PrivacyPage {
        typed: "Vogt".to_owned(),
        lines: vec![
            PersonLine {
                id: "1".to_owned(),
                may_go: true,
                ..PersonLine::default()
            },
            PersonLine::default(),
        ],
        more: true,
        only_in: "Bürgerbüro".to_owned(),
        past: vec!["Mo 23.11., 09:00: 1 Eintrag, M. Kaya".to_owned()],
        ..PrivacyPage::default()
    };
    let asked = PrivacyPage {
        asks: true,
        ..person.clone()
    };
    let nobody_found = PrivacyPage {
        lines: Vec::new(),
        ..person.clone()
    };
    vec![
        ("desk-privacy", inside(person)),
        ("desk-privacy-asked", inside(asked)),
        ("desk-privacy-nothing", inside(nobody_found)),
        ("desk-day", inside(day)),
        ("desk-day-nobody", inside(nobody)),
        ("desk-day-idle", inside(idle)),
        ("desk-week", inside(week)),
        ("desk-week-nobody", inside(WeekPage::default())),
        ("desk-appointment", inside(appointment)),
        ("desk-appointment-over", inside(AppointmentPage::default())),
        ("desk-search", inside(found)),
        ("desk-search-nothing", inside(nothing)),
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
        url: "/desk/a/konten/2".to_owned(),
        ..row.clone()
    };
    AccountsPage {
        rows: vec![row, locked],
        link: fresh.then(FreshLink::default),
        new_url: "/desk/a/konten/neu".to_owned(),
        wording_url: "/desk/a/wortlaut".to_owned(),
        enrolled: "1 von 2 Konten haben ihn eingerichtet.".to_owned(),
        required: fresh,
        vouching: "Dörentrup-Login".to_owned(),
        policy_url: "/desk/a/einrichtung/kommune".to_owned(),
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
            count: 1,
            counted: "1 betroffener Termin".to_owned(),
        }],
        news_url: "/desk/a/neues".to_owned(),
        known: "0-1".to_owned(),
        suspended: "Seit 23.11.2026 gestoppt.".to_owned(),
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
            news_url: String::new(),
            notice: None,
            ..frame()
        };
        templates.render(words, &frame, &page)
    })
}
