//! "Protokoll": who changed what the town is, and when.

use serde::Serialize;
use tenants::Town;
use tenants::definition::{ABSENCES, Change};

use super::changes::{FieldTold, change_told, field_told, part_told};
use super::frame::{address, address_with};
use crate::db::audit::{Entry, Verified};
use crate::desk::Log;
use crate::texts::words;
use crate::views::pages::frame::Notice;
use crate::views::pages::{Mistake, Page};

/// Where it is, below a town's desk.
pub const PLACE: &str = "protokoll";

/// Fields of an entry that the list shows; all of them are on the entry's own page.
const SHOWN: usize = 6;

/// Letters of a value that the list shows.
const LETTERS: usize = 160;

/// Kinds of parts: their word in forms, how they begin, and what they are called.
pub const KINDS: &[(&str, &str, &str)] = &[
    ("kommune", "town", "Kommune"),
    ("aemter", "department ", "Ämter"),
    ("dienstleistungen", "service ", "Dienstleistungen"),
    ("mitarbeitende", "staff member ", "Mitarbeitende und Dienstzeiten"),
    ("abwesenheiten", ABSENCES, "Abwesenheiten"),
    ("schliesstage", "closures of ", "Schließtage"),
    ("reihenfolge", "order of ", "Reihenfolge"),
];

/// Changes, by their words in forms.
pub const CHANGES: &[(&str, Change)] = &[
    ("hinzugefuegt", Change::Added),
    ("geaendert", Change::Changed),
    ("entfernt", Change::Removed),
];

/// What somebody typed to find entries.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Typed {
    /// Words.
    pub q: String,
    /// Of an author's name.
    pub person: String,
    /// A word of [`KINDS`], or nothing.
    pub bereich: String,
    /// A word of [`CHANGES`], or nothing.
    pub art: String,
    /// The first day.
    pub von: String,
    /// The last day.
    pub bis: String,
}

/// A page of the log.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LogPage {
    /// Where the search is sent to.
    pub action: String,
    /// What was typed.
    pub typed: Typed,
    /// Word, name, and whether it is chosen.
    pub kinds: Vec<(&'static str, &'static str, bool)>,
    /// The same of changes.
    pub changes: Vec<(&'static str, &'static str, bool)>,
    /// The latest first.
    pub rows: Vec<LogRow>,
    /// The page after this one; empty if there is none.
    pub older_url: String,
    /// The first page of the same search; empty on it.
    pub newest_url: String,
    /// Whether anything is looked for.
    pub searches: bool,
    /// What cannot be read.
    pub mistakes: Vec<Mistake>,
}

/// One entry.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LogRow {
    /// Its number.
    pub number: i64,
    /// "24.11.2026, 09:15 Uhr".
    pub when: String,
    /// Who did it.
    pub who: String,
    /// "Dienstleistung „Personalausweis beantragen“".
    pub part: String,
    /// "geändert".
    pub change: &'static str,
    /// How that looks.
    pub look: &'static str,
    /// Its fields, or the first of them.
    pub fields: Vec<FieldTold>,
    /// How many there are in all, where not all are here.
    pub all: usize,
    /// Its own page.
    pub url: String,
}

/// An entry with everything it says.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EntryPage {
    /// The entry.
    pub entry: LogRow,
    /// The log, down from this entry on.
    pub back_url: String,
}

impl Page for LogPage {
    const TEMPLATE: &'static str = "desk/log.html";
}

impl Page for EntryPage {
    const TEMPLATE: &'static str = "desk/log_entry.html";
}

impl LogPage {
    /// The page of a search, from before this number on.
    #[must_use]
    pub fn new(town: &Town, typed: Typed, before: Option<i64>, found: &Log) -> Self {
        let older = found.entries.last().filter(|_| found.more);
        let rows = found
            .entries
            .iter()
            .map(|entry| LogRow::new(town, entry).in_short());
        let kinds = KINDS.iter();
        let changes = CHANGES.iter();
        let searches = typed.pairs().any(|(_, value)| !value.is_empty());
        Self {
            action: address(&town.slug, PLACE),
            rows: rows.collect(),
            older_url: older.map_or(String::new(), |entry| typed.url(town, Some(entry.number))),
            newest_url: before.map_or(String::new(), |_| typed.url(town, None)),
            kinds: kinds
                .map(|&(word, _, name)| (word, name, word == typed.bereich))
                .collect(),
            changes: changes
                .map(|&(word, change)| (word, change_told(change), word == typed.art))
                .collect(),
            searches,
            mistakes: Vec::new(),
            typed,
        }
    }
}

impl EntryPage {
    /// The page of an entry.
    #[must_use]
    pub fn new(town: &Town, entry: &Entry) -> Self {
        Self {
            back_url: Typed::default().url(town, Some(entry.number + 1)),
            entry: LogRow::new(town, entry),
        }
    }
}

impl LogRow {
    fn new(town: &Town, entry: &Entry) -> Self {
        let local = tenants::calendar::local_time::local(town.zone, entry.at).naive_local();
        Self {
            number: entry.number,
            when: format!("{}, {}", local.format("%d.%m.%Y"), words("de").time(local.time())),
            who: entry.who.clone(),
            part: part_told(town, &entry.part),
            change: change_told(entry.change),
            look: match entry.change {
                Change::Added => "kept",
                Change::Changed => "changed",
                Change::Removed => "lost",
            },
            fields: entry.fields.iter().map(field_told).collect(),
            all: 0,
            url: address(&town.slug, &format!("{PLACE}/{}", entry.number)),
        }
    }

    /// As much of it as a list has room for.
    fn in_short(mut self) -> Self {
        let mut cut = self.fields.len() > SHOWN;
        let all = self.fields.len();
        self.fields.truncate(SHOWN);
        for field in &mut self.fields {
            for said in [&mut field.before, &mut field.after] {
                if said.chars().count() > LETTERS {
                    *said = said.chars().take(LETTERS).chain(['…']).collect();
                    cut = true;
                }
            }
        }
        self.all = if cut { all } else { 0 };
        self
    }
}

impl Typed {
    fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("q", self.q.as_str()),
            ("person", &self.person),
            ("bereich", &self.bereich),
            ("art", &self.art),
            ("von", &self.von),
            ("bis", &self.bis),
        ]
        .into_iter()
    }

    /// The address of this search, from before a number on.
    fn url(&self, town: &Town, before: Option<i64>) -> String {
        let before = before.map(|number| number.to_string());
        let mut pairs: Vec<_> = self.pairs().filter(|(_, value)| !value.is_empty()).collect();
        pairs.extend(before.as_deref().map(|number| ("vor", number)));
        address_with(&town.slug, PLACE, &pairs)
    }
}

/// What looking through the whole log has found.
#[must_use]
pub fn verified(found: &Verified) -> Notice {
    let entries = match found.entries {
        1 => "1 Eintrag".to_owned(),
        several => format!("{several} Einträge"),
    };
    match found.broken {
        None => Notice {
            text: format!(
                "Geprüft: {entries}. Prüfsumme des letzten Eintrags: {}. Wenn Sie sie außerhalb dieses Systems notieren, können Sie \
                 später erkennen, ob am Ende Einträge fehlen.",
                found.seal
            ),
            ..Notice::success("Das Protokoll ist vollständig und unverändert.")
        },
        Some(number) => Notice::danger(
            format!("Das Protokoll stimmt ab Eintrag {number} nicht mehr."),
            "Ein Eintrag fehlt oder wurde außerhalb der Terminverwaltung verändert. Bitte sagen Sie es dem Betrieb des Servers, bevor \
             Sie sich auf die Einträge ab dort verlassen.",
        ),
    }
}
