//! The columns of a day: one a colleague, with what stands where.
//!
//! Places are classes (`from-108 long-9`), because the policy of our pages allows no style in a page; the sheet that knows
//! them is counted out by [`raster`].

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tenants::Town;
use tenants::appointment::State;
use tenants::calendar::{CELL_MINUTES, Closed, DayMask, LocalDay};

use super::day::{concern, span_in_words, state_told};
use super::frame::address;
use super::lanes::{LEAST, Lane, lanes};
use crate::db::appointments::Appointment;
use crate::desk;
use crate::texts::clock_face;

/// Cells in an hour.
pub const HOUR: u32 = 60 / CELL_MINUTES;
/// Hours that are shown where nobody works.
const EMPTY_DAY: (u32, u32) = (8, 16);
/// Most cards side by side; further ones lie on top of the last.
const MOST_LANES: usize = 6;

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
    /// "11 Termine", "abwesend ab 09:00".
    pub told: String,
    /// When she takes nobody: outside of her shifts.
    pub off: Vec<String>,
    /// When she is away.
    pub away: Vec<String>,
    /// "abwesend", or why everything is closed.
    pub away_told: String,
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
    /// Whether it is over without a word of how.
    pub past: bool,
    /// "ist da seit 09:12".
    pub told: String,
    /// Whose column; in the list.
    pub with: String,
    /// Its page; empty for a reservation.
    pub url: String,
    /// Classes of its place in the column.
    pub place: String,
}

/// Tells of a day in columns.
pub struct Teller<'a> {
    /// Whose.
    pub town: &'a Town,
    /// Which.
    pub day: &'a LocalDay,
    /// The full hours that are shown.
    pub hours: (u32, u32),
    /// What time it is.
    pub now: DateTime<Utc>,
}

impl Teller<'_> {
    /// Cell of the day at the top of the columns.
    fn top(&self) -> u32 {
        self.hours.0 * HOUR
    }

    /// Class of a place from a cell of the day on.
    #[must_use]
    pub fn place(&self, from: u32, cells: u32) -> String {
        place(from.saturating_sub(self.top()), cells)
    }

    /// A colleague's column.
    #[must_use]
    pub fn column(&self, column: &desk::Column) -> Column {
        let mut whole = DayMask::EMPTY;
        whole.set_span(self.top(), self.hours.1 * HOUR);
        let away = column.shifts.without(&column.works);
        Column {
            name: column.name.clone(),
            told: head(self.day, column),
            off: self.places(&whole.without(&column.shifts)),
            away: self.places(&away),
            away_told: why_away(column.closed.as_ref()),
            cards: self.cards(&column.appointments, &column.name),
        }
    }

    /// The column of those whom nobody keeps an appointment with.
    #[must_use]
    pub fn nobodys_column(&self, displaced: &[Appointment]) -> Column {
        Column {
            name: "Betroffene".to_owned(),
            told: "niemand zuständig".to_owned(),
            cards: self.cards(displaced, ""),
            ..Column::default()
        }
    }

    fn cards(&self, appointments: &[Appointment], with: &str) -> Vec<Card> {
        let spans: Vec<(u32, u32)> = appointments
            .iter()
            .map(|one| {
                let from = self.day.offset(one.span.first);
                (from, from + one.span.cells)
            })
            .collect();
        let cards = appointments.iter().zip(lanes(&spans));
        cards.map(|(one, lane)| self.card(one, with, lane)).collect()
    }

    /// Classes of every stretch of a mask.
    fn places(&self, mask: &DayMask) -> Vec<String> {
        let stretches = stretches(mask).into_iter();
        stretches
            .map(|(from, until)| self.place(from, until - from))
            .collect()
    }

    fn card(&self, appointment: &Appointment, with: &str, lane: Lane) -> Card {
        let promise = appointment.promise.as_ref();
        let reserved = "Reservierung im Internet";
        let end = appointment.span.first.start() + TimeDelta::minutes(appointment.minutes.into());
        let place = self.place(
            self.day.offset(appointment.span.first),
            appointment.span.cells.max(LEAST),
        );
        Card {
            time: clock_face(appointment.local_start.time()),
            span: span_in_words(self.town, appointment),
            name: promise.map_or(reserved, |promise| &promise.name).to_owned(),
            concern: concern(appointment),
            state: appointment.state.name().as_str(),
            past: matches!(appointment.state, State::Booked { .. }) && end <= self.now,
            told: state_told(self.town, &appointment.state),
            with: with.to_owned(),
            url: match promise {
                Some(_) => address(&self.town.slug, &format!("termine/{}", appointment.id)),
                None => String::new(),
            },
            place: match lane.of.min(MOST_LANES) {
                0 | 1 => place,
                of => format!("{place} of-{of} lane-{}", lane.number.min(of - 1)),
            },
        }
    }
}

/// The full hours that have to be shown: from the first shift or appointment to the last.
#[must_use]
pub fn hours(seen: &desk::Day) -> (u32, u32) {
    let mut cells = DayMask::EMPTY;
    for column in &seen.columns {
        cells = cells.or(&column.shifts);
    }
    let kept = seen.columns.iter().flat_map(|column| &column.appointments);
    for appointment in kept.chain(&seen.displaced) {
        let from = seen.day.offset(appointment.span.first);
        cells.set_span(from, from + appointment.span.cells.max(LEAST));
    }
    match (cells.iter().next(), cells.iter().last()) {
        (Some(first), Some(last)) => (first / HOUR, last / HOUR + 1),
        _ => EMPTY_DAY,
    }
}

/// "11 Termine", or that she is away.
fn head(day: &LocalDay, column: &desk::Column) -> String {
    let comes = column.appointments.iter().filter(|one| one.promise.is_some());
    match (comes.count(), &column.closed) {
        (0, Some(Closed::Holiday(_))) => "Feiertag".to_owned(),
        (0, Some(Closed::Closure(_))) => "geschlossen".to_owned(),
        (0, None) if column.shifts.is_empty() => "nicht im Dienst".to_owned(),
        (count, _) => away_in_words(day, &column.shifts, &column.works).unwrap_or_else(|| counted(count)),
    }
}

/// "11 Termine".
#[must_use]
pub fn counted(count: usize) -> String {
    match count {
        0 => "kein Termin".to_owned(),
        1 => "1 Termin".to_owned(),
        count => format!("{count} Termine"),
    }
}

/// "abwesend", "abwesend ab 09:00"; nothing for whoever works all of her shifts.
#[must_use]
pub fn away_in_words(day: &LocalDay, shifts: &DayMask, works: &DayMask) -> Option<String> {
    let away = stretches(&shifts.without(works));
    let ((from, _), (_, until)) = (*away.first()?, *away.last()?);
    let (Some(begin), Some(end)) = (works.iter().next(), works.iter().last()) else {
        return Some("abwesend".to_owned());
    };
    let clock = |cell: u32| clock_face(day.wall(cell).time());
    Some(if end < from {
        format!("abwesend ab {}", clock(from))
    } else if until <= begin {
        format!("abwesend bis {}", clock(until))
    } else {
        "zeitweise abwesend".to_owned()
    })
}

/// What stands where somebody would work but does not.
fn why_away(closed: Option<&Closed>) -> String {
    match closed {
        None => "abwesend".to_owned(),
        Some(closed) => closed_in_words(closed),
    }
}

/// "Feiertag: Karfreitag", "geschlossen: Betriebsausflug".
#[must_use]
pub fn closed_in_words(closed: &Closed) -> String {
    match closed {
        Closed::Holiday(name) => format!("Feiertag: {name}"),
        Closed::Closure(name) if name.is_empty() => "geschlossen".to_owned(),
        Closed::Closure(name) => format!("geschlossen: {}", name.in_language("de")),
    }
}

/// From which cell to before which other a mask is set, stretch by stretch.
fn stretches(mask: &DayMask) -> Vec<(u32, u32)> {
    let mut stretches: Vec<(u32, u32)> = Vec::new();
    for cell in mask.iter() {
        match stretches.last_mut() {
            Some((_, until)) if *until == cell => *until += 1,
            _ => stretches.push((cell, cell + 1)),
        }
    }
    stretches
}

/// Classes of a place in the columns, in cells below their top.
#[must_use]
pub fn place(from: u32, cells: u32) -> String {
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
    for of in 2..=MOST_LANES {
        for lane in 0..of {
            let _ = write!(
                sheet,
                ".of-{of}.lane-{lane}{{width:calc(100%/{of} - 4px);margin-left:calc(100%*{lane}/{of} + 2px)}}"
            );
        }
    }
    sheet
}
