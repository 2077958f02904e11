//! Step 1: search, services often chosen, departments, counts and their sum.

use wasm_bindgen::JsValue;
use wire::ServiceView;

use super::parts::{
    QUIET, bare_button, button, chosen, group, heading, hint, link, list, phone, primary, title,
};
use crate::dom::{act, attr, el, every, find, flag, leaf, say, text, word};
use crate::model::{Aside, Model, Step};
use crate::msg::Verb;
use crate::texts::{Lang, Text, cat, number};
use crate::{search, visit};

/// The whole step.
pub fn view(model: &Model, typed: &str) {
    let lang = model.lang;
    if let Some(closed) = &model.town.closed {
        el("div.box.hint", || {
            leaf("p.lead", closed);
            el("p", || phone(&model.town.phone));
        });
    } else {
        choice(lang, typed, model);
    }
    el("p.meta.later", || {
        say(lang, Text::HaveOne);
        text(" ");
        button(model, Text::HaveOneLink, "button.link", Verb::Lookup, "");
    });
}

/// Search and services.
#[inline(always)]
fn choice(lang: Lang, typed: &str, model: &Model) {
    el("label", || {
        attr("for", "search");
        say(lang, Text::Search);
        hint(lang.of(Text::SearchHint));
    });
    el("input.field", || {
        attr("type", "search");
        attr("id", "search");
        attr("part", "input");
        attr("autocomplete", "off");
        attr("enterkeyhint", "search");
        attr("value", typed);
        act(Verb::Search, "");
    });
    el("div#services", || {
        services(model);
    });
}

/// What the search found, or everything on offer.
pub fn services(model: &Model) {
    let Step::Concern { typed, .. } = &model.step else {
        return;
    };
    let (lang, setup) = (model.lang, &model.setup);
    if !typed.trim_ascii().is_empty() {
        let found = search::find(&model.town, &setup.department, typed);
        if !found.is_empty() {
            title(
                model,
                ".group",
                &lang.count(found.len() as u32, Text::Found1, Text::Found),
            );
            return rows(model, &found);
        }
        leaf("p.none", &lang.fill(Text::FoundNone, &[&model.town.phone]));
    }
    if let Some(service) = visit::service(&model.town, &setup.service) {
        group(model, Text::ChosenBefore);
        rows(model, &[service]);
    }
    let known = model
        .town
        .departments
        .iter()
        .any(|here| here.slug == setup.department);
    let mut popular = Vec::new();
    let mut departments = Vec::new();
    for here in &model.town.departments {
        if (!known || here.slug == setup.department) && !here.services.is_empty() {
            departments.push(here);
            for service in &here.services {
                if service.popular {
                    popular.push(service);
                }
            }
        }
    }
    if departments.is_empty() {
        leaf("p.none", &lang.fill(Text::NothingYet, &[&model.town.phone]));
    }
    if !popular.is_empty() {
        group(model, Text::Popular);
        rows(model, &popular);
    }
    // Where there is but one list, nobody has to open it.
    let only = known || (departments.len() == 1 && popular.is_empty());
    for here in departments {
        let mut open = only;
        let mut offered = Vec::new();
        for service in &here.services {
            offered.push(service);
            open |= model.visit.count(&service.slug) > 0;
        }
        el("details.dept", || {
            flag("open", open);
            el("summary", || {
                heading(model, "", || {
                    text(&here.name);
                    text(" ");
                    leaf(
                        "span.meta",
                        &lang.count(offered.len() as u32, Text::Concerns1, Text::Concerns),
                    );
                });
            });
            rows(model, &offered);
        });
    }
}

fn rows(model: &Model, services: &[&ServiceView]) {
    list("ul.rows", || {
        for service in services {
            el("li.row", || {
                attr("data-row", &service.slug);
                row(model, service);
            });
        }
    });
}

fn row(model: &Model, service: &ServiceView) {
    let (lang, slug) = (model.lang, &service.slug);
    // Touching the name is a shortcut for a finger; the buttons beside it are the way for everybody.
    el("div.name", || {
        act(Verb::Choose, slug);
        leaf("b", &service.name);
        el("span.meta", || {
            leaf("span", &lang.fill(Text::Minutes, &[&number(service.minutes)]));
            if !service.fee.is_empty() {
                text(" ");
                leaf("span", &service.fee);
            }
            if let Some(online) = &service.online {
                text(" ");
                el("span", || link(model, &online.url, &online.text));
            }
        });
    });
    el("div.count", || {
        attr("role", "group");
        attr("aria-label", &service.name);
        bare_button("button.less", Verb::Less, slug, || {
            attr("aria-label", &lang.fill(Text::Less, &[&service.name]))
        });
        leaf("span.n", "");
        bare_button("button.more", Verb::More, slug, || {
            attr("aria-label", &lang.fill(Text::More, &[&service.name]))
        });
    });
    el("div.aside", || {});
}

/// Brings the counts on screen up to date without building a button anew. A service may stand there twice.
pub fn recount(root: &JsValue, model: &Model) {
    let Step::Concern { aside, .. } = &model.step else {
        return;
    };
    for here in &model.town.departments {
        for service in &here.services {
            let count = model.visit.count(&service.slug);
            let row = |part: &str, name: &str, value: &str| {
                every(
                    root,
                    &cat(&["[data-row='", &service.slug, "']", part]),
                    name,
                    value,
                );
            };
            row("", "class", if count > 0 { "row on" } else { "row" });
            row(" .n", "", &number(count));
            row(" .less", "aria-disabled", word(count == 0));
            row(" .more", "aria-disabled", word(count >= service.max_count));
        }
    }
    every(root, ".aside", "", "");
    if let Some((slug, why)) = aside
        && let Some(service) = visit::service(&model.town, slug)
    {
        let beside = |state| find(root, &cat(&["[data-row='", slug, "']", state, " .aside"]));
        // Beside the button that was just used, if this browser gives it the focus.
        if beside(":focus-within") || beside("") {
            explain(model, service, *why);
        }
    }
}

fn explain(model: &Model, service: &ServiceView, why: Aside) {
    let (lang, town, name) = (model.lang, &model.town, &service.name);
    let text = match why {
        Aside::EnoughOfIt => lang.fill(Text::AtMostOf, &[name, &number(service.max_count)]),
        Aside::VisitFull => lang.fill(Text::AtMost, &[&number(town.max_services), &town.phone]),
        Aside::OtherDepartment => {
            let department = visit::department(town, &service.slug).map_or("", |here| &here.name);
            lang.fill(
                Text::OtherDepartment,
                &[name, department, &chosen(model, &model.visit)],
            )
        }
    };
    el("p", || {
        attr("tabindex", "-1");
        crate::dom::text(&text);
    });
    if why == Aside::OtherDepartment {
        button(model, Text::Switch, QUIET, Verb::Switch, &service.slug);
        button(model, Text::Stay, QUIET, Verb::Stay, "");
    }
}

/// Sum and way on.
pub fn foot(model: &Model) {
    if model.town.closed.is_some() {
        return;
    }
    let mut what = chosen(model, &model.visit);
    if what.is_empty() {
        what = model.lang.of(Text::SumHint).to_owned();
    }
    primary(model, Text::ToPapers, Verb::Next);
    el(
        if model.visit.items.is_empty() {
            "div.sum"
        } else {
            "div.sum.on"
        },
        || {
            leaf("b", &model.sum());
            leaf("span.meta", &what);
        },
    );
}
