//! The contract between the server and its readers, version 1.
//!
//! Every type is declared once, with two codecs: serde for the server (feature `server`) and a reader and
//! writer over plain JavaScript values for the widget (feature `browser`), because serde would double the
//! widget's size. Types here are flat and dull on purpose: they are a promise to strangers, never domain types,
//! and conversions from the domain are written out by the server.
//!
//! Conventions of the HTTP interface:
//! * Instants are RFC 3339 with the town's offset (`at`); a client sends them back verbatim.
//! * Beside every instant stands a label in the reader's language, ready to show. Clients do no calendar
//!   arithmetic with instants.
//! * Durations are whole minutes, money is whole euro cents.
//! * Writes refuse unknown fields; reads may grow fields within version 1.

#[cfg(feature = "browser")]
pub mod js;
#[macro_use]
mod macros;

pub mod appointment;
pub mod availability;
pub mod catalog;
pub mod problem;

pub use appointment::*;
pub use availability::*;
pub use catalog::*;
pub use problem::*;

/// Where a word stands in a list; behind its end if it does not. One function for all enums.
fn place_of(word: &str, words: &[&str]) -> usize {
    words
        .iter()
        .position(|other| *other == word)
        .unwrap_or(words.len())
}
