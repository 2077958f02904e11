//! Messages on their way to citizens. What is owed is written with the deed (`db::notices`); here it is carried.
//!
//! Carriers may run on any number of servers, be paused, killed, or find no mail server for days: a message goes out once, or
//! once more where nobody can know whether it did, with the same Message-ID; or it ends on somebody's desk.

mod deliver;
pub mod mail;
pub mod postbox;
mod rule;
mod worker;

pub use mail::Carrier;
pub use worker::{carry, turn};
