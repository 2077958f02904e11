//! What is handed over: a mail with everything in it, or a short message.

use chrono::{DateTime, Utc};
use tenants::notice::Kind;

use super::mail::{Carrier, Envelope};
use super::name::Name;
use super::sms::Short;
use crate::app::App;
use crate::booking::calendar_file::Invitation;
use crate::db::TownTx;
use crate::db::appointments::{Appointment, read_local};
use crate::db::sendings::{Channel, Ended, Notice};
use crate::refusal::{Fault, Outcome};
use crate::views::letter::{Letter, Occasion};
use crate::views::short_message::short_message;
use crate::views::wire_views::Teller;

/// A time that is kept for a citizen: begin, and until when.
pub type KeptTime = (DateTime<Utc>, DateTime<Utc>);

/// What is handed over.
pub enum Parcel {
    /// A mail.
    Mail {
        /// To whom.
        to: String,
        /// What it says.
        letter: Box<Letter>,
        /// The same as HTML.
        html: String,
        /// The calendar file.
        calendar: Option<(&'static str, String)>,
        /// Where answers go.
        reply_to: Option<String>,
        /// Where she asks with one click not to get another one.
        unsubscribe: Option<String>,
    },
    /// A short message.
    Sms {
        /// To which number.
        to: String,
        /// What it says.
        text: String,
        /// Where the gateway reports to.
        report_url: String,
    },
}

/// How handing over ended; nobody may know.
pub struct Handed {
    /// Open where nobody knows.
    pub ended: Option<Ended>,
    /// What the other side said.
    pub answer: String,
    /// Its number for the message.
    pub their_id: Option<String>,
}

/// Hands it over, outside of any transaction.
pub async fn hand_over(parcel: &Parcel, carrier: &Carrier, name: Name, now: DateTime<Utc>) -> Handed {
    match parcel {
        Parcel::Mail {
            to,
            letter,
            html,
            calendar,
            reply_to,
            unsubscribe,
        } => {
            let envelope = Envelope {
                name,
                to,
                letter,
                html: html.clone(),
                calendar: calendar.clone(),
                reply_to: reply_to.as_deref(),
                unsubscribe: unsubscribe.as_deref(),
                at: now,
            };
            let (ended, answer) = carrier.carry(&envelope).await;
            Handed {
                ended: Some(ended),
                answer,
                their_id: None,
            }
        }
        Parcel::Sms { to, text, report_url } => {
            let short = Short {
                id: &name.to_string(),
                to,
                text,
                report_url,
            };
            carrier.text(name, &short, now).await
        }
    }
}

/// Writes what goes this way.
///
/// # Errors
/// If the letter's template does not fit.
pub fn write(
    app: &App,
    carrier: &Carrier,
    tx: &TownTx,
    (notice, appointment, offers): (&Notice, &Appointment, &[KeptTime]),
    by: Channel,
    now: DateTime<Utc>,
) -> Outcome<Parcel> {
    let promise = appointment
        .promise
        .as_ref()
        .ok_or_else(|| Fault::because("a message to nobody"))?;
    let teller = Teller::new(&tx.town, tx.town.language(&promise.language));
    let base_url = app.config.base_url();
    let secret = app.key.link(tx.id(), appointment.id);
    let view = teller.appointment(&base_url, &secret, appointment, now)?;
    let occasion = Occasion {
        kind: notice.kind,
        previous: notice.body.previous_start.as_deref().and_then(read_local),
        offers,
        // Nobody but whoever reads this mail gets to see it.
        proof: (notice.kind == Kind::Activation).then(|| app.key.proof(tx.id(), appointment.id).text()),
    };
    let letter = Letter::new(teller, &base_url, &view, &occasion);
    if by == Channel::Sms {
        let name = Name {
            town: tx.id(),
            notice: notice.id,
        };
        return Ok(Parcel::Sms {
            to: promise.phone.clone().unwrap_or_default(),
            text: short_message(&letter, notice.kind, &view.label),
            report_url: format!("{base_url}/hooks/sms/{}?id={name}", app.key.hook().text()),
        });
    }
    let html = app.templates.letter(&letter)?;
    let to = promise.email.clone().unwrap_or_default();
    let invitation = Invitation {
        from: carrier.from(),
        to: &to,
    };
    let calendar = invites(notice.kind).then(|| {
        let file = invitation.file(teller, appointment, &view, now);
        (Invitation::method(appointment), file)
    });
    // Without what a browser sends along, a mail program takes the wish for it back.
    let unsubscribe = (notice.kind == Kind::Reminder).then(|| {
        let (town, secret) = (&tx.town.slug, secret.text());
        format!("{base_url}/{town}/termin/{secret}/erinnerung")
    });
    Ok(Parcel::Mail {
        calendar,
        letter: Box::new(letter),
        html,
        to,
        reply_to: tx.town.messages.answers_to(),
        unsubscribe,
    })
}

/// Whether a calendar has something to learn from a message: it stands, stands elsewhere, or no longer.
const fn invites(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Booked | Kind::Moved | Kind::Cancelled | Kind::Displaced | Kind::Reassigned
    )
}
