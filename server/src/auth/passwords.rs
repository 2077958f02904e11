//! Passwords: what one has to be like, and argon2id away from the threads that answer.
//!
//! 46 MiB and one pass is the first choice of OWASP ASVS 5.0, appendix C. One hash takes that memory and some 50 ms of a
//! core, so only two are computed at once and only a few may wait; whoever comes then is asked to try again.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tenants::Town;
use tokio::sync::Semaphore;
use wire::ProblemCode;

use super::role::Account;
use crate::chance::Chance;
use crate::refusal::{Fault, Outcome};

/// KiB of memory a hash takes.
pub const MEMORY_KIB: u32 = 47_104;
/// Passes over that memory.
pub const PASSES: u32 = 1;
/// Hashes at once.
const AT_ONCE: usize = 2;
/// Hashes at once and waiting.
const QUEUE: usize = 40;
/// Shortest password, in characters (NIST SP 800-63B asks for 8, ASVS 6.2.1 for 8 and recommends 15).
pub const SHORTEST: usize = 12;
/// Longest password, in characters: long enough for any sentence, short enough to hash.
pub const LONGEST: usize = 128;

/// What is wrong with a password that somebody chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than [`SHORTEST`] characters.
    Short,
    /// More than [`LONGEST`] characters.
    Long,
    /// Easy to guess: the town's or the product's name, the own address, or one character again and again.
    Guessable,
}

/// Whether somebody may choose this password; `known` are words an attacker would try first.
///
/// # Errors
/// What is wrong with it. There are no rules about kinds of characters: they make passwords worse (NIST SP 800-63B).
pub fn check(password: &str, known: &[&str]) -> Result<(), Weak> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Weak::Short);
    }
    if length > LONGEST {
        return Err(Weak::Long);
    }
    let letters = plain(password);
    let kinds: std::collections::BTreeSet<_> = letters.chars().collect();
    let mut words: Vec<String> = known.iter().chain(&COMMON).map(|word| plain(word)).collect();
    // The longest first: of an address nothing is left then, though the town's name is a part of it.
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let guessed = words.iter().filter(|word| word.chars().count() >= 4);
    let leftover = guessed.fold(letters, |left, word| left.replace(word, ""));
    if kinds.len() < 5 || leftover.chars().count() < 5 {
        return Err(Weak::Guessable);
    }
    Ok(())
}

/// Why somebody cannot have this as a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It was typed differently the second time.
    Differs,
    /// It is too easy.
    Weak(Weak),
}

/// Whether somebody can have this as her new password in this town, typed twice.
///
/// # Errors
/// Why she cannot.
pub fn fits(town: &Town, account: &Account, new: &str, again: &str) -> Result<(), Unfit> {
    let words = town
        .name
        .split_whitespace()
        .chain(account.name.split_whitespace());
    let mut known = vec![town.name.as_str(), &town.slug, &account.email, &account.name];
    known.extend(words);
    check(new, &known).map_err(Unfit::Weak)?;
    if new == again { Ok(()) } else { Err(Unfit::Differs) }
}

/// What passwords of town halls are made of. What remains without them has to carry the secret.
const COMMON: [&str; 14] = [
    "passwort",
    "password",
    "kennwort",
    "rathaus",
    "termin",
    "rathaustermin",
    "gemeinde",
    "buergerbuero",
    "bürgerbüro",
    "willkommen",
    "sommer",
    "winter",
    "12345678",
    "qwertz",
];

/// Small letters and digits only, so that "Rathaus-2026" and "rathaus2026" are the same.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Computes and compares hashes, a few at a time. Clones share their turns.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            queue: Arc::new(Semaphore::new(QUEUE)),
        }
    }
}

/// Compared when there is no account, so that this takes as long as with one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hashed("nobody", &[7; 16]).unwrap_or_default());

impl Passwords {
    /// The hash to be kept of a password.
    ///
    /// # Errors
    /// If too many wait already.
    pub async fn hash(&self, password: &str, chance: &Chance) -> Outcome<String> {
        let (password, salt) = (password.to_owned(), chance.bytes::<16>());
        self.in_turn(move || hashed(&password, &salt))
            .await?
            .map_err(Into::into)
    }

    /// Whether a password is the one that was hashed. Without a hash it is not, after the same work.
    ///
    /// # Errors
    /// If too many wait already.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Outcome<bool> {
        let known = hash.is_some();
        let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
        self.in_turn(move || {
            let hash = hash.as_deref().unwrap_or(&NOBODY);
            argon2().verify_password(password.as_bytes(), hash).is_ok() && known
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
        let _waiting = self.queue.try_acquire().map_err(|_| ProblemCode::Unavailable)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|closed| Fault(closed.into()))?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(|broken| Fault(broken.into()).into())
    }
}

/// Whether a hash was made with less work than today's.
#[must_use]
pub fn is_outdated(hash: &str) -> bool {
    !hash.contains(&format!("$m={MEMORY_KIB},t={PASSES},p=1$"))
}

fn argon2() -> Argon2<'static> {
    // Constants of ours, which a test computes with.
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hashed(password: &str, salt: &[u8]) -> Result<String, Fault> {
    let hash = argon2().hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash| hash.to_string())
        .map_err(|error| Fault::because(format!("a password cannot be hashed: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_is_salted_recognises_its_password_and_no_other() {
        let passwords = Passwords::default();
        let one = passwords.hash("drei blaue Eimer", &Chance::System).await.unwrap();
        let other = passwords.hash("drei blaue Eimer", &Chance::System).await.unwrap();
        assert_ne!(one, other);
        assert!(one.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{one}");
        assert!(passwords.verify("drei blaue Eimer", Some(&one)).await.unwrap());
        assert!(!passwords.verify("drei rote Eimer", Some(&one)).await.unwrap());
        assert!(!passwords.verify("nobody", None).await.unwrap());
        assert!(!is_outdated(&one));
        assert!(is_outdated(&one.replace("m=47104", "m=19456")));
    }

    #[test]
    fn passwords_are_long_and_not_the_towns_name() {
        let known = ["Gemeinde Dörentrup", "doerentrup", "m.kaya@doerentrup.example"];
        for (password, expected) in [
            ("kurz", Err(Weak::Short)),
            ("drei blaue Eimer", Ok(())),
            ("Doerentrup-2026", Err(Weak::Guessable)),
            ("Rathaustermin2026!", Err(Weak::Guessable)),
            ("aaaaaaaaaaaaaaaa", Err(Weak::Guessable)),
            ("m.kaya@doerentrup.example", Err(Weak::Guessable)),
        ] {
            assert_eq!(check(password, &known), expected, "{password}");
        }
        assert_eq!(check(&"Wortkette ".repeat(20), &known), Err(Weak::Long));
    }
}
