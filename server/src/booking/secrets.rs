//! What a citizen proves her appointment with.
//!
//! A hold's secret is drawn. The link's follows from the appointment's number and the installation's key (`crate::key`), the
//! PIN from the link's by SHA-256, so a repeated request gets the same answer, and a message that is sent later the same link,
//! although the database keeps nothing but hashes.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// 256 bits known to one citizen, written as 43 characters of base64url.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// The secret of a new hold.
    ///
    /// With an idempotency key it follows from the key, so that repeating the request repeats the secret; the
    /// request's own random bytes serve otherwise.
    #[must_use]
    pub fn of_hold(town: i32, key: Option<&str>, random: [u8; 32]) -> Self {
        match key {
            Some(key) => Self(digest("hold", &[&town.to_be_bytes(), key.as_bytes()])),
            None => Self(random),
        }
    }

    /// A secret that follows from nothing: for a lookup by reference and PIN, for a session.
    #[must_use]
    pub fn drawn(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Reads a secret from a URL or a form. Anything else was never given out.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// As it stands in URLs and forms.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the database keeps.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        digest("kept", &[&self.0]).to_vec()
    }

    /// The PIN that goes with a private link: six digits.
    #[must_use]
    pub fn pin(&self) -> Pin {
        let bytes = digest("pin", &[&self.0]);
        let number = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) % 1_000_000;
        Pin(format!("{number:06}"))
    }
}

/// Six digits that, with the reference, open an appointment to somebody without the link.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl Pin {
    /// Reads what somebody typed; spaces do not matter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(Self(digits))
    }

    /// The digits.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What the database keeps. A PIN is too short for its hash to be a secret; tries are counted instead.
    #[must_use]
    pub fn hash(&self, reference: &str) -> Vec<u8> {
        digest("kept pin", &[reference.as_bytes(), self.0.as_bytes()]).to_vec()
    }
}

/// A key under which a client repeats a request, as the database keeps it.
#[must_use]
pub fn key_hash(purpose: &str, key: &str) -> Vec<u8> {
    digest(purpose, &[key.as_bytes()]).to_vec()
}

/// The fingerprint of a request: the same request has the same one.
#[must_use]
pub fn fingerprint(request: &impl serde::Serialize) -> Vec<u8> {
    // Wire types are plain structs of strings and numbers, which always serialise.
    digest("request", &[&serde_json::to_vec(request).unwrap_or_default()]).to_vec()
}

fn digest(purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_gives_the_same_hold_and_another_town_another_one() {
        let of = |town, key| Secret::of_hold(town, Some(key), [1; 32]).text();
        assert_eq!(of(1, "abcdefghijklmnop"), of(1, "abcdefghijklmnop"));
        assert_ne!(of(1, "abcdefghijklmnop"), of(2, "abcdefghijklmnop"));
        assert_ne!(of(1, "abcdefghijklmnop"), of(1, "abcdefghijklmnoq"));
    }

    #[test]
    fn a_secret_survives_being_written_and_read() {
        let secret = Secret::drawn([7; 32]);
        assert!(Secret::parse(&secret.text()).is_some_and(|read| read == secret));
        assert_eq!(secret.text().len(), 43);
    }

    #[test]
    fn nothing_but_a_secret_is_read_as_one() {
        for text in ["", "x", "../../etc", &"A".repeat(44), "\r\n"] {
            assert!(Secret::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_pin_is_six_digits_and_may_be_typed_with_spaces() {
        let pin = Secret::drawn([9; 32]).pin();
        let typed = format!(" {} {} ", &pin.text()[..3], &pin.text()[3..]);
        assert!(Pin::parse(&typed).is_some_and(|read| read == pin));
        assert!(
            Pin::parse("12345").is_none()
                && Pin::parse("12345a").is_none()
                && Pin::parse("１２３４５６").is_none()
        );
    }
}
