//! Who may do what at the desk: roles, passwords, sessions. Knows nothing of HTTP and of SQL.
//!
//! An account belongs to one town. What a request may do follows from the session it shows and from the account as it
//! stands now, never from anything the request says about itself.

pub mod accounts;
pub mod attempts;
pub mod elsewhere;
pub mod enrolment;
pub mod links;
pub mod manage;
pub mod networks;
pub mod own;
pub mod passwords;
pub mod role;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod standing;
pub mod step_up;
pub mod strength;

pub use role::{AccountId, AccountState, Role};
