//! Before something is changed: asking whether to cancel, and finding an appointment without its link.

use serde::Serialize;
use wire::AppointmentView;

use super::Page;
use super::links::Links;
use super::papers::kept_services;

/// Asks whether to cancel. Opening it changes nothing; its button does.
#[derive(Clone, Debug, Serialize)]
pub struct CancelPage {
    /// The appointment.
    pub appointment: AppointmentView,
    /// "2 × Personalausweis beantragen".
    pub services: Vec<String>,
    /// Cancels.
    pub action: String,
    /// Back to the appointment.
    pub keep_url: String,
    /// Another time instead.
    pub move_url: String,
}

impl Page for CancelPage {
    const TEMPLATE: &'static str = "cancel.html";
}

impl CancelPage {
    /// The question for this appointment.
    #[must_use]
    pub fn new(links: &Links, appointment: AppointmentView) -> Self {
        Self {
            services: kept_services(&appointment),
            action: links.appointment(&appointment.token, "absagen"),
            keep_url: links.appointment(&appointment.token, ""),
            move_url: links.appointment(&appointment.token, "verschieben"),
            appointment,
        }
    }
}

/// Asks whether to erase everything. Opening it changes nothing; its button does.
#[derive(Clone, Debug, Serialize)]
pub struct ErasePage {
    /// The appointment.
    pub appointment: AppointmentView,
    /// "2 × Personalausweis beantragen".
    pub services: Vec<String>,
    /// Whether it is to come, so that erasing it calls it off.
    pub is_ahead: bool,
    /// Whether that can be done today.
    pub may_go: bool,
    /// Erases.
    pub action: String,
    /// Back to the appointment.
    pub keep_url: String,
    /// Everything as a file, before it is gone.
    pub download_url: String,
}

impl Page for ErasePage {
    const TEMPLATE: &'static str = "erase.html";
}

impl ErasePage {
    /// The question for this appointment.
    #[must_use]
    pub fn new(links: &Links, appointment: AppointmentView, is_ahead: bool, may_go: bool) -> Self {
        Self {
            services: kept_services(&appointment),
            is_ahead,
            may_go,
            action: links.appointment(&appointment.token, "loeschen"),
            keep_url: links.appointment(&appointment.token, ""),
            download_url: links.appointment(&appointment.token, "daten.json"),
            appointment,
        }
    }
}

/// Everything is erased.
#[derive(Clone, Debug, Serialize)]
pub struct ErasedPage {
    /// Where a new appointment is made.
    pub again_url: String,
}

impl Page for ErasedPage {
    const TEMPLATE: &'static str = "erased.html";
}

/// Finds an appointment by reference and PIN.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FindPage {
    /// Looks it up.
    pub action: String,
    /// What was typed.
    pub reference: String,
}

impl Page for FindPage {
    const TEMPLATE: &'static str = "find.html";
}
