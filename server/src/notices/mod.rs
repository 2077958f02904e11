//! Messages on their way to citizens. What is owed is written with the deed (`db::notices`); here it is carried.
//!
//! Carriers may run on any number of servers, be paused, killed, or find no mail server for days: a message goes out once, or
//! once more where nobody can know whether it did, with the same Message-ID; or it ends on somebody's desk.

mod ask;
mod colleague;
mod deliver;
mod lanes;
pub mod mail;
pub mod postbox;
mod rule;
mod smtp;
mod worker;

pub use colleague::Trial;
pub use mail::Carrier;
pub use worker::{carry, turn};

/// Most characters kept of what the other side says.
const ANSWER: usize = 300;

/// What the other side says, fit to be shown at the desk.
fn told(answer: &str) -> String {
    answer.chars().filter(|c| !c.is_control()).take(ANSWER).collect()
}
