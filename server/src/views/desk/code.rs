//! The second factor: asking for a code, setting it up, and the codes for the drawer.

use serde::Serialize;
use tenants::Town;
use tenants::town::SecondFactor;

use super::frame::address;
use crate::auth::role::Account;
use crate::auth::second_factor::{Factor, in_groups};
use crate::views::pages::Page;

/// Asks for a code.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CodePage {
    /// Page to open afterwards.
    pub next: String,
}

impl Page for CodePage {
    const TEMPLATE: &'static str = "desk/code.html";
}

/// Sets the second factor up.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EnrolPage {
    /// Whether the town asks for it.
    pub required: bool,
    /// Where the first step is sent to.
    pub begin_url: String,
    /// Where the code is sent to.
    pub confirm_url: String,
    /// The picture for the app; empty before the first step.
    pub picture_url: String,
    /// The secret for whoever types it: "ABCD-EFGH-…".
    pub secret: String,
    /// Back to her account; empty where there is no way around.
    pub back_url: String,
}

impl EnrolPage {
    /// The page for somebody who has not set it up yet.
    #[must_use]
    pub fn new(town: &Town, account: &Account, is_in: bool) -> Self {
        let slug = &town.slug;
        let begun = account.factor.as_ref();
        Self {
            required: town.policy.second_factor == SecondFactor::Required,
            begin_url: address(slug, "zweiter-faktor/beginnen"),
            confirm_url: address(slug, "zweiter-faktor/einrichten"),
            picture_url: begun.map_or_else(String::new, |_| address(slug, "zweiter-faktor/bild.svg")),
            secret: begun
                .map(Factor::written)
                .as_deref()
                .map_or_else(String::new, in_groups),
            back_url: if is_in {
                address(slug, "konto")
            } else {
                String::new()
            },
        }
    }
}

impl Page for EnrolPage {
    const TEMPLATE: &'static str = "desk/enrol.html";
}

/// Shows the recovery codes, once.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RecoveryPage {
    /// Each works once.
    pub codes: Vec<String>,
    /// Where they work.
    pub town: String,
    /// Whose they are.
    pub email: String,
}

impl Page for RecoveryPage {
    const TEMPLATE: &'static str = "desk/recovery.html";
}
