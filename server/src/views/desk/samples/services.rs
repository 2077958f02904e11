//! What departments offer, in every state of its pages.

use super::inside;
use crate::views::desk::form::Difference;
use crate::views::desk::service::{Preview, PreviewCase, ServicePage};
use crate::views::desk::service_fields::{Line, Lines, Said, Tongue};
use crate::views::desk::services::{DepartmentServices, ServiceRow, ServicesPage};
use crate::views::pages::Mistake;
use crate::views::pages::samples::Sample;

/// The list, one service with everything, one with mistakes, and a new one.
pub fn every() -> [(&'static str, Sample); 5] {
    let row = ServiceRow {
        slug: "perso".to_owned(),
        name: "Personalausweis beantragen".to_owned(),
        minutes: 15,
        people: "Kaya".to_owned(),
        offered: ("kept", "online"),
        missing: vec!["English: 1 Text fehlt".to_owned()],
        first: true,
        ..ServiceRow::default()
    };
    let off = ServiceRow {
        off: true,
        offered: ("off", "ausgeschaltet"),
        bottom: true,
        ..ServiceRow::default()
    };
    let department = DepartmentServices {
        name: "Bürgerbüro".to_owned(),
        rows: vec![row, off],
        ..DepartmentServices::default()
    };
    let list = ServicesPage {
        departments: vec![department, DepartmentServices::default()],
        action: "/desk/a/einrichtung/dienstleistungen".to_owned(),
        last: ("perso".to_owned(), "runter".to_owned()),
    };
    let nothing = ServicesPage::default();
    let mistaken = ServicePage {
        mistakes: vec![Mistake {
            field: "name.de".to_owned(),
            text: "Bitte füllen Sie dieses Feld aus.".to_owned(),
        }],
        theirs: vec![Difference {
            label: "Name (Deutsch)".to_owned(),
            theirs: "Perso".to_owned(),
            yours: String::new(),
        }],
        ..full()
    };
    let new = ServicePage {
        amt: "buergerbuero".to_owned(),
        people: vec![("person.kaya".to_owned(), "Kaya".to_owned(), true)],
        ..ServicePage::default()
    };
    [
        ("desk-services", inside(list)),
        ("desk-services-nothing", inside(nothing)),
        ("desk-service", inside(full())),
        ("desk-service-mistakes", inside(mistaken)),
        ("desk-service-new", inside(new)),
    ]
}

fn full() -> ServicePage {
    let said = |field: &str, missing| Said {
        tongues: vec![Tongue {
            field: format!("{field}.de"),
            label: "Name (Deutsch)".to_owned(),
            value: "Personalausweis".to_owned(),
            missing,
        }],
        hint: "So steht es in der Liste.",
        kind: "text",
    };
    let line = Line {
        path: "documents[0]".to_owned(),
        name: "Unterlage 1".to_owned(),
        said: vec![said("documents[0].text", true)],
        when: vec![(
            "Wie alt?".to_owned(),
            vec![(
                "documents[0].when.age.under".to_owned(),
                "jünger".to_owned(),
                true,
            )],
        )],
        narrowed: true,
        ..Line::default()
    };
    let question = Line {
        path: "questions[0]".to_owned(),
        name: "Frage 1".to_owned(),
        value: "age".to_owned(),
        answers: vec![(
            "questions[0].answers[0]".to_owned(),
            "under".to_owned(),
            "Antwort 1".to_owned(),
            said("questions[0].answers[0].text", false),
        )],
        ..Line::default()
    };
    ServicePage {
        department: "Bürgerbüro".to_owned(),
        able: "Kaya".to_owned(),
        said: vec![said("name", false)],
        numbers: vec![(
            "minutes",
            "Dauer in Minuten",
            "5 bis 480".to_owned(),
            "15".to_owned(),
        )],
        offered: vec![("alle", "Online", true), ("niemand", "Ausgeschaltet", false)],
        popular: true,
        online_text: said("online.text", false),
        lines: Lines {
            fees: vec![Line {
                path: "fees[0]".to_owned(),
                ..line.clone()
            }],
            documents: vec![line],
            questions: vec![question],
        },
        preview: Preview {
            languages: vec![("de".to_owned(), "Deutsch".to_owned())],
            cases: vec![
                PreviewCase {
                    answers: vec![("Wie alt?".to_owned(), "jünger".to_owned())],
                    told: vec![(
                        "de".to_owned(),
                        "46,00 €".to_owned(),
                        vec![("Alter Ausweis".to_owned(), "auch abgelaufen".to_owned())],
                    )],
                },
                PreviewCase::default(),
            ],
        },
        focus: "name.de".to_owned(),
        ..ServicePage::default()
    }
}
