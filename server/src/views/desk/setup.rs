//! "Einrichtung": everything a town sets by itself, a card each. Whoever adds a page for it adds a line to `SECTIONS`.

use serde::Serialize;
use tenants::Town;
use tenants::readiness::Lacking;
use tenants::town::Department;

use super::frame::address;
use super::{
    catalogue, departments, embed, figures, holidays, log, logo, look, people, provider, services, settings,
    wording,
};
use crate::auth::Role;
use crate::auth::role::Account;
use crate::views::pages::Page;

/// Where it is, below a town's desk.
pub const PLACE: &str = "einrichtung";

/// A page that sets something: what it is called, what is there, the end of its address, from which role on, and how much there is.
type Entry = (
    &'static str,
    &'static str,
    &'static str,
    Role,
    fn(&Seen<'_>) -> String,
);

/// All of them, in sections.
#[rustfmt::skip] // A card is two lines.
const SECTIONS: &[(&str, &[Entry])] = &[
    ("Ämter und Menschen", &[
        ("Ämter", "Welche es gibt, wo sie sind und was dort zu beachten ist.",
            departments::PLACE, Role::Lead, |seen| several(seen.departments.len(), "Amt", "Ämter")),
        ("Mitarbeitende", "Wer Termine übernimmt, was sie oder er kann, und die Dienstzeiten.",
            people::PLACE, Role::Lead, |seen| several(seen.people(), "Person", "Personen")),
        ("Schließtage", "An welchen Tagen ein Amt oder alle geschlossen haben.",
            "schliesstage", Role::Lead, |_| String::new()),
        ("Dienstzeiten beenden", "Eine Dienstzeit endet oder wird kürzer, oder jemand scheidet aus: mit den Terminen, die betroffen sind.",
            "dienstzeiten", Role::Lead, |_| String::new()),
    ]),
    ("Angebot", &[
        ("Dienstleistungen", "Wofür es Termine gibt: Dauer, Unterlagen, Fragen, Gebühren, Reihenfolge.",
            services::PLACE, Role::Lead, |seen| services::figure(&seen.departments)),
        ("Katalog", "Fertige Dienstleistungen mit Unterlagen und Fragen, die ein Amt übernehmen kann.",
            catalogue::PLACE, Role::Lead, |_| String::new()),
    ]),
    ("Auftritt", &[
        ("Farben und Pflichtseiten", "Akzentfarbe, Impressum, Datenschutz und Barrierefreiheit.",
            look::PLACE, Role::Administrator, |_| String::new()),
        ("Logo", "Das Bild neben dem Namen der Kommune.",
            logo::PLACE, Role::Administrator, |seen| if seen.town.logo.is_some() { "gewählt" } else { "noch keines" }.to_owned()),
        ("Einbinden", "Der Text für Ihre Homepage, mit Vorschau.",
            embed::PLACE, Role::Administrator, |seen| several(seen.town.origins.len(), "Homepage", "Homepages")),
        ("Nachrichten", "Womit E-Mails an Bürgerinnen und Bürger beginnen und enden.",
            wording::PLACE, Role::Administrator, |seen| wording::figure(seen.town)),
    ]),
    ("Verwaltung", &[
        ("Kommune", "Name, Telefon und Sprachen, Regeln für Termine und Nachrichten, Aufbewahrung.",
            settings::PLACE, Role::Administrator, |seen| languages(seen.town)),
        ("Feiertage", "Welches Bundesland, und an welchen Feiertagen hier gearbeitet wird.",
            holidays::PLACE, Role::Administrator, |seen| seen.town.holidays.land.name().to_owned()),
        ("Konten", "Wer sich anmelden kann, und was sie oder er darf.",
            wording::ACCOUNTS, Role::Administrator, |_| String::new()),
        ("Anmeldedienst", "Ob sich Mitarbeitende mit der Anmeldung Ihrer Verwaltung anmelden können statt mit einem Passwort.",
            provider::PLACE, Role::Administrator, |seen| provider::figure(seen.town)),
        ("Auskunft", "Was über eine Person gespeichert ist: heraussuchen, mitgeben, löschen.",
            "auskunft", Role::Administrator, |_| String::new()),
        ("Protokoll", "Wer wann was eingestellt hat, mit dem Stand davor und danach.",
            log::PLACE, Role::Administrator, |_| String::new()),
        ("Zahlen", "Wie viele Termine es gibt, wofür, wann und was aus ihnen wird.",
            figures::PLACE, Role::Lead, |_| String::new()),
    ]),
];

/// What figures are counted from: the town, and what of it is the reader's.
struct Seen<'a> {
    town: &'a Town,
    departments: Vec<&'a Department>,
}

impl Seen<'_> {
    fn people(&self) -> usize {
        let staff = self.departments.iter().map(|department| department.staff.len());
        staff.sum()
    }
}

/// The overview.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SetupPage {
    /// What is missing before anybody can come: what it is, what to do, and where.
    pub steps: Vec<(&'static str, &'static str, String)>,
    /// Those of them in which the reader may do something.
    pub sections: Vec<Section>,
}

/// Cards that belong together.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Section {
    /// "Ämter und Menschen".
    pub name: &'static str,
    /// One a page.
    pub cards: Vec<Card>,
}

/// A page to go to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Card {
    /// "Dienstleistungen".
    pub name: &'static str,
    /// What is set there, in a sentence.
    pub text: &'static str,
    /// "12 Dienstleistungen, 3 ohne Englisch"; empty where there is nothing to count.
    pub figure: String,
    /// Where it is.
    pub url: String,
}

impl Page for SetupPage {
    const TEMPLATE: &'static str = "desk/setup.html";
}

impl SetupPage {
    /// What this reader may set in this town, and what it still lacks.
    #[must_use]
    pub fn new(town: &Town, reader: &Account, lacking: &[Lacking]) -> Self {
        let own = |department: &&Department| reader.works_in(department.id);
        let seen = Seen {
            town,
            departments: town.departments.iter().filter(own).collect(),
        };
        let section = |(name, entries): &(&'static str, &[Entry])| {
            let open = entries.iter().filter(|entry| reader.role >= entry.3);
            let cards = open.map(|&(name, text, place, _, figure)| Card {
                name,
                text,
                figure: figure(&seen),
                url: address(&town.slug, place),
            });
            Section {
                name,
                cards: cards.collect(),
            }
        };
        let sections = SECTIONS.iter().map(section);
        let step = |lacking: &Lacking| {
            let (what, how, place) = told(*lacking);
            (what, how, address(&town.slug, place))
        };
        Self {
            steps: lacking.iter().map(step).collect(),
            sections: sections.filter(|section| !section.cards.is_empty()).collect(),
        }
    }
}

/// "Deutsch, English".
fn languages(town: &Town) -> String {
    let languages = town.languages.iter().map(|language| wording::name_of(language));
    languages.collect::<Vec<_>>().join(", ")
}

/// What is missing, what is to be done about it, and where.
const fn told(lacking: Lacking) -> (&'static str, &'static str, &'static str) {
    match lacking {
        Lacking::Department => ("Noch kein Amt", "Amt anlegen", departments::NEW),
        Lacking::Staff => (
            "Noch niemand, der Termine übernimmt",
            "Person anlegen",
            people::PLACE,
        ),
        Lacking::Service => (
            "Noch keine Dienstleistung",
            "Aus dem Katalog übernehmen",
            catalogue::PLACE,
        ),
        Lacking::Shifts => ("Noch keine Dienstzeiten", "Dienstzeiten anlegen", people::PLACE),
    }
}

/// "1 Person", "2 Personen".
#[must_use]
pub fn several(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
