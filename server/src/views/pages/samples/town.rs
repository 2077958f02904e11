//! A town with two departments, in German and English.

use wire::*;

/// One of two texts.
pub fn pick(language: &str, de: &str, en: &str) -> String {
    if language == "de" { de } else { en }.to_owned()
}

/// A town with two departments.
pub fn town(language: &str) -> TownView {
    let text = |de: &str, en: &str| pick(language, de, en);
    let place = |name: String, hint: String| PlaceView {
        name,
        street: "Poststraße 11".to_owned(),
        city: "32694 Dörentrup".to_owned(),
        hint,
    };
    TownView {
        slug: "doerentrup".to_owned(),
        name: "Gemeinde Dörentrup".to_owned(),
        language: language.to_owned(),
        languages: vec!["de".to_owned(), "en".to_owned()],
        phone: "0221 4710-123".to_owned(),
        phone_hours: text("Mo–Fr 8–12 Uhr, Do 14–18 Uhr", "Mon–Fri 8 am–noon, Thu 2–6 pm"),
        theme: ThemeView {
            accent: "#1f45a8".to_owned(),
            accent_ink: "#ffffff".to_owned(),
        },
        contact: ContactRule::Email,
        privacy_url: "https://www.doerentrup.example/datenschutz".to_owned(),
        imprint_url: "https://www.doerentrup.example/impressum".to_owned(),
        accessibility_url: "https://www.doerentrup.example/barrierefreiheit".to_owned(),
        barrier_url: "mailto:barriere@doerentrup.example.org".to_owned(),
        release_note: Some(text("werktags um 8:00 Uhr", "on working days at 8:00 am")),
        max_services: 6,
        hold_minutes: 10,
        closed: None,
        departments: vec![
            DepartmentView {
                slug: "buergerbuero".to_owned(),
                name: text("Bürgerbüro", "Citizens' office"),
                place: place(
                    text("Bürgerbüro Dörentrup", "Citizens' office Dörentrup"),
                    text("Zimmer 3", "Room 3"),
                ),
                services: citizens_services(language),
            },
            DepartmentView {
                slug: "bauamt".to_owned(),
                name: text("Bauamt", "Building office"),
                place: place(
                    text("Bauamt Dörentrup", "Building office Dörentrup"),
                    String::new(),
                ),
                services: vec![service(
                    "bauberatung",
                    text("Beratung zum Bauantrag", "Advice on building permits"),
                    30,
                )],
            },
        ],
    }
}

fn citizens_services(language: &str) -> Vec<ServiceView> {
    let text = |de: &str, en: &str| pick(language, de, en);
    let answer = |key: &str, de: &str, en: &str| AnswerView {
        key: key.to_owned(),
        text: text(de, en),
    };
    let card = ServiceView {
        words: vec!["Perso".to_owned(), "Ausweis".to_owned()],
        popular: true,
        max_count: 4,
        fee: text("46,00 €, unter 24 Jahren 27,60 €", "€46.00, under 24 €27.60"),
        in_person: Some(text(
            "Jede Person kommt selbst, auch Kinder.",
            "Each person has to come in person, children too.",
        )),
        ..service(
            "personalausweis",
            text("Personalausweis beantragen", "Apply for an identity card"),
            15,
        )
    };
    let passport = ServiceView {
        popular: true,
        max_count: 4,
        fee: text("70,00 €, unter 24 Jahren 37,50 €", "€70.00, under 24 €37.50"),
        questions: vec![
            QuestionView {
                key: "person".to_owned(),
                text: text("Für wen ist der Reisepass?", "Who is the passport for?"),
                answers: vec![
                    answer("adult", "Erwachsene Person", "An adult"),
                    answer("child", "Kind unter 18", "A child under 18"),
                ],
            },
            QuestionView {
                key: "first".to_owned(),
                text: text("Hatten Sie schon einen Pass?", "Have you had a passport before?"),
                answers: vec![
                    answer("no", "Ja", "Yes"),
                    answer("yes", "Nein, mein erster", "No, my first"),
                    answer("lost", "Verloren", "Lost"),
                ],
            },
        ],
        ..service(
            "reisepass",
            text("Reisepass beantragen", "Apply for a passport"),
            15,
        )
    };
    let home = ServiceView {
        popular: true,
        words: vec!["Umzug".to_owned()],
        fee: text("gebührenfrei", "free of charge"),
        online: Some(OnlineView {
            url: "https://wohnsitzanmeldung.example".to_owned(),
            text: text("auch online möglich", "also possible online"),
        }),
        ..service(
            "wohnsitz",
            text(
                "Wohnsitz anmelden oder ummelden",
                "Register or change your residence",
            ),
            15,
        )
    };
    let record = ServiceView {
        summary: text(
            "Das Führungszeugnis kommt mit der Post vom Bundesamt für Justiz.",
            "The certificate comes by post from the Federal Office of Justice.",
        ),
        fee: text("13,00 €", "€13.00"),
        ..service(
            "fuehrungszeugnis",
            text("Führungszeugnis beantragen", "Apply for a certificate of conduct"),
            10,
        )
    };
    vec![
        card,
        passport,
        home,
        record,
        service(
            "beglaubigung",
            text("Dokument beglaubigen", "Certify a document"),
            10,
        ),
    ]
}

fn service(slug: &str, name: String, minutes: u32) -> ServiceView {
    ServiceView {
        slug: slug.to_owned(),
        name,
        summary: String::new(),
        words: Vec::new(),
        popular: false,
        minutes,
        max_count: 1,
        fee: String::new(),
        fees: Vec::new(),
        documents: Vec::new(),
        questions: Vec::new(),
        in_person: None,
        online: None,
    }
}
