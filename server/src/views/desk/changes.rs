//! What was changed in a town, in German: parts, fields and what they say.
//!
//! A field whose every step has a word is told in words, "Unterlage 2: Text (Englisch)"; any other by its path, so that nothing is
//! ever left out.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;
use tenants::Town;
use tenants::definition::{ABSENCES, Change, FieldChange};
use tenants::notice::Kind;

use super::messages::called;
use crate::db::operator::SUSPENSION;

/// One field that is not as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldTold {
    /// "Dauer".
    pub name: String,
    /// What it said; empty if it was not there.
    pub before: String,
    /// What it says now; empty if it is gone.
    pub after: String,
}

/// "Dienstleistung „Personalausweis beantragen“"; whoever is not known any more is called by her name in addresses.
#[must_use]
pub fn part_told(town: &Town, part: &str) -> String {
    if part == "town" {
        return "Kommune".to_owned();
    }
    if part == SUSPENSION {
        return "Stopp der Online-Termine".to_owned();
    }
    if part == "order of departments" {
        return "Reihenfolge der Ämter".to_owned();
    }
    for (beginning, called, name) in PARTS {
        if let Some(slug) = part.strip_prefix(beginning) {
            let name = name(town, slug).unwrap_or_else(|| slug.to_owned());
            return format!("{called} „{name}“");
        }
    }
    part.to_owned()
}

/// What happened to a part.
#[must_use]
pub const fn change_told(change: Change) -> &'static str {
    match change {
        Change::Added => "hinzugefügt",
        Change::Changed => "geändert",
        Change::Removed => "entfernt",
    }
}

/// A field as people read it.
#[must_use]
pub fn field_told(change: &FieldChange) -> FieldTold {
    // A picture is nothing to read.
    let value = |value: &str| {
        if change.field == "logo" && !value.is_empty() {
            "ein Bild".to_owned()
        } else {
            value_told(value)
        }
    };
    FieldTold {
        name: name_of(&change.field).unwrap_or_else(|| change.field.clone()),
        before: value(&change.before),
        after: value(&change.after),
    }
}

/// What a part is called on screen, by its name in addresses.
type NameOf = fn(&Town, &str) -> Option<String>;

/// How parts begin, what they are called, and where their names stand.
const PARTS: &[(&str, &str, NameOf)] = &[
    ("department ", "Amt", department),
    ("closures of ", "Schließtage in", department),
    ("service ", "Dienstleistung", service),
    ("staff member ", "Person", person),
    (ABSENCES, "Abwesenheiten von", person),
    (
        "order of services in ",
        "Reihenfolge der Dienstleistungen in",
        department,
    ),
    (
        "order of staff members in ",
        "Reihenfolge der Personen in",
        department,
    ),
];

fn department(town: &Town, slug: &str) -> Option<String> {
    let found = town.departments.iter().find(|one| one.slug == slug)?;
    Some(found.name.in_language("de").to_owned())
}

fn service(town: &Town, slug: &str) -> Option<String> {
    let mut services = town
        .departments
        .iter()
        .flat_map(|department| &department.services);
    let found = services.find(|one| one.facts.slug == slug)?;
    Some(found.facts.name.in_language("de").to_owned())
}

fn person(town: &Town, slug: &str) -> Option<String> {
    town.staff()
        .find(|one| one.slug == slug)
        .map(|found| found.name.clone())
}

/// Steps of a path, and what they are called.
const STEPS: &[(&str, &str)] = &[
    ("absence", "Abwesenheit"),
    ("accent", "Hauptfarbe"),
    ("accent_ink", "Schrift auf der Hauptfarbe"),
    ("accessibility", "Erklärung zur Barrierefreiheit"),
    ("acr", "Verlangte Stufe"),
    ("add", "Zusätzlicher Feiertag"),
    ("also", "Örtliche Feiertage"),
    ("absence_days", "Abwesenheiten, Tage"),
    ("answer_days", "Antworten der Mailserver, Tage"),
    ("answers", "Antwort"),
    ("at", "Uhrzeit"),
    ("audience", "Für wen"),
    ("barrier", "Barriere melden"),
    ("buffer_minutes", "Nachbereitung, Minuten"),
    ("cancelled_days", "Abgesagte Termine, Tage"),
    ("cents", "Betrag in Cent"),
    ("change_until_minutes", "Ändern bis, Minuten vorher"),
    ("city", "Ort"),
    ("client_id", "Kennung"),
    ("closing", "Schluss"),
    ("closure", "Schließtag"),
    ("contact", "Kontakt"),
    ("date", "Datum"),
    ("department", "Amt"),
    ("documents", "Unterlage"),
    ("earlier_hours", "Frühere Termine, Stunden zum Antworten"),
    ("every_second_week_from", "Jede zweite Woche ab"),
    ("fees", "Gebühr"),
    ("from", "von"),
    ("grid_minutes", "Zeitraster, Minuten"),
    ("hint", "Hinweis"),
    ("hold_minutes", "Reservierung, Minuten"),
    ("holidays", "Feiertage"),
    ("horizon_days", "Buchungszeitraum, Tage"),
    ("imprint", "Impressum"),
    ("in_person", "Persönlich erscheinen"),
    ("keep", "Aufbewahrung"),
    ("issuer", "Adresse des Anmeldedienstes"),
    ("key", "Kürzel"),
    ("label", "Bezeichnung"),
    ("land", "Bundesland"),
    ("languages", "Sprachen"),
    ("logo", "Logo"),
    ("lead_minutes", "Vorlaufzeit, Minuten"),
    ("leika", "LeiKa-Schlüssel"),
    ("max_count", "Höchste Anzahl"),
    ("max_services", "Höchste Zahl von Dienstleistungen"),
    ("messages", "Nachrichten"),
    ("minutes", "Dauer, Minuten"),
    ("name", "Name"),
    ("offer_hours", "Ersatztermine, Stunden zum Antworten"),
    ("online", "Online-Angebot"),
    ("opening", "Anfang"),
    ("order", "Reihenfolge"),
    ("origins", "Erlaubte Webseiten"),
    ("pages", "Seiten"),
    ("phone", "Telefon"),
    ("phone_hours", "Telefonzeiten"),
    ("pickup", "Dienstleistung zum Abholen"),
    ("place", "Standort"),
    ("policy", "Regeln"),
    ("popular", "Häufig gefragt"),
    ("privacy", "Datenschutzerklärung"),
    ("prove_address", "Adresse bestätigen lassen"),
    ("prove_within_minutes", "Adresse bestätigen, Minuten"),
    ("questions", "Frage"),
    ("reason", "Grund"),
    ("reference_prefix", "Buchstaben der Terminnummer"),
    ("release", "Freigabe neuer Termine"),
    ("release_within_minutes", "Frei gewordene Uhrzeit, Minuten"),
    ("reminder_hours", "Erinnerung, Stunden vorher"),
    ("remove", "Kein Feiertag"),
    ("reply_to", "Antwortadresse"),
    ("required", "Pflichtangabe"),
    ("second_factor", "Zweiter Faktor"),
    ("secret", "Geheimnis"),
    ("shift", "Dienstzeit"),
    ("sign_in", "Anmeldedienst"),
    ("skills", "Befähigungen"),
    ("slug", "Name in Adressen"),
    ("sms", "SMS"),
    ("sms_per_day", "SMS am Tag"),
    ("street", "Straße"),
    ("summary", "Kurzbeschreibung"),
    ("text", "Text"),
    ("theme", "Farben"),
    ("until", "bis"),
    ("url", "Adresse"),
    ("valid_from", "gilt ab"),
    ("valid_until", "gilt bis"),
    ("visit_days", "Besuche, Tage"),
    ("weekday", "Wochentag"),
    ("when", "Bedingung"),
    ("wording", "Wortlaut"),
    ("words", "Suchwörter"),
    ("zone", "Zeitzone"),
];

/// "Unterlage 2: Text (Englisch)"; nothing where a step has no word.
fn name_of(path: &str) -> Option<String> {
    let mut steps = Vec::new();
    let mut language = "";
    for step in path.split('.') {
        match step {
            "de" => language = " (Deutsch)",
            "en" => language = " (Englisch)",
            step => steps.push(step_told(step)?),
        }
    }
    (!steps.is_empty()).then(|| steps.join(": ") + language)
}

/// One step of a path, "documents[1]".
fn step_told(step: &str) -> Option<String> {
    let (word, number) = match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
        Some((word, number)) => (word, Some(number.parse::<usize>().ok()?)),
        None => (step, None),
    };
    let known = STEPS.iter().find(|(known, _)| *known == word);
    let told = match known {
        Some((_, told)) => told,
        None => called(Kind::named(word)?),
    };
    Some(number.map_or_else(|| told.to_owned(), |number| format!("{told} {}", number + 1)))
}

/// Words of the file, and what they are called.
const VALUES: &[(&str, &str)] = &[
    ("true", "ja"),
    ("false", "nein"),
    ("monday", "Montag"),
    ("tuesday", "Dienstag"),
    ("wednesday", "Mittwoch"),
    ("thursday", "Donnerstag"),
    ("friday", "Freitag"),
    ("saturday", "Samstag"),
    ("sunday", "Sonntag"),
    ("everyone", "alle"),
    ("desk", "nur Terminverwaltung"),
    ("same_day", "nur am selben Tag"),
    ("*", "alle"),
];

/// A value: days and times as people write them, words of the file in German, anything else as it is.
fn value_told(value: &str) -> String {
    if let Some((_, told)) = VALUES.iter().find(|(known, _)| *known == value) {
        return (*told).to_owned();
    }
    let day = |day: NaiveDate| day.format("%d.%m.%Y").to_string();
    let time = |time: NaiveDateTime| time.format("%d.%m.%Y, %H:%M").to_string();
    value
        .parse::<NaiveDate>()
        .map(day)
        .or_else(|_| value.parse::<NaiveDateTime>().map(time))
        .unwrap_or_else(|_| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_told_in_words_or_by_its_path() {
        for (path, told) in [
            ("name.de", "Name (Deutsch)"),
            ("documents[1].text.en", "Unterlage 2: Text (Englisch)"),
            ("questions[0].answers[2].key", "Frage 1: Antwort 3: Kürzel"),
            ("policy.horizon_days", "Regeln: Buchungszeitraum, Tage"),
            ("documents[1].when.age", "documents[1].when.age"),
            (
                "messages.wording.booked.opening.de",
                "Nachrichten: Wortlaut: Terminbestätigung: Anfang (Deutsch)",
            ),
            ("name.fr", "name.fr"),
            ("", ""),
            ("documents[x].text", "documents[x].text"),
            ("de", "de"),
        ] {
            let change = FieldChange {
                field: path.to_owned(),
                before: "true".to_owned(),
                after: "2026-12-24".to_owned(),
            };
            let field = field_told(&change);
            assert_eq!(field.name, told);
            assert_eq!(
                (field.before.as_str(), field.after.as_str()),
                ("ja", "24.12.2026")
            );
        }
    }
}
