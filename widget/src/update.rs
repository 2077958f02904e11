//! What happens next: `(Model, Msg) -> (Model, Vec<Effect>)`, pure and tested without a browser.
//!
//! This file opens every message and says who decides: acts go to the file of their step, answers to
//! `answer`. It touches no element, reads no clock and draws no random number.

mod answer;
mod appointment;
mod concern;
mod contact;
mod time;

use std::rc::Rc;

use crate::date::Day;
use crate::effect::{Call, Effect, Region, Spot};
use crate::model::{Field, Filter, Model, Notice, Step, Waiting};
use crate::msg::{Act, Msg, Verb};
use crate::texts::Text;

/// The next state, and what is to be done about it.
pub fn update(model: Model, msg: Msg) -> (Model, Vec<Effect>) {
    let mut turn = Turn {
        model,
        effects: Vec::new(),
    };
    match msg {
        Msg::Act(act) => turn.act(act),
        Msg::Answered(number, result) => turn.answered(number, result),
        Msg::Tick(left) => turn.tick(left),
    }
    (turn.model, turn.effects)
}

/// One message being worked on.
struct Turn {
    model: Model,
    effects: Vec<Effect>,
}

impl Turn {
    fn act(&mut self, Act { verb, with }: Act) {
        // While a write is under way nothing else may begin: a second click must not book twice.
        if self.writing() && verb != Verb::Rested {
            return;
        }
        let day = || Day::parse(&with).unwrap_or(Day::NEVER);
        match verb {
            Verb::Search => self.search(with),
            Verb::More => self.more(&with),
            Verb::Less => self.less(&with),
            Verb::Choose => self.choose(&with),
            Verb::Switch => self.switch(&with),
            Verb::Stay => self.stay(),
            Verb::Answer => self.answer_question(&with),
            Verb::Show => self.show(Filter::parse(&with)),
            Verb::EarlierMonth => self.page(-1),
            Verb::LaterMonth => self.page(1),
            Verb::PickDay => self.pick_day(day()),
            Verb::PickTime => self.pick_time(with),
            Verb::Take => self.hold(with),
            Verb::MoreDays => self.more_days(),
            Verb::Hold => self.hold_picked(),
            Verb::Extend => self.extend(),
            Verb::Confirm => self.confirm(),
            Verb::Change => self.open_change(),
            Verb::Move => self.open_move(),
            Verb::AskCancel => self.ask_cancel(),
            Verb::Cancel => self.cancel(),
            Verb::Find => self.find(),
            Verb::Next => self.next(),
            Verb::Back => self.back(),
            Verb::Retry => self.retry(),
            Verb::Speak => {
                if with != self.model.lang.tag() {
                    self.send(Call::Town(with));
                }
            }
            Verb::Visit => {
                if let Some(field) = Field::parse(&with) {
                    self.focus(Spot::Field(field));
                }
            }
            Verb::Print => self.effects.push(Effect::Print),
            Verb::Restart => self.restart(),
            Verb::Lookup => self.go(Step::Lookup),
            Verb::Rested => self.try_again(),
            // Taken in before it comes here.
            Verb::Words => {}
            Verb::Left => self.walk(day().plus(-1)),
            Verb::Right => self.walk(day().plus(1)),
            Verb::Up => self.walk(day().plus(-7)),
            Verb::Down => self.walk(day().plus(7)),
            Verb::Home => self.walk(day().plus(-(day().weekday() as i32))),
            Verb::End => self.walk(day().plus(6 - day().weekday() as i32)),
            Verb::PageUp => self.walk(day().months_on(-1)),
            Verb::PageDown => self.walk(day().months_on(1)),
        }
    }

    fn next(&mut self) {
        match self.model.step {
            Step::Concern { .. } if self.model.visit.items.is_empty() => self.say(Text::ChooseFirst),
            Step::Concern { .. } => self.go(Step::Papers),
            Step::Papers => self.open_time(None, Day::NEVER, None),
            // The other steps go on by sending a form.
            Step::Time(_)
            | Step::Contact(_)
            | Step::Appointment(..)
            | Step::Change(_)
            | Step::Cancel(_)
            | Step::Lookup => {}
        }
    }

    fn back(&mut self) {
        match &self.model.step {
            Step::Contact(contact) => {
                let hold = contact.hold.clone();
                self.let_go(&hold);
            }
            Step::Time(time) => {
                let step = time.moving.clone().map_or(Step::Papers, Step::Change);
                self.go(step);
            }
            Step::Change(appointment) | Step::Cancel(appointment) => {
                let appointment = appointment.clone();
                self.show_again(appointment);
            }
            Step::Appointment(..) => {}
            Step::Concern { .. } | Step::Papers | Step::Lookup => self.open_concern(),
        }
    }

    fn restart(&mut self) {
        self.model.visit = Default::default();
        self.open_concern();
    }

    fn open_concern(&mut self) {
        self.go(Step::Concern {
            typed: String::new(),
            aside: None,
        });
    }

    /// Begins a step: everything is drawn afresh and the heading gets the focus.
    fn go(&mut self, step: Step) {
        self.begin(step, None);
    }

    /// Begins a step; a word about why gets the focus, else the heading.
    fn begin(&mut self, step: Step, notice: Option<Notice>) {
        self.effects.push(Effect::Clock(0));
        let spot = if notice.is_some() {
            Spot::Notice
        } else {
            Spot::Heading
        };
        self.model.step = step;
        self.model.notice = notice;
        self.paint(Region::Step);
        self.focus(spot);
    }

    fn say(&mut self, text: Text) {
        let text = self.model.lang.of(text).to_owned();
        self.notify(Notice::Say(text));
    }

    fn notify(&mut self, notice: Notice) {
        self.model.notice = Some(notice);
        self.paint(Region::Notice);
        self.focus(Spot::Notice);
    }

    /// Takes the notice away. What had the focus may go with it.
    fn hush(&mut self) {
        if self.model.notice.take().is_some() {
            self.paint(Region::Notice);
            self.focus(Spot::Heading);
        }
    }

    fn announce(&mut self, text: String) {
        self.effects.push(Effect::Announce(text));
    }

    fn paint(&mut self, region: Region) {
        self.effects.push(Effect::Paint(region));
    }

    fn focus(&mut self, spot: Spot) {
        self.effects.push(Effect::Focus(spot));
    }

    fn writing(&self) -> bool {
        self.model
            .waiting
            .as_ref()
            .is_some_and(|waiting| waiting.call.writes())
    }

    /// Asks the server; whatever was asked before is forgotten, its answer will be stale.
    fn send(&mut self, call: Call) {
        self.send_again(Rc::new(call), false);
    }

    fn send_again(&mut self, call: Rc<Call>, again: bool) {
        self.model.number += 1;
        if call.writes() {
            self.announce(self.model.lang.of(Text::Working).to_owned());
        }
        self.effects.push(Effect::Send(self.model.number, call.clone()));
        self.model.waiting = Some(Waiting { call, again });
        self.paint(Region::Waiting);
    }

    fn retry(&mut self) {
        if let Some(Notice::Trouble(call, _)) = &self.model.notice {
            let call = call.clone();
            self.hush();
            self.send_again(call, true);
        }
    }

    /// A key no other call of any widget has: 32 hexadecimal digits.
    fn fresh_key(&self) -> String {
        let mut key = self.model.setup.chance.clone();
        for place in (0..8).rev() {
            key.push(hex((self.model.number >> (4 * place)) as u8));
        }
        key
    }
}

/// The last four bits as a digit.
pub fn hex(bits: u8) -> char {
    b"0123456789abcdef"
        .get(usize::from(bits & 15))
        .copied()
        .unwrap_or(b'0') as char
}

#[cfg(test)]
mod tests;
