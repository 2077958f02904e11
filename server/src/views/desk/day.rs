//! A day as columns, as one list and on paper; and the words it shares with other pages.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Utc};
use serde::Serialize;
use tenants::appointment::{State, StateName};
use tenants::calendar::local_time::PLANNED_YEARS;
use tenants::calendar::{Cell, local_time};
use tenants::{StaffId, Town};

use super::columns::{Card, Column, HOUR, Mark, Teller, hours};
use super::frame::{address, address_with};
use super::next::Next;
use super::paper::Sheet;
use crate::booking::kept_visit::KeptVisit;
use crate::db::appointments::Appointment;
use crate::desk;
use crate::texts::{clock_face, words};
use crate::views::pages::Page;
use crate::views::wall;

/// What is kept beside everything else its person has to do then.
pub const OVERBOOKED: &str = "überbucht";

/// A day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DayPage {
    /// "2026-11-26".
    pub date: String,
    /// The day before, today, the day after.
    pub before_url: String,
    /// Today.
    pub today_url: String,
    /// The day after.
    pub after_url: String,
    /// Whether this is today.
    pub is_today: bool,
    /// Where another date is sent to.
    pub jump_url: String,
    /// What was typed there, if it is no date.
    pub misread: String,
    /// Where an absence is told of.
    pub absence_url: String,
    /// Where an appointment is given.
    pub give_url: String,
    /// Where promises without a person are looked after.
    pub displaced_url: String,
    /// Who comes next, if it is today.
    pub next: Option<Next>,
    /// That nobody comes any more; empty on another day.
    pub nobody: &'static str,
    /// Whether nobody has to do with this day, so that there are no columns.
    pub idle: bool,
    /// Whether nobody comes, so that the columns are drawn small.
    pub calm: bool,
    /// The next day on which somebody works, and its address; where this one is idle.
    pub later: Option<(String, String)>,
    /// Full hours from top to bottom.
    pub hours: Vec<Mark>,
    /// Where the clock stands, if it is today and within the hours.
    pub now: Option<Mark>,
    /// One a colleague.
    pub columns: Vec<Column>,
    /// Everything in the order of time, for those who would rather read a list.
    pub list: Vec<Card>,
    /// Promises without a person.
    pub displaced: Vec<Card>,
    /// The sheet with the places in the columns.
    pub raster_url: String,
    /// "Bürgerbüro, Bauamt".
    pub departments: String,
    /// "26.11.2026, 09:15 Uhr": when this was so.
    pub as_of: String,
    /// What is printed, a table a colleague.
    pub sheets: Vec<Sheet>,
}

impl Page for DayPage {
    const TEMPLATE: &'static str = "desk/day.html";
    const REST: Option<&'static str> = Some("desk/day_rest.html");
}

impl DayPage {
    /// The page of a day, as it is for everybody of the same departments.
    #[must_use]
    pub fn new(town: &Town, seen: &desk::Day, now: DateTime<Utc>) -> Self {
        let day = &seen.day;
        let (first, last) = hours(seen);
        let teller = Teller {
            town,
            day,
            hours: (first, last),
            now,
        };
        let at = |path| address(&town.slug, path);
        let of_day = |date: Option<NaiveDate>| day_url(&town.slug, date.unwrap_or(day.date));
        let mut columns: Vec<Column> = seen.columns.iter().map(|column| teller.column(column)).collect();
        let mut list: Vec<Card> = columns.iter().flat_map(|column| column.cards.clone()).collect();
        list.sort_by(|one, other| one.time.cmp(&other.time));
        let nobodys = teller.nobodys_column(&seen.displaced);
        let displaced = nobodys.cards.clone();
        if !displaced.is_empty() {
            columns.push(nobodys);
        }
        let clock = Cell::containing(now);
        let is_today = day.has(clock);
        let inside = is_today && (first * HOUR..last * HOUR).contains(&day.offset(clock));
        let local = local_time::local(town.zone, now);
        let names = seen.departments.iter().map(|name| name.in_language("de"));
        Self {
            date: day.date.to_string(),
            before_url: of_day(day.date.pred_opt()),
            today_url: at("tag"),
            after_url: of_day(day.date.succ_opt()),
            is_today,
            jump_url: at("tag"),
            misread: String::new(),
            absence_url: at("abwesenheit"),
            give_url: at("vergeben"),
            displaced_url: at("betroffene"),
            next: None,
            nobody: "",
            idle: seen.is_idle(),
            calm: list.is_empty() && displaced.is_empty(),
            later: seen
                .next_with_somebody
                .map(|date| (words("de").date(date), day_url(&town.slug, date))),
            hours: (first..last)
                .map(|hour| Mark {
                    label: format!("{:02}", day.wall(hour * HOUR).format("%H")),
                    place: teller.place(hour * HOUR, HOUR),
                })
                .collect(),
            now: inside.then(|| Mark {
                label: clock_face(local.time()),
                place: teller.place(day.offset(clock), 1),
            }),
            columns,
            list,
            displaced,
            raster_url: at("raster.css"),
            departments: names.collect::<Vec<_>>().join(", "),
            as_of: format!("{}, {} Uhr", local.format("%d.%m.%Y"), clock_face(local.time())),
            sheets: Sheet::all(town, seen),
        }
    }

    /// Says who comes next, to the clerk if she has a column of her own.
    #[must_use]
    pub fn told_to(self, own: Option<StaffId>, town: &Town, seen: &desk::Day, now: DateTime<Utc>) -> Self {
        let next = self.is_today.then(|| Next::of(town, seen, own, now)).flatten();
        let nobody = match (self.is_today && next.is_none() && !self.idle, own) {
            (false, _) => "",
            (true, Some(_)) => "Zu Ihnen kommt heute niemand mehr.",
            (true, None) => "Heute kommt niemand mehr.",
        };
        Self { next, nobody, ..self }
    }

    /// The page without what is in its rest, once that is rendered.
    #[must_use]
    pub fn without_rest(self) -> Self {
        Self {
            columns: Vec::new(),
            list: Vec::new(),
            sheets: Vec::new(),
            ..self
        }
    }
}

/// The page of this day.
#[must_use]
pub fn day_url(town: &str, date: NaiveDate) -> String {
    address_with(town, "tag", &[("datum", &date.to_string())])
}

/// "09:15 bis 10:00 Uhr", with the zone's name in the night in which this time comes twice.
#[must_use]
pub fn span_in_words(town: &Town, appointment: &Appointment) -> String {
    let (local, at) = (appointment.local_start, appointment.span.first.start());
    let end = wall::end(town.zone, (local, at), appointment.minutes);
    let told = words("de").time_span(local.time(), end.time());
    wall::told_apart(told, (town.zone, "de"), local, at)
}

/// "Di 24.11., 09:30".
#[must_use]
pub fn moment(local: NaiveDateTime) -> String {
    let weekday = words("de").weekday(local.weekday());
    let short: String = weekday.chars().take(2).collect();
    format!("{short} {}, {}", local.format("%d.%m."), clock_face(local.time()))
}

/// The same of an instant.
#[must_use]
pub fn instant(zone: chrono_tz::Tz, at: DateTime<Utc>) -> String {
    moment(local_time::local(zone, at).naive_local())
}

/// "ist da seit 09:12", "abgesagt", "überbucht"; nothing for the ordinary state.
#[must_use]
pub fn state_told(town: &Town, state: &State) -> String {
    let told = match state {
        State::Arrived { at, .. } => {
            let since = clock_face(local_time::local(town.zone, *at).time());
            format!("ist da seit {since}")
        }
        _ => state_in_words(state.name()).to_owned(),
    };
    let marks = [if is_overbooked(state) { OVERBOOKED } else { "" }, told.as_str()];
    let told: Vec<&str> = marks.into_iter().filter(|mark| !mark.is_empty()).collect();
    told.join(", ")
}

/// Whether somebody keeps it beside everything else.
#[must_use]
pub fn is_overbooked(state: &State) -> bool {
    state.kept().is_some_and(|kept| kept.overbooked)
}

/// A state as the desk calls it; nothing for the ordinary one.
#[must_use]
pub fn state_in_words(state: StateName) -> &'static str {
    match state {
        StateName::Booked => "",
        StateName::Held => "wird gerade gebucht",
        StateName::Pending => "noch nicht bestätigt",
        StateName::Arrived => "ist da",
        StateName::Done => "erledigt",
        StateName::NoShow => "nicht gekommen",
        StateName::Cancelled => "abgesagt",
        StateName::Displaced => "betroffen",
    }
}

/// "2 × Personalausweis beantragen, Reisepass beantragen".
#[must_use]
pub fn concern(appointment: &Appointment) -> String {
    concern_of(&appointment.visit)
}

/// "2 × Personalausweis".
#[must_use]
pub fn concern_of(visit: &KeptVisit) -> String {
    let services = visit.services.iter().map(|service| {
        let name = service.name.in_language("de");
        match service.count {
            1 => name.to_owned(),
            count => format!("{count} × {name}"),
        }
    });
    services.collect::<Vec<_>>().join(", ")
}

/// The date somebody typed: "26.11.", "26.11.2026", "26.11.26" or "2026-11-26"; without a year it is the next one. In
/// years no town plans for there is none.
#[must_use]
pub fn typed_date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    read_date(text.trim(), today).filter(|date| PLANNED_YEARS.contains(&date.year()))
}

fn read_date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let mut parts = text.trim_end_matches('.').split('.').map(str::trim);
    let (day, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let in_year = |year| NaiveDate::from_ymd_opt(year, month, day);
    match parts.next() {
        Some(year) => {
            let year: i32 = year.parse().ok()?;
            in_year(if year < 100 { 2000 + year } else { year })
        }
        // 29 February comes again within eight years.
        None => (0..=8).find_map(|years| in_year(today.year() + years).filter(|date| *date >= today)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_can_be_typed_as_people_write_them() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        for (text, expected) in [
            ("26.11.", Some("2026-11-26")),
            ("24.11", Some("2026-11-24")),
            ("2.1.", Some("2027-01-02")),
            ("29.2.", Some("2028-02-29")),
            (" 26.11.26 ", Some("2026-11-26")),
            ("26. 11. 2027", Some("2027-11-26")),
            ("2026-12-01", Some("2026-12-01")),
            ("31.2.2027", None),
            ("31.12.2999", Some("2999-12-31")),
            ("1.1.3000", None),
            ("30.11.20266", None),
            ("+20266-11-30", None),
            ("31.12.1969", None),
            ("30.11.-2026", None),
            ("morgen", None),
            ("", None),
        ] {
            let expected = expected.map(|date| date.parse().unwrap());
            assert_eq!(typed_date(text, today), expected, "{text}");
        }
    }
}
