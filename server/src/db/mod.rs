//! The database, and the only way to it.
//!
//! Nothing outside this folder can query: entities are private, and the two handles that can open a transaction
//! ([`TownDb`] for one town, [`operator`] for whole towns at the console) are made here. A transaction knows its
//! town: on PostgreSQL it has told the database, whose row level security shows it nothing else; every query
//! names the town besides, which on SQLite is the one wall.

pub mod accounts;
mod appointment_row;
pub mod appointments;
pub mod audit;
pub mod audit_reads;
mod calendar_changes;
pub mod calls;
pub mod claims;
pub mod colleague_notices;
mod connect;
pub mod definition_changes;
pub mod desk_reads;
pub mod earlier;
pub mod earlier_offers;
mod entity;
pub mod erasing;
pub mod errands;
mod error;
mod feeds;
mod figures;
pub mod freed;
pub mod identities;
mod installation;
pub mod links;
pub mod notices;
pub mod offers;
pub mod operator;
mod parts;
mod proofs;
pub mod records;
pub mod relay;
pub mod rescues;
pub mod sendings;
pub mod sessions;
pub mod tallies;
mod town_tx;
pub mod tries;

pub use connect::{Db, migrate};
pub use error::{Broken, is_retryable};
pub use town_tx::{TownDb, TownTx};
