//! Reference numbers: short, made of letters nobody mistakes, with a check letter: `DT-BH7-5E6`.
//!
//! In front stand the town's letters, then five that are drawn and one that checks all the others. The drawn ones come
//! from 29 letters and digits (without 0 O Q, 1 I L, U), so a town has 20,511,149 numbers. Because 29 is a prime and
//! every place counts with a weight of its own, the check letter catches every single wrong letter and every pair of
//! neighbours that changed places, the town's letters included.
//!
//! A reference is no secret and opens nothing without a PIN.

use std::fmt;

const LETTERS: &[u8; 29] = b"23456789ABCDEFGHJKMNPRSTVWXYZ";
const DRAWN: usize = 5;

/// How many references a town has.
pub const ROOM: u64 = 29u64.pow(DRAWN as u32);

/// A reference number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    prefix: String,
    /// The drawn letters and the check letter.
    letters: String,
}

/// A text is not a reference number: a letter is wrong, missing or too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("not a reference number")]
pub struct NotAReference;

impl Reference {
    /// Makes a number from the town's letters and random bytes. Numbers may repeat; who makes them draws again.
    ///
    /// # Errors
    /// If the prefix is not two or three letters.
    pub fn new(prefix: &str, random: [u8; 8]) -> Result<Self, NotAReference> {
        let prefix = prefix.to_ascii_uppercase();
        if !is_prefix(&prefix) {
            return Err(NotAReference);
        }
        // 2^64 is so much more than the room that no number is noticeably likelier than another.
        let mut rest = u64::from_le_bytes(random) % ROOM;
        let mut letters = String::with_capacity(DRAWN + 1);
        for _ in 0..DRAWN {
            letters.push(char::from(LETTERS[(rest % 29) as usize]));
            rest /= 29;
        }
        let check = check_letter(&prefix, &letters).ok_or(NotAReference)?;
        letters.push(check);
        Ok(Self { prefix, letters })
    }

    /// Reads a number as people type or say it: in any case, with spaces or other signs between or none, the town's
    /// letters with 0 for O and 1 for I. Nothing else needs to be put right: what looks alike is never drawn.
    ///
    /// # Errors
    /// If it is no number any town could have given.
    pub fn parse(text: &str) -> Result<Self, NotAReference> {
        let mut signs = Vec::with_capacity(DRAWN + 4);
        for sign in text.chars().map(|sign| sign.to_ascii_uppercase()) {
            match sign {
                'A'..='Z' | '0'..='9' if signs.len() < DRAWN + 4 => signs.push(sign),
                ' ' | '-' | '.' | '/' | '_' | '\u{a0}' | '\u{2010}'..='\u{2015}' | '\t' | '\n' | '\r' => {}
                _ => return Err(NotAReference),
            }
        }
        let letters_from = signs.len().checked_sub(DRAWN + 1).ok_or(NotAReference)?;
        let (prefix, letters) = signs.split_at(letters_from);
        let prefix: String = prefix.iter().map(|sign| as_letter(*sign)).collect();
        let letters: String = letters.iter().collect();
        let drawn = letters.get(..DRAWN).ok_or(NotAReference)?;
        if !is_prefix(&prefix) || !letters.bytes().all(|sign| LETTERS.contains(&sign)) {
            return Err(NotAReference);
        }
        if !letters.ends_with(check_letter(&prefix, drawn).ok_or(NotAReference)?) {
            return Err(NotAReference);
        }
        Ok(Self { prefix, letters })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (front, back) = self.letters.split_at(3);
        write!(f, "{}-{front}-{back}", self.prefix)
    }
}

fn is_prefix(prefix: &str) -> bool {
    (2..=3).contains(&prefix.len()) && prefix.bytes().all(|letter| letter.is_ascii_uppercase())
}

/// A prefix has no digits.
fn as_letter(sign: char) -> char {
    match sign {
        '0' => 'O',
        '1' => 'I',
        other => other,
    }
}

/// Every letter that can stand in a reference has a value of its own within its place: letters that are never drawn
/// take the values of digits, which never stand in a prefix.
fn value(sign: u8) -> Option<u32> {
    let place = match sign {
        b'I' => 0,
        b'L' => 1,
        b'O' => 2,
        b'Q' => 3,
        b'U' => 4,
        drawn => LETTERS.iter().position(|letter| *letter == drawn)?,
    };
    u32::try_from(place).ok()
}

fn check_letter(prefix: &str, drawn: &str) -> Option<char> {
    // Weights count from the check letter's neighbour, 2 upwards; the check letter's own is 1.
    let mut sum = 0;
    for (weight, sign) in (2..).zip(drawn.bytes().rev().chain(prefix.bytes().rev())) {
        sum += weight * value(sign)?;
    }
    LETTERS
        .get(((29 - sum % 29) % 29) as usize)
        .map(|letter| char::from(*letter))
}
