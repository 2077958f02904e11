//! Messages on their way to citizens. What is owed is written with the deed (`db::notices`); here it is carried.
//!
//! Carriers may run on any number of servers, be paused, killed, or find no mail server for days: a message goes out once, or
//! once more where nobody can know whether it did, with the same Message-ID; or it ends on somebody's desk.

mod ask;
mod bounced;
mod colleague;
mod deliver;
mod dsn;
mod lanes;
pub mod mail;
pub mod name;
mod parcel;
pub mod postbox;
mod rule;
mod sms;
mod smtp;
mod ways;
mod worker;

pub use bounced::{Fate, came_back, reported};
pub use colleague::Trial;
pub use mail::Carrier;
pub use sms::number_at;
pub use ways::Ways;
pub use worker::{carry, turn};

/// Most characters kept of what the other side says.
const ANSWER: usize = 300;

/// What the other side says, fit to be shown at the desk.
fn told(answer: &str) -> String {
    answer.chars().filter(|c| !c.is_control()).take(ANSWER).collect()
}
