//! A day as columns, one a colleague, and as one list.
//!
//! Places in the columns are classes (`from-108 long-9`), because the policy of our pages allows no style in a page; the
//! sheet that knows them is counted out by [`raster`].

use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use serde::Serialize;
use tenants::Town;
use tenants::appointment::{State, StateName};
use tenants::calendar::{CELL_MINUTES, Cell, DayMask, LocalDay, local_time};

use super::frame::{address, address_with};
use super::next::Next;
use crate::db::appointments::Appointment;
use crate::desk;
use crate::texts::{clock_face, words};
use crate::views::pages::Page;
use crate::views::wall;

/// Cells in an hour.
const HOUR: u32 = 60 / CELL_MINUTES;
/// Hours that are shown on an empty day.
const EMPTY_DAY: (u32, u32) = (8, 16);

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
    /// Who comes next, if it is today.
    pub next: Option<Next>,
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
}

/// A line across the columns.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Mark {
    /// "09".
    pub label: String,
    /// Class of its place.
    pub place: String,
}

/// One colleague.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Column {
    /// "Kaya".
    pub name: String,
    /// "11 Termine", "abwesend".
    pub told: String,
    /// When she takes nobody: outside of her shifts.
    pub off: Vec<String>,
    /// When she is away.
    pub away: Vec<String>,
    /// Who comes to her.
    pub cards: Vec<Card>,
}

/// One appointment.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Card {
    /// "09:15".
    pub time: String,
    /// "09:15 bis 10:00 Uhr".
    pub span: String,
    /// "Vogt", or "Reservierung".
    pub name: String,
    /// "2 × Personalausweis, 1 × Reisepass".
    pub concern: String,
    /// Word of the state, for its look.
    pub state: &'static str,
    /// "ist da seit 09:12".
    pub told: String,
    /// Whose column; in the list.
    pub with: String,
    /// Its page; empty for a reservation.
    pub url: String,
    /// Classes of its place in the column.
    pub place: String,
}

impl Page for DayPage {
    const TEMPLATE: &'static str = "desk/day.html";
}

impl DayPage {
    /// The page of a day.
    #[must_use]
    pub fn new(town: &Town, seen: &desk::Day, now: chrono::DateTime<chrono::Utc>) -> Self {
        let day = &seen.day;
        let (first, last) = hours(seen);
        let top = first * HOUR;
        let teller = Teller { town, day, top };
        let of_day = |date: Option<NaiveDate>| {
            let date = date.unwrap_or(day.date).to_string();
            address_with(&town.slug, "tag", &[("datum", &date)])
        };
        let columns: Vec<Column> = seen
            .columns
            .iter()
            .map(|column| teller.column(column, last * HOUR))
            .collect();
        let mut list: Vec<Card> = columns.iter().flat_map(|column| column.cards.clone()).collect();
        list.sort_by(|one, other| one.time.cmp(&other.time));
        let clock = Cell::containing(now);
        let inside = day.has(clock) && (top..last * HOUR).contains(&day.offset(clock));
        Self {
            date: day.date.to_string(),
            before_url: of_day(day.date.pred_opt()),
            today_url: address(&town.slug, "tag"),
            after_url: of_day(day.date.succ_opt()),
            is_today: day.has(clock),
            next: day.has(clock).then(|| Next::of(town, seen, now)).flatten(),
            jump_url: address(&town.slug, "tag"),
            hours: (first..last)
                .map(|hour| Mark {
                    label: format!("{hour:02}"),
                    place: place(hour * HOUR - top, HOUR),
                })
                .collect(),
            now: inside.then(|| Mark {
                label: clock_face(local_time::local(town.zone, now).time()),
                place: place(day.offset(clock) - top, 1),
            }),
            columns,
            list,
            displaced: seen.displaced.iter().map(|one| teller.card(one, "")).collect(),
            raster_url: address(&town.slug, "raster.css"),
        }
    }
}

/// The full hours that have to be shown: from the first shift or appointment to the last.
fn hours(seen: &desk::Day) -> (u32, u32) {
    let mut cells = DayMask::EMPTY;
    for column in &seen.columns {
        cells = cells.or(&column.shifts);
        for appointment in &column.appointments {
            let from = seen.day.offset(appointment.span.first);
            cells.set_span(from, from + appointment.span.cells);
        }
    }
    match (cells.iter().next(), cells.iter().last()) {
        (Some(first), Some(last)) => (first / HOUR, last / HOUR + 1),
        _ => EMPTY_DAY,
    }
}

struct Teller<'a> {
    town: &'a Town,
    day: &'a LocalDay,
    /// Cell of the day at the top of the columns.
    top: u32,
}

impl Teller<'_> {
    fn column(&self, column: &desk::Column, bottom: u32) -> Column {
        let mut whole = DayMask::EMPTY;
        whole.set_span(self.top, bottom);
        let away = column.shifts.without(&column.works);
        let cards: Vec<Card> = column
            .appointments
            .iter()
            .map(|one| self.card(one, &column.name))
            .collect();
        let told = if !away.is_empty() && column.works.is_empty() {
            "abwesend".to_owned()
        } else {
            match cards.len() {
                0 if column.shifts.is_empty() => "nicht im Dienst".to_owned(),
                1 => "1 Termin".to_owned(),
                count => format!("{count} Termine"),
            }
        };
        Column {
            name: column.name.clone(),
            told,
            off: self.places(&whole.without(&column.shifts)),
            away: self.places(&away),
            cards,
        }
    }

    /// Classes of every stretch of a mask.
    fn places(&self, mask: &DayMask) -> Vec<String> {
        let mut stretches: Vec<(u32, u32)> = Vec::new();
        for cell in mask.iter() {
            match stretches.last_mut() {
                Some((_, until)) if *until == cell => *until += 1,
                _ => stretches.push((cell, cell + 1)),
            }
        }
        let stretches = stretches.into_iter();
        stretches
            .map(|(from, until)| place(from.saturating_sub(self.top), until - from))
            .collect()
    }

    fn card(&self, appointment: &Appointment, with: &str) -> Card {
        let promise = appointment.promise.as_ref();
        let reserved = "Reservierung im Internet";
        Card {
            time: clock_face(appointment.local_start.time()),
            span: span_in_words(self.town, appointment),
            name: promise.map_or(reserved, |promise| &promise.name).to_owned(),
            concern: concern(appointment),
            state: appointment.state.name().as_str(),
            told: state_told(self.town, &appointment.state),
            with: with.to_owned(),
            url: match promise {
                Some(_) => address(&self.town.slug, &format!("termine/{}", appointment.id)),
                None => String::new(),
            },
            place: place(
                self.day.offset(appointment.span.first).saturating_sub(self.top),
                appointment.span.cells,
            ),
        }
    }
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

/// "ist da seit 09:12", "abgesagt"; nothing for the ordinary state.
#[must_use]
pub fn state_told(town: &Town, state: &State) -> String {
    match state {
        State::Arrived { at, .. } => {
            let since = clock_face(local_time::local(town.zone, *at).time());
            format!("ist da seit {since}")
        }
        _ => state_in_words(state.name()).to_owned(),
    }
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
    let services = appointment.visit.services.iter().map(|service| {
        let name = service.name.in_language("de");
        match service.count {
            1 => name.to_owned(),
            count => format!("{count} × {name}"),
        }
    });
    services.collect::<Vec<_>>().join(", ")
}

/// Classes of a place in the columns, in cells below their top.
fn place(from: u32, cells: u32) -> String {
    format!("from-{from} long-{cells}")
}

/// The sheet with a class for every place there can be.
#[must_use]
pub fn raster() -> String {
    let mut sheet = String::new();
    for cell in 0..=300 {
        // Writing to a string cannot fail.
        let _ = write!(
            sheet,
            ".from-{cell}{{grid-row-start:{}}}.long-{cell}{{grid-row-end:span {cell}}}",
            cell + 1
        );
    }
    sheet
}

/// The date somebody typed: "26.11.", "26.11.2026", "26.11.26" or "2026-11-26"; without a year it is the next one.
#[must_use]
pub fn typed_date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim();
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
            ("morgen", None),
            ("", None),
        ] {
            let expected = expected.map(|date| date.parse().unwrap());
            assert_eq!(typed_date(text, today), expected, "{text}");
        }
    }
}
