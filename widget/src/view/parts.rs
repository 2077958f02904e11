//! Pieces that several steps share.

use crate::dom::{act, attr, el, flag, leaf, said, say, state, text, unseen};
use crate::model::{Model, Step};
use crate::msg::Verb;
use crate::texts::{Text, cat, number};
use crate::visit::Visit;
use wire::TownView;

/// A button that is not the first choice.
pub const QUIET: &str = "button.btn.q";

/// A button that does something.
pub fn button(model: &Model, text: Text, what: &str, verb: Verb, with: &str) {
    shown_button(model.lang.of(text), what, verb, with);
}

/// A button with a text that is not ours.
pub fn shown_button(shown: &str, what: &str, verb: Verb, with: &str) {
    bare_button(what, verb, with, || {
        attr("part", "button");
        text(shown);
    });
}

/// A button without a text.
#[inline(always)]
pub fn bare_button(what: &str, verb: Verb, with: &str, fill: impl FnOnce()) {
    el(what, || {
        attr("type", "button");
        act(verb, with);
        fill();
    });
}

/// The one that leads on.
pub fn primary(model: &Model, text: Text, verb: Verb) {
    button(model, text, "button.btn", verb, "");
}

/// A quieter one.
pub fn quiet(model: &Model, text: Text, verb: Verb) {
    button(model, text, QUIET, verb, "");
}

/// Sends the form of this step.
pub fn submit(model: &Model, shown: Text) {
    el("button.btn", || {
        attr("form", "form");
        attr("part", "button");
        say(model.lang, shown);
    });
}

/// A form that leaves checking to us.
#[inline(always)]
pub fn form(verb: Verb, fill: impl FnOnce()) {
    el("form#form", || {
        flag("novalidate", true);
        act(verb, "");
        fill();
    });
}

/// A heading below the step's.
#[inline(always)]
pub fn heading(model: &Model, classes: &str, fill: impl FnOnce()) {
    el(&cat(&["h", &number(model.setup.level + 1), classes]), fill);
}

/// A heading that is a text.
pub fn title(model: &Model, classes: &str, shown: &str) {
    heading(model, classes, || text(shown));
}

/// The heading of a group.
pub fn group(model: &Model, shown: Text) {
    title(model, ".group", model.lang.of(shown));
}

/// A list, told as one although its marks are hidden.
#[inline(always)]
pub fn list(what: &str, fill: impl FnOnce()) {
    el(what, || {
        attr("role", "list");
        fill();
    });
}

/// A paragraph of ours.
pub fn p(model: &Model, what: &str, shown: Text) {
    said(what, model.lang, shown);
}

/// A paragraph of ours with gaps.
pub fn filled(model: &Model, what: &str, shown: Text, gaps: &[&str]) {
    leaf(what, &model.lang.fill(shown, gaps));
}

/// A quieter line inside something.
pub fn hint(shown: &str) {
    leaf("span.hint", shown);
}

/// A link that leaves what was typed alone.
pub fn link(model: &Model, url: &str, shown: &str) {
    el("a", || {
        attr("href", url);
        text(shown);
        if url.starts_with("http") {
            attr("target", "_blank");
            attr("rel", "noopener");
            unseen(model.lang.of(Text::NewTab));
        }
    });
}

/// ", Mo–Fr 8–12 Uhr"; nothing where the town has not said when somebody answers.
pub fn hours(town: &TownView) -> String {
    if town.phone_hours.is_empty() {
        String::new()
    } else {
        cat(&[", ", &town.phone_hours])
    }
}

/// A phone number to tap.
pub fn phone(shown: &str) {
    let mut url = "tel:".to_owned();
    for sign in shown.chars() {
        if sign.is_ascii_digit() || sign == '+' {
            url.push(sign);
        }
    }
    el("a.phone", || {
        attr("href", &url);
        text(shown);
    });
}

/// "2 × Personalausweis beantragen, 1 × Reisepass beantragen".
pub fn chosen(model: &Model, visit: &Visit) -> String {
    let mut text = String::new();
    for (service, item) in visit.services(&model.town) {
        count(&mut text, item.count, &service.name);
    }
    text
}

/// Appends "2 × Personalausweis beantragen", whose beginning stays together.
pub fn count(text: &mut String, count: u32, name: &str) {
    let comma = if text.is_empty() { "" } else { ", " };
    text.push_str(&cat(&[comma, &number(count), "\u{a0}×\u{a0}", name]));
}

/// Phone, legal pages and languages: on every step, at the same place.
pub fn legal(model: &Model) {
    let (lang, town) = (model.lang, &model.town);
    if let (Step::Time(_), Some(note)) = (&model.step, &town.release_note) {
        filled(model, "p", Text::NewTimes, &[note]);
    }
    el("p", || {
        say(lang, Text::Phone);
        phone(&town.phone);
        text(&hours(town));
    });
    el("div.links", || {
        list("ul", || {
            for (url, name) in [
                (&town.privacy_url, Text::Privacy),
                (&town.imprint_url, Text::Imprint),
                (&town.accessibility_url, Text::Accessibility),
                (&town.barrier_url, Text::Barrier),
            ] {
                if !url.is_empty() {
                    el("li", || link(model, url, lang.of(name)));
                }
            }
        });
        el("div.langs", || languages(model));
    });
}

fn languages(model: &Model) {
    attr("role", "group");
    attr("aria-label", model.lang.of(Text::Language));
    for (tag, short, name) in [("de", "DE", "Deutsch"), ("en", "EN", "English")] {
        let spoken = &model.town.languages;
        if spoken.len() > 1 && spoken.iter().any(|other| other == tag) {
            bare_button("button.link", Verb::Speak, tag, || {
                attr("lang", tag);
                state("aria-current", tag == model.lang.tag());
                text(short);
                unseen(" ");
                unseen(name);
            });
        }
    }
}
