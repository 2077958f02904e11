//! The form that ends in an appointment, as it is sent and shown again.
//!
//! Whatever a citizen has typed comes back in the next page, whichever button was pressed and whatever went wrong:
//! nobody types their name twice. None of it is judged here; that is the use cases' part.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use wire::{ConfirmRequest, HoldRequest};

use super::wish::Wish;
use crate::chance::Chance;
use crate::refusal::Outcome;

/// Longest value that is carried along; the longest field that can be right is far shorter.
const LONGEST: usize = 2_000;

/// Everything the forms from the calendar on send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Services, answers and the part of the calendar that is looked at.
    pub wish: Wish,
    /// The chosen time, verbatim.
    pub at: String,
    /// Drawn for the page the form stands on; with the time it names one wish for a hold.
    pub key: String,
    /// Secret of the hold.
    pub hold: String,
    /// What the citizen typed.
    pub typed: Typed,
}

/// What a citizen types about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Typed {
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Phone number.
    pub phone: String,
    /// A few words for the clerk.
    pub note: String,
    /// Whether the privacy notice was taken note of.
    pub privacy_accepted: bool,
    /// Whether she wants to be reminded.
    pub reminder: bool,
}

impl Form {
    /// Reads the fields of a form. Unknown fields are passed over.
    ///
    /// # Errors
    /// Names the field that cannot be read.
    pub fn read(pairs: &[(String, String)]) -> Outcome<Self> {
        let mut form = Self {
            wish: Wish::read(pairs)?,
            ..Self::default()
        };
        for (name, value) in pairs {
            let kept = || value.chars().take(LONGEST).collect();
            match name.as_str() {
                "at" => form.at = kept(),
                "key" => form.key = kept(),
                "hold" => form.hold = kept(),
                "name" => form.typed.name = kept(),
                "email" => form.typed.email = kept(),
                "phone" => form.typed.phone = kept(),
                "note" => form.typed.note = kept(),
                "privacy_accepted" => form.typed.privacy_accepted = !value.is_empty(),
                "reminder" => form.typed.reminder = !value.is_empty(),
                _ => {}
            }
        }
        Ok(form)
    }

    /// The hold this form asks for.
    #[must_use]
    pub fn hold_request(&self) -> HoldRequest {
        HoldRequest {
            services: self.wish.services.clone(),
            at: self.at.clone(),
        }
    }

    /// The same form with a key that can be used: a fresh one if it has none, or one nobody of ours drew.
    #[must_use]
    pub fn keyed(mut self, chance: &Chance) -> Self {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if !(16..=64).contains(&self.key.len()) || !self.key.bytes().all(plain) {
            self.key = URL_SAFE_NO_PAD.encode(chance.bytes::<16>());
        }
        self
    }

    /// Names this wish for this time: the same form sent twice is one hold, another time is another.
    #[must_use]
    pub fn hold_key(&self) -> String {
        let time: String = self
            .at
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(24)
            .collect();
        format!("{}-{time}", self.key)
    }

    /// Names the confirmation of this hold: pressed twice, it is one appointment.
    #[must_use]
    pub fn confirm_key(&self) -> String {
        format!("{}-confirm", self.hold_key())
    }

    /// The appointment this form asks for.
    #[must_use]
    pub fn confirm_request(&self, language: &str) -> ConfirmRequest {
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        ConfirmRequest {
            hold: self.hold.clone(),
            name: self.typed.name.clone(),
            email: given(&self.typed.email),
            phone: given(&self.typed.phone),
            note: given(&self.typed.note),
            answers: self.wish.answers.clone(),
            language: language.to_owned(),
            privacy_accepted: self.typed.privacy_accepted,
            reminder: self.typed.reminder,
        }
    }

    /// Whether something personal was typed that a link would lose.
    #[must_use]
    pub fn is_carried(&self) -> bool {
        self.typed != Typed::default()
    }
}

impl Typed {
    /// Hidden fields that carry it through a page without these inputs.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        let texts = [
            ("name", &self.name),
            ("email", &self.email),
            ("phone", &self.phone),
            ("note", &self.note),
        ];
        let mut pairs: Vec<_> = texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| (name.to_owned(), text.clone()))
            .collect();
        let ticked = [
            ("privacy_accepted", self.privacy_accepted),
            ("reminder", self.reminder),
        ];
        let ticked = ticked.into_iter().filter(|(_, ticked)| *ticked);
        pairs.extend(ticked.map(|(name, _)| (name.to_owned(), "1".to_owned())));
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Form {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Form::read(&pairs).unwrap()
    }

    #[test]
    fn what_was_typed_is_carried_and_an_empty_field_is_not_given() {
        let typed = [
            ("name", "Erika Beispiel"),
            ("email", " "),
            ("note", "Kinderwagen"),
            ("privacy_accepted", "1"),
            ("reminder", "1"),
        ];
        let form = form(&typed);
        assert!(form.is_carried());
        assert_eq!(Form::read(&form.typed.pairs()).unwrap().typed, form.typed);
        let request = form.confirm_request("de");
        assert_eq!((request.email, request.phone), (None, None));
        assert_eq!(request.note.as_deref(), Some("Kinderwagen"));
        assert!(request.privacy_accepted && request.reminder);
    }

    #[test]
    fn another_time_of_the_same_page_is_another_wish() {
        let key = |at| form(&[("key", "k"), ("at", at)]).hold_key();
        assert_eq!(key("2026-11-24T09:30:00+01:00"), "k-20261124T0930000100");
        assert_ne!(key("2026-11-24T09:30:00+01:00"), key("2026-11-24T09:45:00+01:00"));
    }

    #[test]
    fn a_key_that_cannot_be_used_is_drawn_anew() {
        let chance = Chance::seeded(1);
        for key in ["", "short", "no spaces in a key", &"x".repeat(9_000)] {
            let form = form(&[("key", key), ("at", &"1".repeat(9_000))]).keyed(&chance);
            assert!(form.key.len() == 22 && form.confirm_key().len() < 100, "{key}");
        }
        let kept = form(&[("key", "abcdefghijklmnop")]).keyed(&chance);
        assert_eq!(kept.key, "abcdefghijklmnop");
    }
}
