//! Step 4: who comes. A hold keeps the time meanwhile.

use serde::Serialize;
use wire::{ContactRule, HoldView, PlaceView};

use super::form::{Form, Typed};
use super::links::Links;
use super::{Hidden, Mistake, Page};
use crate::texts::Words;

/// Context of step 4.
#[derive(Clone, Debug, Serialize)]
pub struct DetailsPage {
    /// "10:42 Uhr": the time is kept until then.
    pub until: String,
    /// Whether it can be kept longer.
    pub extendable: bool,
    /// "Dienstag, 24. November 2026, 09:30 Uhr".
    pub time: String,
    /// "45 Minuten".
    pub minutes: String,
    /// "2 × Personalausweis beantragen".
    pub services: Vec<String>,
    /// Where to go.
    pub place: PlaceView,
    /// Makes the appointment.
    pub action: String,
    /// Keeps the time longer.
    pub extend_url: String,
    /// Lets the time go and shows the others.
    pub back_url: String,
    /// Shows this page again in another language.
    pub again_url: String,
    /// What the form sends along.
    pub hidden: Vec<Hidden>,
    /// What was typed so far.
    pub typed: Typed,
    /// Whether an e-mail address has to be given: required, optional or either.
    pub email: &'static str,
    /// The same for the phone number.
    pub phone: &'static str,
    /// What is to be corrected, by field.
    pub mistakes: Vec<Mistake>,
}

impl Page for DetailsPage {
    const TEMPLATE: &'static str = "details.html";
}

impl DetailsPage {
    /// The page for this hold and what was typed so far.
    #[must_use]
    pub fn new(
        words: Words,
        links: &Links,
        rule: ContactRule,
        services: Vec<String>,
        hold: HoldView,
        form: &Form,
    ) -> Self {
        let mut hidden = form.wish.calendar_pairs();
        hidden.push(("at".to_owned(), form.at.clone()));
        hidden.push(("key".to_owned(), form.key.clone()));
        hidden.push(("hold".to_owned(), hold.hold));
        let (email, phone) = match rule {
            ContactRule::Email => ("required", "optional"),
            ContactRule::Phone => ("optional", "required"),
            ContactRule::Either => ("either", "either"),
        };
        Self {
            until: words.fill("format.time", &[("time", &hold.expires_label)]),
            extendable: hold.extendable,
            time: hold.label,
            minutes: words.minutes(hold.minutes),
            services,
            place: hold.place,
            action: links.at("termin", &[]),
            extend_url: links.at("verlaengern", &[]),
            back_url: links.at("zeit", &[]),
            again_url: links.at("reservieren", &[]),
            hidden,
            typed: form.typed.clone(),
            email,
            phone,
            mistakes: Vec::new(),
        }
    }

    /// Marks what is to be corrected.
    #[must_use]
    pub fn correcting(mut self, mistakes: &[Mistake]) -> Self {
        self.mistakes = mistakes.to_vec();
        self
    }
}
