//! The door.

use serde::Serialize;

use crate::views::pages::Page;

/// Asks for e-mail address and password.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignInPage {
    /// What was typed.
    pub email: String,
    /// Page to open afterwards.
    pub next: String,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "desk/sign_in.html";
}
