//! The calendar sheet: a table of buttons of which one is in the tab order; arrows move between them.

use wire::DayState;

use super::parts::{bare_button, list};
use crate::date::Day;
use crate::dom::{attr, el, leaf, said, say, state, text, unseen};
use crate::model::{FEW, Model, Time};
use crate::msg::Verb;
use crate::texts::{Text, number};

/// The sheet of the month with its key.
pub fn view(model: &Model, time: &Time) {
    let lang = model.lang;
    let Some((from, until)) = time.bookable else {
        if model.waiting.is_some() {
            el("div.bones", || attr("aria-hidden", "true"));
        }
        return;
    };
    let turn = |name: Text, verb: Verb, on: bool, what: &str| {
        bare_button(what, verb, "", || {
            attr("aria-label", lang.of(name));
            state("aria-disabled", !on);
        });
    };
    el("div.turn", || {
        turn(
            Text::PreviousMonth,
            Verb::EarlierMonth,
            time.month > from.month(),
            "button.prev",
        );
        el("b#sheet", || {
            text(&lang.month(time.month));
        });
        turn(
            Text::NextMonth,
            Verb::LaterMonth,
            time.month < until.month(),
            "button.next",
        );
    });
    el("table", || {
        attr("role", "grid");
        attr("aria-labelledby", "sheet");
        sheet(model, time, from);
    });
    list("ul.key", || {
        for (class, shown, name) in [
            ("free", "", Text::KeyFree),
            ("few", "", Text::Few),
            ("full", "9", Text::Full),
        ] {
            el("li", || {
                el("span.day", || {
                    attr("data-is", class);
                    attr("aria-hidden", "true");
                    text(shown);
                });
                say(lang, name);
            });
        }
        said("li", lang, Text::KeyClosed);
    });
}

fn sheet(model: &Model, time: &Time, from: Day) {
    el("tr", || {
        for weekday in 0..7 {
            el("th", || {
                attr("scope", "col");
                let name = model.lang.weekday(weekday);
                el("span", || {
                    attr("aria-hidden", "true");
                    text(name.get(..2).unwrap_or(name));
                });
                unseen(name);
            });
        }
    });
    let (first, last) = (time.month.first(), time.month.last());
    let list_start = time.list().first().map_or(Day::NEVER, |(day, _)| *day);
    let chosen = Day::parse(&time.picked).unwrap_or(list_start);
    // Tab leads to the first listed day, or to the first day of another month.
    let reachable = if list_start >= first && list_start <= last {
        list_start
    } else {
        first.max(from)
    };
    let mut day = first.plus(-(first.weekday() as i32));
    while day <= last {
        el("tr", || {
            for _ in 0..7 {
                el("td", || {
                    if day >= first && day <= last {
                        button(model, time, day, day == chosen, day == reachable);
                    }
                });
                day = day.plus(1);
            }
        });
    }
}

fn button(model: &Model, time: &Time, day: Day, chosen: bool, reachable: bool) {
    let found = time.find(day);
    let free = found.map_or(0, |found| time.starts(found).len());
    let looks = match found.map(|found| found.state) {
        _ if free > FEW => "free",
        _ if free > 0 => "few",
        Some(DayState::Full | DayState::Free) => "full",
        Some(DayState::Closed) | None => "shut",
    };
    let (_, _, date) = day.date();
    bare_button("button.day", Verb::PickDay, &day.iso(), || {
        attr("data-is", looks);
        attr("tabindex", if reachable { "0" } else { "-1" });
        attr("aria-label", &model.day_told(time, day));
        state("aria-disabled", free == 0);
        state("aria-pressed", chosen);
        leaf("span", &number(date as u32));
    });
}
