//! The appointment as its holder sees it: right after booking, whenever the link is opened, and on paper.

use serde::Serialize;
use wire::{AppointmentState, AppointmentView};

use super::links::Links;
use super::papers::kept_services;
use super::{Mistake, Page};
use crate::booking::{Replacement, Undoable};
use crate::views::wire_views::Teller;

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
    /// The list for earlier times.
    pub earlier_url: String,
    /// Where a new appointment is made for the same.
    pub again_url: String,
    /// What is offered instead, where nobody can keep it.
    pub replacement: Option<ReplacementPart>,
    /// What she can take back.
    pub undo: Option<UndoPart>,
    /// Whether she wishes to be reminded, where she can be.
    pub reminder: Option<bool>,
    /// Where that wish is sent to.
    pub remind_url: String,
    /// What was sent about it, a line each.
    pub sent: Vec<String>,
    /// Days after which all of it is erased by itself.
    pub keep_days: u32,
    /// What to take along, to print.
    pub slip_url: String,
    /// Everything that is kept of it, as a file.
    pub download_url: String,
    /// Asks whether to erase it.
    pub erase_url: String,
    /// Whether it was made a moment ago.
    #[serde(skip)]
    pub fresh: bool,
}

/// Other times for an appointment that nobody can keep.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReplacementPart {
    /// Times kept for the reader: as they are sent, and in words.
    pub times: Vec<(String, String)>,
    /// Until when they are kept; empty without times.
    pub until: String,
    /// Where taking one is sent to.
    pub accept_url: String,
    /// Whether she is on the call list already.
    pub called: bool,
    /// Whether nobody knows her number yet.
    pub asks_phone: bool,
    /// The number, as typed.
    pub phone: String,
    /// Where asking for a call is sent to.
    pub call_url: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl ReplacementPart {
    /// What is told of a replacement.
    #[must_use]
    pub fn new(teller: Teller<'_>, links: &Links, token: &str, replacement: &Replacement) -> Self {
        let last = replacement.times.iter().map(|(_, _, until)| *until).max();
        Self {
            times: replacement
                .times
                .iter()
                .map(|(hold, begins, _)| (hold.to_string(), teller.time(*begins).label))
                .collect(),
            until: last.map_or_else(String::new, |until| teller.time(until).label),
            accept_url: links.appointment(token, "ersatz"),
            called: replacement.call.is_some() && replacement.has_phone,
            asks_phone: !replacement.has_phone,
            call_url: links.appointment(token, "anruf"),
            ..Self::default()
        }
    }
}

/// What its citizen has just done and can take back.
#[derive(Clone, Debug, Serialize)]
pub struct UndoPart {
    /// Where taking it back is sent to.
    pub url: String,
    /// Which step it is.
    pub revision: i32,
    /// Until when, on the clock.
    pub until: String,
    /// The time she had, if she has moved it; she has called it off otherwise.
    pub moved_from: Option<String>,
}

impl UndoPart {
    /// What is told of something that can be taken back.
    #[must_use]
    pub fn new(teller: Teller<'_>, links: &Links, token: &str, undoable: &Undoable) -> Self {
        Self {
            url: links.appointment(token, "zuruecknehmen"),
            revision: undoable.revision,
            until: teller.clock(undoable.until),
            moved_from: undoable.moved_from.map(|from| teller.time(from).label),
        }
    }
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
            remind_url: links.appointment(&appointment.token, "erinnerung"),
            cancel_url: links.appointment(&appointment.token, "absagen"),
            move_url: links.appointment(&appointment.token, "verschieben"),
            earlier_url: links.appointment(&appointment.token, "frueher"),
            again_url: links.at("", &again),
            sent: Vec::new(),
            keep_days: 0,
            slip_url: links.appointment(&appointment.token, "merkzettel.pdf"),
            download_url: links.appointment(&appointment.token, "daten.json"),
            erase_url: links.appointment(&appointment.token, "loeschen"),
            appointment,
            replacement: None,
            undo: None,
            reminder: None,
            fresh,
        }
    }

    /// Key of the heading that says where the appointment stands.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        match self.appointment.state {
            AppointmentState::Pending => "pages.prove_heading",
            AppointmentState::Booked if self.fresh => "pages.appointment_made",
            AppointmentState::Booked => "pages.appointment",
            AppointmentState::Displaced => "pages.displaced",
            AppointmentState::Cancelled => "pages.appointment_cancelled",
            AppointmentState::Arrived | AppointmentState::Done | AppointmentState::NoShow => {
                "pages.appointment_over"
            }
        }
    }
}
