//! Passwords: argon2id, and what else takes a while, away from the threads that answer.
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
use super::strength::{self, Weak};
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

/// Why somebody cannot have this as a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It was typed differently the second time.
    Differs,
    /// It is too easy.
    Weak(Weak),
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

    /// Whether somebody can have this as her new password in this town, typed twice.
    ///
    /// # Errors
    /// If too many wait already.
    pub async fn fits(
        &self,
        (town, account): (&Town, &Account),
        new: &str,
        again: &str,
    ) -> Outcome<Result<(), Unfit>> {
        let known = strength::known([&town.name, &town.slug, &account.email, &account.name]);
        let typed = new.to_owned();
        let checked = self.in_turn(move || strength::check(&typed, &known)).await?;
        Ok(match checked {
            Err(weak) => Err(Unfit::Weak(weak)),
            Ok(()) if new != again => Err(Unfit::Differs),
            Ok(()) => Ok(()),
        })
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
}
