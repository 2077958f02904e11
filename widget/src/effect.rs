//! What the widget wants done, as data: `update` returns it, `run` performs it. Also what the server can be
//! asked and what it can answer.

use std::rc::Rc;

use wire::{
    AppointmentView, Availability, ConfirmRequest, HoldRequest, HoldView, LookupRequest, Problem, TownView,
};

use crate::date::Day;
use crate::model::Field;

/// Something to be done outside of `update`.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Ask the server; the answer comes back with the number.
    Send(u32, Rc<Call>),
    /// Come back after a short pause.
    Rest,
    /// Draw this part of the screen again.
    Paint(Region),
    /// Move the focus.
    Focus(Spot),
    /// Tell those who listen instead of looking.
    Announce(String),
    /// Count these seconds down; 0 stops counting.
    Clock(u32),
    /// Print the appointment.
    Print,
    /// Tell the host page: the end of the event's name.
    Emit(&'static str),
}

/// A part of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// Everything, as when a step begins.
    Step,
    /// Trouble and hints above the content.
    Notice,
    /// Services found or offered.
    Services,
    /// Counts and sum, in place: buttons keep their focus.
    Counts,
    /// Checklist and costs.
    Papers,
    /// Banner, sheet and list of times.
    Calendar,
    /// The sheet alone.
    Month,
    /// The list of times alone.
    Times,
    /// The chosen time in the foot.
    Foot,
    /// What is left of the hold.
    Clock,
    /// Whether the widget waits for an answer.
    Waiting,
}

/// A place for the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Heading of the step.
    Heading,
    /// Notice above the content.
    Notice,
    /// The question about the other department, beside the service just touched.
    Question,
    /// A field of the form.
    Field(Field),
    /// A day of the sheet.
    Day(Day),
    /// Heading of a day in the list.
    Listed(Day),
}

/// Something to ask the server. Writes carry their key, so that asking again can never book twice.
#[derive(Debug, PartialEq, Eq)]
pub enum Call {
    /// The town in another language.
    Town(String),
    /// Free times of a visit.
    Days {
        /// `service=a:2&service=b:1&`.
        query: String,
        /// First day.
        from: Day,
        /// How many.
        days: u32,
    },
    /// Keep a time.
    Hold(HoldRequest, Key),
    /// Keep it longer.
    Extend(String),
    /// Let it go.
    Release(String),
    /// Make it an appointment; one key per hold.
    Confirm(ConfirmRequest, Key),
    /// See an appointment.
    Look(String),
    /// Move an appointment, known by its token, to a hold.
    Move(String, String),
    /// Cancel an appointment.
    Cancel(String),
    /// Find an appointment without its link.
    Find(LookupRequest),
}

/// An idempotency key.
pub type Key = String;

impl Call {
    /// Whether it changes something: then nothing else may be started before the answer.
    pub fn writes(&self) -> bool {
        match self {
            Self::Town(_) | Self::Days { .. } | Self::Look(_) | Self::Find(_) => false,
            Self::Hold(..)
            | Self::Extend(_)
            | Self::Release(_)
            | Self::Confirm(..)
            | Self::Move(..)
            | Self::Cancel(_) => true,
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// To `Town`.
    Town(Rc<TownView>),
    /// To `Days`.
    Days(Box<Availability>),
    /// To `Hold` and `Extend`.
    Hold(Rc<HoldView>),
    /// To `Release`.
    Nothing,
    /// To everything about an appointment.
    Appointment(Rc<AppointmentView>),
}

/// No answer, or a no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The network said no; whether the call arrived is unknown.
    Unreachable,
    /// No answer in time; whether the call arrived is unknown.
    Slow,
    /// An answer that cannot be read.
    Unreadable,
    /// The server explains itself.
    Problem(Rc<Problem>),
}
