//! A colleague's list of the day, as a letter: when, what for, reference and name. Neither numbers nor remarks: mail lies about
//! for longer than a day, and the desk has them.

use chrono::NaiveDate;
use tenants::Town;

use super::desk::day::concern;
use super::desk::frame::address_with;
use super::letter::Letter;
use crate::db::appointments::Appointment;
use crate::texts::words;

/// The list of a day.
#[must_use]
pub fn daily_list(
    town: &Town,
    public_url: &str,
    name: &str,
    date: NaiveDate,
    comes: &[Appointment],
) -> Letter {
    let words = words("de");
    let line = |one: &Appointment| {
        let promise = one.promise.as_ref()?;
        let told = [concern(one), promise.name.clone(), promise.reference.clone()];
        Some((words.time(one.local_start.time()), told.join(" · ")))
    };
    let day = address_with(&town.slug, "tag", &[("datum", &date.to_string())]);
    Letter {
        language: words.language,
        subject: format!("Ihre Liste für heute: {}", town.name),
        town: town.name.clone(),
        accent: town.theme.accent.to_string(),
        accent_ink: town.theme.accent_ink.to_string(),
        greeting: words.fill("mail.greeting", &[("name", name)]),
        news: vec![format!("das sind Ihre Termine am {}:", words.date(date))],
        offers: Vec::new(),
        advice: Vec::new(),
        facts: comes.iter().filter_map(line).collect(),
        papers: None,
        closing: Vec::new(),
        link: ("Tag in der Terminverwaltung öffnen".to_owned(), format!("{public_url}{day}")),
        notes: vec![
            "Was nach dem Versand dieser Liste vereinbart oder abgesagt wird, steht nur in der Terminverwaltung.".to_owned(),
            "Sie bekommen diese Liste, weil Sie sie unter „Mein Konto“ eingeschaltet haben. Dort können Sie sie auch wieder \
             ausschalten."
                .to_owned(),
        ],
        pages: [("mail.imprint", &town.pages.imprint), ("mail.privacy", &town.pages.privacy)]
            .map(|(label, url)| (words.get(label).to_owned(), url.clone()))
            .to_vec(),
    }
}
