//! What is kept of one person: found, ticked, erased.

use serde::Serialize;
use tenants::Town;

use super::day::{concern_of, instant};
use super::frame::address;
use super::search::{Found, SearchPage};
use crate::auth::role::Account;
use crate::db::appointments::Appointment;
use crate::db::earlier::Wish;
use crate::db::erasing::Erasure;
use crate::desk::privacy::People;
use crate::texts::words;
use crate::views::pages::Page;
use crate::views::pages::earlier::hours_in_words;

/// A search for one person, or the question whether to erase what was ticked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PrivacyPage {
    /// What was typed.
    pub typed: String,
    /// Where everything is sent to.
    pub action: String,
    /// Appointments.
    pub lines: Vec<PersonLine>,
    /// Whether there may be more than is shown.
    pub more: bool,
    /// Whether this is the question.
    pub asks: bool,
    /// The departments in which she looks, if these are not all: "Bürgerbüro, Bauamt".
    pub only_in: String,
    /// Earlier erasures, a line each.
    pub past: Vec<String>,
}

/// An appointment, or a wish on the list for earlier times, to tick.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonLine {
    /// What it is called in forms.
    pub field: &'static str,
    /// Its number in forms.
    pub id: String,
    /// What tells it from others.
    pub found: Found,
    /// Address and phone number, as far as known.
    pub reached: String,
    /// Whether it can be erased today.
    pub may_go: bool,
}

impl Page for PrivacyPage {
    const TEMPLATE: &'static str = "desk/privacy.html";
}

impl PrivacyPage {
    /// What a search found; `most` is how many are told at all.
    #[must_use]
    pub fn new(town: &Town, typed: String, found: &People, most: u64) -> Self {
        let appointments = found.appointments.iter();
        let appointments = appointments.filter_map(|(one, may_go)| line(town, one, *may_go));
        Self {
            action: address(&town.slug, "auskunft"),
            more: u64::try_from(found.appointments.len()).is_ok_and(|count| count >= most),
            lines: appointments
                .chain(found.wishes.iter().filter_map(wish_line))
                .collect(),
            typed,
            ..Self::default()
        }
    }

    /// The question whether to erase these.
    #[must_use]
    pub fn asking(town: &Town, typed: String, ticked: &People) -> Self {
        Self {
            asks: true,
            ..Self::new(town, typed, ticked, u64::MAX)
        }
    }

    /// Tells in which departments she looks, where these are not all of the town.
    #[must_use]
    pub fn within(mut self, town: &Town, account: &Account) -> Self {
        let all = &town.departments;
        let own: Vec<_> = all.iter().filter(|one| account.works_in(one.id)).collect();
        if own.len() < all.len() {
            let names = own.iter().map(|one| one.name.in_language("de"));
            self.only_in = names.collect::<Vec<_>>().join(", ");
        }
        self
    }

    /// Tells of earlier erasures, too.
    #[must_use]
    pub fn remembering(mut self, town: &Town, past: &[Erasure]) -> Self {
        let told = past.iter().map(|one| {
            let who = one.by.as_deref().unwrap_or("online, von der Person selbst");
            let count = match one.appointments {
                1 => "1 Eintrag".to_owned(),
                several => format!("{several} Einträge"),
            };
            format!("{}: {count}, {who}", instant(town.zone, one.at))
        });
        self.past = told.collect();
        self
    }
}

fn wish_line(wish: &Wish) -> Option<PersonLine> {
    let person = wish.person.as_ref()?;
    Some(PersonLine {
        field: "wunsch",
        id: wish.id.to_string(),
        found: Found {
            when: hours_in_words(words("de"), &wish.hours),
            name: person.name.clone(),
            concern: concern_of(&wish.visit),
            state: "wartet auf eine frühere Uhrzeit".to_owned(),
            ..Found::default()
        },
        reached: reached(person.email.as_deref(), person.phone.as_deref()),
        may_go: true,
    })
}

fn reached(email: Option<&str>, phone: Option<&str>) -> String {
    let known: Vec<_> = [email, phone].into_iter().flatten().collect();
    known.join(", ")
}

fn line(town: &Town, one: &Appointment, may_go: bool) -> Option<PersonLine> {
    let promise = one.promise.as_ref()?;
    let found = SearchPage::new(town, String::new(), std::slice::from_ref(one), u64::MAX);
    Some(PersonLine {
        field: "termin",
        id: one.id.to_string(),
        found: found.found.into_iter().next()?,
        reached: reached(promise.email.as_deref(), promise.phone.as_deref()),
        may_go,
    })
}
