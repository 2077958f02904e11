//! The appointment as its holder sees it: right after booking, whenever the link is opened, and on paper.

use serde::Serialize;
use wire::{AppointmentState, AppointmentView};

use super::Page;
use super::links::Links;
use super::papers::kept_services;

/// Context of the appointment's page.
#[derive(Clone, Debug, Serialize)]
pub struct AppointmentPage {
    /// The appointment.
    pub appointment: AppointmentView,
    /// "2 × Personalausweis beantragen".
    pub services: Vec<String>,
    /// Whether the promise stands: it is to come, or waits for somebody to keep it.
    pub stands: bool,
    /// Asks whether to cancel.
    pub cancel_url: String,
    /// Shows other times.
    pub move_url: String,
    /// Where a new appointment is made for the same.
    pub again_url: String,
    /// Whether it was made a moment ago.
    #[serde(skip)]
    pub fresh: bool,
}

impl Page for AppointmentPage {
    const TEMPLATE: &'static str = "appointment.html";
}

impl AppointmentPage {
    /// The page of this appointment.
    #[must_use]
    pub fn new(links: &Links, appointment: AppointmentView, fresh: bool) -> Self {
        let again: Vec<_> = appointment
            .services
            .iter()
            .map(|chosen| {
                (
                    "service".to_owned(),
                    format!("{}:{}", chosen.service, chosen.count),
                )
            })
            .collect();
        Self {
            services: kept_services(&appointment),
            stands: matches!(
                appointment.state,
                AppointmentState::Booked | AppointmentState::Displaced
            ),
            cancel_url: links.appointment(&appointment.token, "absagen"),
            move_url: links.appointment(&appointment.token, "verschieben"),
            again_url: links.at("", &again),
            appointment,
            fresh,
        }
    }

    /// Key of the heading that says where the appointment stands.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        match self.appointment.state {
            AppointmentState::Booked if self.fresh => "pages.appointment_made",
            AppointmentState::Booked | AppointmentState::Displaced => "pages.appointment",
            AppointmentState::Cancelled => "pages.appointment_cancelled",
            AppointmentState::Arrived | AppointmentState::Done | AppointmentState::NoShow => {
                "pages.appointment_over"
            }
        }
    }
}
