//! One month as a table: which days have free times.
//!
//! The table is an overview with links to days; the list below it is the way to choose, and says everything the
//! table says.

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};
use serde::Serialize;

use super::times::Calendar;
use super::wish::Daytime;
use crate::texts::Words;

/// No more free times than this are "few", as in the widget.
const FEW: usize = 3;

/// A month as a table.
#[derive(Clone, Debug, Serialize)]
pub struct Month {
    /// "November 2026".
    pub name: String,
    /// Heads of the columns.
    pub weekdays: Vec<WeekdayHead>,
    /// Rows from Monday to Sunday; days of other months are empty.
    pub weeks: Vec<Vec<Option<Cell>>>,
    /// The month before, where it can be booked; else empty.
    pub before_url: String,
    /// "Oktober 2026".
    pub before: String,
    /// The month after, where it can be booked; else empty.
    pub after_url: String,
    /// "Dezember 2026".
    pub after: String,
}

/// Head of a column.
#[derive(Clone, Debug, Serialize)]
pub struct WeekdayHead {
    /// "Mo".
    pub short: String,
    /// "Montag".
    pub name: &'static str,
}

/// One day.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// "24".
    pub number: u32,
    /// free, few, full, closed.
    pub state: &'static str,
    /// "5 freie Zeiten", "ausgebucht", "geschlossen".
    pub told: String,
    /// The list from this day on; empty where nothing is free.
    pub url: String,
    /// Whether the list starts with it.
    pub shown: bool,
}

impl Month {
    /// The month of this day.
    pub fn of(
        words: Words,
        calendar: &Calendar,
        day: NaiveDate,
        daytime: Daytime,
        url: impl Fn(NaiveDate) -> String,
    ) -> Self {
        let first = day - Days::new(u64::from(day.day0()));
        let next = first + Months::new(1);
        let lead = first.weekday().num_days_from_monday();
        let mut cells: Vec<Option<Cell>> = (0..lead).map(|_| None).collect();
        for date in first.iter_days().take_while(|date| *date < next) {
            cells.push(Some(cell(words, calendar, date, date == day, daytime, &url)));
        }
        cells.resize_with(cells.len().next_multiple_of(7), || None);
        let before = first - Days::new(1);
        let name = |date: NaiveDate| format!("{} {}", words.month(date.month()), date.year());
        Self {
            name: name(first),
            weekdays: (0..7).map(|number| weekday(words, number)).collect(),
            weeks: cells.chunks(7).map(<[_]>::to_vec).collect(),
            before_url: if before >= calendar.from {
                url((before - Days::new(u64::from(before.day0()))).max(calendar.from))
            } else {
                String::new()
            },
            before: name(before),
            after_url: if next <= calendar.until {
                url(next)
            } else {
                String::new()
            },
            after: name(next),
        }
    }
}

fn weekday(words: Words, number: u8) -> WeekdayHead {
    let name = words.weekday(Weekday::try_from(number).unwrap_or(Weekday::Mon));
    WeekdayHead {
        short: name.chars().take(2).collect(),
        name,
    }
}

fn cell(
    words: Words,
    calendar: &Calendar,
    date: NaiveDate,
    shown: bool,
    daytime: Daytime,
    url: impl Fn(NaiveDate) -> String,
) -> Cell {
    let (state, told) = match calendar
        .day(date)
        .map(|day| (day.starts(daytime).count(), day.works()))
    {
        Some((0, true)) if daytime == Daytime::All => ("full", words.get("pages.day_full").to_owned()),
        Some((0, true)) => ("full", words.get("pages.day_nothing").to_owned()),
        Some((0, false)) | None => ("closed", words.get("pages.day_closed").to_owned()),
        Some((1, _)) => ("few", words.get("pages.free_one").to_owned()),
        Some((count, _)) => (
            if count <= FEW { "few" } else { "free" },
            words.fill("pages.free", &[("count", &count.to_string())]),
        ),
    };
    let url = if matches!(state, "free" | "few") {
        url(date)
    } else {
        String::new()
    };
    Cell {
        number: date.day(),
        state,
        told,
        url,
        shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts;
    use crate::views::pages::samples;

    #[test]
    fn a_month_has_whole_weeks_and_ends_where_booking_ends() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let calendar = samples::calendar("de");
        let month = Month::of(texts::words("de"), &calendar, day, Daytime::All, |date| {
            date.to_string()
        });
        assert_eq!((month.name.as_str(), month.weeks.len()), ("November 2026", 6));
        assert!(month.weeks.iter().all(|week| week.len() == 7));
        assert_eq!(month.weeks[0].iter().filter(|cell| cell.is_some()).count(), 1);
        assert_eq!(
            (month.before_url.as_str(), month.after_url.as_str()),
            ("", "2026-12-01")
        );
        let tuesday = month.weeks[4][1].as_ref().unwrap();
        assert_eq!((tuesday.number, tuesday.state, tuesday.shown), (24, "free", true));
        let heads: Vec<_> = month.weekdays.iter().map(|head| head.short.as_str()).collect();
        assert_eq!(heads, ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]);
    }
}
