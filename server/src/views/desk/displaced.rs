//! Promises without a person, and the calls that are owed because of them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use tenants::Town;
use tenants::calendar::Cell;
use uuid::Uuid;

use super::cut::take_back_url;
use super::day::{concern, instant, moment};
use super::frame::{address, address_with};
use super::messages::DeadLetter;
use super::phone::national;
use crate::auth::AccountId;
use crate::db::calls::{Call, Cause, Tried};
use crate::db::rescues::Rescued;
use crate::desk::{KEPT_MINUTES, Waiting};
use crate::views::pages::Page;
use crate::views::pages::frame::dial;
use crate::views::wire_views::rfc3339;

/// Promises without a person.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DisplacedPage {
    /// The next one first.
    pub lines: Vec<Line>,
    /// Where taking back what was just saved is sent to; empty if it cannot be.
    pub take_back_url: String,
    /// The call list.
    pub calls_url: String,
}

/// Citizens who have to be called.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CallsPage {
    /// Whom the clerk is calling right now.
    pub mine: Vec<Line>,
    /// The others, the next appointment first.
    pub lines: Vec<Line>,
    /// Messages that nobody could deliver.
    pub letters: Vec<DeadLetter>,
}

/// One promise.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// Its number.
    #[serde(skip)]
    pub id: Uuid,
    /// "Di 24.11., 09:30".
    pub when: String,
    /// For whom.
    pub name: String,
    /// "Reisepass beantragen".
    pub concern: String,
    /// Number to call; may be empty.
    pub phone: String,
    /// The number as an address.
    pub phone_url: String,
    /// Address to write to; may be empty.
    pub email: String,
    /// Number for phone and counter.
    pub reference: String,
    /// A few words from the citizen; may be empty.
    pub note: String,
    /// What is done: "3 Ersatztermine bis Mi 25.11., 10:05"; or why she is to be called: "bittet um einen Anruf".
    pub remedy: String,
    /// Whether she is to be called.
    pub to_call: bool,
    /// Times proposed to whoever calls: as it is sent, and in words.
    pub times: Vec<(String, String)>,
    /// "2 × angerufen, zuletzt Di 24.11., 10:15 nicht erreicht"; may be empty.
    pub tries: String,
    /// "M. Hollmann ruft seit 10:14 an"; empty while nobody does.
    pub taken: String,
    /// Its page.
    pub url: String,
    /// Where a letter about it is printed.
    pub letter_url: String,
    /// Where another time is found for it.
    pub move_url: String,
    /// Where looking for somebody is sent to.
    pub action: String,
    /// Where steps with the call are sent to.
    pub call_action: String,
    /// How many steps there were.
    pub revision: i32,
}

impl Page for DisplacedPage {
    const TEMPLATE: &'static str = "desk/displaced.html";
}

impl Page for CallsPage {
    const TEMPLATE: &'static str = "desk/calls.html";
}

impl DisplacedPage {
    /// The page of the clerk's departments; `saved` is what she has just done, if it can be taken back.
    #[must_use]
    pub fn new(town: &Town, waiting: &[Waiting], saved: Option<&Rescued>, now: DateTime<Utc>) -> Self {
        Self {
            lines: waiting.iter().filter_map(|one| line(town, one, now)).collect(),
            take_back_url: saved.map_or_else(String::new, |saved| take_back_url(town, saved.id)),
            calls_url: address(&town.slug, "anrufliste"),
        }
    }
}

impl CallsPage {
    /// The page of a clerk.
    #[must_use]
    pub fn new(town: &Town, waiting: &[Waiting], me: AccountId, now: DateTime<Utc>) -> Self {
        let (mine, others): (Vec<_>, Vec<_>) = waiting
            .iter()
            .filter(|one| one.is_to_be_called())
            .partition(|one| taken_by(one, now) == Some(me));
        let lines = |some: Vec<&Waiting>| some.iter().filter_map(|one| line(town, one, now)).collect();
        Self {
            mine: lines(mine),
            lines: lines(others),
            letters: Vec::new(),
        }
    }
}

impl Line {
    /// Proposes these times.
    pub fn propose(&mut self, zone: Tz, times: &[Cell]) {
        let time = |cell: &Cell| (rfc3339(cell.start(), zone), instant(zone, cell.start()));
        self.times = times.iter().map(time).collect();
    }
}

fn line(town: &Town, one: &Waiting, now: DateTime<Utc>) -> Option<Line> {
    let appointment = &one.appointment;
    let promise = appointment.promise.as_ref()?;
    let phone = promise.phone.clone().unwrap_or_default();
    let path = format!("termine/{}", appointment.id);
    let at = |end: &str| address(&town.slug, &format!("{path}/{end}"));
    let last = one
        .call
        .as_ref()
        .and_then(|call| call.last.map(|last| (call.tries, last)));
    let taken = one
        .call
        .as_ref()
        .and_then(|call| call.taken)
        .filter(|_| taken_by(one, now).is_some());
    Some(Line {
        id: appointment.id,
        when: moment(appointment.local_start),
        name: promise.name.clone(),
        concern: concern(appointment),
        phone_url: dial(&phone),
        phone: national(&phone),
        email: promise.email.clone().unwrap_or_default(),
        reference: promise.reference.clone(),
        note: promise.note.clone().unwrap_or_default(),
        remedy: remedy(town, one),
        to_call: one.call.is_some() || one.offers.is_empty(),
        times: Vec::new(),
        tries: last.map_or_else(String::new, |(tries, (tried, at))| {
            let ended = match tried {
                Tried::Reached => "erreicht",
                Tried::NotReached => "nicht erreicht",
            };
            format!("{tries} × angerufen, zuletzt {} {ended}", instant(town.zone, at))
        }),
        taken: taken.map_or_else(String::new, |(_, since)| {
            let who = one.caller.as_deref().unwrap_or("Jemand");
            format!("{who} ruft an, seit {}", instant(town.zone, since))
        }),
        url: address(&town.slug, &path),
        letter_url: format!("{}#brief", address(&town.slug, &path)),
        move_url: at("verschieben"),
        action: at("suchen"),
        call_action: address(&town.slug, &format!("anrufliste/{}", appointment.id)),
        revision: appointment.revision,
    })
}

/// Who is calling, unless she was called away long ago.
fn taken_by(one: &Waiting, now: DateTime<Utc>) -> Option<AccountId> {
    let (clerk, since) = one.call.as_ref()?.taken?;
    (since + chrono::TimeDelta::minutes(KEPT_MINUTES) > now).then_some(clerk)
}

/// What is done for her.
fn remedy(town: &Town, one: &Waiting) -> String {
    let last = one.offers.iter().map(|offered| offered.until).max();
    match (&one.call, last) {
        (None, Some(until)) => {
            let many = match one.offers.len() {
                1 => "1 Ersatztermin".to_owned(),
                many => format!("{many} Ersatztermine"),
            };
            format!("{many} bis {}", instant(town.zone, until))
        }
        (None, None) => "keine Ersatztermine mehr offen".to_owned(),
        (Some(call), _) => why(call, last.is_some()).to_owned(),
    }
}

fn why(call: &Call, offered: bool) -> &'static str {
    match call.cause {
        Cause::Unreachable => "keine Nachricht kommt an",
        Cause::Wished => "bittet um einen Anruf",
        Cause::Silent if offered => "Ersatztermine sind noch offen",
        Cause::Silent => "hat nicht geantwortet",
    }
}

/// Where the list of promises without a person stands after a cut was saved.
#[must_use]
pub fn saved_url(town: &str, number: i32) -> String {
    address_with(town, "betroffene", &[("gespeichert", &number.to_string())])
}
