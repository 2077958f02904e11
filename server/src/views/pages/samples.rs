//! A town, a visit and an appointment to render pages with, in German and English.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, Weekday};
use wire::*;

use super::appointment::AppointmentPage;
use super::change::{CancelPage, FindPage};
use super::concerns::ConcernsPage;
use super::details::DetailsPage;
use super::form::{Form, Typed};
use super::frame::{Frame, Notice, TownFace};
use super::links::Links;
use super::papers::{PapersPage, kept_services, services};
use super::problem::ProblemPage;
use super::times::{Calendar, Purpose, TimesPage};
use super::wish::Wish;
use super::{Mistake, Page};
use crate::booking::Needs;
use crate::refusal::Fault;
use crate::templates::Templates;
use crate::texts::{self, Words};

/// Renders one sample in one language.
pub type Sample = Box<dyn Fn(&Templates, Words) -> Result<String, Fault>>;

const TWO: &[(&str, &str)] = &[
    ("service", "personalausweis:2"),
    ("service", "reisepass:1"),
    ("answer.reisepass.first", "no"),
];

/// Every page in every state, by name.
pub fn every() -> Vec<(&'static str, Sample)> {
    let mut every = step_samples();
    every.extend(later_samples());
    every
}

fn step_samples() -> Vec<(&'static str, Sample)> {
    vec![
        (
            "1-concerns",
            Box::new(|templates, words| concerns(templates, words, &[], None)),
        ),
        (
            "1-concerns-chosen",
            Box::new(|templates, words| concerns(templates, words, TWO, None)),
        ),
        (
            "1-concerns-search",
            Box::new(|templates, words| concerns(templates, words, &[("suche", "pass")], None)),
        ),
        (
            "1-concerns-search-none",
            Box::new(|templates, words| concerns(templates, words, &[("suche", "Boot")], None)),
        ),
        (
            "1-concerns-mistake",
            Box::new(|templates, words| {
                let notice = Notice::danger(words.get("pages.nothing_chosen"), "");
                concerns(templates, words, &[], Some(notice))
            }),
        ),
        ("2-papers", Box::new(papers)),
        (
            "3-times",
            Box::new(|templates, words| times(templates, words, TWO, State::Plain)),
        ),
        (
            "3-times-late",
            Box::new(|templates, words| {
                times(
                    templates,
                    words,
                    &[("tageszeit", "ab16"), ("ab", "2026-11-27")],
                    State::Plain,
                )
            }),
        ),
        (
            "3-times-taken",
            Box::new(|templates, words| times(templates, words, TWO, State::Taken)),
        ),
        (
            "3-times-unpicked",
            Box::new(|templates, words| times(templates, words, TWO, State::Unpicked)),
        ),
        (
            "3-times-empty",
            Box::new(|templates, words| times(templates, words, TWO, State::Empty)),
        ),
        (
            "3-times-move",
            Box::new(|templates, words| times(templates, words, &[], State::Moving)),
        ),
        (
            "4-details",
            Box::new(|templates, words| details(templates, words, Typed::default(), &[])),
        ),
        ("4-details-mistakes", Box::new(details_mistakes)),
    ]
}

fn later_samples() -> Vec<(&'static str, Sample)> {
    let state =
        |state, fresh| -> Sample { Box::new(move |templates, words| shown(templates, words, state, fresh)) };
    vec![
        ("5-appointment-made", state(AppointmentState::Booked, true)),
        ("6-appointment", state(AppointmentState::Booked, false)),
        (
            "6-appointment-displaced",
            state(AppointmentState::Displaced, false),
        ),
        (
            "6-appointment-cancelled",
            state(AppointmentState::Cancelled, false),
        ),
        ("6-appointment-over", state(AppointmentState::Done, false)),
        (
            "7-cancel",
            Box::new(|templates, words| {
                let links = Links::new("doerentrup", words.language);
                let page = CancelPage::new(&links, appointment(words, AppointmentState::Booked));
                render(
                    templates,
                    words,
                    frame(words, "pages.cancel_heading", "termin/x/absagen"),
                    &page,
                )
            }),
        ),
        (
            "8-find",
            Box::new(|templates, words| find(templates, words, false)),
        ),
        (
            "8-find-mistakes",
            Box::new(|templates, words| find(templates, words, true)),
        ),
        (
            "9-problem",
            Box::new(|templates, words| {
                let page = ProblemPage {
                    text: words.problem(ProblemCode::Internal).to_owned(),
                    mistakes: Vec::new(),
                    home_url: "/doerentrup?lang=de".to_owned(),
                };
                let frame = frame(words, "pages.problem_heading", "");
                render(templates, words, frame, &page)
            }),
        ),
        (
            "9-problem-no-town",
            Box::new(|templates, words| {
                let text = words.problem(ProblemCode::NotFound).to_owned();
                let page = ProblemPage {
                    text,
                    mistakes: Vec::new(),
                    home_url: String::new(),
                };
                render(
                    templates,
                    words,
                    Frame::without_town(words, "pages.problem_missing"),
                    &page,
                )
            }),
        ),
    ]
}

/// A page of a town whose every word tries to be markup.
pub fn hostile(templates: &Templates) -> Result<String, Fault> {
    let words = texts::words("de");
    let evil = "\"><b><img src=x onerror=alert(1)>'";
    let mut view = appointment(words, AppointmentState::Booked);
    (view.name, view.reference, view.place.name) = (evil.to_owned(), evil.to_owned(), evil.to_owned());
    view.documents[0].text = evil.to_owned();
    let typed = Typed {
        name: evil.to_owned(),
        note: evil.to_owned(),
        ..Typed::default()
    };
    let mut town = TownFace::from(&town("de"));
    town.name = evil.to_owned();
    let links = Links::new("doerentrup", "de");
    let frame = Frame::new(words, town, "pages.appointment", "termin/x", &[]);
    let mut html = templates.render(words, &frame, &AppointmentPage::new(&links, view, true))?;
    html += &details(templates, words, typed, &[])?;
    html += &concerns(templates, words, &[("suche", evil)], None)?;
    Ok(html)
}

fn render<P: Page>(templates: &Templates, words: Words, frame: Frame, page: &P) -> Result<String, Fault> {
    templates.render(words, &frame, page)
}

fn frame(words: Words, heading: &'static str, path: &str) -> Frame {
    Frame::new(words, TownFace::from(&town(words.language)), heading, path, &[])
}

fn concerns(
    templates: &Templates,
    words: Words,
    query: &[(&str, &str)],
    notice: Option<Notice>,
) -> Result<String, Fault> {
    let links = Links::new("doerentrup", words.language);
    let page = ConcernsPage::new(words, &town(words.language), &links, &wish(query));
    let frame = frame(words, "pages.concerns_heading", "")
        .step(words, 1)
        .notice(words, notice);
    render(templates, words, frame, &page)
}

fn papers(templates: &Templates, words: Words) -> Result<String, Fault> {
    let mut query = TWO.to_vec();
    query.push(("service", "wohnsitz:1"));
    let links = Links::new("doerentrup", words.language);
    let page = PapersPage::new(
        words,
        &town(words.language),
        &links,
        &wish(&query),
        needs(words.language),
    );
    render(
        templates,
        words,
        frame(words, "pages.papers_heading", "unterlagen").step(words, 2),
        &page,
    )
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Plain,
    Taken,
    Unpicked,
    Empty,
    Moving,
}

fn times(templates: &Templates, words: Words, query: &[(&str, &str)], state: State) -> Result<String, Fault> {
    let (mut page, step) = match state {
        State::Moving => (moving_page(words.language), None),
        _ => (times_page(words.language, query, state == State::Taken), Some(3)),
    };
    if state == State::Empty {
        (page.month, page.first, page.days, page.any) = (None, None, Vec::new(), false);
    }
    let notice = match state {
        State::Taken => Some(Notice::danger(
            words.get("pages.taken"),
            words.get("pages.taken_typed"),
        )),
        State::Unpicked => Some(Notice::danger(words.get("pages.nothing_picked"), "")),
        _ => None,
    };
    let heading = if state == State::Moving {
        "pages.move_heading"
    } else {
        "pages.times_heading"
    };
    let mut frame = frame(words, heading, "zeit");
    if let Some(step) = step {
        frame = frame.step(words, step);
    }
    if state == State::Taken {
        frame = frame.language_by("zeiten");
    }
    render(templates, words, frame.notice(words, notice), &page)
}

/// Step 3 for a new appointment.
pub fn times_page(language: &str, query: &[(&str, &str)], taken: bool) -> TimesPage {
    let (words, wish, town) = (texts::words(language), wish(query), town(language));
    let links = Links::new("doerentrup", language);
    let alternatives = if taken { alternatives(language) } else { Vec::new() };
    let purpose = Purpose {
        services: services(&town, &wish),
        moves: String::new(),
        path: "zeit".to_owned(),
        take: "reservieren".to_owned(),
        back_url: links.papers(&wish),
        hidden: wish.calendar_pairs(),
        carried: taken,
        alternatives,
        release: town.release_note,
    };
    TimesPage::new(words, &links, &wish, &calendar(language), purpose)
}

fn moving_page(language: &str) -> TimesPage {
    let (words, links) = (texts::words(language), Links::new("doerentrup", language));
    let view = appointment(words, AppointmentState::Booked);
    let purpose = Purpose {
        services: kept_services(&view),
        moves: view.label,
        path: "termin/x/verschieben".to_owned(),
        take: "termin/x/verschieben".to_owned(),
        back_url: links.appointment("x", ""),
        hidden: Vec::new(),
        carried: false,
        alternatives: Vec::new(),
        release: None,
    };
    TimesPage::new(words, &links, &Wish::default(), &calendar(language), purpose)
}

fn details(templates: &Templates, words: Words, typed: Typed, mistakes: &[Mistake]) -> Result<String, Fault> {
    let links = Links::new("doerentrup", words.language);
    let (town, date) = (town(words.language), day(24));
    let at = "2026-11-24T09:30:00+01:00".to_owned();
    let hold = HoldView {
        hold: "aGFsdA".to_owned(),
        expires_at: "2026-11-22T10:42:00+01:00".to_owned(),
        expires_label: "10:42".to_owned(),
        seconds_left: 590,
        extendable: true,
        minutes: 45,
        at: at.clone(),
        label: words.moment(date, time(9, 30)),
        place: town.departments[0].place.clone(),
    };
    let form = Form {
        wish: wish(TWO),
        at,
        key: "k".to_owned(),
        hold: String::new(),
        typed,
    };
    let chosen = services(&town, &form.wish);
    let page = DetailsPage::new(words, &links, town.contact, chosen, hold, &form).correcting(mistakes);
    let notice = (!mistakes.is_empty()).then(|| Notice::mistakes(words, mistakes.to_vec()));
    let frame = frame(words, "pages.details_heading", "reservieren")
        .step(words, 4)
        .language_by("angaben");
    render(templates, words, frame.notice(words, notice), &page)
}

fn details_mistakes(templates: &Templates, words: Words) -> Result<String, Fault> {
    let mistake = |field: &str, key| Mistake {
        field: field.to_owned(),
        text: words.get(key).to_owned(),
    };
    let mistakes = [
        mistake("name", "field.name"),
        mistake("email", "field.email"),
        mistake("note", "field.note"),
        mistake("privacy_accepted", "field.privacy"),
    ];
    let typed = Typed {
        email: "erika@".to_owned(),
        phone: "0221 4710-123".to_owned(),
        ..Typed::default()
    };
    details(templates, words, typed, &mistakes)
}

fn shown(templates: &Templates, words: Words, state: AppointmentState, fresh: bool) -> Result<String, Fault> {
    let links = Links::new("doerentrup", words.language);
    let page = AppointmentPage::new(&links, appointment(words, state), fresh);
    let frame = frame(words, page.heading(), "termin/x");
    render(templates, words, frame, &page)
}

fn find(templates: &Templates, words: Words, wrong: bool) -> Result<String, Fault> {
    let notice = wrong.then(|| {
        Notice::danger(
            words.get("pages.not_found"),
            words.problem(ProblemCode::LookupRefused),
        )
    });
    let page = FindPage {
        action: "/x".to_owned(),
        reference: "DT-7K3M".to_owned(),
    };
    render(
        templates,
        words,
        frame(words, "pages.find_heading", "termin").notice(words, notice),
        &page,
    )
}

/// A wish as an address would say it.
pub fn wish(query: &[(&str, &str)]) -> Wish {
    let pairs: Vec<_> = query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Wish::read(&pairs).unwrap()
}

/// What two identity cards and a passport need.
pub fn needs(language: &str) -> Needs {
    let line = |de: &str, en: &str, hint: Option<(&str, &str)>| ChecklistLine {
        text: pick(language, de, en),
        hint: hint.map(|(de, en)| pick(language, de, en)),
    };
    Needs {
        checklist: vec![
            line(
                "Alter Reisepass oder Personalausweis",
                "Old passport or identity card",
                None,
            ),
            line(
                "Digitales Foto vom Fotostudio",
                "Digital photo from a photo studio",
                Some((
                    "oder im Bürgerbüro aufnehmen, 6,00 €",
                    "or take it at the office, €6.00",
                )),
            ),
        ],
        fee: pick(language, "162,00 €", "€162.00"),
        minutes: 45,
    }
}

fn pick(language: &str, de: &str, en: &str) -> String {
    if language == "de" { de } else { en }.to_owned()
}

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, number).unwrap()
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn moment(words: Words, date: NaiveDate, time: NaiveTime) -> TimeView {
    TimeView {
        at: format!("{date}T{time}+01:00"),
        date: date.to_string(),
        label: words.moment(date, time),
    }
}

fn alternatives(language: &str) -> Vec<TimeView> {
    let words = texts::words(language);
    [
        (day(24), time(10, 15)),
        (day(24), time(11, 0)),
        (day(25), time(8, 45)),
    ]
    .map(|(date, time)| moment(words, date, time))
    .into()
}

/// From Sunday, 22 November 2026 on; Monday is full, weekends are closed.
pub fn calendar(language: &str) -> Calendar {
    let words = texts::words(language);
    let times = |date: NaiveDate| -> Vec<NaiveTime> {
        match (date.day() % 7, date.weekday()) {
            (_, Weekday::Sat | Weekday::Sun | Weekday::Mon) => Vec::new(),
            (_, Weekday::Tue) => vec![time(9, 30), time(10, 15), time(11, 0), time(14, 30), time(15, 15)],
            (_, Weekday::Thu) => vec![
                time(8, 0),
                time(8, 15),
                time(9, 45),
                time(14, 0),
                time(16, 15),
                time(17, 30),
            ],
            (5, Weekday::Fri) => Vec::new(),
            (_, Weekday::Wed | Weekday::Fri) => vec![time(8, 45)],
        }
    };
    let days = day(22).iter_days().take(62).map(|date| {
        let starts: Vec<_> = times(date)
            .into_iter()
            .map(|time| StartView {
                at: format!("{date}T{time}+01:00"),
                label: texts::clock_face(time),
            })
            .collect();
        let state = match (starts.is_empty(), date.weekday()) {
            (false, _) => DayState::Free,
            (true, Weekday::Sat | Weekday::Sun) => DayState::Closed,
            (true, _) => DayState::Full,
        };
        DayView {
            date: date.to_string(),
            label: words.date(date),
            state,
            starts,
        }
    });
    Calendar::of([Availability {
        minutes: 45,
        bookable_from: day(22).to_string(),
        bookable_until: (day(22) + Days::new(61)).to_string(),
        first_free: Some(moment(words, day(24), time(9, 30))),
        days: days.collect(),
    }])
    .unwrap()
}

/// An appointment in this state.
pub fn appointment(words: Words, state: AppointmentState) -> AppointmentView {
    let town = town(words.language);
    let (date, needs) = (day(24), needs(words.language));
    let chosen = |slug: &str, name: String, count| ChosenView {
        service: slug.to_owned(),
        name,
        count,
    };
    let services = &town.departments[0].services;
    AppointmentView {
        reference: "DT-7K3-MX9".to_owned(),
        pin: "471100".to_owned(),
        token: "x".to_owned(),
        manage_url: "https://termine.example/doerentrup/termin/x".to_owned(),
        ics_url: "https://termine.example/api/v1/towns/doerentrup/appointments/x/calendar.ics".to_owned(),
        state,
        at: "2026-11-24T09:30:00+01:00".to_owned(),
        date_label: words.date(date),
        time_label: words.time_span(time(9, 30), time(10, 15)),
        label: words.moment(date, time(9, 30)),
        minutes: 45,
        name: "Erika Beispiel".to_owned(),
        email_hint: Some("e***@example.org".to_owned()),
        services: vec![
            chosen("personalausweis", services[0].name.clone(), 2),
            chosen("reisepass", services[1].name.clone(), 1),
        ],
        place: town.departments[0].place.clone(),
        documents: needs.checklist,
        fee: needs.fee,
        changeable: matches!(state, AppointmentState::Booked),
        phone: town.phone,
    }
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
