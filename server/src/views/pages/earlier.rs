//! The list for earlier times, as somebody sees it who wants to be on it or is: a form, a time that is kept for her, or how her waiting
//! ended.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use tenants::earlier::{Hours, MOST, WEEKDAYS};

use super::{Hidden, Mistake, Page};
use crate::booking::waiting::TypedHours;
use crate::db::earlier::WishState;
use crate::texts::Words;
use crate::views::wire_views::Teller;

/// Context of the page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EarlierPage {
    /// "2 × Personalausweis beantragen".
    pub services: Vec<String>,
    /// "Dienstag, 24. November 2026, 09:30 Uhr": the time she has; empty where she has none.
    pub current: String,
    /// Where all of this is sent to.
    pub action: String,
    /// The page before.
    pub back_url: String,
    /// Where to say when one could come; absent for whoever is on the list.
    pub form: Option<FormPart>,
    /// A time that is kept for her.
    pub offer: Option<OfferPart>,
    /// What she waits for, "montags, dienstags, zwischen 08:00 und 12:00 Uhr, bis 3. Dezember 2026"; empty unless she waits.
    pub waits: String,
    /// How often she was asked, and how often she can be.
    pub asked: u32,
    /// Most times that are offered.
    pub most: u32,
    /// Key of how her waiting ended; empty while it has not.
    pub ended: &'static str,
    /// The page of her appointment, if she has one.
    pub appointment_url: String,
}

/// Where to say when one could come.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormPart {
    /// What the form sends along.
    pub hidden: Vec<Hidden>,
    /// Weekdays: number, name, whether it is chosen.
    pub weekdays: Vec<(u32, &'static str, bool)>,
    /// Not before this time of day, as typed.
    pub from: String,
    /// Settled by this time of day, as typed.
    pub until: String,
    /// Who she is and until when she waits; absent for whoever has an appointment.
    pub person: Option<PersonPart>,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

/// Who somebody without an appointment is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonPart {
    /// Her name, as typed.
    pub name: String,
    /// Where messages go, as typed.
    pub email: String,
    /// Number to call, as typed.
    pub phone: String,
    /// Whether a number is needed.
    pub needs_phone: bool,
    /// The first day, as typed.
    pub first: String,
    /// The last day, as typed.
    pub last: String,
    /// Whether she agrees.
    pub agrees: bool,
}

/// A time that is kept for her.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OfferPart {
    /// What a button sends.
    pub hold: String,
    /// "Dienstag, 24. November 2026, 09:30 Uhr".
    pub time: String,
    /// "Dienstag, 24. November 2026, 14:00 Uhr": until when it is kept.
    pub until: String,
}

impl Page for EarlierPage {
    const TEMPLATE: &'static str = "earlier.html";
}

impl FormPart {
    /// The form with what was typed so far.
    #[must_use]
    pub fn new(words: Words, typed: &TypedHours, hidden: Vec<Hidden>) -> Self {
        let weekdays = (0..).zip(WEEKDAYS);
        Self {
            hidden,
            weekdays: weekdays
                .map(|(number, day)| (number, words.weekday(day), typed.weekdays.contains(&number)))
                .collect(),
            from: typed.from.clone(),
            until: typed.until.clone(),
            ..Self::default()
        }
    }
}

impl OfferPart {
    /// A time that a hold keeps for her.
    #[must_use]
    pub fn new(
        teller: Teller<'_>,
        (hold, begins, until): (uuid::Uuid, DateTime<Utc>, DateTime<Utc>),
    ) -> Self {
        Self {
            hold: hold.to_string(),
            time: teller.time(begins).label,
            until: teller.time(until).label,
        }
    }
}

impl EarlierPage {
    /// What is told of somebody on the list, or who was.
    pub fn tell(&mut self, words: Words, state: WishState, hours: &Hours, asked: u32) {
        (self.asked, self.most) = (asked, MOST);
        match state {
            WishState::Waiting => self.waits = hours_in_words(words, hours),
            WishState::Taken => self.ended = "pages.earlier_taken",
            WishState::Stopped => self.ended = "pages.earlier_stopped",
            WishState::UsedUp => self.ended = "pages.earlier_used_up",
            WishState::Over => self.ended = "pages.earlier_over",
        }
    }

    /// Key of the heading.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        match (&self.form, &self.offer) {
            (_, Some(_)) => "pages.earlier_offer",
            (Some(_), None) => "pages.earlier_heading",
            (None, None) => "pages.earlier_place",
        }
    }
}

/// "Montag, Dienstag, 08:00 bis 12:00 Uhr, bis Donnerstag, 3. Dezember 2026".
#[must_use]
pub fn hours_in_words(words: Words, hours: &Hours) -> String {
    let days = WEEKDAYS
        .into_iter()
        .filter(|day| hours.weekdays.contains(&day.num_days_from_monday()));
    let mut days: Vec<_> = days.map(|day| words.weekday(day)).collect();
    if days.is_empty() || days.len() == WEEKDAYS.len() {
        days = vec![words.get("pages.earlier_every_day")];
    }
    let (from, until) = (hours.from, hours.until);
    let all_day = from.minutes() == 0 && until.minutes() == 24 * 60;
    let times = if all_day {
        words.get("pages.earlier_all_day").to_owned()
    } else {
        let values = [("from", from.to_string()), ("until", until.to_string())];
        let values = [("from", values[0].1.as_str()), ("until", values[1].1.as_str())];
        words.fill("format.time_span", &values)
    };
    let last = words.date(hours.last);
    let last = words.fill("pages.earlier_last", &[("date", &last)]);
    [days.join(", "), times, last].join("; ")
}

/// A day as a form sends it: as browsers write it, or as people do.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y"))
        .ok()
}
