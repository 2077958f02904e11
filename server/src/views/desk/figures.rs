//! "Zahlen": the figures of a period as tables with bars in them, and the same tables as a file.
//!
//! A chart is drawn in the rows of its table, so that both say the same: bars are SVG without any style or script of their own.

mod file;
mod tables;

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;
use tenants::Town;
use tenants::figures::{Ending, Figure, Figures, Period, Unit};
use tenants::town::Department;

use super::frame::{address, address_with};
use crate::texts::words;
use crate::views::pages::{Mistake, Page};

pub use file::file;
use tables::{figure_told, grouped, lead_told, load_table, tables};

/// Where it is, below a town's desk.
pub const PLACE: &str = "zahlen";

/// Periods, by their words in forms.
pub const UNITS: &[(&str, Unit, &str)] = &[
    ("woche", Unit::Week, "Woche"),
    ("monat", Unit::Month, "Monat"),
    ("quartal", Unit::Quarter, "Quartal"),
    ("jahr", Unit::Year, "Jahr"),
    ("von-bis", Unit::Span, "von … bis …"),
];

/// What somebody asked for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Asked {
    /// A word of [`UNITS`].
    pub zeitraum: String,
    /// A day of the period.
    pub datum: String,
    /// The first day of a span.
    pub von: String,
    /// Its last day.
    pub bis: String,
    /// Name of the department in addresses; empty: all of the clerk's.
    pub amt: String,
}

/// The figures of a period.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FiguresPage {
    /// Where the form is sent to.
    pub action: String,
    /// What was asked for.
    pub asked: Asked,
    /// Word, name, and whether it is chosen.
    pub units: Vec<(&'static str, &'static str, bool)>,
    /// Name in addresses, name, and whether it is chosen; empty where there is one only.
    pub departments: Vec<(String, String, bool)>,
    /// "November 2026".
    pub period: String,
    /// Whose figures these are.
    pub scope: String,
    /// The same period before and after; empty where there is none.
    pub before_url: String,
    /// After.
    pub after_url: String,
    /// The tables as a file; empty where there is nothing to tell.
    pub file_url: String,
    /// What cannot be read.
    pub mistakes: Vec<Mistake>,
    /// "412", "unter 5"; empty where nothing was asked for that can be read.
    pub all: String,
    /// Said in front of everything: figure and what it is.
    pub sums: Vec<(String, &'static str)>,
    /// One after the other.
    pub tables: Vec<Table>,
    /// Weekdays and hours.
    pub load: Option<LoadTable>,
    /// Breakdowns of which there is too little to tell.
    pub untold: Vec<&'static str>,
}

/// A breakdown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    /// Its name in the page.
    pub id: &'static str,
    /// "Nach Anliegen".
    pub name: &'static str,
    /// What is counted.
    pub text: &'static str,
    /// What its first column has.
    pub of: &'static str,
    /// What its third column has; empty without one.
    pub beside: &'static str,
    /// In order.
    pub rows: Vec<Row>,
    /// Names that have nothing to be told, in one line.
    pub few: Vec<String>,
}

/// A line of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    /// "Personalausweis beantragen".
    pub name: String,
    /// "412", "unter 5".
    pub figure: String,
    /// Length of its bar, of a hundred; 0 shows none.
    pub bar: u64,
    /// "6,3 Tage"; empty where it is not told.
    pub beside: String,
}

/// Weekdays down, hours across.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LoadTable {
    /// "8 Uhr".
    pub hours: Vec<String>,
    /// A weekday each, with its cells.
    pub days: Vec<(&'static str, Vec<LoadCell>)>,
}

/// An hour of a weekday.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LoadCell {
    /// "41", "< 5".
    pub figure: String,
    /// How deep its colour is, 0 to 6.
    pub depth: u64,
}

impl Page for FiguresPage {
    const TEMPLATE: &'static str = "desk/figures.html";
}

impl FiguresPage {
    /// The page without figures: the form, with what cannot be read in it.
    #[must_use]
    pub fn asking(town: &Town, departments: &[&Department], asked: Asked, mistakes: Vec<Mistake>) -> Self {
        let chosen = |word: &str| word == asked.zeitraum;
        let choices = departments.iter().map(|department| {
            let name = department.name.in_language("de").to_owned();
            (department.slug.clone(), name, department.slug == asked.amt)
        });
        Self {
            action: address(&town.slug, PLACE),
            units: UNITS
                .iter()
                .map(|&(word, _, name)| (word, name, chosen(word)))
                .collect(),
            departments: if departments.len() > 1 {
                choices.collect()
            } else {
                Vec::new()
            },
            asked,
            mistakes,
            ..Self::default()
        }
    }

    /// With the figures of this period.
    #[must_use]
    pub fn telling(
        self,
        town: &Town,
        departments: &[&Department],
        period: Period,
        figures: &Figures,
    ) -> Self {
        let around = |period: Option<Period>| {
            period.map_or(String::new(), |period| {
                let day = period.first.format("%d.%m.%Y").to_string();
                self.asked.url(town, PLACE, &day)
            })
        };
        let seen: Vec<_> = departments
            .iter()
            .filter(|department| self.asked.amt.is_empty() || department.slug == self.asked.amt)
            .collect();
        let names = seen.iter().map(|department| department.name.in_language("de"));
        let mut untold = Vec::new();
        let tables = tables(town, figures, &mut untold);
        let load = load_table(figures);
        if load.is_none() {
            untold.push("Nach Wochentag und Uhrzeit");
        }
        let told = figures.all != Figure::Few;
        Self {
            period: period_told(period),
            scope: names.collect::<Vec<_>>().join(", "),
            before_url: around(period.before()),
            after_url: around(period.after()),
            file_url: if told {
                self.asked
                    .url(town, &format!("{PLACE}/tabellen.csv"), &self.asked.datum)
            } else {
                String::new()
            },
            all: figure_told(figures.all),
            sums: sums(figures),
            tables,
            load,
            untold: if told { untold } else { Vec::new() },
            ..self
        }
    }
}

impl Asked {
    fn url(&self, town: &Town, path: &str, day: &str) -> String {
        let pairs = [
            ("zeitraum", self.zeitraum.as_str()),
            ("datum", day),
            ("von", &self.von),
            ("bis", &self.bis),
            ("amt", &self.amt),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        address_with(&town.slug, path, &pairs)
    }
}

/// "KW 48, 23.11.2026 bis 29.11.2026", "November 2026".
fn period_told(period: Period) -> String {
    let span = |first: NaiveDate, last: NaiveDate| {
        format!("{} bis {}", first.format("%d.%m.%Y"), last.format("%d.%m.%Y"))
    };
    let first = period.first;
    match period.unit {
        Unit::Week => format!("KW {}, {}", first.iso_week().week(), span(first, period.last)),
        Unit::Month => format!("{} {}", words("de").month(first.month()), first.year()),
        Unit::Quarter => format!("{}. Quartal {}", first.month0() / 3 + 1, first.year()),
        Unit::Year => first.year().to_string(),
        Unit::Span => span(first, period.last),
    }
}

/// What is said first.
fn sums(figures: &Figures) -> Vec<(String, &'static str)> {
    let mut sums = vec![(figure_told(figures.all), "Termine")];
    let ending = |wanted: Ending| {
        let parts = figures.endings.iter().flatten();
        parts
            .clone()
            .find(|(ending, _)| *ending == wanted)
            .map(|(_, figure)| *figure)
    };
    if let Some(missed) = ending(Ending::Missed) {
        let rate = missed.told().zip(ending(Ending::Kept).and_then(Figure::told));
        let told = rate.map(|(missed, kept)| {
            let tenths = (missed * 1_000 + (missed + kept) / 2) / (missed + kept);
            format!("{} ({},{} %)", grouped(missed), tenths / 10, tenths % 10)
        });
        sums.push((told.unwrap_or_else(|| figure_told(missed)), "nicht gekommen"));
    }
    if let Some(lead) = figures.lead_time {
        sums.push((lead_told(lead), "zwischen Buchung und Termin, im Mittel"));
    }
    if figures.all != Figure::Few {
        sums.push((figure_told(figures.affected.all), "von Ausfällen betroffen"));
    }
    sums
}
