//! Step 4: the countdown, what will be booked, and the form. Also the form that finds an appointment.

use wire::ContactRule;

use super::parts::{button, chosen, form, hint, link, p};
use super::times::place_line;
use crate::dom::{attr, el, flag, leaf, say, text};
use crate::model::{Contact, Field, Model, Notice};
use crate::msg::Verb;
use crate::texts::{Text, cat};

/// The whole step.
pub fn view(model: &Model, contact: &Contact) {
    let (lang, rule) = (model.lang, model.town.contact);
    el("div#clock", || {
        clock(model, contact);
    });
    el("div.card", || {
        leaf("b", &lang.instant(&contact.hold.at));
        leaf("p.meta", &chosen(model, &model.visit));
        if let Some(here) = model.visit.department(&model.town) {
            leaf("p.meta", &place_line(&here.place));
        }
        button(model, Text::Change, "button.link", Verb::Back, "");
    });
    let optional = |voluntary, more| {
        cat(&[
            if voluntary { lang.of(Text::Optional) } else { "" },
            lang.of(more),
        ])
    };
    form(Verb::Confirm, || {
        field(model, Field::Name, Text::Name, "", "text");
        if rule == ContactRule::Either {
            p(model, "p.meta", Text::Either);
        }
        field(
            model,
            Field::Email,
            Text::Email,
            &optional(rule == ContactRule::Phone, Text::EmailHint),
            "email",
        );
        field(
            model,
            Field::Phone,
            Text::PhoneField,
            &optional(rule == ContactRule::Email, Text::PhoneHint),
            "tel",
        );
        field(model, Field::Note, Text::Note, lang.of(Text::NoteHint), "");
        tick(model, Field::Reminder, Text::Remind);
        tick(model, Field::Privacy, Text::Agree);
    });
}

/// A box to tick; beside the one about privacy stands where to read about it.
fn tick(model: &Model, field: Field, label: Text) {
    complaint(model, field);
    el("label.tick", || {
        el("input", || {
            attr("type", "checkbox");
            flag("checked", !model.draft.get(field).is_empty());
            named(model, field);
        });
        el("span", || {
            say(model.lang, label);
            if field == Field::Privacy {
                link(model, &model.town.privacy_url, model.lang.of(Text::AgreeLink));
                say(model.lang, Text::AgreeEnd);
            }
        });
    });
}

/// What is left of the hold.
pub fn clock(model: &Model, contact: &Contact) {
    let lang = model.lang;
    el("div.box.warn.next", || {
        el("p", || {
            say(lang, Text::HeldUntil);
            leaf("b", &lang.time(&contact.hold.expires_label));
            text(", ");
            text(&lang.count(contact.minutes_left, Text::Left1, Text::Left));
        });
        if contact.extendable {
            button(model, Text::Extend, "button.link", Verb::Extend, "");
        }
    });
}

/// A field with label, hint and complaint.
fn field(model: &Model, field: Field, label: Text, more: &str, kind: &str) {
    el("label", || {
        attr("for", field.word());
        say(model.lang, label);
        hint(more);
    });
    complaint(model, field);
    el(
        if kind.is_empty() {
            "textarea.field"
        } else {
            "input.field"
        },
        || {
            let typed = model.draft.get(field);
            if kind.is_empty() {
                attr("rows", "3");
                text(typed);
            } else {
                attr("type", kind);
                attr("value", typed);
            }
            attr("maxlength", "200");
            let fill = match field {
                Field::Name => "name",
                Field::Email => "email",
                Field::Phone => "tel",
                _ => "off",
            };
            attr("autocomplete", fill);
            attr("part", "input");
            named(model, field);
        },
    );
}

fn wrong(model: &Model, field: Field) -> Option<&str> {
    let Some(Notice::Wrong(wrong)) = &model.notice else {
        return None;
    };
    let (_, text) = wrong.iter().find(|(other, _)| *other == field)?;
    Some(text)
}

/// What is wrong with a field, above it.
fn complaint(model: &Model, field: Field) {
    if let Some(wrong) = wrong(model, field) {
        el("p.error", || {
            attr("id", &cat(&["error-", field.word()]));
            text(wrong);
        });
    }
}

/// Names the open field, and ties it to what is wrong with it.
fn named(model: &Model, field: Field) {
    attr("id", field.word());
    attr("name", field.word());
    if wrong(model, field).is_some() {
        attr("aria-invalid", "true");
        attr("aria-describedby", &cat(&["error-", field.word()]));
    }
}

/// The form that finds an appointment.
pub fn lookup(model: &Model) {
    let lang = model.lang;
    form(Verb::Find, || {
        field(
            model,
            Field::Reference,
            Text::Reference,
            lang.of(Text::ReferenceHint),
            "text",
        );
        field(model, Field::Pin, Text::PinField, lang.of(Text::PinHint), "text");
    });
}
