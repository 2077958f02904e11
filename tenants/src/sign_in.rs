//! A town's own way of telling who its people are: an identity provider that speaks OpenID Connect.

use serde::{Deserialize, Serialize};

/// Most characters by which a provider may know somebody (OpenID Connect Core, 2).
pub const LONGEST_SUBJECT: usize = 255;

/// The identity provider of a town. A secret that it may have given out is no part of this: it stays in the installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// What its people call it: "Dörentrup-Login".
    pub label: String,
    /// Its address, exactly as it calls itself.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// Whether it asks for a second factor itself, so that ours is not asked for besides.
    #[serde(default, skip_serializing_if = "is_no")]
    pub second_factor: bool,
    /// What it has to say about how it asked (`acr`); empty: whatever it says is enough.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub acr: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_no(yes: &bool) -> bool {
    !*yes
}
