//! The second factor: codes by the clock (RFC 6238) and, for a lost phone, codes on paper.
//!
//! A code counts for its own half minute and the ones beside it, and each half minute counts once, so whoever has watched a
//! code being typed cannot type it again. Recovery codes hold 120 bits and are kept as hashes; each works once.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use totp_rs::{Builder, Secret, Totp};

use crate::booking::secrets::key_hash;
use crate::chance::Chance;
use crate::views::pages::links::encode;

/// Bytes of a secret: as many as SHA-1 puts out (RFC 4226, 4).
const SECRET: usize = 20;
/// Bytes of a recovery code.
const RECOVERY: usize = 15;
/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;

/// The second factor of an account.
#[derive(Clone, PartialEq, Eq)]
pub struct Factor {
    /// What both sides compute codes with.
    pub secret: Vec<u8>,
    /// Half minute of the last code that counted; none until the first one proved that the app has the secret.
    pub last_step: Option<i64>,
    /// Hashes of the recovery codes that are left.
    pub recovery: Vec<String>,
}

/// The log must not learn secrets.
impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Factor")
            .field("last_step", &self.last_step)
            .finish_non_exhaustive()
    }
}

impl Factor {
    /// One that is about to be set up.
    #[must_use]
    pub fn drawn(chance: &Chance) -> Self {
        Self {
            secret: chance.bytes::<SECRET>().to_vec(),
            last_step: None,
            recovery: Vec::new(),
        }
    }

    /// Whether a code has proved that the app has the secret.
    #[must_use]
    pub fn is_set_up(&self) -> bool {
        self.last_step.is_some()
    }

    /// The factor after this code was used, if it counts now.
    #[must_use]
    pub fn after(&self, typed: &str, now: DateTime<Utc>) -> Option<Self> {
        let typed: String = typed.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        if let Some(step) = self.step_of(&typed, now) {
            return Some(Self {
                last_step: Some(step),
                ..self.clone()
            });
        }
        let hash = recovery_hash(&typed);
        let place = self.recovery.iter().position(|kept| *kept == hash)?;
        let mut after = self.clone();
        after.recovery.remove(place);
        Some(after)
    }

    /// The half minute of a code by the clock, if it counts now.
    fn step_of(&self, typed: &str, now: DateTime<Utc>) -> Option<i64> {
        let step = self.totp()?.check(typed, seconds(now))?;
        let step = i64::try_from(step).ok()?;
        self.last_step.is_none_or(|last| step > last).then_some(step)
    }

    /// The code an app shows at this moment.
    #[must_use]
    pub fn code_at(&self, now: DateTime<Utc>) -> String {
        self.totp()
            .map(|totp| totp.generate(seconds(now)).to_string())
            .unwrap_or_default()
    }

    /// The secret as it can be typed into an app.
    #[must_use]
    pub fn written(&self) -> String {
        Secret::from(self.secret.clone()).to_base32()
    }

    /// What the picture for an app says (`otpauth:`, as apps read it).
    #[must_use]
    pub fn address(&self, issuer: &str, email: &str) -> String {
        let mut address = "otpauth://totp/".to_owned();
        // A colon would part the label.
        let issuer = issuer.replace(':', " ");
        encode(&mut address, &issuer);
        address.push(':');
        encode(&mut address, email);
        // Writing to a string cannot fail.
        let _ = write!(address, "?secret={}&issuer=", self.written());
        encode(&mut address, &issuer);
        address
    }

    /// Draws recovery codes and keeps their hashes. What is returned is shown once.
    #[must_use]
    pub fn draw_recovery(&mut self, chance: &Chance) -> Vec<String> {
        let codes: Vec<String> = (0..RECOVERY_CODES)
            .map(|_| Secret::from(chance.bytes::<RECOVERY>().to_vec()).to_base32())
            .collect();
        self.recovery = codes.iter().map(|code| recovery_hash(code)).collect();
        codes.iter().map(|code| in_groups(code)).collect()
    }

    fn totp(&self) -> Option<Totp> {
        // SHA-1, six digits, half minutes, one step of tolerance: what every app can do.
        Builder::new()
            .with_secret(self.secret.clone())
            .with_skew(1)
            .build()
            .ok()
    }
}

/// "ABCD-EFGH": easier to read and to type.
#[must_use]
pub fn in_groups(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

fn recovery_hash(letters: &str) -> String {
    URL_SAFE_NO_PAD.encode(key_hash("recovery", &letters.to_ascii_uppercase()))
}

fn seconds(now: DateTime<Utc>) -> u64 {
    u64::try_from(now.timestamp()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn factor() -> (Factor, DateTime<Utc>) {
        // The secret and an instant of RFC 6238, appendix B.
        let factor = Factor {
            secret: b"12345678901234567890".to_vec(),
            last_step: None,
            recovery: Vec::new(),
        };
        (factor, DateTime::from_timestamp(1_111_111_109, 0).unwrap())
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        let (factor, now) = factor();
        assert_eq!(factor.code_at(now), "081804");
        assert!(
            factor
                .after("081 804", now)
                .is_some_and(|after| after.is_set_up())
        );
        assert!(!factor.is_set_up());
    }

    #[test]
    fn a_code_counts_a_half_minute_early_or_late_and_once() {
        let (factor, now) = factor();
        let code = factor.code_at(now);
        for (seconds, counts) in [(-60, false), (-30, true), (0, true), (30, true), (61, false)] {
            let then = now + TimeDelta::seconds(seconds);
            assert_eq!(factor.after(&code, then).is_some(), counts, "{seconds}");
        }
        let after = factor.after(&code, now).unwrap();
        assert!(after.after(&code, now).is_none(), "replayed");
        let earlier = factor.code_at(now - TimeDelta::seconds(30));
        assert!(after.after(&earlier, now).is_none(), "older than the last one");
        let later = now + TimeDelta::seconds(30);
        assert!(after.after(&factor.code_at(later), later).is_some());
        for code in ["", "0", "08180", "0818044", "abcdef", "٠٨١٨٠٤"] {
            assert!(factor.after(code, now).is_none(), "{code}");
        }
    }

    #[test]
    fn a_recovery_code_works_once_however_it_is_typed() {
        let (mut factor, now) = factor();
        let codes = factor.draw_recovery(&Chance::seeded(1));
        assert_eq!(codes.len(), RECOVERY_CODES);
        assert_eq!(codes[0].len(), 29, "six groups of four");
        assert!(!format!("{:?}", factor.recovery).contains(&codes[0]));
        let typed = format!(" {} ", codes[3].to_lowercase().replace('-', " "));
        let after = factor.after(&typed, now).unwrap();
        assert_eq!(after.recovery.len(), RECOVERY_CODES - 1);
        assert!(after.after(&codes[3], now).is_none());
        assert!(after.after(&codes[4], now).is_some());
    }

    #[test]
    fn an_app_reads_the_address() {
        let (factor, _) = factor();
        assert_eq!(
            factor.address("Gemeinde A: B", "k@a.example"),
            "otpauth://totp/Gemeinde%20A%20%20B:k%40a.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Gemeinde%20A%20%20B"
        );
        assert_eq!(in_groups("ABCDEFGH"), "ABCD-EFGH");
    }
}
