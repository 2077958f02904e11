//! A person's shifts in words, and the forms that end them or make them shorter.

use chrono::{Days, NaiveDate, Weekday};
use serde::Serialize;
use tenants::staff::{Audience, Shift, StaffMember};

use super::cut::Takeable;
use super::frame::address;
use crate::booking::secrets::fingerprint;
use crate::views::pages::{Mistake, Page};

/// Asks whose shifts change, then which of them, how, and from when on.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ShiftsPage {
    /// Where both steps are sent to.
    pub action: String,
    /// Where days are closed.
    pub closures_url: String,
    /// Where accounts are locked; empty for those who may not.
    pub accounts_url: String,
    /// Name in addresses, name, whether chosen.
    pub people: Vec<(String, String, bool)>,
    /// The chosen person: name in addresses and name; both empty until somebody is chosen.
    pub person: (String, String),
    /// Her shifts that are not over: as it is sent, in words, whether chosen.
    pub shifts: Vec<(String, String, bool)>,
    /// `endet` or `kuerzer`.
    pub how: String,
    /// As typed: from which day on.
    pub from: String,
    /// As typed: when it begins then.
    pub begin: String,
    /// As typed: when it ends then.
    pub end: String,
    /// As typed: the last day of whoever leaves.
    pub last: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
    /// What was saved a moment ago.
    pub takeable: Vec<Takeable>,
}

impl Page for ShiftsPage {
    const TEMPLATE: &'static str = "desk/shifts.html";
}

impl ShiftsPage {
    /// The page before anything is typed.
    #[must_use]
    pub fn new<'a>(
        town: &str,
        people: impl Iterator<Item = &'a StaffMember>,
        chosen: &str,
        shift: &str,
        today: NaiveDate,
    ) -> Self {
        let mut page = Self {
            action: address(town, "dienstzeiten"),
            closures_url: address(town, "schliesstage"),
            ..Self::default()
        };
        for person in people {
            let is_chosen = person.slug == chosen;
            if is_chosen {
                page.person = (person.slug.clone(), person.name.clone());
                page.shifts = choices(&person.shifts, shift, today);
            }
            page.people
                .push((person.slug.clone(), person.name.clone(), is_chosen));
        }
        page
    }
}

/// The shifts that are not over, in the order of the week.
fn choices(shifts: &[Shift], chosen: &str, today: NaiveDate) -> Vec<(String, String, bool)> {
    let mut open: Vec<_> = shifts
        .iter()
        .filter(|shift| shift.valid_until.is_none_or(|until| until >= today))
        .collect();
    open.sort_by_key(|shift| (shift.weekday.num_days_from_monday(), shift.from, shift.valid_from));
    let choice = |shift: &Shift| {
        let key = key_of(shift);
        let is_chosen = key == chosen;
        (key, in_words(shift, today), is_chosen)
    };
    open.into_iter().map(choice).collect()
}

/// A shift as forms name it: by what it says, so that a form that was open for a while never means another one.
#[must_use]
pub fn key_of(shift: &Shift) -> String {
    let whole = fingerprint(&format!("{shift:?}"));
    whole.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// "montags 08:00–12:00 Uhr, jede zweite Woche (das nächste Mal am 30.11.2026), nur für das Telefon".
#[must_use]
pub fn in_words(shift: &Shift, today: NaiveDate) -> String {
    let mut told = format!("{} {}", weekday_in_words(shift.weekday), span_in_words(shift));
    if shift.every_second_week_from.is_some() {
        told += ", jede zweite Woche";
        let first = shift
            .valid_from
            .max(shift.every_second_week_from)
            .max(Some(today));
        let days = (0..14).filter_map(|days| first?.checked_add_days(Days::new(days)));
        if let Some(next) = days.into_iter().find(|date| shift.is_on(*date)) {
            told += &format!(" (das nächste Mal am {})", day(next));
        }
    }
    if let Some(from) = shift.valid_from.filter(|from| *from > today) {
        told += &format!(", ab {}", day(from));
    }
    if let Some(until) = shift.valid_until {
        told += &format!(", bis {}", day(until));
    }
    told += match shift.audience {
        Audience::Everyone => "",
        Audience::Desk => ", nur für das Telefon",
        Audience::SameDay => ", im Internet nur am selben Tag",
    };
    told
}

/// "08:00–12:00 Uhr".
#[must_use]
pub fn span_in_words(shift: &Shift) -> String {
    format!("{}–{} Uhr", shift.from, shift.until)
}

/// "montags".
#[must_use]
pub const fn weekday_in_words(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "montags",
        Weekday::Tue => "dienstags",
        Weekday::Wed => "mittwochs",
        Weekday::Thu => "donnerstags",
        Weekday::Fri => "freitags",
        Weekday::Sat => "samstags",
        Weekday::Sun => "sonntags",
    }
}

/// "24.11.2026".
#[must_use]
pub fn day(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_is_told_with_everything_that_limits_it() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let clock = |text: &str| text.parse().unwrap();
        let weekly = Shift::weekly(Weekday::Mon, clock("08:00"), clock("12:00"));
        let today = date("2026-11-24");
        assert_eq!(in_words(&weekly, today), "montags 08:00–12:00 Uhr");
        let all = Shift {
            valid_from: Some(date("2027-01-01")),
            valid_until: Some(date("2027-06-30")),
            every_second_week_from: Some(date("2026-11-25")),
            audience: Audience::Desk,
            ..weekly.clone()
        };
        let expected = "montags 08:00–12:00 Uhr, jede zweite Woche (das nächste Mal am 04.01.2027), ab 01.01.2027, bis 30.06.2027, \
                        nur für das Telefon";
        assert_eq!(in_words(&all, today), expected);
        assert_ne!(key_of(&weekly), key_of(&all));
        let past = Shift {
            valid_from: Some(date("2020-01-01")),
            every_second_week_from: Some(date("2026-11-25")),
            ..weekly
        };
        let expected = "montags 08:00–12:00 Uhr, jede zweite Woche (das nächste Mal am 07.12.2026)";
        assert_eq!(in_words(&past, today), expected);
    }
}
