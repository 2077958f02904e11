//! Messages arrive, once, in plain words: a real conversation with a mail server, in all its moods.

mod activation;
pub mod bounces;
mod calendars;
mod colleagues;
mod crash;
mod desk;
mod faults;
mod hostile;
pub mod letters;
mod reminders;
mod sms;
mod told;
mod wording;

use axum::http::Method;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};
use proof::{Database, Hall, Kind, MailServer, Received, town};
use serde_json::json;
use server::notices::{self, Carrier};

/// A town hall and the mail server it hands its messages to.
pub struct Post {
    pub hall: Hall,
    pub server: MailServer,
}

impl Post {
    /// A small town hall with a mail server.
    pub async fn open(kind: Kind) -> Self {
        Self::open_in(kind, &town::small()).await
    }

    /// The same with a town of one's own.
    pub async fn open_in(kind: Kind, town: &str) -> Self {
        Self::open_with(kind, town, MailServer::open().await).await
    }

    /// The same with a mail server of one's own.
    pub async fn open_with(kind: Kind, town: &str, server: MailServer) -> Self {
        let hall = Hall::tuned(Database::new(kind).await, town, server.config()).await;
        Self { hall, server }
    }

    /// Books a time for whoever reads mail at this address.
    pub async fn books_for(&self, email: &str, at: &str) {
        let citizen = self.hall.citizen();
        let hold = citizen.holds(&[("pass", 1)], at).await;
        let form = json!({
            "hold": hold.hold, "name": "Mika Beispiel", "email": email, "language": "de", "privacy_accepted": true,
        });
        let made = citizen.ask(Method::POST, "/appointments", Some(&form)).await;
        assert!(made.status.is_success(), "{}", made.text());
    }

    /// Carries what is due with a mail server that may take a second for a message.
    pub async fn carries_impatiently(&self) {
        let mut config = self.server.config();
        config.mail.patience_seconds = 1;
        let carrier = Carrier::of(&config).expect("a mail server").expect("is named");
        notices::turn(&self.hall.app, &carrier)
            .await
            .expect("the list can be read");
    }

    /// Carries what is due. Returns what has come since the last time.
    pub async fn arrives(&self) -> Vec<Received> {
        let carrier = Carrier::of(&self.hall.app.config)
            .expect("a mail server")
            .expect("is named");
        notices::turn(&self.hall.app, &carrier)
            .await
            .expect("the list can be read");
        self.server.empties()
    }

    /// Carries what is due, and expects one message.
    pub async fn one(&self) -> Mail {
        let mut all = self.arrives().await;
        assert_eq!(all.len(), 1, "{all:?}");
        Mail::read(&all.remove(0))
    }

    /// How many messages are in this state.
    pub async fn count(&self, state: &str) -> i64 {
        super::desk::absence::count(&self.hall, &format!("notice WHERE state = '{state}'")).await
    }
}

/// A message, taken apart by somebody else's parser.
pub struct Mail {
    pub subject: String,
    pub to: String,
    pub text: String,
    pub html: String,
    pub calendar: String,
    pub method: String,
    pub id: String,
}

impl Mail {
    pub fn read(received: &Received) -> Self {
        let message = MessageParser::default()
            .parse(received.source.as_bytes())
            .expect("a message");
        let (method, calendar) = message.attachment(0).map(calendar_of).unwrap_or_default();
        Self {
            subject: message.subject().expect("a subject").to_owned(),
            to: received.to.join(", "),
            text: message.body_text(0).expect("a text").into_owned(),
            html: message.body_html(0).expect("HTML").into_owned(),
            calendar,
            method,
            id: id_of(&message),
        }
    }

    /// Every address in the text.
    pub fn links(&self) -> Vec<String> {
        let words = self.text.split_whitespace();
        words
            .filter(|word| word.starts_with("https://"))
            .map(str::to_owned)
            .collect()
    }
}

/// A calendar file: what it asks for, and itself.
fn calendar_of(attached: &MessagePart<'_>) -> (String, String) {
    let PartType::Text(file) = &attached.body else {
        panic!("a calendar file is text: {:?}", attached.body)
    };
    let kind = attached.content_type().expect("a type");
    assert_eq!((kind.ctype(), kind.subtype()), ("text", Some("calendar")));
    let method = kind.attribute("method").expect("a method");
    (method.to_owned(), file.to_string())
}

fn id_of(message: &Message<'_>) -> String {
    message.message_id().expect("an id").to_owned()
}
