//! After the booking, and later: move, cancel, look up.

use std::rc::Rc;

use wire::{AppointmentState, AppointmentView, HoldView, LookupRequest};

use super::Turn;
use crate::date::Day;
use crate::effect::{Call, Effect, Region};
use crate::model::{Field, News, Notice, Step};
use crate::texts::Text;

impl Turn {
    pub(super) fn booked(&mut self, appointment: Rc<AppointmentView>) {
        // Nothing of this person stays behind on a shared computer.
        self.model.draft = Default::default();
        self.model.visit = Default::default();
        // Whoever still has to prove her address has no appointment yet.
        if appointment.proof.is_none() {
            self.effects.push(Effect::Emit("booked"));
        }
        self.go(Step::Appointment(appointment, News::Booked));
    }

    pub(super) fn show_again(&mut self, appointment: Rc<AppointmentView>) {
        self.go(Step::Appointment(appointment, News::Found));
    }

    pub(super) fn open_change(&mut self) {
        if let Some(appointment) = self.model.step.appointment() {
            self.go(Step::Change(appointment));
        }
    }

    pub(super) fn open_move(&mut self) {
        if let Some(appointment) = self.model.step.appointment() {
            self.open_time(Some(appointment), Day::NEVER, None);
        }
    }

    pub(super) fn ask_cancel(&mut self) {
        if let Some(appointment) = self.model.step.appointment() {
            self.go(Step::Cancel(appointment));
        }
    }

    pub(super) fn cancel(&mut self) {
        if let Some(appointment) = self.model.step.appointment() {
            self.send(Call::Cancel(appointment.token.clone()));
        }
    }

    /// The hold is there: on to the form, or at once to the new time of the appointment to be moved.
    pub(super) fn held(&mut self, hold: Rc<HoldView>) {
        match self.model.step.appointment() {
            Some(appointment) => self.send(Call::Move(appointment.token.clone(), hold.hold.clone())),
            None => self.open_contact(hold),
        }
    }

    /// An appointment as the server knows it now. It may tell how a write ended whose answer was lost.
    pub(super) fn looked(&mut self, appointment: Rc<AppointmentView>) {
        match &self.model.step {
            Step::Time(time) => {
                if time.target == appointment.at {
                    return self.go(Step::Appointment(appointment, News::Moved));
                }
                let day = Day::parse(&time.target).unwrap_or(Day::NEVER);
                let text = self.model.lang.of(Text::Expired).to_owned();
                self.open_time(Some(appointment), day, Some(Notice::Say(text)));
            }
            Step::Appointment(_, news) => {
                // The same appointment in another language.
                self.model.step = Step::Appointment(appointment, *news);
                self.paint(Region::Step);
            }
            _ if appointment.state == AppointmentState::Cancelled => self.show_again(appointment),
            _ => {
                let text = self.model.lang.fill(Text::Fixed, &[&appointment.phone]);
                self.begin(
                    Step::Appointment(appointment, News::Found),
                    Some(Notice::Say(text)),
                );
            }
        }
    }

    pub(super) fn find(&mut self) {
        let (reference, pin) = (
            self.model.draft.get(Field::Reference),
            self.model.draft.get(Field::Pin),
        );
        if reference.is_empty() || pin.is_empty() {
            return self.say(Text::LookupMissing);
        }
        let request = LookupRequest {
            reference: reference.to_owned(),
            pin: pin.to_owned(),
        };
        self.send(Call::Find(request));
    }

    pub(super) fn found(&mut self, appointment: Rc<AppointmentView>) {
        self.model.draft = Default::default();
        self.show_again(appointment);
    }
}

impl Step {
    /// The appointment on screen.
    pub fn appointment(&self) -> Option<Rc<AppointmentView>> {
        match self {
            Self::Appointment(appointment, _) | Self::Change(appointment) | Self::Cancel(appointment) => {
                Some(appointment.clone())
            }
            Self::Time(time) => time.moving.clone(),
            Self::Concern { .. } | Self::Papers | Self::Contact(_) | Self::Lookup => None,
        }
    }
}
