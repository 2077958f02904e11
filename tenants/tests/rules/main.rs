//! What holds in a town, told rule by rule.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod appointment;
mod catalogue;
mod catalogue_changes;
mod contact;
mod cuts;
mod definition;
mod earlier;
mod holidays;
mod local_time;
mod mistakes;
mod narrowing;
mod offer;
mod oracle;
mod overbook;
mod random_days;
mod random_towns;
mod reference;
mod replacement;
mod rescue;
mod rescue_oracle;
mod roster;
mod towns;
mod visit;
mod wording;
