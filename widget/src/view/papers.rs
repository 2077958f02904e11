//! Step 2: questions, the list they shorten, costs, who comes, how long it takes, and whether a visit is
//! needed at all.

use wire::{QuestionView, ServiceView};

use super::parts::{count, group, hint, link, list as unmarked, p};
use crate::dom::{act, attr, el, flag, leaf, text};
use crate::model::Model;
use crate::msg::Verb;
use crate::texts::{Text, cat, number};
use crate::visit::Cost;

/// The whole step.
pub fn view(model: &Model) {
    let lang = model.lang;
    let services = model.visit.services(&model.town);
    let mut asking = 0;
    for (service, _) in &services {
        if let Some(online) = &service.online {
            el("p.box.good", || {
                text(&lang.fill(Text::Online, &[&service.name]));
                link(model, &online.url, &online.text);
            });
        }
        asking += service.questions.len().min(1);
    }
    if asking > 0 {
        p(model, "p.meta", Text::PapersAsk);
    }
    for (service, _) in &services {
        for question in &service.questions {
            let about = if asking > 1 { &service.name } else { "" };
            chips(model, service, question, about);
        }
    }
    el("div#papers", || {
        list(model);
    });
}

fn chips(model: &Model, service: &ServiceView, question: &QuestionView, about: &str) {
    el("fieldset", || {
        el("legend", || {
            hint(about);
            text(" ");
            text(&question.text);
        });
        let name = cat(&[&service.slug, " ", &question.key]);
        let answered = model.visit.answered(&service.slug, &question.key);
        el("div.chips", || {
            for answer in &question.answers {
                let on = answered == Some(&answer.key);
                chip(
                    &name,
                    &answer.text,
                    on,
                    Verb::Answer,
                    &cat(&[&name, " ", &answer.key]),
                );
            }
        });
    });
}

/// A native radio button that looks like a chip.
pub fn chip(name: &str, shown: &str, on: bool, verb: Verb, with: &str) {
    el("label.chip", || {
        radio(name, on, verb, with);
        text(shown);
    });
}

/// A native radio button.
pub fn radio(name: &str, on: bool, verb: Verb, with: &str) {
    el("input", || {
        attr("type", "radio");
        attr("name", name);
        flag("checked", on);
        act(verb, with);
    });
}

/// The list and the costs as they are with the answers given so far.
pub fn list(model: &Model) {
    let (lang, town, visit) = (model.lang, &model.town, &model.visit);
    let papers = visit.papers(town);
    group(model, Text::YourList);
    if papers.is_empty() {
        p(model, "p", Text::NothingToBring);
    }
    unmarked("ul.check", || {
        for paper in &papers {
            line(&paper.document.text, paper.document.hint.as_deref(), || {
                if paper.wanted_by.len() < visit.items.len() {
                    let mut names = String::new();
                    for name in &paper.wanted_by {
                        names.push_str(if names.is_empty() { "" } else { ", " });
                        names.push_str(name);
                    }
                    hint(&lang.fill(Text::WantedBy, &[&names]));
                }
            });
        }
    });
    costs(model);
    group(model, Text::InPerson);
    el("p", || {
        let mut before = "";
        for (service, _) in visit.services(town) {
            let sentence = service.in_person.as_deref().unwrap_or_default();
            if sentence != before {
                text(sentence);
                text(" ");
                before = sentence;
            }
        }
        text(&lang.fill(Text::Duration, &[&number(visit.minutes(town))]));
    });
}

/// A line of a checklist.
#[inline(always)]
pub fn line(shown: &str, more: Option<&str>, fill: impl FnOnce()) {
    el("li", || {
        el("span", || {
            text(shown);
            if let Some(more) = more {
                hint(more);
            }
            fill();
        });
    });
}

fn costs(model: &Model) {
    let (lang, visit) = (model.lang, &model.visit);
    let mut lines = Vec::new();
    for (service, item) in visit.services(&model.town) {
        let cost = match item.cost(service) {
            Cost::Known(cents) => lang.money(cents),
            Cost::Open(words) => words.to_owned(),
            Cost::Unsaid => continue,
        };
        let mut what = String::new();
        count(&mut what, item.count, &service.name);
        lines.push((what, cost));
    }
    if lines.is_empty() {
        return;
    }
    let total = visit.total_cost(&model.town);
    if let Some(total) = total
        && lines.len() > 1
    {
        lines.push((lang.of(Text::Total).to_owned(), lang.money(total)));
    }
    group(model, Text::Costs);
    el("dl.costs", || {
        for (name, cost) in &lines {
            el("div", || {
                leaf("dt", name);
                leaf("dd", cost);
            });
        }
    });
    if total != Some(0) {
        p(
            model,
            "p.meta",
            if total.is_none() {
                Text::CostsOpen
            } else {
                Text::Pay
            },
        );
    }
}
