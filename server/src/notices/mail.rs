//! Mail: a letter as a message (RFC 5322), and handing it over (RFC 5321).
//!
//! Nothing a citizen has typed stands in a header but her address, which is parsed twice. The Message-ID follows from the
//! notice, so that a message that went out twice, because nobody could know, is recognised as one.

use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::response::Category;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use uuid::Uuid;

use super::postbox::Postbox;
use crate::config::{Config, Mail};
use crate::db::sendings::Ended;
use crate::refusal::Fault;
use crate::views::letter::Letter;

/// Connections to the mail server at once.
const CONNECTIONS: u32 = 4;
/// How long the mail server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most characters kept of what a mail server says.
const ANSWER: usize = 300;

/// Who hands messages over.
#[derive(Clone)]
pub struct Carrier {
    from: Address,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
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
    /// The calendar file: what it asks for, and itself.
    pub calendar: (&'static str, String),
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
        if url.starts_with("smtp://") && !url.contains("tls=required") && !is_this_machine(url) {
            return Err(wrong(
                "add \"?tls=required\", or write \"smtps://\": messages must not travel in the open",
            ));
        }
        if config.mail.from == Mail::default().from {
            return Err(Fault::because(
                "mail.from must say which address messages come from",
            ));
        }
        let transport =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| wrong(&error.to_string()))?;
        let transport = transport
            .timeout(Some(PATIENCE))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS))
            .build();
        Ok(Some(Self {
            from: sender(config)?,
            way: Way::Smtp(transport),
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
            Way::Smtp(transport) => match transport.send(message).await {
                Ok(response) => (
                    Ended::HandedOver,
                    told(&response.message().collect::<Vec<_>>().join(" ")),
                ),
                Err(error) => {
                    let of_the_recipient = error.is_permanent() && !is_about_us(&error);
                    let ended = if of_the_recipient {
                        Ended::Refused
                    } else {
                        Ended::Later
                    };
                    (ended, told(&reasons(&error)))
                }
            },
        }
    }

    fn message(&self, envelope: &Envelope<'_>) -> Result<Message, Box<dyn std::error::Error + Send + Sync>> {
        let letter = envelope.letter;
        let to: Address = envelope.to.parse()?;
        let (method, file) = &envelope.calendar;
        let calendar = ContentType::parse(&format!("text/calendar; charset=utf-8; method={method}"))?;
        let body = MultiPart::mixed()
            .multipart(MultiPart::alternative_plain_html(
                letter.text(),
                envelope.html.clone(),
            ))
            .singlepart(Attachment::new("termin.ics".to_owned()).body(file.clone(), calendar));
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

fn is_this_machine(url: &str) -> bool {
    let host = url
        .trim_start_matches("smtp://")
        .rsplit('@')
        .next()
        .unwrap_or_default();
    ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|name| host.starts_with(name))
}

/// A mail server that refuses us (our login, our right to send) says nothing about whoever is written to: codes 53x.
fn is_about_us(error: &lettre::transport::smtp::Error) -> bool {
    error
        .status()
        .is_some_and(|code| code.category == Category::Unspecified3)
}

fn reasons(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

fn told(answer: &str) -> String {
    answer.chars().filter(|c| !c.is_control()).take(ANSWER).collect()
}
