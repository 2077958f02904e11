//! The letter that asks somebody on the list for earlier times whether she would like one that is kept for her.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::letter::Letter;
use super::wire_views::Teller;
use crate::booking::kept_visit::KeptVisit;
use crate::texts::words;

/// What is asked.
pub struct Asked<'a> {
    /// Whom.
    pub name: &'a str,
    /// What for.
    pub visit: &'a KeptVisit,
    /// When her appointment is, if she has one.
    pub current: Option<NaiveDateTime>,
    /// The time that is kept: begin, and until when.
    pub kept: (DateTime<Utc>, DateTime<Utc>),
    /// Whether nobody will ask her again.
    pub is_last: bool,
    /// The page on which she answers.
    pub link: String,
}

/// Asks.
#[must_use]
pub fn question(teller: Teller<'_>, asked: &Asked<'_>) -> Letter {
    let (words, town) = (words(teller.language), teller.town);
    let begin = teller.time(asked.kept.0).label;
    let until = teller.time(asked.kept.1).label;
    let place = &asked.visit.place;
    let services = asked.visit.services.iter();
    let services: Vec<_> = services
        .map(|one| format!("{} × {}", one.count, one.name.in_language(teller.language)))
        .collect();
    let place_name = place.name.in_language(teller.language);
    let mut facts = vec![
        ("mail.what", services.join(", ")),
        ("mail.where", [place_name, &place.street, &place.city].join(", ")),
    ];
    let news = match asked.current {
        Some(current) => {
            facts.insert(
                0,
                ("mail.earlier_now", words.moment(current.date(), current.time())),
            );
            "mail.earlier"
        }
        None => "mail.earlier_first",
    };
    let mut advice = vec![
        words.fill("mail.earlier_until", &[("until", &until)]),
        words.get("mail.earlier_choose").to_owned(),
    ];
    if asked.is_last {
        advice.push(words.get("mail.earlier_last").to_owned());
    }
    let hours = town.contact.phone_hours.in_language(teller.language);
    let questions = if hours.is_empty() {
        "mail.questions"
    } else {
        "mail.questions_hours"
    };
    let phone = [("phone", town.contact.phone.as_str()), ("hours", hours)];
    let pages = [
        ("mail.imprint", &town.pages.imprint),
        ("mail.privacy", &town.pages.privacy),
    ];
    let mut notes = vec![
        words.get("mail.private").to_owned(),
        words.fill(questions, &phone),
    ];
    if town.messages.reply_to.is_empty() {
        notes.push(words.get("mail.no_reply").to_owned());
    }
    Letter {
        language: words.language,
        subject: words.fill("mail.subject_earlier", &[("town", &town.name)]),
        town: town.name.clone(),
        accent: town.theme.accent.to_string(),
        accent_ink: town.theme.accent_ink.to_string(),
        greeting: words.fill("mail.greeting", &[("name", asked.name)]),
        news: vec![words.get(news).to_owned()],
        offers: vec![begin],
        advice,
        facts: facts
            .into_iter()
            .map(|(label, value)| (words.get(label).to_owned(), value))
            .collect(),
        papers: None,
        closing: Vec::new(),
        link: (words.get("mail.earlier_open").to_owned(), asked.link.clone()),
        notes,
        pages: pages
            .map(|(label, url)| (words.get(label).to_owned(), url.clone()))
            .to_vec(),
    }
}
