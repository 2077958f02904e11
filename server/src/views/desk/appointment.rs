//! One appointment at the desk.

use serde::Serialize;
use tenants::Town;
use tenants::appointment::StateName;
use tenants::calendar::local_time;

use super::day::{OVERBOOKED, concern, is_overbooked, span_in_words, state_in_words};
use super::frame::{address, address_with};
use super::messages::letters_told;
use super::phone::national;
use crate::db::appointments::Appointment;
use crate::db::notices::{Deed, Happened};
use crate::db::sendings::NoticeState;
use crate::desk::{Known, Pickup, pickup};
use crate::texts::{clock_face, words};
use crate::views::pages::frame::dial;
use crate::views::pages::{Mistake, Page};

/// A step as a button: its value, its label, its key.
pub type StepButton = (&'static str, &'static str, &'static str);

/// The step that takes back a slip of the hand.
const TAKE_BACK: StepButton = ("zuruecknehmen", "Zurücknehmen", "z");

/// One appointment.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AppointmentPage {
    /// "Donnerstag, 26. November 2026, 09:15 bis 10:00 Uhr".
    pub when: String,
    /// "2 × Personalausweis".
    pub concern: String,
    /// With whom, or what it lacks.
    pub with: String,
    /// "ist da".
    pub state: &'static str,
    /// Why it is kept beside everything else; empty for every other one.
    pub overbooked: String,
    /// Number for the phone.
    pub reference: String,
    /// Address to write to; may be empty.
    pub email: String,
    /// Number to call; may be empty.
    pub phone: String,
    /// The number as an address.
    pub phone_url: String,
    /// What the citizen wrote; may be empty.
    pub note: String,
    /// Papers, each with its hint.
    pub papers: Vec<(String, Option<String>)>,
    /// "92,00 €".
    pub fee: String,
    /// What happened, the latest first.
    pub history: Vec<String>,
    /// What the citizen was told, the latest first.
    pub messages: Vec<String>,
    /// What can be said to have happened: value, label, key.
    pub steps: Vec<StepButton>,
    /// Where another time is chosen; empty once it has begun or is over.
    pub move_url: String,
    /// Where its citizen is put on the list for earlier times.
    pub earlier_url: String,
    /// Whether the town can still call it off.
    pub can_cancel: bool,
    /// Where it is said that something is there to be picked up; empty where nobody can be told, or was.
    pub ready_url: String,
    /// Whether she has to be called for that.
    pub call_when_ready: bool,
    /// Where a step is sent to.
    pub action: String,
    /// How many steps there were; a step is taken only if no other came in between.
    pub revision: i32,
    /// The day it stands on.
    pub day_url: String,
    /// Where a letter is printed; empty where there is nothing to tell yet.
    pub letter_url: String,
    /// Whether no message reaches her, or one did not: then a letter is the next thing to think of.
    pub letter_open: bool,
    /// The address on it, as typed.
    pub address: String,
    /// Why it is called off, as typed.
    pub reason: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl Page for AppointmentPage {
    const TEMPLATE: &'static str = "desk/appointment.html";
}

impl AppointmentPage {
    /// The page of an appointment.
    #[must_use]
    pub fn new(town: &Town, known: &Known) -> Self {
        let one = &known.appointment;
        let words = words("de");
        let date = words.date(one.local_start.date());
        let promise = one.promise.as_ref();
        let told = one.visit.told_in("de");
        let state = one.state.name();
        let phone = promise
            .and_then(|promise| promise.phone.clone())
            .unwrap_or_default();
        Self {
            when: format!("{date}, {}", span_in_words(town, one)),
            concern: concern(one),
            with: kept_by(town, one),
            state: state_in_words(state),
            overbooked: why_overbooked(known),
            reference: promise
                .map(|promise| promise.reference.clone())
                .unwrap_or_default(),
            email: promise
                .and_then(|promise| promise.email.clone())
                .unwrap_or_default(),
            phone_url: dial(&phone),
            phone: national(&phone),
            note: promise
                .and_then(|promise| promise.note.clone())
                .unwrap_or_default(),
            papers: told.papers,
            fee: told.fee,
            history: story(town, known),
            messages: letters_told(town, known),
            steps: steps(state),
            move_url: if matches!(state, StateName::Booked | StateName::Displaced) {
                address(&town.slug, &format!("termine/{}/verschieben", one.id))
            } else {
                String::new()
            },
            earlier_url: address_with(&town.slug, "frueher", &[("termin", &one.id.to_string())]),
            can_cancel: matches!(state, StateName::Booked | StateName::Displaced),
            ready_url: if pickup(known) == Some(Pickup::Tell) {
                address(&town.slug, &format!("termine/{}/abholbereit", one.id))
            } else {
                String::new()
            },
            call_when_ready: pickup(known) == Some(Pickup::Call),
            action: address(&town.slug, &format!("termine/{}", one.id)),
            revision: one.revision,
            day_url: address_with(
                &town.slug,
                "tag",
                &[("datum", &one.local_start.date().to_string())],
            ),
            letter_url: if state == StateName::Pending {
                String::new()
            } else {
                address(&town.slug, &format!("termine/{}/brief", one.id))
            },
            letter_open: !known.hears_messages
                || known
                    .notices
                    .iter()
                    .any(|notice| notice.state == NoticeState::Dead),
            address: String::new(),
            reason: String::new(),
            mistakes: Vec::new(),
        }
    }
}

/// "bei Kaya"; nothing where nobody keeps it.
#[must_use]
pub fn kept_by(town: &Town, one: &Appointment) -> String {
    let keeper = one.state.kept().and_then(|kept| town.staff_member(kept.staff));
    keeper.map_or_else(String::new, |person| format!("bei {}", person.name))
}

/// After whoever keeps it beside everything else.
const BESIDE: &str = ", überbucht";

/// "überbucht: Kind muss mit", as the clerk put it who answers for it.
fn why_overbooked(known: &Known) -> String {
    if !is_overbooked(&known.appointment.state) {
        return String::new();
    }
    let by = |deeds: &'static [Deed]| move |step: &&Happened| step.overbooked && deeds.contains(&step.deed);
    let made = known.history.iter().rev().find(by(&[Deed::Booked, Deed::Moved]));
    // Somebody took it at its own time when nobody kept it; later ones gave it back to her.
    let made = made.or_else(|| known.history.iter().find(by(&[Deed::Reassigned])));
    let reason = made.and_then(|made| made.reason.as_deref()).unwrap_or_default();
    format!("{OVERBOOKED}: {reason}")
}

/// What happened, the latest first.
#[must_use]
pub fn story(town: &Town, known: &Known) -> Vec<String> {
    let steps = known.history.iter().rev();
    steps.map(|happened| told_step(town, known, happened)).collect()
}

/// What can be said of an appointment that stands there.
#[must_use]
pub fn steps(state: StateName) -> Vec<StepButton> {
    match state {
        StateName::Booked => vec![("da", "Ist da", "d"), ("nicht-gekommen", "Nicht gekommen", "k")],
        StateName::Pending => vec![("bestaetigen", "Termin bestätigen", "b")],
        StateName::Arrived => vec![("erledigt", "Erledigt", "e"), TAKE_BACK],
        StateName::NoShow => vec![TAKE_BACK],
        _ => Vec::new(),
    }
}

/// "24.11.2026, 09:12: ist da (M. Kaya)".
fn told_step(town: &Town, known: &Known, happened: &Happened) -> String {
    let at = local_time::local(town.zone, happened.at);
    let what = match happened.deed {
        Deed::Booked if happened.overbooked => OVERBOOKED,
        Deed::Booked => "vereinbart",
        Deed::Moved => "verschoben",
        Deed::Cancelled => "abgesagt",
        Deed::Arrived => "ist da",
        Deed::Done => "erledigt",
        Deed::NoShow => "nicht gekommen",
        Deed::Returned => "zurückgenommen",
        Deed::Reassigned => "übernommen",
        Deed::Displaced => "niemand kann ihn übernehmen",
    };
    let who = happened.by.map_or("Bürgerin oder Bürger", |account| {
        known.names.get(&account).map_or("früheres Konto", String::as_str)
    });
    let start = local_time::local(town.zone, happened.first_cell.start());
    let beside = if happened.overbooked { BESIDE } else { "" };
    let details = match (
        happened.deed,
        happened.staff.and_then(|staff| town.staff_member(staff)),
    ) {
        (Deed::Booked | Deed::Moved, _) => {
            let mark = if happened.deed == Deed::Moved { beside } else { "" };
            format!(
                " auf {}, {}{mark}",
                start.format("%d.%m."),
                clock_face(start.time())
            )
        }
        (Deed::Reassigned, Some(person)) => format!(" von {}{beside}", person.name),
        _ => String::new(),
    };
    let why = happened
        .reason
        .as_ref()
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    format!(
        "{}, {}: {what}{details} ({who}){why}",
        at.format("%d.%m.%Y"),
        clock_face(at.time())
    )
}
