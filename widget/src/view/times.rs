//! Step 3: the first free time, filters, and the list of times by day.

use wire::{PlaceView, StartView};

use super::papers::{chip, radio};
use super::parts::{QUIET, button, filled, form, hours, p, quiet, submit, title};
use crate::date::Day;
use crate::dom::{attr, el, flag, leaf, said, say, text, unseen};
use crate::model::{Filter, Model, Time};
use crate::msg::Verb;
use crate::texts::{Text, cat, number};

/// With so many times in the open, further days are folded up.
const ENOUGH: usize = 20;

/// The frame of the step; banner, sheet and list are filled in beside it.
pub fn view(model: &Model, time: &Time) {
    let lang = model.lang;
    let place = |id| el("div", || attr("id", id));
    if let Some(old) = &time.moving {
        filled(model, "p", Text::NowAt, &[&lang.instant(&old.at)]);
    }
    place("first");
    el("fieldset", || {
        said("legend", lang, Text::ShowOnly);
        el("div.chips", || {
            for (filter, name) in [
                (Filter::All, Text::AllDay),
                (Filter::Morning, Text::Morning),
                (Filter::Afternoon, Text::Afternoon),
                (Filter::Late, Text::Late),
            ] {
                chip(
                    "show",
                    lang.of(name),
                    time.filter == filter,
                    Verb::Show,
                    filter.word(),
                );
            }
        });
    });
    el("div.split", || {
        place("month");
        form(Verb::Hold, || place("times"));
    });
}

/// The banner with the first free time.
pub fn first(model: &Model, time: &Time) {
    let Some(start) = time.first_free() else { return };
    el("div.box.good.next", || {
        el("p", || {
            said("b.block", model.lang, Text::FirstFree);
            text(&model.lang.instant(&start.at));
        });
        button(model, Text::Take, QUIET, Verb::Take, &start.at);
    });
}

/// Days with their times, or what to do when there are none. So that a day with many times does not push the
/// way on out of sight, later days fold up when there is enough to choose from.
pub fn list(model: &Model, time: &Time) {
    let days = time.list();
    let mut shown = 0;
    for (day, view) in days.iter().take(time.listed) {
        let starts = time.starts(view);
        let open = shown == 0 || shown + starts.len() <= ENOUGH;
        shown += starts.len();
        el("details.daylist", || {
            flag("open", open);
            day_list(model, time, *day, &starts);
        });
    }
    let until = time
        .bookable
        .map_or_else(String::new, |(_, until)| model.lang.day(until));
    if model.waiting.is_some() && days.len() < time.listed {
        p(model, "p.meta.wait", Text::Loading);
    } else if time.has_more() || days.len() > time.listed {
        quiet(model, Text::MoreDays, Verb::MoreDays);
    } else if !days.is_empty() {
        filled(model, "p.meta", Text::NoMoreDays, &[&until]);
    } else if time.bookable.is_some() {
        el("div.box.hint", || nothing(model, time, &until));
    }
}

fn day_list(model: &Model, time: &Time, day: Day, starts: &[&StartView]) {
    let lang = model.lang;
    let free = lang.count(starts.len() as u32, Text::Free1, Text::Free);
    let minutes = match &time.moving {
        Some(old) => old.minutes,
        None => model.visit.minutes(&model.town),
    };
    el("summary", || {
        attr("id", &cat(&["d", &day.iso()]));
        el("div", || {
            title(model, "", &lang.day_without_year(day));
            leaf(
                "span.meta",
                &lang.fill(Text::ForMinutes, &[&free, &number(minutes)]),
            );
        });
    });
    let noon = starts.iter().position(|start| Filter::Afternoon.passes(start));
    let (early, late) = starts.split_at(noon.unwrap_or(starts.len()));
    half_day(model, time, day, Text::InTheMorning, early);
    half_day(model, time, day, Text::InTheAfternoon, late);
}

fn half_day(model: &Model, time: &Time, day: Day, name: Text, starts: &[&StartView]) {
    if starts.is_empty() {
        return;
    }
    let lang = model.lang;
    let date = cat(&[&lang.day(day), ", "]);
    let place = match &time.moving {
        Some(old) => &old.place.name,
        None => model
            .visit
            .department(&model.town)
            .map_or("", |here| &here.place.name),
    };
    el("fieldset", || {
        el("legend.meta", || {
            unseen(&date);
            say(lang, name);
        });
        el("div.times", || {
            for start in starts {
                // The whole of it is the name of the choice: day, time, place.
                el("label.time", || {
                    radio("at", time.picked == start.at, Verb::PickTime, &start.at);
                    unseen(&date);
                    text(&start.label);
                    unseen(lang.of(Text::Clock).get(1..).unwrap_or_default());
                    unseen(", ");
                    unseen(place);
                });
            }
        });
    });
}

fn nothing(model: &Model, time: &Time, until: &str) {
    let (lang, town) = (model.lang, &model.town);
    title(model, ".lead", lang.of(Text::NothingFree));
    filled(model, "p", Text::NothingFreeUntil, &[until]);
    p(model, "p", Text::NextSteps);
    el("ul.ways", || {
        if time.filter != Filter::All {
            el("li", || {
                button(model, Text::TryAllTimes, QUIET, Verb::Show, Filter::All.word())
            });
        }
        if time.moving.is_none() && model.visit.total() > 1 {
            said("li", lang, Text::TryFewer);
        }
        if let Some(note) = &town.release_note {
            leaf("li", &lang.fill(Text::TryLater, &[note]));
        }
        leaf(
            "li",
            &lang.fill(Text::TryPhone, &[&cat(&[&town.phone, &hours(town)])]),
        );
    });
}

/// The picked time and the way on.
pub fn foot(model: &Model, time: &Time) {
    let lang = model.lang;
    submit(
        model,
        if time.moving.is_some() {
            Text::MoveHere
        } else {
            Text::ToContact
        },
    );
    if !time.picked.is_empty() {
        leaf(
            "div.sum.on.meta",
            &lang.fill(Text::YourTime, &[&lang.instant(&time.picked)]),
        );
    }
}

/// A place on one line.
pub fn place_line(place: &PlaceView) -> String {
    let mut line = String::new();
    for part in [&place.name, &place.street, &place.city, &place.hint] {
        if !part.is_empty() {
            line.push_str(if line.is_empty() { "" } else { ", " });
            line.push_str(part);
        }
    }
    line
}
