//! The appointment: reference, time, place, papers, and what can be done with it.

use wire::{AppointmentState, AppointmentView};

use super::papers::line;
use super::parts::{button, count, filled, group, hint, link, list, p, primary, quiet};
use super::times::place_line;
use crate::dom::{attr, el, leaf, say, text};
use crate::model::{Model, News};
use crate::msg::Verb;
use crate::texts::{Text, cat};

/// What the heading says.
pub fn title(appointment: &AppointmentView, news: News) -> Text {
    match (appointment.state, news) {
        (AppointmentState::Cancelled, _) => Text::Cancelled,
        (AppointmentState::Pending, _) => Text::Unproved,
        (_, News::Booked) => Text::Booked,
        (_, News::Moved) => Text::Moved,
        (_, News::Found) => Text::Yours,
    }
}

/// The whole step.
pub fn view(model: &Model, appointment: &AppointmentView) {
    let lang = model.lang;
    let cancelled = appointment.state == AppointmentState::Cancelled;
    if cancelled {
        p(model, "p", Text::CancelledSay);
    }
    if let Some(proof) = &appointment.proof {
        leaf("p", proof);
    }
    el("div.card", || {
        p(model, "p.meta", Text::Reference);
        leaf("p.ref", &appointment.reference);
        leaf("b.block", &appointment.date_label);
        leaf("b.block", &appointment.time_label);
        what(appointment);
    });
    if cancelled {
        return el("div.stack", || primary(model, Text::NewOne, Verb::Restart));
    }
    if appointment.proof.is_some() {
        return after(model, appointment);
    }
    group(model, Text::Bring);
    list("ul.check", || {
        for paper in &appointment.documents {
            line(&paper.text, paper.hint.as_deref(), || {});
        }
        if !appointment.fee.is_empty() {
            line(&lang.fill(Text::Fee, &[&appointment.fee]), None, || {});
        }
    });
    el("div.stack.ways", || {
        el("a.btn", || {
            attr("href", &appointment.ics_url);
            attr("part", "button");
            say(lang, Text::Calendar);
        });
        quiet(model, Text::Print, Verb::Print);
        if appointment.changeable {
            quiet(model, Text::Later, Verb::Change);
        }
    });
    if !appointment.changeable {
        filled(model, "p", Text::Fixed, &[&appointment.phone]);
    }
    el("p", || {
        if let Some(hint) = &appointment.email_hint {
            text(&lang.fill(Text::SentTo, &[hint]));
        }
        if !appointment.pin.is_empty() {
            say(lang, Text::Pin);
            leaf("b", &cat(&[lang.of(Text::PinField), " ", &appointment.pin]));
            text(".");
        }
    });
    after(model, appointment);
}

/// Where it is seen later, and the way to another one.
fn after(model: &Model, appointment: &AppointmentView) {
    let lang = model.lang;
    if !appointment.manage_url.is_empty() {
        el("p.own", || {
            link(model, &appointment.manage_url, lang.of(Text::Link));
            hint(lang.of(Text::LinkHint));
        });
    }
    el("p.later", || {
        button(model, Text::NewOne, "button.link", Verb::Restart, "")
    });
}

/// Moving or cancelling it.
pub fn change(model: &Model, appointment: &AppointmentView) {
    short(model, appointment);
    el("div.stack", || {
        primary(model, Text::NewTime, Verb::Move);
        p(model, "p.meta", Text::NewTimeHint);
        quiet(model, Text::Cancel, Verb::AskCancel);
        p(model, "p.meta", Text::CancelHint);
    });
}

/// The question before cancelling.
pub fn cancel(model: &Model, appointment: &AppointmentView) {
    short(model, appointment);
    p(model, "p", Text::CancelHint);
}

fn short(model: &Model, appointment: &AppointmentView) {
    el("div.card", || {
        leaf("b", &model.lang.instant(&appointment.at));
        what(appointment);
    });
}

fn what(appointment: &AppointmentView) {
    let mut services = String::new();
    for chosen in &appointment.services {
        count(&mut services, chosen.count, &chosen.name);
    }
    leaf("p", &place_line(&appointment.place));
    leaf("p.meta", &services);
}
