//! Mail: a letter as a message (RFC 5322), and handing it over (RFC 5321).
//!
//! Nothing a citizen has typed stands in a header but her address, which is parsed twice. The Message-ID follows from the
//! notice, so that a message that went out twice, because nobody could know, is recognised as one.

use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::Address;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart};

use super::name::Name;
use super::parcel::Handed;
use super::postbox::Postbox;
use super::sms::{Gateway, Short};
use super::smtp::MailServer;
use crate::config::{Config, Mail};
use crate::db::sendings::Ended;
use crate::refusal::Fault;
use crate::views::letter::Letter;

/// Who hands messages over.
#[derive(Clone)]
pub struct Carrier {
    from: Address,
    way: Way,
    gateway: Option<Gateway>,
}

#[derive(Clone)]
enum Way {
    Smtp(MailServer),
    /// Nothing leaves the machine: for the demo.
    Kept(Postbox),
}

/// A letter with everything a message needs.
pub struct Envelope<'a> {
    /// Names the message.
    pub name: Name,
    /// To whom.
    pub to: &'a str,
    /// What it says.
    pub letter: &'a Letter,
    /// The letter as HTML.
    pub html: String,
    /// The calendar file, where a calendar has something to learn: what it asks for, and itself.
    pub calendar: Option<(&'static str, String)>,
    /// Where answers go; to nobody otherwise.
    pub reply_to: Option<&'a str>,
    /// Where a mail program asks for no more of these with one click (RFC 8058); for what a citizen can stop.
    pub unsubscribe: Option<&'a str>,
    /// When it is written.
    pub at: DateTime<Utc>,
}

impl Carrier {
    /// The carrier that the configuration asks for; none where no mail server is named.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn of(config: &Config) -> Result<Option<Self>, Fault> {
        let gateway = Gateway::of(config)?;
        let url = config.mail.smtp.reveal();
        if url.is_empty() {
            return match gateway {
                None => Ok(None),
                Some(_) => Err(Fault::because(
                    "short messages need a mail server, too: mail.smtp must say which",
                )),
            };
        }
        let wrong = |why: &str| {
            Fault::because(format!(
                "the mail server {:?} cannot be used: {why}",
                config.mail.smtp
            ))
        };
        if config.mail.from == Mail::default().from {
            return Err(Fault::because(
                "mail.from must say which address messages come from",
            ));
        }
        let patience = Duration::from_secs(config.mail.patience_seconds);
        let server = MailServer::at(url, patience).map_err(|why| wrong(&why))?;
        Ok(Some(Self {
            from: sender(config)?,
            way: Way::Smtp(server),
            gateway,
        }))
    }

    /// A carrier that keeps everything in a postbox.
    ///
    /// # Errors
    /// If the configured sender is no address.
    pub fn keeping(postbox: Postbox, config: &Config) -> Result<Self, Fault> {
        Ok(Self {
            from: sender(config)?,
            way: Way::Kept(postbox),
            gateway: None,
        })
    }

    /// The address that messages come from.
    #[must_use]
    pub fn from(&self) -> &str {
        self.from.as_ref()
    }

    /// Hands a message over. How that ended, and what the other side said.
    pub async fn carry(&self, envelope: &Envelope<'_>) -> (Ended, String) {
        let message = match self.message(envelope) {
            Ok(message) => message,
            // What cannot be written can never be sent.
            Err(error) => return (Ended::Refused, error.to_string()),
        };
        match &self.way {
            Way::Kept(postbox) => {
                postbox.keep(envelope, &message.formatted());
                (Ended::HandedOver, String::new())
            }
            Way::Smtp(server) => server.take(&message).await,
        }
    }

    /// Hands a short message over.
    pub async fn text(&self, name: Name, short: &Short<'_>, at: DateTime<Utc>) -> Handed {
        let ended = |ended, answer: &str| Handed {
            ended: Some(ended),
            answer: answer.to_owned(),
            their_id: None,
        };
        match (&self.gateway, &self.way) {
            (Some(gateway), _) => gateway.hand_over(short).await,
            (None, Way::Kept(postbox)) => {
                postbox.keep_short(name, short, at);
                ended(Ended::HandedOver, "")
            }
            (None, Way::Smtp(_)) => ended(Ended::Later, "no gateway is named"),
        }
    }

    fn message(&self, envelope: &Envelope<'_>) -> Result<Message, Box<dyn std::error::Error + Send + Sync>> {
        let letter = envelope.letter;
        let to: Address = envelope.to.parse()?;
        let mut body = MultiPart::mixed().multipart(MultiPart::alternative_plain_html(
            letter.text(),
            envelope.html.clone(),
        ));
        if let Some((method, file)) = &envelope.calendar {
            let calendar = ContentType::parse(&format!("text/calendar; charset=utf-8; method={method}"))?;
            body = body.singlepart(Attachment::new("termin.ics".to_owned()).body(file.clone(), calendar));
        }
        let mut message = Message::builder()
            .message_id(Some(format!("<{}@{}>", envelope.name, self.from.domain())))
            .date(envelope.at.into())
            .from(Mailbox::new(Some(letter.town.clone()), self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(&letter.subject)
            // Out-of-office notes have nobody to read them here (RFC 3834, 5).
            .header(AutoSubmitted);
        if let Some(reply_to) = envelope.reply_to {
            message = message.reply_to(Mailbox::new(None, reply_to.parse()?));
        }
        if let Some(address) = envelope.unsubscribe {
            message = message
                .header(Unsubscribe(format!("<{address}>")))
                .header(UnsubscribePost);
        }
        let message = message.multipart(body)?;
        Ok(message)
    }
}

/// A header that says one thing.
macro_rules! header {
    ($type:ty, $name:literal, $value:expr) => {
        impl Header for $type {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($name)
            }

            fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Err("it is only written".into())
            }

            fn display(&self) -> HeaderValue {
                let value: fn(&Self) -> String = $value;
                HeaderValue::new(Self::name(), value(self))
            }
        }
    };
}

#[derive(Clone)]
struct AutoSubmitted;

#[derive(Clone)]
struct Unsubscribe(String);

#[derive(Clone)]
struct UnsubscribePost;

header!(AutoSubmitted, "Auto-Submitted", |_| "auto-generated".to_owned());
header!(Unsubscribe, "List-Unsubscribe", |address| address.0.clone());
header!(UnsubscribePost, "List-Unsubscribe-Post", |_| {
    "List-Unsubscribe=One-Click".to_owned()
});

fn sender(config: &Config) -> Result<Address, Fault> {
    let from = &config.mail.from;
    from.parse()
        .map_err(|_| Fault::because(format!("mail.from must be an e-mail address, not \"{from}\"")))
}
