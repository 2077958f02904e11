//! An address that is to be proved before the appointment is made.

use serde::Serialize;
use wire::AppointmentView;

use super::Page;
use super::links::Links;
use super::papers::kept_services;

/// Context of the page on which somebody waits for the message, or to which the message leads.
#[derive(Clone, Debug, Serialize)]
pub struct ProofPage {
    /// The appointment.
    pub appointment: AppointmentView,
    /// "2 × Personalausweis beantragen".
    pub services: Vec<String>,
    /// What proves that the message was read; empty for whoever does not come from there.
    pub proof: String,
    /// Where it is sent to.
    pub prove_url: String,
    /// Has the message sent once more.
    pub again_url: String,
    /// Gives the time back.
    pub free_url: String,
    /// Everything that is kept of it, as a file.
    pub download_url: String,
}

impl Page for ProofPage {
    const TEMPLATE: &'static str = "proof.html";
}

impl ProofPage {
    /// The page of this appointment.
    #[must_use]
    pub fn new(links: &Links, appointment: AppointmentView, proof: Option<String>) -> Self {
        let at = |part: &str| links.appointment(&appointment.token, part);
        Self {
            services: kept_services(&appointment),
            proof: proof.unwrap_or_default(),
            prove_url: at("bestaetigen"),
            again_url: at("nochmal"),
            free_url: at("absagen"),
            download_url: at("daten.json"),
            appointment,
        }
    }
}

/// Nothing is kept any more.
#[derive(Clone, Debug, Serialize)]
pub struct LapsedPage {
    /// Where a new appointment is made.
    pub again_url: String,
}

impl Page for LapsedPage {
    const TEMPLATE: &'static str = "lapsed.html";
}
