//! Mail: a letter as a message (RFC 5322), and handing it over (RFC 5321).
//!
//! Nothing a citizen has typed stands in a header but her address, which is parsed twice. The Message-ID follows from the
//! notice, so that a message that went out twice, because nobody could know, is recognised as one.

use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::Address;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart};
use uuid::Uuid;

use super::postbox::Postbox;
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
}

#[derive(Clone)]
enum Way {
    Smtp(MailServer),
    /// Nothing leaves the machine: for the demo.
    Kept(Postbox),
}

/// A letter with everything a message needs.
pub struct Envelope<'a> {
    /// The notice: names the message.
    pub notice: Uuid,
    /// To whom.
    pub to: &'a str,
    /// What it says.
    pub letter: &'a Letter,
    /// The letter as HTML.
    pub html: String,
    /// The calendar file, where a calendar has something to learn: what it asks for, and itself.
    pub calendar: Option<(&'static str, String)>,
    /// When it is written.
    pub at: DateTime<Utc>,
}

impl Carrier {
    /// The carrier that the configuration asks for; none where no mail server is named.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn of(config: &Config) -> Result<Option<Self>, Fault> {
        let url = config.mail.smtp.reveal();
        if url.is_empty() {
            return Ok(None);
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
        let message = Message::builder()
            .message_id(Some(format!("<{}@{}>", envelope.notice, self.from.domain())))
            .date(envelope.at.into())
            .from(Mailbox::new(Some(letter.town.clone()), self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(&letter.subject)
            // Out-of-office notes have nobody to read them here (RFC 3834, 5).
            .header(AutoSubmitted)
            .multipart(body)?;
        Ok(message)
    }
}

#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

fn sender(config: &Config) -> Result<Address, Fault> {
    let from = &config.mail.from;
    from.parse()
        .map_err(|_| Fault::because(format!("mail.from must be an e-mail address, not \"{from}\"")))
}
