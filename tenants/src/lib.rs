//! A town and its calendar: the rules, pure.
//!
//! Everything here is decided from arguments: the town, the visit, what is claimed, the time it is now, random
//! bytes. Nothing here waits, reads, writes, looks at a clock or draws lots, so every rule can be tested alone.
//!
//! Reading order: [`town`], [`service`], [`visit`], [`staff`], [`calendar`], [`appointment`], [`rescue`], [`replacement`], [`notice`], [`proof`], [`wording`]; [`definition`] is
//! how a town comes in and goes out; [`catalogue`] is what services are picked from; [`operator`] is the house beside the towns; [`sign_in`] is who tells who a town's people are; [`keep`] says how long people are remembered, [`figures`] what may be told of them then; [`contact`] and [`mod@reference`] are small types that cannot hold nonsense.
//!
//! A "no" is an enum with a name. Texts for it are elsewhere.

#![warn(missing_docs)]

pub mod appointment;
pub mod calendar;
pub mod catalogue;
pub mod contact;
pub mod cut;
pub mod definition;
pub mod earlier;
pub mod fee;
pub mod figures;
pub mod ids;
pub mod keep;
pub mod logo;
pub mod messages;
pub mod narrowing;
pub mod notice;
pub mod operator;
pub mod proof;
pub mod readiness;
pub mod reference;
pub mod replacement;
pub mod rescue;
pub mod service;
pub mod shifts;
pub mod sign_in;
pub mod slug;
pub mod staff;
pub mod text;
pub mod theme;
pub mod town;
pub mod visit;
pub mod wording;

pub use ids::{DepartmentId, ServiceId, StaffId, TownId};
pub use text::{Text, Words};
pub use town::Town;
pub use visit::{Answers, Visit};
