//! Messages that are kept instead of sent, so that whoever tries the product reads what citizens would.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::mail::Envelope;
use super::name::Name;
use super::sms::Short;

/// Most messages kept; the oldest go first.
const MOST: usize = 200;

/// A postbox. Clones share what is in it.
#[derive(Clone, Default)]
pub struct Postbox(Arc<Mutex<VecDeque<Kept>>>);

/// A message that was kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The notice's id.
    pub id: Uuid,
    /// Whether it is a short message: then there is a text and nothing else.
    pub is_short: bool,
    /// To whom.
    pub to: String,
    /// What the mailbox would show.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// As it would have been handed over.
    pub source: Vec<u8>,
}

impl Postbox {
    pub(super) fn keep(&self, envelope: &Envelope<'_>, source: &[u8]) {
        self.put(Kept {
            id: envelope.name.notice,
            is_short: false,
            to: envelope.to.to_owned(),
            subject: envelope.letter.subject.clone(),
            text: envelope.letter.text(),
            html: envelope.html.clone(),
            at: envelope.at,
            source: source.to_vec(),
        });
    }

    pub(super) fn keep_short(&self, name: Name, short: &Short<'_>, at: DateTime<Utc>) {
        self.put(Kept {
            id: name.notice,
            is_short: true,
            to: short.to.to_owned(),
            subject: "SMS".to_owned(),
            text: short.text.to_owned(),
            html: String::new(),
            at,
            source: Vec::new(),
        });
    }

    fn put(&self, message: Kept) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(MOST - 1);
        kept.push_front(message);
    }

    /// What is in it, the newest first.
    #[must_use]
    pub fn all(&self) -> Vec<Kept> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }
}
