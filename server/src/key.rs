//! The key of an installation: what links to appointments follow from.
//!
//! A message must carry the link to its appointment, also days later and from another server, and the database must not keep
//! a link that works. So links follow from the appointment's number and a key that all servers of an installation share
//! and no database knows. Whoever has only one of both opens nothing.
//!
//! The database keeps a print of the key, so that a server with another one does not start and send links that open nothing.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest as _, Sha256};
use tenants::TownId;
use uuid::Uuid;

use crate::booking::secrets::Secret;
use crate::chance::Chance;
use crate::refusal::Fault;

/// The key. Cheap to clone, never shown.
#[derive(Clone)]
pub struct Key(Arc<[u8; 32]>);

/// What proves on the way back from an identity provider that it is the way somebody went.
pub struct Way {
    /// Comes back in the token.
    pub nonce: Secret,
    /// Shown together with the code (PKCE).
    pub verifier: Secret,
}

impl Key {
    /// A key of these bytes.
    #[must_use]
    pub fn of(bytes: [u8; 32]) -> Self {
        Self(Arc::new(bytes))
    }

    /// The key in a file.
    ///
    /// # Errors
    /// A sentence for the operator. `None` if there is no such file.
    pub fn read(file: &Path) -> Result<Option<Self>, Fault> {
        let wrong =
            |why: &str| Fault::because(format!("the key in {} cannot be used: {why}", file.display()));
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(wrong(&error.to_string())),
        };
        let bytes = STANDARD
            .decode(text.trim())
            .ok()
            .and_then(|bytes| bytes.try_into().ok());
        let bytes = bytes.ok_or_else(|| wrong("it is not 32 bytes in base64"))?;
        Ok(Some(Self::of(bytes)))
    }

    /// A new key, written into a file that only its owner may read.
    ///
    /// # Errors
    /// A sentence for the operator, also if the file is there already.
    pub fn make(file: &Path, chance: &Chance) -> Result<Self, Fault> {
        let bytes = chance.bytes();
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(file);
        let written = made.and_then(|mut made| {
            made.write_all(STANDARD.encode(bytes).as_bytes())?;
            made.sync_all()
        });
        written
            .map_err(|error| Fault::because(format!("the key {} cannot be made: {error}", file.display())))?;
        Ok(Self::of(bytes))
    }

    /// The secret of the private link to an appointment.
    #[must_use]
    pub fn link(&self, town: TownId, appointment: Uuid) -> Secret {
        Secret::drawn(self.derived("link", &[&town.0.to_be_bytes(), appointment.as_bytes()]))
    }

    /// What is only written to the address somebody has given: whoever knows it reads what arrives there.
    #[must_use]
    pub fn proof(&self, town: TownId, appointment: Uuid) -> Secret {
        Secret::drawn(self.derived("proof", &[&town.0.to_be_bytes(), appointment.as_bytes()]))
    }

    /// The secret in the address at which gateways tell what has become of messages.
    #[must_use]
    pub fn hook(&self) -> Secret {
        Secret::drawn(self.derived("hook", &[]))
    }

    /// What the browser is sent to an identity provider with: both follow from the state, of which the database keeps a hash.
    #[must_use]
    pub fn way(&self, town: TownId, state: &Secret) -> Way {
        let of = |purpose| Secret::drawn(self.derived(purpose, &[&town.0.to_be_bytes(), &state.hash()]));
        Way {
            nonce: of("nonce"),
            verifier: of("verifier"),
        }
    }

    /// Seals what the database is to keep for this server alone. Only with the same town and the same words it can be opened again.
    #[must_use]
    pub fn seal(&self, town: TownId, about: &str, secret: &str, chance: &Chance) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = chance.bytes();
        let mut sealed = secret.as_bytes().to_vec();
        let done = self.sealing(town, about).map(|key| {
            key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
        });
        match done {
            Some(Ok(())) => [&nonce[..], &sealed].concat(),
            // A key of the right length and a short text: there is nothing that could not be sealed.
            _ => Vec::new(),
        }
    }

    /// What was sealed, if it was with this key, for this town and these words.
    #[must_use]
    pub fn open(&self, town: TownId, about: &str, sealed: &[u8]) -> Option<String> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut sealed = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let key = self.sealing(town, about)?;
        let open = key.open_in_place(nonce, Aad::empty(), &mut sealed).ok()?;
        String::from_utf8(open.to_vec()).ok()
    }

    /// A key of its own for each town and each thing.
    fn sealing(&self, town: TownId, about: &str) -> Option<LessSafeKey> {
        let about: [u8; 32] = Sha256::digest(about).into();
        let key = self.derived("seal", &[&town.0.to_be_bytes(), &about]);
        UnboundKey::new(&AES_256_GCM, &key).ok().map(LessSafeKey::new)
    }

    /// What the database knows the key by; the key cannot be computed from it.
    #[must_use]
    pub fn print(&self) -> Vec<u8> {
        self.derived("print", &[]).to_vec()
    }

    /// Every part is of a fixed length, so that nothing can be read in two ways.
    fn derived(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC fills a short key up with zeros (RFC 2104, 2).
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..self.0.len()].copy_from_slice(&self.0[..]);
        let mut mac = Hmac::<Sha256>::new(&block);
        for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_follows_from_key_town_and_appointment_alone() {
        let (key, other) = (Key::of([1; 32]), Key::of([2; 32]));
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let link = |key: &Key, town, id| key.link(TownId(town), id).text();
        assert_eq!(link(&key, 1, one), link(&key.clone(), 1, one));
        let all = [
            link(&key, 1, one),
            link(&key, 2, one),
            link(&key, 1, two),
            link(&other, 1, one),
        ];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        assert_ne!(key.print(), other.print());
    }

    #[test]
    fn what_is_sealed_is_opened_by_the_same_key_for_the_same_thing_alone() {
        let (key, other) = (Key::of([1; 32]), Key::of([2; 32]));
        let sealed = key.seal(TownId(1), "a", "geheim", &Chance::System);
        assert!(!String::from_utf8_lossy(&sealed).contains("geheim"));
        assert_ne!(sealed, key.seal(TownId(1), "a", "geheim", &Chance::System));
        assert_eq!(key.open(TownId(1), "a", &sealed).as_deref(), Some("geheim"));
        assert_eq!(key.open(TownId(2), "a", &sealed), None);
        assert_eq!(key.open(TownId(1), "b", &sealed), None);
        assert_eq!(other.open(TownId(1), "a", &sealed), None);
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(key.open(TownId(1), "a", &changed), None, "{place}");
            assert_eq!(key.open(TownId(1), "a", &sealed[..place]), None, "{place}");
        }
    }

    #[test]
    fn a_key_survives_its_file_and_is_never_written_over() {
        let file = std::env::temp_dir().join(format!(
            "rathaustermin-key-{}",
            Uuid::from_bytes(Chance::System.bytes())
        ));
        assert!(Key::read(&file).unwrap().is_none());
        let made = Key::make(&file, &Chance::System).unwrap();
        assert_eq!(Key::read(&file).unwrap().unwrap().print(), made.print());
        assert!(Key::make(&file, &Chance::System).is_err());
        std::fs::write(&file, "short").unwrap();
        assert!(Key::read(&file).is_err());
        std::fs::remove_file(&file).unwrap();
    }
}
