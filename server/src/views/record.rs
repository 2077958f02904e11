//! Everything that is kept of an appointment, told to whoever it is about, in words she can read and a program can, too.

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use super::wire_views::Teller;
use crate::db::calls::{Call, Tried};
use crate::db::earlier::Wish;
use crate::db::notices::{Deed, Happened};
use crate::db::records::{Recorded, RecordedWish, ToldOf};
use crate::texts::Words;
use crate::views::pages::earlier::hours_in_words;

/// A value of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Told {
    /// Words.
    Text(String),
    /// Yes or no.
    Fact(bool),
    /// How many.
    Count(u32),
    /// Several of a kind.
    List(Vec<Told>),
    /// Values by what they are called.
    Group(Group),
}

/// Values by what they are called, in the order in which a person would read them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group(Vec<(&'static str, Told)>);

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, told)| (name, told)))
    }
}

impl Group {
    /// One value more; what is not there is left out.
    #[must_use]
    pub fn with(mut self, name: &'static str, told: impl Into<Told>) -> Self {
        let told = told.into();
        let is_nothing = matches!(&told, Told::Text(text) if text.is_empty())
            || matches!(&told, Told::List(list) if list.is_empty());
        if !is_nothing {
            self.0.push((name, told));
        }
        self
    }
}

impl From<String> for Told {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Told {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Option<String>> for Told {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.unwrap_or_default())
    }
}

impl From<Vec<Group>> for Told {
    fn from(groups: Vec<Group>) -> Self {
        Self::List(groups.into_iter().map(Self::Group).collect())
    }
}

/// Whether clerks' reasons are told, too. They are notes of the town hall: whoever asks for them is answered by somebody who
/// has made sure who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reasons {
    /// With them.
    Told,
    /// With a word about how to get them.
    OnRequest,
}

/// Everything about an appointment.
#[must_use]
pub fn record(teller: Teller<'_>, of: &Recorded, reasons: Reasons) -> Group {
    let words = teller.words();
    let key = |name| words.get(name);
    let at = |at: DateTime<Utc>| teller.time(at).label;
    let maybe = |time: Option<DateTime<Utc>>| time.map(at).unwrap_or_default();
    let one = &of.appointment;
    let promise = one.promise.clone();
    let part = |pick: fn(crate::db::appointments::Promise) -> Option<String>| promise.clone().and_then(pick);
    let services = one.visit.services.iter().map(|service| {
        let name = teller.say(&service.name);
        Told::Text(format!("{} × {name}", service.count))
    });
    let told = one.visit.told.get(teller.language);
    let papers = told.map(|told| {
        told.papers
            .iter()
            .map(|(paper, _)| Told::Text(paper.clone()))
            .collect()
    });
    let state = words.find(&format!("record.state_{}", one.state.name().as_str()));
    let group = Group::default()
        .with(key("record.town"), teller.town.name.as_str())
        .with(key("record.reference"), part(|promise| Some(promise.reference)))
        .with(key("record.state"), state.unwrap_or_default())
        .with(key("record.when"), at(one.span.first.start()))
        .with(key("record.minutes"), Told::Count(one.minutes))
        .with(key("record.where"), teller.one_line_place(&one.visit.place))
        .with(key("record.services"), Told::List(services.collect()))
        .with(key("record.papers"), Told::List(papers.unwrap_or_default()))
        .with(key("record.fee"), told.map(|told| told.fee.clone()))
        .with(key("record.name"), part(|promise| Some(promise.name)))
        .with(key("record.email"), part(|promise| promise.email))
        .with(key("record.phone"), part(|promise| promise.phone))
        .with(key("record.note"), part(|promise| promise.note))
        .with(key("record.language"), part(|promise| Some(promise.language)))
        .with(key("record.reminder"), Told::Fact(of.reminder))
        .with(key("record.mail_fails"), Told::Fact(of.mail_fails))
        .with(key("record.created"), maybe(of.created_at))
        .with(key("record.booked"), maybe(of.booked_at))
        .with(
            key("record.wrong_pins"),
            Told::Count(
                promise
                    .as_ref()
                    .map_or(0, |promise| promise.pin_failures.unsigned_abs()),
            ),
        )
        .with(key("record.open_until"), maybe(of.open_until))
        .with(
            key("record.history"),
            of.history
                .iter()
                .map(|step| happened(teller, step, reasons))
                .collect::<Vec<_>>(),
        )
        .with(
            key("record.told"),
            of.told.iter().map(|one| message(teller, one)).collect::<Vec<_>>(),
        );
    let group = match &of.call {
        Some(call) => group.with(key("record.call"), Told::Group(owed_call(teller, call))),
        None => group,
    };
    let group = match &of.wish {
        Some(wish) => group.with(key("record.earlier"), Told::Group(wished(teller, wish))),
        None => group,
    };
    match reasons {
        Reasons::Told => group,
        Reasons::OnRequest => group.with(key("record.about"), words.get("record.on_request")),
    }
}

/// Everything about somebody who waits for an earlier time without an appointment.
#[must_use]
pub fn wish_record(teller: Teller<'_>, of: &RecordedWish) -> Group {
    let words = teller.words();
    let wish = &of.wish;
    let person = wish.person.as_ref();
    let services = wish.visit.services.iter().map(|service| {
        let name = teller.say(&service.name);
        Told::Text(format!("{} × {name}", service.count))
    });
    Group::default()
        .with(words.get("record.town"), teller.town.name.as_str())
        .with(words.get("record.services"), Told::List(services.collect()))
        .with(words.get("record.name"), person.map(|one| one.name.clone()))
        .with(
            words.get("record.email"),
            person.and_then(|one| one.email.clone()),
        )
        .with(
            words.get("record.phone"),
            person.and_then(|one| one.phone.clone()),
        )
        .with(words.get("record.language"), wish.language.as_str())
        .with(words.get("record.earlier"), Told::Group(wished(teller, wish)))
        .with(
            words.get("record.told"),
            of.told.iter().map(|one| message(teller, one)).collect::<Vec<_>>(),
        )
}

/// When she could come, and since when she waits.
fn wished(teller: Teller<'_>, wish: &Wish) -> Group {
    let words = teller.words();
    Group::default()
        .with(
            words.get("record.earlier_hours"),
            hours_in_words(words, &wish.hours),
        )
        .with(
            words.get("record.earlier_since"),
            teller.time(wish.created_at).label,
        )
}

fn happened(teller: Teller<'_>, step: &Happened, reasons: Reasons) -> Group {
    let words = teller.words();
    let who = if step.by.is_some() {
        "record.by_town"
    } else {
        "record.by_citizen"
    };
    let why = step.reason.clone().filter(|_| reasons == Reasons::Told);
    Group::default()
        .with(words.get("record.at"), teller.time(step.at).label)
        .with(words.get("record.what"), deed(words, step.deed))
        .with(words.get("record.who"), words.get(who))
        .with(
            words.get("record.when"),
            teller.time(step.first_cell.start()).label,
        )
        .with(words.get("record.why"), why)
}

fn deed(words: Words, deed: Deed) -> &'static str {
    words
        .find(&format!("record.deed_{}", deed.as_str()))
        .unwrap_or_default()
}

fn message(teller: Teller<'_>, told: &ToldOf) -> Group {
    let words = teller.words();
    let (at, how) = how(teller, told);
    let answer = told.tried.as_ref().and_then(|tried| tried.answer.clone());
    Group::default()
        .with(words.get("record.at"), at)
        .with(words.get("record.what"), what(words, told))
        .with(words.get("record.how"), how)
        .with(words.get("record.answer"), answer)
}

fn owed_call(teller: Teller<'_>, call: &Call) -> Group {
    let words = teller.words();
    let last = call.last.map(|(how, at)| {
        let how = match how {
            Tried::Reached => words.get("record.reached"),
            Tried::NotReached => words.get("record.not_reached"),
        };
        format!("{}: {how}", teller.time(at).label)
    });
    Group::default()
        .with(words.get("record.since"), teller.time(call.since).label)
        .with(words.get("record.tries"), Told::Count(call.tries))
        .with(words.get("record.last_call"), last)
}

fn what(words: Words, told: &ToldOf) -> &'static str {
    words
        .find(&format!("sent.kind_{}", told.kind.as_str()))
        .unwrap_or_default()
}

/// When, and how it ended, in words.
fn how(teller: Teller<'_>, told: &ToldOf) -> (String, String) {
    let words = teller.words();
    let Some(tried) = &told.tried else {
        let key = match told.state.as_str() {
            "withdrawn" => "sent.not_needed",
            "dead" => "sent.failed",
            _ => "sent.soon",
        };
        return (teller.time(told.due_at).label, words.get(key).to_owned());
    };
    let key = match (told.state.as_str(), tried.outcome.as_deref()) {
        // What could not be sent before is no matter then.
        (_, Some("handed_over")) if tried.way == "paper" => "sent.handed_over",
        (_, Some("delivered")) => "sent.delivered",
        (_, Some("bounced")) => "sent.bounced",
        ("dead", _) | (_, Some("refused")) => "sent.refused",
        ("sent", _) | (_, Some("handed_over")) => "sent.handed_over",
        ("withdrawn", _) => "sent.given_up",
        _ => "sent.trying",
    };
    let way = words.find(&format!("sent.by_{}", tried.way)).unwrap_or_default();
    (teller.time(tried.at).label, words.fill(key, &[("way", way)]))
}

/// What was sent, a line each, the last one first: "Terminbestätigung: Montag, 23. November 2026, 07:00 Uhr, per E-Mail verschickt".
/// What was never tried because it was no longer needed is nothing to tell.
#[must_use]
pub fn lines_sent(teller: Teller<'_>, told: &[ToldOf]) -> Vec<String> {
    let words = teller.words();
    let real = told
        .iter()
        .filter(|one| one.tried.is_some() || one.state != "withdrawn");
    let line = |one: &ToldOf| {
        let (at, how) = how(teller, one);
        words.fill(
            "sent.line",
            &[("what", what(words, one)), ("at", &at), ("how", &how)],
        )
    };
    real.rev().map(line).collect()
}
