//! A visit, a calendar and an appointment to show.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, Weekday};
use wire::*;

use super::town::{pick, town};
use crate::booking::Needs;
use crate::texts::{self, Words};
use crate::views::pages::times::Calendar;
use crate::views::pages::wish::Wish;

/// A wish as an address would say it.
pub fn wish(query: &[(&str, &str)]) -> Wish {
    let pairs: Vec<_> = query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Wish::read(&pairs).unwrap()
}

/// What two identity cards and a passport need.
pub fn needs(language: &str) -> Needs {
    let line = |de: &str, en: &str, hint: Option<(&str, &str)>| ChecklistLine {
        text: pick(language, de, en),
        hint: hint.map(|(de, en)| pick(language, de, en)),
    };
    Needs {
        checklist: vec![
            line(
                "Alter Reisepass oder Personalausweis",
                "Old passport or identity card",
                None,
            ),
            line(
                "Digitales Foto vom Fotostudio",
                "Digital photo from a photo studio",
                Some((
                    "oder im Bürgerbüro aufnehmen, 6,00 €",
                    "or take it at the office, €6.00",
                )),
            ),
        ],
        fee: pick(language, "162,00 €", "€162.00"),
        minutes: 45,
    }
}

/// A day of November 2026.
pub fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, number).unwrap()
}

/// A time of the day.
pub fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn moment(words: Words, date: NaiveDate, time: NaiveTime) -> TimeView {
    TimeView {
        at: format!("{date}T{time}+01:00"),
        date: date.to_string(),
        label: words.moment(date, time),
    }
}

/// Three times near half past nine.
pub fn alternatives(language: &str) -> Vec<TimeView> {
    let words = texts::words(language);
    [
        (day(24), time(10, 15)),
        (day(24), time(11, 0)),
        (day(25), time(8, 45)),
    ]
    .map(|(date, time)| moment(words, date, time))
    .into()
}

/// From Sunday, 22 November 2026 on; Monday is full, weekends are closed.
pub fn calendar(language: &str) -> Calendar {
    let words = texts::words(language);
    let times = |date: NaiveDate| -> Vec<NaiveTime> {
        match (date.day() % 7, date.weekday()) {
            (_, Weekday::Sat | Weekday::Sun | Weekday::Mon) => Vec::new(),
            (_, Weekday::Tue) => vec![time(9, 30), time(10, 15), time(11, 0), time(14, 30), time(15, 15)],
            (_, Weekday::Thu) => vec![
                time(8, 0),
                time(8, 15),
                time(9, 45),
                time(14, 0),
                time(16, 15),
                time(17, 30),
            ],
            (5, Weekday::Fri) => Vec::new(),
            (_, Weekday::Wed | Weekday::Fri) => vec![time(8, 45)],
        }
    };
    let days = day(22).iter_days().take(62).map(|date| {
        let starts: Vec<_> = times(date)
            .into_iter()
            .map(|time| StartView {
                at: format!("{date}T{time}+01:00"),
                label: texts::clock_face(time),
            })
            .collect();
        let state = match (starts.is_empty(), date.weekday()) {
            (false, _) => DayState::Free,
            (true, Weekday::Sat | Weekday::Sun) => DayState::Closed,
            (true, _) => DayState::Full,
        };
        DayView {
            date: date.to_string(),
            label: words.date(date),
            state,
            starts,
        }
    });
    Calendar::of([Availability {
        minutes: 45,
        bookable_from: day(22).to_string(),
        bookable_until: (day(22) + Days::new(61)).to_string(),
        first_free: Some(moment(words, day(24), time(9, 30))),
        days: days.collect(),
    }])
    .unwrap()
}

/// An appointment in this state.
pub fn appointment(words: Words, state: AppointmentState) -> AppointmentView {
    let town = town(words.language);
    let (date, needs) = (day(24), needs(words.language));
    let chosen = |slug: &str, name: String, count| ChosenView {
        service: slug.to_owned(),
        name,
        count,
    };
    let services = &town.departments[0].services;
    AppointmentView {
        reference: "DT-BH7-5E6".to_owned(),
        pin: "471100".to_owned(),
        token: "x".to_owned(),
        manage_url: "https://termine.example/doerentrup/termin/x".to_owned(),
        ics_url: "https://termine.example/api/v1/towns/doerentrup/appointments/x/calendar.ics".to_owned(),
        state,
        at: "2026-11-24T09:30:00+01:00".to_owned(),
        date_label: words.date(date),
        time_label: words.time_span(time(9, 30), time(10, 15)),
        label: words.moment(date, time(9, 30)),
        minutes: 45,
        name: "Erika Beispiel".to_owned(),
        email_hint: Some("e***@example.org".to_owned()),
        services: vec![
            chosen("personalausweis", services[0].name.clone(), 2),
            chosen("reisepass", services[1].name.clone(), 1),
        ],
        place: town.departments[0].place.clone(),
        documents: needs.checklist,
        fee: needs.fee,
        proof: (state == AppointmentState::Pending).then(|| {
            let values = [("address", "e***@example.org"), ("until", "14:30")];
            words.fill("pages.prove_text", &values)
        }),
        changeable: matches!(state, AppointmentState::Booked),
        phone: town.phone,
    }
}
