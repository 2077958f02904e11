//! Messages at the desk: what a citizen was told when, and what nobody could deliver.

use serde::Serialize;
use tenants::Town;
use tenants::notice::Kind;

use super::day::{concern, instant, moment};
use super::frame::address;
use super::phone::national;
use crate::db::sendings::{Channel, Ended, Notice, NoticeState, Sending, Undelivered};
use crate::desk::Known;
use crate::views::pages::frame::dial;

/// A message that could not be delivered.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeadLetter {
    /// "Di 24.11., 09:30".
    pub when: String,
    /// For whom.
    pub name: String,
    /// "Reisepass beantragen".
    pub concern: String,
    /// "Terminbestätigung".
    pub what: &'static str,
    /// Where it was to go.
    pub email: String,
    /// What the other side said.
    pub answer: String,
    /// Number to call; may be empty.
    pub phone: String,
    /// The number as an address.
    pub phone_url: String,
    /// The appointment's page.
    pub url: String,
    /// Where a letter about it is printed; empty while nothing is promised.
    pub letter_url: String,
    /// Where steps are sent to.
    pub action: String,
}

impl DeadLetter {
    /// A line of the list.
    #[must_use]
    pub fn new(town: &Town, one: &Undelivered) -> Self {
        let promise = one.appointment.promise.as_ref();
        let phone = promise
            .and_then(|promise| promise.phone.clone())
            .unwrap_or_default();
        let url = address(&town.slug, &format!("termine/{}", one.appointment.id));
        Self {
            when: moment(one.appointment.local_start),
            name: promise.map(|promise| promise.name.clone()).unwrap_or_default(),
            concern: concern(&one.appointment),
            what: called(one.kind),
            email: promise
                .and_then(|promise| promise.email.clone())
                .unwrap_or_default(),
            answer: one.answer.clone(),
            phone_url: dial(&phone),
            phone: national(&phone),
            letter_url: if one.kind == Kind::Activation {
                String::new()
            } else {
                format!("{url}#brief")
            },
            url,
            action: address(&town.slug, &format!("nachrichten/{}", one.notice)),
        }
    }
}

/// What a citizen was told, the latest first: "Mo 23.11., 09:12: Terminbestätigung per E-Mail verschickt".
#[must_use]
pub fn letters_told(town: &Town, known: &Known) -> Vec<String> {
    let promise = known.appointment.promise.as_ref();
    let has_address = promise.is_some_and(|promise| promise.email.is_some());
    let at = |at| instant(town.zone, at);
    let printed = |notice: &Notice| {
        let what = called(notice.kind);
        let printed = tries_of(known, notice).filter(|one| one.channel == Channel::Paper);
        let told =
            printed.map(|one| format!("{}: {what} {}", at(one.began_at), sent_by(one.channel, one.ended)));
        told.collect::<Vec<_>>().into_iter().rev()
    };
    let line = |notice: &Notice| {
        let what = called(notice.kind);
        let tries = || tries_of(known, notice).filter(|one| one.channel != Channel::Paper);
        let last = tries().next_back();
        Some(match (notice.state, last) {
            (NoticeState::Sent, Some(last)) => {
                format!(
                    "{}: {what} {}",
                    at(last.began_at),
                    sent_by(last.channel, last.ended)
                )
            }
            (NoticeState::Sent, None) if tries_of(known, notice).next().is_some() => return None,
            (NoticeState::Sent, None) => format!("{}: {what} verschickt", at(notice.owed_at)),
            (NoticeState::Owed | NoticeState::Sending, Some(last)) => format!(
                "{}: {what} wird weiter versucht ({}{})",
                at(last.began_at),
                match tries().count() {
                    1 => "1 Versuch".to_owned(),
                    tries => format!("{tries} Versuche"),
                },
                said(last.ended, &last.answer),
            ),
            (NoticeState::Owed | NoticeState::Sending, None) => {
                format!("{what} geht hinaus: {}", at(notice.due_at))
            }
            (NoticeState::Dead, last) => format!(
                "{}: {what} nicht zustellbar{}",
                at(last.map_or(notice.owed_at, |last| last.began_at)),
                last.map_or_else(String::new, |last| said(last.ended, &last.answer)),
            ),
            (NoticeState::Withdrawn, None) if !has_address => {
                format!(
                    "{}: {what} nicht verschickt, keine E-Mail-Adresse",
                    at(notice.owed_at)
                )
            }
            (NoticeState::Withdrawn, _) => format!("{}: {what} nicht mehr nötig", at(notice.owed_at)),
        })
    };
    let notices = known.notices.iter().rev();
    notices
        .flat_map(|notice| printed(notice).chain(line(notice)))
        .collect()
}

/// Every try to send a message.
fn tries_of<'k>(known: &'k Known, notice: &Notice) -> impl DoubleEndedIterator<Item = &'k Sending> {
    let id = notice.id;
    known.sendings.iter().filter(move |one| one.notice == id)
}

/// "per SMS zugestellt".
const fn sent_by(channel: Channel, ended: Option<Ended>) -> &'static str {
    match (channel, ended) {
        (Channel::Mail, _) => "per E-Mail verschickt",
        (Channel::Sms, Some(Ended::Delivered)) => "per SMS zugestellt",
        (Channel::Sms, _) => "per SMS verschickt",
        (Channel::Paper, _) => "als Brief gedruckt",
    }
}

/// ", Antwort: 550 no such mailbox"; nothing after a try that did not fail.
fn said(ended: Option<Ended>, answer: &str) -> String {
    match ended {
        Some(Ended::Later | Ended::Refused | Ended::Bounced) if !answer.is_empty() => {
            format!(", Antwort: {answer}")
        }
        _ => String::new(),
    }
}

/// What a message is called.
#[must_use]
pub const fn called(kind: Kind) -> &'static str {
    match kind {
        Kind::Booked => "Terminbestätigung",
        Kind::Moved => "Nachricht über die neue Uhrzeit",
        Kind::Cancelled => "Absage",
        Kind::Displaced => "Nachricht über den Ausfall",
        Kind::Reassigned => "Nachricht, dass der Termin stattfindet",
        Kind::Activation => "Bitte um Bestätigung der Adresse",
        Kind::Reminder => "Erinnerung",
        Kind::OfferEnding => "Nachricht, dass reservierte Uhrzeiten bald verfallen",
        Kind::CallRequested => "Bestätigung des Rückrufwunsches",
        Kind::Ready => "Nachricht, dass etwas abgeholt werden kann",
        Kind::Earlier => "Angebot einer früheren Uhrzeit",
        Kind::DailyList => "Tagesliste",
        Kind::Trial => "Probenachricht",
    }
}
