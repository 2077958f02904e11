//! "Feiertage": which days nobody works on by law, as a form.

use chrono::{Days, NaiveDate};
use tenants::calendar::Land;
use tenants::calendar::holidays::LocalHoliday;

use super::form::{Field, FormPage, Group, choice};
use super::frame::address;
use super::setup;
use crate::desk::ByLaw;
use crate::texts::words;

/// Where it is, below a town's desk.
pub const PLACE: &str = "einrichtung/feiertage";

/// Days that are shown ahead: a year, and what is planned beyond it.
const AHEAD: Days = Days::new(400);

/// Holidays of single places: as they are sent, and in words.
pub const LOCAL: [(LocalHoliday, &str, &str); 3] = [
    (
        LocalHoliday::Augsburg,
        "augsburg",
        "Augsburger Friedensfest (Stadt Augsburg)",
    ),
    (
        LocalHoliday::Assumption,
        "assumption",
        "Mariä Himmelfahrt (viele Gemeinden in Bayern)",
    ),
    (
        LocalHoliday::CorpusChristi,
        "corpus_christi",
        "Fronleichnam (einige Gemeinden in Sachsen und Thüringen)",
    ),
];

/// The form of a town as its holidays are.
#[must_use]
pub fn holidays_form(town: &str, by_law: &ByLaw, today: NaiveDate, seal: String) -> FormPage {
    let lands = Land::ALL.iter();
    let lands = lands.map(|land| choice(land.code(), land.name(), *land == by_law.holidays.land));
    let local = LOCAL.map(|(one, word, label)| choice(word, label, by_law.holidays.also.contains(&one)));
    let last = today.checked_add_days(AHEAD).unwrap_or(today);
    let coming = by_law.coming(today, last).into_iter();
    let coming = coming.map(|(day, name)| {
        let label = format!("{}: {name}", words("de").date(day));
        choice(&day.to_string(), label, by_law.holidays.remove.contains(&day))
    });
    FormPage {
        action: address(town, PLACE),
        back_url: address(town, setup::PLACE),
        back: "Einrichtung",
        intro: "An Feiertagen gibt es keine Termine. Tage, an denen Sie darüber hinaus geschlossen haben, tragen Sie unter „Schließtage“ ein."
            .to_owned(),
        seal,
        groups: vec![Group {
            title: "",
            fields: vec![
                Field::one("holidays.land", "Bundesland", lands.collect()),
                Field::several("holidays.also", "Feiertage, die nur hier gelten", local.into()),
                Field::several("holidays.remove", "An diesen Feiertagen wird hier gearbeitet", coming.collect())
                    .hint("Nach einem Wechsel des Bundeslandes stehen die neuen Feiertage hier, sobald Sie gespeichert haben."),
            ],
        }],
        save: "Feiertage speichern",
        ..FormPage::default()
    }
}
