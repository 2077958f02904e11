//! The list for earlier times, at the desk.

use serde::Serialize;
use tenants::Town;
use tenants::earlier::{MOST, WEEKDAYS};

use super::day::{concern_of, instant, moment};
use super::frame::{address, address_with};
use super::phone::national;
use crate::booking::waiting::TypedHours;
use crate::desk::OnList;
use crate::texts::words;
use crate::views::pages::earlier::hours_in_words;
use crate::views::pages::frame::dial;
use crate::views::pages::{Mistake, Page};

/// Who waits for an earlier time.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EarlierPage {
    /// Who has to be called, because a time is kept for her.
    pub calls: Vec<Line>,
    /// Everybody, in the order of arrival.
    pub lines: Vec<Line>,
    /// Where to put somebody on it; absent while nobody is put.
    pub form: Option<NewcomerForm>,
    /// Shows the form.
    pub form_url: String,
}

/// Somebody who waits.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// Her name.
    pub name: String,
    /// "Reisepass beantragen".
    pub concern: String,
    /// "Montag; 08:00 bis 12:00 Uhr; bis Freitag, 18. Dezember 2026".
    pub hours: String,
    /// "Do 26.11., 11:00": the time she has; may be empty.
    pub current: String,
    /// The page of her appointment; may be empty.
    pub url: String,
    /// "1 von 3".
    pub asked: String,
    /// "Di 24.11., 09:00": a time that is kept for her; may be empty.
    pub kept: String,
    /// "Di 24.11., 14:00".
    pub until: String,
    /// The hold that keeps it.
    pub hold: String,
    /// Where messages go; may be empty.
    pub email: String,
    /// Number to call; may be empty.
    pub phone: String,
    /// The number as an address.
    pub phone_url: String,
    /// Where steps are sent to.
    pub action: String,
}

/// Where to put somebody on the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewcomerForm {
    /// Where it is sent to.
    pub action: String,
    /// Names it, so that sent twice it is one wish.
    pub key: String,
    /// Her appointment, if she has one: its number, and "Mika Beispiel, Do 26.11., 11:00".
    pub appointment: Option<(String, String)>,
    /// Services: name in addresses, name, whether chosen.
    pub services: Vec<(String, String, bool)>,
    /// How often.
    pub count: String,
    /// Weekdays: number, name, whether chosen.
    pub weekdays: Vec<(u32, &'static str, bool)>,
    /// Not before this time of day.
    pub from: String,
    /// Settled by this time of day.
    pub until: String,
    /// The last day.
    pub last: String,
    /// Her name.
    pub name: String,
    /// Number to call.
    pub phone: String,
    /// Where messages go.
    pub email: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl Page for EarlierPage {
    const TEMPLATE: &'static str = "desk/earlier.html";
}

impl EarlierPage {
    /// The page of the clerk's departments.
    #[must_use]
    pub fn new(town: &Town, waiting: &[OnList]) -> Self {
        let calls = waiting.iter().filter(|one| one.is_to_be_called());
        Self {
            calls: calls.map(|one| line(town, one)).collect(),
            lines: waiting.iter().map(|one| line(town, one)).collect(),
            form: None,
            form_url: address_with(&town.slug, "frueher", &[("neu", "ja")]),
        }
    }
}

impl NewcomerForm {
    /// What was typed of the hours.
    #[must_use]
    pub fn typed(self, hours: &TypedHours) -> Self {
        let weekdays = (0..).zip(WEEKDAYS);
        Self {
            weekdays: weekdays
                .map(|(number, day)| (number, words("de").weekday(day), hours.weekdays.contains(&number)))
                .collect(),
            from: hours.from.clone(),
            until: hours.until.clone(),
            ..self
        }
    }
}

fn line(town: &Town, one: &OnList) -> Line {
    let phone = one.person.phone.as_deref().unwrap_or_default();
    let kept = one.kept;
    let appointment = one.appointment.as_ref();
    Line {
        name: one.person.name.clone(),
        concern: concern_of(&one.wish.visit),
        hours: hours_in_words(words("de"), &one.wish.hours),
        current: appointment.map_or_else(String::new, |one| moment(one.local_start)),
        url: appointment.map_or_else(String::new, |one| {
            address(&town.slug, &format!("termine/{}", one.id))
        }),
        asked: format!("{} von {MOST}", one.asked),
        kept: kept.map_or_else(String::new, |(_, begins, _)| instant(town.zone, begins)),
        until: kept.map_or_else(String::new, |(.., until)| instant(town.zone, until)),
        hold: kept.map_or_else(String::new, |(hold, ..)| hold.to_string()),
        email: one.person.email.clone().unwrap_or_default(),
        phone: national(phone),
        phone_url: dial(phone),
        action: address(&town.slug, &format!("frueher/{}", one.wish.id)),
    }
}
