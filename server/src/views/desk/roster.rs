//! The week of a person: her shifts as bars by the hour, as a list, and the form in which one of them is set.

use chrono::{NaiveDate, Weekday};
use serde::Serialize;
use tenants::calendar::CELL_MINUTES;
use tenants::shifts::has_begun;
use tenants::staff::{Audience, Shift, StaffMember};
use tenants::town::Department;

use super::columns::{HOUR, Mark, place};
use super::form::{Choice, Field, FormPage, Group, choice};
use super::frame::{address, address_with};
use super::lanes::lanes;
use super::people::{PLACE, person_url, shifts_url};
use super::shifts::{day, in_words, key_of, span_in_words};
use crate::desk::Seen;
use crate::texts::words;
use crate::views::pages::Page;

/// Hours that are shown where nobody works.
const EMPTY_WEEK: (u32, u32) = (8, 16);

/// Days of the week as forms send them, Monday first.
pub const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// For whom a shift can be: as it is sent, and in words.
pub const AUDIENCES: [(Audience, &str, &str); 3] = [
    (Audience::Everyone, "alle", "Internet und Telefon"),
    (Audience::Desk, "telefon", "nur Telefon und Schalter"),
    (Audience::SameDay, "selber-tag", "im Internet nur am selben Tag"),
];

/// A person's week.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RosterPage {
    /// "Kaya".
    pub name: String,
    /// The sheet that knows the places of the bars.
    pub raster_url: String,
    /// The hours at the side.
    pub hours: Vec<Mark>,
    /// One a day of the week.
    pub columns: Vec<WeekColumn>,
    /// All of her shifts that are not over.
    pub rows: Vec<ShiftRow>,
    /// The form.
    pub form: FormPage,
    /// The shift that the form is about, as it is sent; empty for a new one.
    pub key: String,
    /// Whether the form is about a shift that there is.
    pub known: bool,
    /// Where a new one is begun; empty while the form does.
    pub new_url: String,
    /// Where a shift ends or becomes shorter with the appointments that stand on it.
    pub ending_url: String,
    /// What the free times are counted for.
    pub services: Vec<Choice>,
    /// Whether what citizens would see was asked for.
    pub looked: bool,
    /// What they would see, day by day; days without any free time are left out.
    pub seen: Vec<SeenRow>,
}

/// A day of the week.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WeekColumn {
    /// "Montag".
    pub name: &'static str,
    /// Her shifts on it.
    pub bars: Vec<Bar>,
}

/// A shift in the week.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Bar {
    /// "08:00–12:30 Uhr".
    pub span: String,
    /// "jede zweite Woche".
    pub told: String,
    /// Classes of its place and look.
    pub place: String,
    /// Where it is set.
    pub url: String,
}

/// A shift in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ShiftRow {
    /// "montags 08:00–12:30 Uhr, nur für das Telefon".
    pub told: String,
    /// Where it is set.
    pub url: String,
    /// Whether the form is about it.
    pub current: bool,
}

/// What citizens would see of a day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SeenRow {
    /// "Mo 23.11.".
    pub day: String,
    /// Free times now.
    pub before: usize,
    /// Free times afterwards.
    pub after: usize,
    /// "2 mehr", "gleich".
    pub change: String,
}

impl Page for RosterPage {
    const TEMPLATE: &'static str = "desk/roster.html";
}

impl RosterPage {
    /// A person's week today, and the form about one of her shifts, or a new one.
    #[must_use]
    pub fn new(
        town: &str,
        (department, person): (&Department, &StaffMember),
        chosen: Option<&Shift>,
        seal: String,
        today: NaiveDate,
    ) -> Self {
        let mut open: Vec<_> = person.shifts.iter().collect();
        open.retain(|shift| shift.valid_until.is_none_or(|until| until >= today));
        open.sort_by_key(|shift| (shift.weekday.num_days_from_monday(), shift.from, shift.valid_from));
        let (first, last) = hours(&open);
        let mark = |hour: u32| Mark {
            label: format!("{hour:02}"),
            place: place((hour - first) * HOUR, HOUR),
        };
        let url = shifts_url(town, &person.slug);
        let at = |shift: &Shift| format!("{url}?dienstzeit={}#dienstzeit", key_of(shift));
        let row = |shift: &&Shift| ShiftRow {
            told: in_words(shift, today),
            url: at(shift),
            current: Some(*shift) == chosen,
        };
        let services = department.services.iter();
        let services = services.filter(|service| person.can_do([service.id]));
        let key = chosen.map_or_else(String::new, key_of);
        Self {
            name: person.name.clone(),
            raster_url: address(town, "raster.css"),
            hours: (first..last).map(mark).collect(),
            columns: columns(&open, first, today, &at),
            rows: open.iter().map(row).collect(),
            form: form(town, person, chosen, seal, today),
            known: chosen.is_some(),
            key: key.clone(),
            new_url: if chosen.is_some() {
                url.clone()
            } else {
                String::new()
            },
            ending_url: address_with(
                town,
                "dienstzeiten",
                &[("person", &person.slug), ("dienstzeit", &key)],
            ),
            services: services
                .map(|one| choice(&one.facts.slug, one.facts.name.in_language("de"), false))
                .collect(),
            looked: false,
            seen: Vec::new(),
        }
    }

    /// With what citizens would see of a service.
    #[must_use]
    pub fn looking(mut self, service: &str, seen: &[Seen]) -> Self {
        for choice in &mut self.services {
            choice.2 = choice.0 == service;
        }
        let rows = seen.iter().filter(|(_, before, after)| before + after > 0);
        self.seen = rows.map(seen_row).collect();
        self
    }
}

fn seen_row(&(date, before, after): &Seen) -> SeenRow {
    let weekday: String = words("de")
        .weekday(chrono::Datelike::weekday(&date))
        .chars()
        .take(2)
        .collect();
    SeenRow {
        day: format!("{weekday} {}", date.format("%d.%m.")),
        before,
        after,
        change: match after.cmp(&before) {
            std::cmp::Ordering::Greater => format!("{} mehr", after - before),
            std::cmp::Ordering::Less => format!("{} weniger", before - after),
            std::cmp::Ordering::Equal => "gleich".to_owned(),
        },
    }
}

/// From the first full hour of any shift to the last.
fn hours(shifts: &[&Shift]) -> (u32, u32) {
    let first = shifts.iter().map(|shift| shift.from.minutes() / 60).min();
    let last = shifts
        .iter()
        .map(|shift| shift.until.minutes().div_ceil(60))
        .max();
    first.zip(last).unwrap_or(EMPTY_WEEK)
}

/// Monday to Friday, and the days of the weekend on which she works.
fn columns(
    shifts: &[&Shift],
    first: u32,
    today: NaiveDate,
    at: &impl Fn(&Shift) -> String,
) -> Vec<WeekColumn> {
    let cell = |minutes: u32| minutes / CELL_MINUTES;
    let column = |weekday: Weekday| {
        let mut own: Vec<_> = shifts.iter().filter(|shift| shift.weekday == weekday).collect();
        own.sort_by_key(|shift| (shift.from, shift.until));
        let spans: Vec<_> = own
            .iter()
            .map(|shift| (cell(shift.from.minutes()), cell(shift.until.minutes())))
            .collect();
        let bars = own
            .iter()
            .zip(&spans)
            .zip(lanes(&spans))
            .map(|((shift, (from, until)), lane)| {
                let mut place = place(from - first * HOUR, until - from);
                if lane.of > 1 {
                    place += &format!(" of-{} lane-{}", lane.of, lane.number);
                }
                if shift.audience != Audience::Everyone {
                    place += " bar--desk";
                }
                if shift.valid_from.is_some_and(|from| from > today) {
                    place += " bar--coming";
                }
                Bar {
                    span: span_in_words(shift),
                    told: told(shift, today),
                    place,
                    url: at(shift),
                }
            });
        WeekColumn {
            name: words("de").weekday(weekday),
            bars: bars.collect(),
        }
    };
    let weekend = |weekday: &Weekday| {
        weekday.num_days_from_monday() < 5 || shifts.iter().any(|shift| shift.weekday == *weekday)
    };
    WEEKDAYS.into_iter().filter(weekend).map(column).collect()
}

/// What limits a shift, for the little room there is.
fn told(shift: &Shift, today: NaiveDate) -> String {
    let mut told = Vec::new();
    if shift.every_second_week_from.is_some() {
        told.push("jede zweite Woche".to_owned());
    }
    if let Some(from) = shift.valid_from.filter(|from| *from > today) {
        told.push(format!("ab {}", day(from)));
    }
    if let Some(until) = shift.valid_until {
        told.push(format!("bis {}", day(until)));
    }
    match shift.audience {
        Audience::Everyone => {}
        Audience::Desk => told.push("Telefon".to_owned()),
        Audience::SameDay => told.push("am selben Tag".to_owned()),
    }
    told.join(", ")
}

fn form(
    town: &str,
    person: &StaffMember,
    chosen: Option<&Shift>,
    seal: String,
    today: NaiveDate,
) -> FormPage {
    let weekday = |weekday: Weekday| {
        let number = weekday.num_days_from_monday().to_string();
        let is_chosen = chosen.is_some_and(|shift| shift.weekday == weekday);
        choice(&number, words("de").weekday(weekday), is_chosen)
    };
    let weekdays = WEEKDAYS.map(weekday).into();
    let written = |date: Option<NaiveDate>| date.map_or_else(String::new, day);
    let begins = chosen
        .filter(|shift| !has_begun(shift, today))
        .and_then(|shift| shift.valid_from);
    let audience = chosen.map_or(Audience::Everyone, |shift| shift.audience);
    let audiences = AUDIENCES.map(|(one, word, label)| choice(word, label, one == audience));
    let text = |time: Option<String>| time.unwrap_or_default();
    let fields = vec![
        match chosen {
            Some(_) => Field::one("weekday", "Wochentag", weekdays),
            None => Field::several("weekday", "Wochentage", weekdays),
        },
        Field::line(
            "from",
            "von",
            &text(chosen.map(|shift| shift.from.to_string())),
            5,
        )
        .hint("zum Beispiel 08:00"),
        Field::line(
            "until",
            "bis",
            &text(chosen.map(|shift| shift.until.to_string())),
            5,
        )
        .hint("zum Beispiel 12:30"),
        Field::one("audience", "Wer kann Termine vereinbaren?", audiences.into()),
        Field::line(
            "every_second_week_from",
            "Nur jede zweite Woche, ab der Woche vom",
            &written(chosen.and_then(|shift| shift.every_second_week_from)),
            12,
        )
        .hint("Leer: jede Woche. Sonst ein Tag der ersten Woche, zum Beispiel 30.11."),
        Field::line("valid_from", "Gilt ab", &written(begins), 12)
            .hint("Leer: ab heute. Davor bleibt alles, wie es ist."),
        Field::line(
            "valid_until",
            "Gilt bis",
            &written(chosen.and_then(|shift| shift.valid_until)),
            12,
        )
        .hint("Leer: auf Dauer."),
    ];
    FormPage {
        action: format!("{}#dienstzeit", shifts_url(town, &person.slug)),
        back_url: address(town, PLACE),
        back: "Alle Mitarbeitenden",
        links: vec![("Was sie oder er kann", person_url(town, &person.slug))],
        seal,
        groups: vec![Group { title: "", fields }],
        ..FormPage::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_shows_the_weekend_only_to_those_who_work_on_it_and_alternating_weeks_side_by_side() {
        let clock = |text: &str| text.parse().unwrap();
        let today = "2026-11-23".parse().unwrap();
        let monday = Shift::weekly(Weekday::Mon, clock("08:30"), clock("12:00"));
        let other = Shift {
            every_second_week_from: Some(today),
            ..Shift::weekly(Weekday::Mon, clock("08:00"), clock("09:00"))
        };
        let saturday = Shift::weekly(Weekday::Sat, clock("09:00"), clock("17:05"));
        let url = |shift: &Shift| shift.from.to_string();
        let names = |shifts: &[&Shift]| -> Vec<_> {
            columns(shifts, 8, today, &url)
                .into_iter()
                .map(|column| column.name)
                .collect()
        };
        assert_eq!(
            names(&[&monday]),
            ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"]
        );
        assert_eq!(names(&[&monday, &saturday]).last(), Some(&"Samstag"));
        assert_eq!(hours(&[&monday, &saturday]), (8, 18));
        assert_eq!(hours(&[]), EMPTY_WEEK);
        let both = columns(&[&monday, &other], 8, today, &url);
        let places: Vec<_> = both[0].bars.iter().map(|bar| bar.place.as_str()).collect();
        assert_eq!(
            places,
            ["from-0 long-12 of-2 lane-0", "from-6 long-42 of-2 lane-1"]
        );
        assert_eq!(both[0].bars[0].told, "jede zweite Woche");
    }
}
