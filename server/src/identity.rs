//! The identity provider of a town: what it is asked, and whether its answers are worth anything (OpenID Connect Core 1.0, code flow
//! with PKCE). Knows nothing of accounts.
//!
//! An administrator types where it is, so nothing it says is believed without need: its documents are read up to a limit, within a
//! time, over TLS, from the internet only unless the operator has named the host (`crate::outgoing`); its name must be the one that was
//! typed, letter by letter; its tokens must be signed with a key of its own, never with a shared one.

mod known;
mod provider;
mod token;

pub use known::KnownProviders;
pub use provider::{NotTold, Provider};
