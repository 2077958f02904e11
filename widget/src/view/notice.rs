//! What stands above the content: trouble with its way out, alternatives, hints, wrong fields.

use super::parts::{QUIET, list, phone, quiet, shown_button, title};
use crate::dom::{act, attr, el, leaf, say, text};
use crate::effect::Failure;
use crate::model::{Model, Notice};
use crate::msg::Verb;
use crate::texts::{Text, cat};

/// The notice, if there is one.
pub fn view(model: &Model) {
    let Some(notice) = &model.notice else { return };
    let what = if let Notice::Say(_) = notice {
        "div.box.hint"
    } else {
        "div.box.bad"
    };
    el(what, || {
        // The focus goes here; the alert inside is for readers that do not follow it.
        attr("id", "said");
        attr("tabindex", "-1");
        content(model, notice);
    });
}

fn content(model: &Model, notice: &Notice) {
    let lang = model.lang;
    let alert = |lead: &str, more: &str| {
        el("div.said", || {
            attr("role", "alert");
            title(model, ".lead", lead);
            leaf("p", more);
        });
    };
    match notice {
        Notice::Say(said) => el("div.said", || {
            attr("role", "alert");
            leaf("p.lead", said);
        }),
        Notice::Wrong(fields) => {
            alert(lang.of(Text::Errors), "");
            list("ul", || {
                for (field, wrong) in fields {
                    el("li", || {
                        el("a", || {
                            attr("href", &cat(&["#", field.word()]));
                            act(Verb::Visit, field.word());
                            text(wrong);
                        });
                    });
                }
            });
        }
        Notice::Taken(problem) => {
            let times = &problem.alternatives;
            let more = if times.is_empty() {
                Text::TakenNone
            } else {
                Text::TakenMore
            };
            alert(lang.of(Text::Taken), lang.of(more));
            el("div.stack", || {
                for time in times {
                    shown_button(&lang.instant(&time.at), QUIET, Verb::Take, &time.at);
                }
            });
        }
        Notice::Trouble(_, failure) => {
            match failure {
                Failure::Unreachable => alert(lang.of(Text::Unreachable), lang.of(Text::UnreachableMore)),
                Failure::Slow => alert(lang.of(Text::Slow), lang.of(Text::SlowMore)),
                Failure::Unreadable => alert(lang.of(Text::Broken), lang.of(Text::BrokenMore)),
                Failure::Problem(problem) => alert(&problem.title, ""),
            }
            quiet(model, Text::Retry, Verb::Retry);
            el("p", || {
                say(lang, Text::CallUs);
                phone(&model.town.phone);
            });
        }
    }
}
