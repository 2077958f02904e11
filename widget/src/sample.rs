//! A small town for tests.

use wire::*;

/// Two departments, six services.
pub fn town() -> TownView {
    TownView {
        slug: "doerentrup".into(),
        name: "Gemeinde Dörentrup".into(),
        language: "de".into(),
        languages: vec!["de".into(), "en".into()],
        phone: "0221 4710-123".into(),
        phone_hours: "Mo–Fr 8–12 Uhr".into(),
        theme: ThemeView {
            accent: "#1f45a8".into(),
            accent_ink: "#ffffff".into(),
        },
        contact: ContactRule::Email,
        privacy_url: "https://www.doerentrup.example/datenschutz".into(),
        imprint_url: "https://www.doerentrup.example/impressum".into(),
        accessibility_url: "https://www.doerentrup.example/barrierefreiheit".into(),
        barrier_url: "mailto:barriere@example.org".into(),
        release_note: Some("werktags um 8:00 Uhr".into()),
        max_services: 6,
        hold_minutes: 10,
        closed: None,
        departments: vec![
            DepartmentView {
                slug: "buergerbuero".into(),
                name: "Bürgerbüro".into(),
                place: place(),
                services: vec![
                    ServiceView {
                        fees: vec![
                            fee(2760, "unter 24 Jahren", vec![when("age", &["under_24"])]),
                            fee(4600, "", vec![]),
                        ],
                        documents: vec![
                            document("Alter Ausweis", vec![]),
                            document("Digitales Foto", vec![]),
                        ],
                        questions: vec![question("age", &["over_24", "under_24"])],
                        ..service(
                            "personalausweis",
                            "Personalausweis beantragen",
                            &["Perso", "Ausweis"],
                        )
                    },
                    ServiceView {
                        fees: vec![
                            fee(7000, "", vec![when("age", &["adult"])]),
                            fee(3750, "", vec![]),
                        ],
                        documents: vec![
                            document("Digitales Foto", vec![]),
                            document("Zustimmung der Sorgeberechtigten", vec![when("age", &["child"])]),
                        ],
                        questions: vec![question("age", &["adult", "child"])],
                        ..service("reisepass", "Reisepass beantragen", &["Pass"])
                    },
                    service("anmeldung", "Wohnsitz anmelden", &["Umzug", "ummelden"]),
                    service("verlust", "Verlust melden", &["Ausweis weg", "gestohlen"]),
                    service("fuehrungszeugnis", "Führungszeugnis beantragen", &[]),
                ],
            },
            DepartmentView {
                slug: "bauamt".into(),
                name: "Bauamt".into(),
                place: place(),
                services: vec![service("bauberatung", "Bauberatung", &["Carport"])],
            },
        ],
    }
}

/// A day of the calendar with starts at these times.
pub fn day(date: &str, times: &[&str]) -> DayView {
    let start = |time: &&str| StartView {
        at: instant(date, time),
        label: (*time).to_owned(),
    };
    DayView {
        date: date.to_owned(),
        label: date.to_owned(),
        state: if times.is_empty() {
            DayState::Closed
        } else {
            DayState::Free
        },
        starts: times.iter().map(start).collect(),
    }
}

/// An answer with these days.
pub fn availability(days: Vec<DayView>, until: &str) -> Availability {
    Availability {
        minutes: 45,
        bookable_from: days.first().map(|day| day.date.clone()).unwrap_or_default(),
        bookable_until: until.to_owned(),
        first_free: None,
        days,
    }
}

/// A time in winter.
pub fn instant(date: &str, time: &str) -> String {
    [date, "T", time, ":00+01:00"].concat()
}

/// A hold on a time.
pub fn hold(at: &str) -> HoldView {
    HoldView {
        hold: "secret".into(),
        expires_at: at.to_owned(),
        expires_label: "10:42".into(),
        seconds_left: 600,
        extendable: true,
        minutes: 45,
        at: at.to_owned(),
        label: "Dienstag, 24. November 2026, 09:30 Uhr".into(),
        place: place(),
    }
}

/// An appointment at a time.
pub fn appointment(at: &str) -> AppointmentView {
    AppointmentView {
        reference: "DT-BH7-5E6".into(),
        pin: "471100".into(),
        token: "token".into(),
        manage_url: "https://termine.example/doerentrup/termin/token".into(),
        ics_url: "https://termine.example/ics".into(),
        state: AppointmentState::Booked,
        at: at.to_owned(),
        date_label: "Dienstag, 24. November 2026".into(),
        time_label: "09:30 bis 10:15 Uhr".into(),
        label: "Dienstag, 24. November 2026, 09:30 Uhr".into(),
        minutes: 45,
        name: "Erika Beispiel".into(),
        email_hint: None,
        services: vec![ChosenView {
            service: "reisepass".into(),
            name: "Reisepass beantragen".into(),
            count: 1,
        }],
        place: place(),
        documents: vec![],
        fee: "70,00 €".into(),
        proof: None,
        changeable: true,
        phone: "0221 4710-123".into(),
    }
}

/// A refusal.
pub fn problem(code: ProblemCode) -> Problem {
    Problem {
        code,
        status: 409,
        title: "So geht es nicht.".into(),
        fields: vec![],
        alternatives: vec![],
        phone: None,
    }
}

fn place() -> PlaceView {
    PlaceView {
        name: "Bürgerbüro Dörentrup".into(),
        street: "Poststraße 11".into(),
        city: "32694 Dörentrup".into(),
        hint: "Zimmer 3".into(),
    }
}

fn service(slug: &str, name: &str, words: &[&str]) -> ServiceView {
    ServiceView {
        slug: slug.into(),
        name: name.into(),
        summary: String::new(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        popular: false,
        minutes: 15,
        max_count: 4,
        fee: "46,00 €".into(),
        fees: vec![],
        documents: vec![],
        questions: vec![],
        in_person: None,
        online: None,
    }
}

fn fee(cents: u32, label: &str, when: Vec<Condition>) -> FeeView {
    FeeView {
        cents,
        label: (!label.is_empty()).then(|| label.to_owned()),
        when,
    }
}

fn document(text: &str, when: Vec<Condition>) -> DocumentView {
    DocumentView {
        text: text.into(),
        hint: None,
        when,
    }
}

fn when(question: &str, answers: &[&str]) -> Condition {
    Condition {
        question: question.into(),
        answers: answers.iter().map(|key| (*key).to_owned()).collect(),
    }
}

fn question(key: &str, answers: &[&str]) -> QuestionView {
    let answer = |key: &&str| AnswerView {
        key: (*key).to_owned(),
        text: (*key).to_owned(),
    };
    QuestionView {
        key: key.into(),
        text: key.into(),
        answers: answers.iter().map(answer).collect(),
    }
}
