//! The door.

use serde::Serialize;
use tenants::Town;

use super::elsewhere::Offer;
use super::frame::address;
use crate::views::pages::Page;

/// Asks for e-mail address and password.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignInPage {
    /// What was typed.
    pub email: String,
    /// Page to open afterwards.
    pub next: String,
    /// For whoever has no password.
    pub forgotten_url: String,
    /// The town's identity provider.
    pub elsewhere: Offer,
}

impl SignInPage {
    /// The page with what was typed.
    #[must_use]
    pub fn new(town: &str, email: String, next: String) -> Self {
        Self {
            email,
            next,
            forgotten_url: address(town, "passwort"),
            elsewhere: Offer::default(),
        }
    }

    /// With the town's identity provider, if it has one.
    #[must_use]
    pub fn offering(self, town: &Town) -> Self {
        Self {
            elsewhere: Offer::of(town, "anmelden/anbieter"),
            ..self
        }
    }
}

/// What to do without a password.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ForgottenPage {
    /// Back to the door.
    pub door_url: String,
}

impl Page for ForgottenPage {
    const TEMPLATE: &'static str = "desk/forgotten.html";
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "desk/sign_in.html";
}
