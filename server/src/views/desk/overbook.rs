//! Asking somebody to take a caller beside everything else.

use serde::Serialize;

use crate::views::pages::{Mistake, Page};

/// Asks when, with whom, why and for whom.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OverbookPage {
    /// Where it is sent to.
    pub action: String,
    /// The free times for the same concern.
    pub back_url: String,
    /// Name in addresses of what it is for.
    pub service: String,
    /// How often.
    pub count: String,
    /// "2 × Personalausweis".
    pub concern: String,
    /// How long it takes.
    pub minutes: u32,
    /// As typed.
    pub date: String,
    /// As typed.
    pub time: String,
    /// Colleagues who can do it: name in addresses, name, whether chosen.
    pub people: Vec<(String, String, bool)>,
    /// As typed.
    pub reason: String,
    /// As typed.
    pub name: String,
    /// As typed.
    pub email: String,
    /// As typed.
    pub phone: String,
    /// As typed.
    pub note: String,
    /// Whether she wants to be reminded.
    pub reminder: bool,
    /// Drawn with the form.
    pub key: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl Page for OverbookPage {
    const TEMPLATE: &'static str = "desk/overbook.html";
}
