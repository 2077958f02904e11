//! The week of a department as a table: a row a colleague, a column a day.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};
use serde::Serialize;
use tenants::Town;
use tenants::calendar::{CELL_MINUTES, Closed, DayMask, LocalDay, local_time};

use super::columns::{away_in_words, closed_in_words, counted};
use super::day::{OVERBOOKED, day_url};
use super::frame::{address, address_with};
use crate::desk::{Load, Week, WeekDay};
use crate::texts::{clock_face, words};
use crate::views::pages::Page;
use crate::views::pages::times::span;

/// A week.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WeekPage {
    /// "Woche 48: 23. bis 29. November 2026".
    pub heading: String,
    /// The week before, this one, the week after.
    pub before_url: String,
    /// The week it is now.
    pub this_url: String,
    /// The week after.
    pub after_url: String,
    /// Where another date or department is sent to.
    pub jump_url: String,
    /// The date that was typed, or Monday's: "23.11.2026".
    pub typed: String,
    /// Whether what was typed is no date.
    pub misread: bool,
    /// The clerk's departments: name in addresses, name, whether it is shown.
    pub departments: Vec<(String, String, bool)>,
    /// "Bürgerbüro".
    pub department: String,
    /// The days.
    pub days: Vec<Head>,
    /// A row a colleague.
    pub rows: Vec<Row>,
    /// Sums of the days.
    pub sums: Vec<Sum>,
    /// Sum of the week.
    pub whole: Sum,
    /// Promises without a person, day by day; empty if there are none.
    pub displaced: Vec<usize>,
    /// Where they are looked after.
    pub displaced_url: String,
    /// "26.11.2026, 09:15 Uhr": when this was so.
    pub as_of: String,
}

/// A day above its column.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Head {
    /// "Mo".
    pub weekday: String,
    /// "23.11.".
    pub date: String,
    /// "Montag, 23. November 2026".
    pub whole: String,
    /// The day's page.
    pub url: String,
    /// Whether it is today.
    pub is_today: bool,
    /// "Feiertag: Karfreitag"; empty on an open day.
    pub closed: String,
}

/// A colleague's week.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    /// "Kaya".
    pub name: String,
    /// Day by day.
    pub days: Vec<OneDay>,
    /// The whole week.
    pub sum: Sum,
}

/// A colleague's day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OneDay {
    /// "8 Termine"; empty where nobody comes and nobody could.
    pub comes: String,
    /// "davon 1 überbucht"; empty where nobody was.
    pub overbooked: String,
    /// "2:30 Std. frei", "voll"; empty where nothing can be free any more.
    pub free: String,
    /// "abwesend ab 11:00", "nicht im Dienst", "Feiertag"; may be empty.
    pub told: String,
    /// Word for its look: `open`, `off`, `away`.
    pub look: &'static str,
    /// How much of her time is taken, in tenths.
    pub tenths: u32,
}

/// Several days together.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sum {
    /// "34 Termine".
    pub comes: String,
    /// "12:15 Std. frei"; empty where nothing is.
    pub free: String,
}

impl Page for WeekPage {
    const TEMPLATE: &'static str = "desk/week.html";
}

impl WeekPage {
    /// The page of a week.
    #[must_use]
    pub fn new(town: &Town, week: &Week, now: DateTime<Utc>) -> Self {
        let today = local_time::date(town.zone, now);
        let monday = week.days.first().map_or(today, |first| first.day.date);
        let last = week.days.last().map_or(today, |last| last.day.date);
        let of_week = |date: Option<NaiveDate>| {
            let date = date.unwrap_or(monday).to_string();
            address_with(
                &town.slug,
                "woche",
                &[("datum", &date), ("amt", &week.department)],
            )
        };
        let departments = week.departments.iter().map(|(slug, name)| {
            let shown = *slug == week.department;
            (slug.clone(), name.in_language("de").to_owned(), shown)
        });
        let departments: Vec<_> = departments.collect();
        let shown = departments.iter().find(|(.., shown)| *shown);
        let loads = || week.rows.iter().flat_map(|row| &row.loads);
        let of_day = |at: usize| week.rows.iter().filter_map(move |row| row.loads.get(at));
        let displaced = week.days.iter().map(|one| one.displaced);
        let local = local_time::local(town.zone, now);
        Self {
            heading: format!(
                "Woche {}: {}",
                monday.iso_week().week(),
                span(words("de"), monday, last)
            ),
            before_url: of_week(monday.checked_sub_days(Days::new(7))),
            this_url: of_week(Some(today)),
            after_url: of_week(monday.checked_add_days(Days::new(7))),
            jump_url: address(&town.slug, "woche"),
            typed: monday.format("%d.%m.%Y").to_string(),
            misread: false,
            department: shown.map_or_else(String::new, |(_, name, _)| name.clone()),
            departments,
            days: week.days.iter().map(|one| head(town, one, today)).collect(),
            rows: week
                .rows
                .iter()
                .map(|row| Row {
                    name: row.name.clone(),
                    days: row
                        .loads
                        .iter()
                        .zip(&week.days)
                        .map(|(load, one)| one_day(load, one, today))
                        .collect(),
                    sum: Sum::of(row.loads.iter()),
                })
                .collect(),
            sums: (0..week.days.len()).map(|at| Sum::of(of_day(at))).collect(),
            whole: Sum::of(loads()),
            displaced: if displaced.clone().sum::<usize>() == 0 {
                Vec::new()
            } else {
                displaced.collect()
            },
            displaced_url: address(&town.slug, "betroffene"),
            as_of: format!("{}, {} Uhr", local.format("%d.%m.%Y"), clock_face(local.time())),
        }
    }
}

impl Sum {
    fn of<'a>(loads: impl Iterator<Item = &'a Load>) -> Self {
        let (comes, free) = loads.fold((0, 0), |(comes, free), load| {
            (comes + load.comes, free + load.free.count())
        });
        Self {
            comes: counted(comes),
            free: if free == 0 {
                String::new()
            } else {
                hours_free(free)
            },
        }
    }
}

fn head(town: &Town, one: &WeekDay, today: NaiveDate) -> Head {
    let date = one.day.date;
    Head {
        weekday: words("de").weekday(date.weekday()).chars().take(2).collect(),
        date: date.format("%d.%m.").to_string(),
        whole: words("de").date(date),
        url: day_url(&town.slug, date),
        is_today: date == today,
        closed: one.closed.as_ref().map_or_else(String::new, closed_in_words),
    }
}

fn one_day(load: &Load, one: &WeekDay, today: NaiveDate) -> OneDay {
    let (told, look) = bearing(load, &one.day, one.closed.as_ref());
    let is_in = !load.works.is_empty();
    let taken = load.works.and(&load.taken).count();
    OneDay {
        comes: if load.comes > 0 || is_in {
            counted(load.comes)
        } else {
            String::new()
        },
        overbooked: match load.overbooked {
            0 => String::new(),
            overbooked => format!("davon {overbooked} {OVERBOOKED}"),
        },
        free: match load.free.count() {
            _ if !is_in || one.day.date < today => String::new(),
            0 => "nichts frei".to_owned(),
            cells => hours_free(cells),
        },
        told,
        look,
        tenths: (taken * 10).div_ceil(load.works.count().max(1)),
    }
}

/// What there is to say of a colleague's day besides its numbers, and how it looks.
fn bearing(load: &Load, day: &LocalDay, closed: Option<&Closed>) -> (String, &'static str) {
    match closed {
        Some(Closed::Holiday(_)) => ("Feiertag".to_owned(), "off"),
        Some(Closed::Closure(_)) => ("geschlossen".to_owned(), "off"),
        None if load.shifts == DayMask::EMPTY => ("nicht im Dienst".to_owned(), "off"),
        None => match away_in_words(day, &load.shifts, &load.works) {
            Some(told) if load.works.is_empty() => (told, "away"),
            told => (told.unwrap_or_default(), "open"),
        },
    }
}

/// "2:30 Std. frei".
fn hours_free(cells: u32) -> String {
    let minutes = cells * CELL_MINUTES;
    format!("{}:{:02} Std. frei", minutes / 60, minutes % 60)
}
