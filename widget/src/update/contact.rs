//! The form while a time is held: checking it, sending it, the countdown, and letting the time go.

use std::rc::Rc;

use wire::{ConfirmRequest, ContactRule, HoldView};

use super::Turn;
use crate::date::Day;
use crate::effect::{Call, Effect, Region, Spot};
use crate::model::{Contact, Draft, Field, Model, Notice, Step};
use crate::texts::Text;

impl Turn {
    pub(super) fn open_contact(&mut self, hold: Rc<HoldView>) {
        let (lang, seconds) = (self.model.lang, hold.seconds_left);
        self.announce(lang.fill(Text::Held, &[&lang.time(&hold.expires_label)]));
        let contact = Contact {
            extendable: hold.extendable,
            minutes_left: minutes(seconds),
            hold,
            key: self.fresh_key(),
            unsure: None,
        };
        self.go(Step::Contact(Box::new(contact)));
        self.effects.push(Effect::Clock(seconds));
    }

    pub(super) fn confirm(&mut self) {
        let Step::Contact(contact) = &self.model.step else {
            return;
        };
        let wrong = self.model.check();
        if !wrong.is_empty() {
            return self.complain(wrong);
        }
        let draft = &self.model.draft;
        let request = ConfirmRequest {
            hold: contact.hold.hold.clone(),
            name: draft.get(Field::Name).to_owned(),
            email: draft.optional(Field::Email),
            phone: draft.optional(Field::Phone),
            note: draft.optional(Field::Note),
            answers: self.model.visit.answers(),
            language: self.model.lang.tag().to_owned(),
            privacy_accepted: true,
            reminder: !draft.get(Field::Reminder).is_empty(),
        };
        let key = contact.key.clone();
        if self.model.notice.take().is_some() {
            self.paint(Region::Step);
            self.focus(Spot::Heading);
        }
        self.send(Call::Confirm(request, key));
    }

    /// Tells what is wrong above the form and beside each field.
    pub(super) fn complain(&mut self, wrong: Vec<(Field, String)>) {
        self.model.notice = Some(Notice::Wrong(wrong));
        self.paint(Region::Step);
        self.focus(Spot::Notice);
    }

    pub(super) fn extend(&mut self) {
        if let Step::Contact(contact) = &self.model.step {
            let hold = contact.hold.hold.clone();
            self.send(Call::Extend(hold));
        }
    }

    pub(super) fn extended(&mut self, hold: Rc<HoldView>) {
        let lang = self.model.lang;
        let Step::Contact(contact) = &mut self.model.step else {
            return;
        };
        let seconds = hold.seconds_left;
        let text = lang.fill(Text::Extended, &[&lang.time(&hold.expires_label)]);
        contact.minutes_left = minutes(seconds);
        contact.extendable = hold.extendable;
        contact.hold = hold;
        self.paint(Region::Clock);
        // The button that had the focus is gone: a hold is extended once.
        self.focus(Spot::Heading);
        self.announce(text);
        self.effects.push(Effect::Clock(seconds));
    }

    pub(super) fn tick(&mut self, left: u32) {
        let writing = self.writing();
        let Step::Contact(contact) = &mut self.model.step else {
            return;
        };
        if left == 0 {
            // An answer under way decides whether the hold was still there.
            if !writing {
                self.expire();
            }
            return;
        }
        let now = minutes(left);
        if now == contact.minutes_left {
            return;
        }
        contact.minutes_left = now;
        let text = if contact.extendable {
            Text::EndsSoon
        } else {
            Text::EndsSoonFinal
        };
        let warning = match now {
            1 => Some(Text::OneMinute),
            5 => Some(Text::FiveMinutes),
            _ => None,
        };
        self.paint(Region::Clock);
        if let Some(warning) = warning {
            let lang = self.model.lang;
            self.announce(lang.fill(text, &[lang.of(warning)]));
        }
    }

    /// The hold is over; what was typed stays.
    pub(super) fn expire(&mut self) {
        let Step::Contact(contact) = &self.model.step else {
            return;
        };
        let day = Day::parse(&contact.hold.at).unwrap_or(Day::NEVER);
        let text = self.model.lang.of(Text::Expired).to_owned();
        self.open_time(None, day, Some(Notice::Say(text)));
    }

    /// Back to the calendar: the time is free for others at once, and then for this citizen again.
    pub(super) fn let_go(&mut self, hold: &HoldView) {
        self.start_time(None, Day::parse(&hold.at).unwrap_or(Day::NEVER), None);
        self.send(Call::Release(hold.hold.clone()));
        self.paint(Region::Calendar);
    }
}

impl Model {
    /// What is missing or wrong, by field in the order of the form.
    fn check(&self) -> Vec<(Field, String)> {
        let draft = &self.draft;
        let (email, phone) = (draft.get(Field::Email), draft.get(Field::Phone));
        let rule = self.town.contact;
        let checks = [
            (draft.get(Field::Name).is_empty(), Field::Name, Text::NameMissing),
            (
                rule == ContactRule::Either && email.is_empty() && phone.is_empty(),
                Field::Email,
                Text::OneMissing,
            ),
            (
                rule == ContactRule::Email && email.is_empty(),
                Field::Email,
                Text::EmailMissing,
            ),
            (
                !email.is_empty() && !looks_like_email(email),
                Field::Email,
                Text::EmailWrong,
            ),
            (
                rule == ContactRule::Phone && phone.is_empty(),
                Field::Phone,
                Text::PhoneMissing,
            ),
            (
                !phone.is_empty() && !looks_like_phone(phone),
                Field::Phone,
                Text::PhoneWrong,
            ),
            (
                draft.get(Field::Privacy).is_empty(),
                Field::Privacy,
                Text::PrivacyMissing,
            ),
        ];
        let mut wrong = Vec::new();
        for (applies, field, text) in checks {
            if applies {
                wrong.push((field, self.lang.of(text).to_owned()));
            }
        }
        wrong
    }
}

impl Draft {
    fn optional(&self, field: Field) -> Option<String> {
        let text = self.get(field);
        if text.is_empty() {
            None
        } else {
            Some(text.to_owned())
        }
    }
}

fn minutes(seconds: u32) -> u32 {
    seconds.div_ceil(60)
}

/// Catches slips of the finger; the server parses.
fn looks_like_email(text: &str) -> bool {
    let (mut name, mut host, mut at, mut dot) = (0, 0, 0, false);
    for letter in text.bytes() {
        match letter {
            b'@' => at += 1,
            b' ' => return false,
            _ if at == 0 => name += 1,
            b'.' => dot = host > 0,
            _ => host += 1,
        }
    }
    at == 1 && name > 0 && dot && !text.ends_with('.')
}

fn looks_like_phone(text: &str) -> bool {
    let mut digits = 0;
    for letter in text.bytes() {
        match letter {
            b'0'..=b'9' => digits += 1,
            b'+' | b'-' | b'/' | b'(' | b')' | b' ' | b'.' => {}
            _ => return false,
        }
    }
    digits >= 5
}
