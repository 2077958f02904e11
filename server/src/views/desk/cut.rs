//! How time that is cut out of the calendar is told: where its page is, what its buttons say, what it is called.

use serde::Serialize;
use tenants::cut::Cut;
use tenants::shifts::ShiftChange;
use tenants::{StaffId, Town};

use super::absence::{days, stretch};
use super::frame::address;
use super::shifts::{day, span_in_words, weekday_in_words};
use crate::db::rescues::Rescued;

/// Something that was saved a moment ago and can be taken back.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Takeable {
    /// "Kaya ist am 24.11.2026 abwesend".
    pub told: String,
    /// Where taking it back is sent to.
    pub url: String,
}

/// What can be taken back.
#[must_use]
pub fn takeable(town: &Town, saved: &[Rescued]) -> Vec<Takeable> {
    let one = |one: &Rescued| Takeable {
        told: cut_in_words(town, &one.cut),
        url: take_back_url(town, one.id),
    };
    saved.iter().map(one).collect()
}

/// Where taking back a cut is sent to.
#[must_use]
pub fn take_back_url(town: &Town, number: i32) -> String {
    address(&town.slug, &format!("abwesenheit/{number}/zuruecknehmen"))
}

/// The end of the address of the page on which such a cut is made.
#[must_use]
pub fn home(cut: &Cut) -> &'static str {
    match cut {
        Cut::Absence { .. } => "abwesenheit",
        Cut::Closure { .. } | Cut::Holiday { .. } => "schliesstage",
        Cut::Shifts { .. } => "dienstzeiten",
    }
}

/// Where that page stands in the navigation.
#[must_use]
pub fn place(cut: &Cut) -> &'static str {
    match cut {
        Cut::Absence { .. } => "abwesenheit",
        Cut::Closure { .. } | Cut::Holiday { .. } | Cut::Shifts { .. } => "schliesstage",
    }
}

/// What the button says that saves it.
#[must_use]
pub fn save_label(cut: &Cut) -> &'static str {
    match cut {
        Cut::Absence { .. } => "Abwesenheit speichern",
        Cut::Closure { .. } => "Schließtag speichern",
        Cut::Holiday { .. } => "Feiertag eintragen",
        Cut::Shifts { change, .. } if change.is_leaving => "Letzten Arbeitstag eintragen",
        Cut::Shifts { .. } => "Dienstzeit ändern",
    }
}

/// What is told once it is saved.
#[must_use]
pub fn saved_in_words(cut: &Cut) -> &'static str {
    match cut {
        Cut::Absence { .. } => "Gespeichert. Die freien Zeiten sind schon angepasst.",
        Cut::Closure { .. } => "Schließtag gespeichert. Die freien Zeiten sind schon angepasst.",
        Cut::Holiday { .. } => "Feiertag eingetragen. Die freien Zeiten sind schon angepasst.",
        Cut::Shifts { change, .. } if change.is_leaving => {
            "Letzter Arbeitstag eingetragen. Die freien Zeiten sind schon angepasst."
        }
        Cut::Shifts { .. } => "Dienstzeit geändert. Die freien Zeiten sind schon angepasst.",
    }
}

/// The beginning of a sentence that tells it is taken back.
#[must_use]
pub fn taken_back_in_words(cut: &Cut) -> &'static str {
    match cut {
        Cut::Absence { .. } => "Abwesenheit zurückgenommen",
        Cut::Closure { .. } => "Schließtag zurückgenommen",
        Cut::Holiday { .. } => "Feiertag zurückgenommen",
        Cut::Shifts { .. } => "Geänderte Dienstzeiten zurückgenommen",
    }
}

/// "Kaya ist am 24.11.2026 abwesend", "Bürgerbüro ist am 24.11.2026 geschlossen", "Feiertag am 24.11.2026: Heimatfest",
/// "Kaya ist ab 01.12.2026 nicht mehr im Dienst", "Kaya hat ab 01.12.2026 kürzere Dienstzeiten".
#[must_use]
pub fn cut_in_words(town: &Town, cut: &Cut) -> String {
    match cut {
        Cut::Absence { staff, absence } => {
            format!("{} ist {} abwesend", name(town, *staff), stretch(absence))
        }
        Cut::Closure { department, closure } => {
            let name = town
                .department(*department)
                .map_or("", |known| known.name.in_language("de"));
            format!("{name} ist {} geschlossen", days(closure))
        }
        Cut::Holiday { holiday } => format!("Feiertag am {}: {}", day(holiday.date), holiday.name),
        Cut::Shifts { staff, change } if change.is_leaving => {
            format!(
                "{} ist ab {} nicht mehr im Dienst",
                name(town, *staff),
                day(change.from)
            )
        }
        Cut::Shifts { staff, change } => {
            format!(
                "{} hat ab {} kürzere Dienstzeiten",
                name(town, *staff),
                day(change.from)
            )
        }
    }
}

/// What is to be known about a cut besides what it is called, in sentences; may be empty. Whoever may lock accounts is asked to
/// do it herself.
#[must_use]
pub fn intro(town: &Town, cut: &Cut, locks_accounts: bool) -> String {
    match cut {
        Cut::Absence { .. } | Cut::Closure { .. } => String::new(),
        Cut::Holiday { .. } => {
            "An einem Feiertag sind alle Fachbereiche geschlossen, deshalb kann niemand etwas übernehmen."
                .to_owned()
        }
        Cut::Shifts { staff, change } if change.is_leaving => {
            let name = name(town, *staff);
            let remedy = if locks_accounts {
                "Bitte sperren Sie es nach dem letzten Arbeitstag unter „Konten“."
            } else {
                "Bitte lassen Sie es nach dem letzten Arbeitstag von der Administration unter „Konten“ sperren."
            };
            format!(
                "Alle Dienstzeiten von {name} enden; {name} wird danach nicht mehr vorgeschlagen. Das Konto bleibt bestehen: {remedy}"
            )
        }
        Cut::Shifts { change, .. } => shortened_in_words(change),
    }
}

/// "Montags 08:00–12:00 Uhr wird ab 01.12.2026 zu 08:00–10:00 Uhr."
fn shortened_in_words(change: &ShiftChange) -> String {
    let from = day(change.from);
    let gone = change.before.iter().find(|shift| !change.after.contains(shift));
    // What was there before has ended by then; what is new begins.
    let left = change.after.iter().find(|shift| {
        let ends = shift.valid_until.is_some_and(|until| until < change.from);
        !ends && !change.before.contains(shift)
    });
    gone.map_or_else(String::new, |gone| {
        let (on, span) = (weekday_in_words(gone.weekday), span_in_words(gone));
        match left {
            Some(left) => format!(
                "Die Dienstzeit {on} {span} wird ab {from} zu {}.",
                span_in_words(left)
            ),
            None => format!("Die Dienstzeit {on} {span} gibt es ab {from} nicht mehr."),
        }
    })
}

fn name(town: &Town, staff: StaffId) -> &str {
    town.staff_member(staff).map_or("", |person| &person.name)
}
