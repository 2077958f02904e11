//! What the server says, and what follows from each of its answers.
//!
//! An answer to anything but the newest call is stale and dropped. After an unknown outcome a write is tried
//! once more by itself with the same key; after that the citizen decides.

use std::rc::Rc;

use wire::{Problem, ProblemCode, TownView};

use super::Turn;
use crate::date::Day;
use crate::effect::{Call, Effect, Failure, Region, Reply};
use crate::model::{Field, News, Notice, Step};
use crate::texts::Lang;

impl Turn {
    pub(super) fn answered(&mut self, number: u32, result: Result<Reply, Failure>) {
        if number != self.model.number {
            return;
        }
        let Some(waiting) = self.model.waiting.take() else {
            return;
        };
        let call = waiting.call.clone();
        match result {
            Err(Failure::Unreachable | Failure::Slow) if call.writes() && !waiting.again => {
                self.model.waiting = Some(waiting);
                self.effects.push(Effect::Rest);
                return;
            }
            Ok(reply) => self.accepted(&call, reply),
            // The time was let go or ends by itself; the calendar tells.
            Err(_) if matches!(*call, Call::Release(_)) => self.load_days(),
            Err(Failure::Problem(problem)) => self.told_no(call, problem),
            Err(failure) => {
                if let (Step::Contact(contact), Call::Confirm(..)) = (&mut self.model.step, &*call) {
                    contact.unsure = Some(call.clone());
                }
                self.trouble(call, failure);
            }
        }
        self.paint(Region::Waiting);
    }

    pub(super) fn try_again(&mut self) {
        if let Some(waiting) = self.model.waiting.take() {
            self.send_again(waiting.call, true);
        }
    }

    fn accepted(&mut self, call: &Call, reply: Reply) {
        match reply {
            Reply::Town(town) => self.speak(town),
            Reply::Days(answer) => self.days_loaded(*answer),
            Reply::Hold(hold) => match call {
                Call::Extend(_) => self.extended(hold),
                _ => self.held(hold),
            },
            Reply::Nothing => self.load_days(),
            Reply::Appointment(appointment) => match call {
                Call::Confirm(..) => self.booked(appointment),
                Call::Move(..) => self.go(Step::Appointment(appointment, News::Moved)),
                Call::Look(_) => self.looked(appointment),
                Call::Find(_) => self.found(appointment),
                _ => self.show_again(appointment),
            },
        }
    }

    fn told_no(&mut self, call: Rc<Call>, problem: Rc<Problem>) {
        let title = Some(Notice::Say(problem.title.clone()));
        match problem.code {
            ProblemCode::SlotTaken => {
                let day = if let Call::Hold(request, _) = &*call {
                    Day::parse(&request.at)
                } else {
                    None
                };
                let notice = Notice::Taken(problem);
                self.open_time(
                    self.model.step.appointment(),
                    day.unwrap_or(Day::NEVER),
                    Some(notice),
                );
            }
            ProblemCode::TooSoon | ProblemCode::BeyondHorizon | ProblemCode::NotOffered => {
                self.open_time(self.model.step.appointment(), Day::NEVER, title);
            }
            ProblemCode::HoldExpired => match &*call {
                // Perhaps the first try went through after all.
                Call::Move(token, _) => self.send(Call::Look(token.clone())),
                _ => self.expire(),
            },
            ProblemCode::AlreadyExtended => {
                if let Step::Contact(contact) = &mut self.model.step {
                    contact.extendable = false;
                }
                self.paint(Region::Clock);
                self.say_title(&problem);
            }
            ProblemCode::NotChangeable => match &*call {
                Call::Cancel(token) | Call::Move(token, _) => self.send(Call::Look(token.clone())),
                _ => self.say_title(&problem),
            },
            ProblemCode::IdempotencyMismatch => self.confirm_as_before(call, problem),
            ProblemCode::InvalidInput => self.wrong_input(&problem),
            ProblemCode::UnknownService | ProblemCode::NotCombinable => {
                self.begin(
                    Step::Concern {
                        typed: String::new(),
                        aside: None,
                    },
                    title,
                );
            }
            ProblemCode::LookupRefused | ProblemCode::NotFound => self.say_title(&problem),
            ProblemCode::RateLimited
            | ProblemCode::Suspended
            | ProblemCode::Unavailable
            | ProblemCode::Internal
            | ProblemCode::MethodNotAllowed
            | ProblemCode::TooLarge
            | ProblemCode::UnsupportedMedia => self.trouble(call, Failure::Problem(problem)),
        }
    }

    fn say_title(&mut self, problem: &Problem) {
        self.notify(Notice::Say(problem.title.clone()));
    }

    /// The form was changed after a try whose outcome is unknown, and that try had gone through: ask for its
    /// answer with the words it was made with.
    fn confirm_as_before(&mut self, call: Rc<Call>, problem: Rc<Problem>) {
        let unsure = if let Step::Contact(contact) = &mut self.model.step {
            contact.unsure.take()
        } else {
            None
        };
        match unsure {
            Some(before) => self.send_again(before, false),
            None => self.trouble(call, Failure::Problem(problem)),
        }
    }

    fn wrong_input(&mut self, problem: &Problem) {
        let mut wrong = Vec::new();
        for complaint in &problem.fields {
            if let Some(field) = Field::parse(&complaint.field) {
                wrong.push((field, complaint.text.clone()));
            }
        }
        if wrong.is_empty() {
            self.say_title(problem)
        } else {
            self.complain(wrong)
        }
    }

    fn trouble(&mut self, call: Rc<Call>, failure: Failure) {
        self.paint(Region::Calendar);
        self.notify(Notice::Trouble(call, failure));
    }

    /// The town in another language. Everything typed and chosen stays; what the server wrote is asked for anew.
    fn speak(&mut self, town: Rc<TownView>) {
        self.model.lang = Lang::parse(&town.language).unwrap_or(Lang::De);
        self.model.town = town;
        if let Some(Notice::Say(_) | Notice::Wrong(_)) = self.model.notice {
            self.model.notice = None;
        }
        self.paint(Region::Step);
        match &self.model.step {
            // The calendar was still on its way when the language was asked for.
            Step::Time(time) if time.days.is_empty() => self.load_days(),
            Step::Appointment(appointment, _) => {
                let token = appointment.token.clone();
                self.send(Call::Look(token));
            }
            _ => {}
        }
    }
}
