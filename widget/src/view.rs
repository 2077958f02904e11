//! What is seen. Each step draws its elements afresh from the model; nothing here decides or remembers.
//!
//! The frame, the heading and the live region are permanent; a step fills the regions between them.

mod appointment;
mod concern;
mod contact;
mod month;
mod notice;
mod papers;
mod parts;
mod times;

use wasm_bindgen::JsValue;

use crate::dom::{attr, colour, el, find, leaf, put, region, state};
use crate::effect::Region;
use crate::model::{Model, Step};
use crate::msg::Verb;
use crate::texts::{Text, cat, number};

/// Builds the frame inside the section that the shell has put there, and draws the first step.
pub fn open(root: &JsValue, model: &Model) {
    let place = |what, id| el(what, || attr("id", id));
    find(root, "section");
    attr("part", "frame");
    // The town's colours are defaults: the host page's custom properties win.
    colour("--town-accent", &model.town.theme.accent);
    colour("--town-accent-ink", &model.town.theme.accent_ink);
    el("div.bar#bar", || {
        attr("aria-hidden", "true");
    });
    el("div.pad", || {
        el("p.step", || attr("id", "step"));
        el(&cat(&["h", &number(model.setup.level), ".title"]), || {
            attr("id", "heading");
            attr("part", "heading");
            attr("tabindex", "-1");
        });
        place("div", "notice");
        place("div", "body");
    });
    place("div.foot.pad", "foot");
    place("div.legal", "legal");
    el("div.sr#live", || {
        attr("role", "status");
    });
    paint(root, model, Region::Step);
}

/// Draws one region.
pub fn paint(root: &JsValue, model: &Model, part: Region) {
    match (part, &model.step) {
        (Region::Step, _) => paint_step(root, model),
        (Region::Notice, _) => {
            region(root, "notice");
            notice::view(model);
        }
        (Region::Waiting, _) => {
            find(root, "section");
            state("aria-busy", model.waiting.is_some());
        }
        (Region::Foot, _) => {
            region(root, "foot");
            foot(model);
        }
        (Region::Services, _) => {
            region(root, "services");
            concern::services(model);
            concern::recount(root, model);
        }
        (Region::Counts, _) => {
            concern::recount(root, model);
            paint(root, model, Region::Foot);
        }
        (Region::Papers, _) => {
            region(root, "papers");
            papers::list(model);
        }
        (Region::Calendar, Step::Time(time)) => {
            region(root, "first");
            times::first(model, time);
            paint(root, model, Region::Month);
            paint(root, model, Region::Times);
        }
        (Region::Month, Step::Time(time)) => {
            region(root, "month");
            month::view(model, time);
        }
        (Region::Times, Step::Time(time)) => {
            region(root, "times");
            times::list(model, time);
        }
        (Region::Clock, Step::Contact(contact)) => {
            region(root, "clock");
            contact::clock(model, contact);
        }
        // Asked for by an answer that came after the step was left.
        (Region::Calendar | Region::Month | Region::Times | Region::Clock, _) => {}
    }
}

fn paint_step(root: &JsValue, model: &Model) {
    let lang = model.lang;
    find(root, "section");
    attr("lang", lang.tag());
    attr("aria-label", &lang.fill(Text::Region, &[&model.town.name]));
    let (step, title) = title(model);
    region(root, "heading");
    put(lang.of(title));
    region(root, "step");
    if step > 0 {
        put(&lang.fill(Text::Step, &[&number(step)]));
    }
    region(root, "bar");
    for mark in 1..=4 {
        if step > 0 {
            leaf(if mark <= step { "i.on" } else { "i" }, "");
        }
    }
    region(root, "body");
    body(model);
    concern::recount(root, model);
    for part in [Region::Notice, Region::Foot, Region::Waiting, Region::Calendar] {
        paint(root, model, part);
    }
    region(root, "legal");
    parts::legal(model);
}

/// Number and title of a step; 0 for what is not on the way to a new appointment.
fn title(model: &Model) -> (u32, Text) {
    match &model.step {
        Step::Concern { .. } => (1, Text::Concern),
        Step::Papers => (2, Text::Papers),
        Step::Time(time) if time.moving.is_some() => (0, Text::WhenMove),
        Step::Time(_) => (3, Text::When),
        Step::Contact(_) => (4, Text::Contact),
        Step::Appointment(appointment, news) => (0, appointment::title(appointment, *news)),
        Step::Change(_) => (0, Text::ChangeTitle),
        Step::Cancel(_) => (0, Text::CancelAsk),
        Step::Lookup => (0, Text::Lookup),
    }
}

fn body(model: &Model) {
    match &model.step {
        Step::Concern { typed, .. } => concern::view(model, typed),
        Step::Papers => papers::view(model),
        Step::Time(time) => times::view(model, time),
        Step::Contact(contact) => contact::view(model, contact),
        Step::Appointment(appointment, _) => appointment::view(model, appointment),
        Step::Change(appointment) => appointment::change(model, appointment),
        Step::Cancel(appointment) => appointment::cancel(model, appointment),
        Step::Lookup => contact::lookup(model),
    }
}

fn foot(model: &Model) {
    let mut back = Text::Back;
    match &model.step {
        Step::Concern { .. } => return concern::foot(model),
        Step::Appointment(..) => return,
        Step::Papers => parts::primary(model, Text::ToTime, Verb::Next),
        Step::Time(time) => times::foot(model, time),
        Step::Contact(_) => parts::submit(model, Text::Confirm),
        Step::Lookup => parts::submit(model, Text::Find),
        Step::Change(_) => back = Text::ToAppointment,
        Step::Cancel(_) => {
            parts::button(model, Text::CancelYes, "button.btn.danger", Verb::Cancel, "");
            back = Text::Keep;
        }
    }
    parts::quiet(model, back, Verb::Back);
}
