//! Every page in every state, to be rendered by tests in German and English.

mod change;
mod earlier;
mod town;
mod visit;

pub use town::town;
pub use visit::{calendar, needs, wish};
use wire::{AppointmentState, HoldView, ProblemCode};

use super::appointment::{AppointmentPage, ReplacementPart, UndoPart};
use super::concerns::ConcernsPage;
use super::details::DetailsPage;
use super::form::{Form, Typed};
use super::frame::{Frame, Notice, TownFace};
use super::links::Links;
use super::papers::{PapersPage, kept_services, services};
use super::problem::ProblemPage;
use super::times::{Purpose, TimesPage};
use super::wish::Wish;
use super::{Mistake, Page};
use crate::refusal::Fault;
use crate::templates::Templates;
use crate::texts::{self, Words};
use visit::{alternatives, appointment, day, time};

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
    every.extend(earlier::every());
    every.extend(change::samples());
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
    let mut page = AppointmentPage::new(&links, appointment(words, state), fresh);
    page.sent =
        vec!["Terminbestätigung: Montag, 23. November 2026, 07:00 Uhr, per E-Mail verschickt".to_owned()];
    page.replacement = (state == AppointmentState::Displaced).then(|| ReplacementPart {
        times: vec![(
            "01890000-0000-7000-8000-000000000000".to_owned(),
            page.appointment.label.clone(),
        )],
        until: page.appointment.label.clone(),
        asks_phone: true,
        ..ReplacementPart::default()
    });
    let moved = state == AppointmentState::Booked && !fresh;
    page.undo = (moved || state == AppointmentState::Cancelled).then(|| UndoPart {
        url: links.appointment("x", "zuruecknehmen"),
        revision: 2,
        until: words.time(time(7, 5)),
        moved_from: moved.then(|| page.appointment.label.clone()),
    });
    let frame = frame(words, page.heading(), "termin/x");
    render(templates, words, frame, &page)
}
