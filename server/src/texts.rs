//! The server's words in the languages it speaks, and how it writes dates, times and money.
//!
//! Texts live in `server/texts/*.toml` and are part of the program; keys have dots by section (`field.email`). A town's
//! own texts (names, papers, hints) come from the town, not from here. A language we do not speak is answered
//! in German.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike as _, NaiveDate, NaiveTime, Weekday};
use wire::ProblemCode;

/// Texts by key.
type Table = BTreeMap<String, String>;

static GERMAN: LazyLock<Table> = LazyLock::new(|| read(include_str!("../texts/de.toml")));
static ENGLISH: LazyLock<Table> = LazyLock::new(|| read(include_str!("../texts/en.toml")));

/// Languages the server speaks, its default first.
pub const LANGUAGES: [&str; 2] = ["de", "en"];

/// The words of one language; cheap to copy.
#[derive(Clone, Copy)]
pub struct Words {
    /// BCP 47 primary tag of the language that is really spoken.
    pub language: &'static str,
    table: &'static Table,
}

/// The words for a reader's language: German unless we speak it.
#[must_use]
pub fn words(language: &str) -> Words {
    match language.split('-').next() {
        Some("en") => Words {
            language: "en",
            table: &ENGLISH,
        },
        _ => Words {
            language: "de",
            table: &GERMAN,
        },
    }
}

impl Words {
    /// The text under this key; the key itself if there is none, so that a reader sees at least what is missing.
    #[must_use]
    pub fn get(self, key: &'static str) -> &'static str {
        self.find(key).unwrap_or(key)
    }

    /// The text under a key that is put together at run time.
    #[must_use]
    pub fn find(self, key: &str) -> Option<&'static str> {
        self.table.get(key).map(String::as_str)
    }

    /// The text under this key with its placeholders filled: `[("phone", "0221 4710-123")]`.
    #[must_use]
    pub fn fill(self, key: &'static str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// Every key with its text.
    pub fn all(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.table.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// What a citizen reads for a problem.
    #[must_use]
    pub fn problem(self, code: ProblemCode) -> &'static str {
        self.find(&format!("problem.{}", code.as_str()))
            .unwrap_or(code.as_str())
    }

    /// "Dienstag".
    #[must_use]
    pub fn weekday(self, weekday: Weekday) -> &'static str {
        self.get(match weekday {
            Weekday::Mon => "weekday.monday",
            Weekday::Tue => "weekday.tuesday",
            Weekday::Wed => "weekday.wednesday",
            Weekday::Thu => "weekday.thursday",
            Weekday::Fri => "weekday.friday",
            Weekday::Sat => "weekday.saturday",
            Weekday::Sun => "weekday.sunday",
        })
    }

    /// "November"; months count from 1.
    #[must_use]
    pub fn month(self, month: u32) -> &'static str {
        self.find(&format!("month.{month}")).unwrap_or_default()
    }

    /// "Dienstag, 24. November 2026".
    #[must_use]
    pub fn date(self, date: NaiveDate) -> String {
        let (day, year) = (date.day().to_string(), date.year().to_string());
        self.fill(
            "format.date",
            &[
                ("weekday", self.weekday(date.weekday())),
                ("day", &day),
                ("month", self.month(date.month())),
                ("year", &year),
            ],
        )
    }

    /// "09:30 Uhr".
    #[must_use]
    pub fn time(self, time: NaiveTime) -> String {
        self.fill("format.time", &[("time", &clock_face(time))])
    }

    /// "09:30 bis 10:15 Uhr".
    #[must_use]
    pub fn time_span(self, from: NaiveTime, until: NaiveTime) -> String {
        self.fill(
            "format.time_span",
            &[("from", &clock_face(from)), ("until", &clock_face(until))],
        )
    }

    /// "Dienstag, 24. November 2026, 09:30 Uhr".
    #[must_use]
    pub fn moment(self, date: NaiveDate, time: NaiveTime) -> String {
        self.fill(
            "format.moment",
            &[("date", &self.date(date)), ("time", &clock_face(time))],
        )
    }

    /// "46,00 €", or "gebührenfrei".
    #[must_use]
    pub fn money(self, cents: u32) -> String {
        if cents == 0 {
            return self.get("format.free_of_charge").to_owned();
        }
        let (euros, rest) = ((cents / 100).to_string(), format!("{:02}", cents % 100));
        self.fill("format.money", &[("euros", &euros), ("cents", &rest)])
    }

    /// "45 Minuten".
    #[must_use]
    pub fn minutes(self, count: u32) -> String {
        let key = if count == 1 {
            "format.minute"
        } else {
            "format.minutes"
        };
        self.fill(key, &[("count", &count.to_string())])
    }
}

/// "09:30", the same in every language.
#[must_use]
pub fn clock_face(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// Fills placeholders; values are never searched for placeholders themselves.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        // An unclosed brace is a mistake in a text: what follows it is left out.
        let (name, after) = after.split_once('}').unwrap_or_default();
        out.push_str(
            values
                .iter()
                .find(|(known, _)| *known == name)
                .map_or("", |(_, value)| value),
        );
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Reads an embedded file. It is part of the program, so a mistake in it is found by the first test, not by an operator.
fn read(source: &str) -> Table {
    let sections: BTreeMap<String, Table> =
        toml::from_str(source).expect("the embedded texts are sound TOML");
    sections
        .into_iter()
        .flat_map(|(section, texts)| {
            texts
                .into_iter()
                .map(move |(key, text)| (format!("{section}.{key}"), text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(text: &str) -> Vec<&str> {
        let mut found: Vec<_> = text
            .split('{')
            .skip(1)
            .filter_map(|part| part.split('}').next())
            .collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let (german, english) = (words("de"), words("en"));
        let keys = |words: Words| words.all().map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(keys(german), keys(english));
        for (key, text) in german.all() {
            assert_eq!(
                placeholders(text),
                placeholders(english.find(key).unwrap()),
                "{key}"
            );
        }
    }

    #[test]
    fn every_problem_is_told_as_a_sentence_without_shouting() {
        for words in LANGUAGES.map(words) {
            for code in ProblemCode::ALL {
                let text = words.find(&format!("problem.{}", code.as_str()));
                assert!(
                    text.is_some_and(|text| text.ends_with('.')),
                    "{} in {}",
                    code.as_str(),
                    words.language
                );
            }
            assert!(
                words
                    .all()
                    .all(|(_, text)| !text.contains('!') && !text.trim().is_empty())
            );
        }
    }

    #[test]
    fn dates_and_times_are_written_as_people_do() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let (from, until) = (
            NaiveTime::from_hms_opt(9, 30, 0).unwrap(),
            NaiveTime::from_hms_opt(10, 15, 0).unwrap(),
        );
        let (german, english) = (words("de-AT"), words("en"));
        assert_eq!(
            german.moment(date, from),
            "Dienstag, 24. November 2026, 09:30 Uhr"
        );
        assert_eq!(english.moment(date, from), "Tuesday, 24 November 2026, 09:30");
        assert_eq!(german.time_span(from, until), "09:30 bis 10:15 Uhr");
        assert_eq!(german.money(4605), "46,05 €");
        assert_eq!(english.money(4605), "€46.05");
        assert_eq!(german.money(0), "gebührenfrei");
        assert_eq!(german.minutes(1), "1 Minute");
        assert_eq!(words("tr").language, "de");
    }

    #[test]
    fn a_value_in_braces_stays_a_value() {
        assert_eq!(fill("{a} und {b}", &[("a", "{b}"), ("b", "B")]), "{b} und B");
        assert_eq!(fill("offen {a", &[("a", "x")]), "offen ");
    }
}
