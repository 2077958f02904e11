//! Choosing a time: loading days piece by piece, paging, filtering, and asking for the hold.

use std::rc::Rc;

use wire::{AppointmentView, Availability, HoldRequest, ServiceCount};

use super::Turn;
use crate::date::Day;
use crate::effect::{Call, Region, Spot};
use crate::model::{Filter, LISTED, Notice, Step, Time};
use crate::texts::{Text, cat, number};
use crate::visit::Visit;

/// The server answers no more days at once.
const MOST_DAYS: i32 = 62;
/// Fewer days than this make a poor first view, so the next month comes along.
const ENOUGH_DAYS: i32 = 21;

impl Turn {
    /// To the calendar, for a new appointment or to move one, beginning with a day if one is known, with a word
    /// about why if there is one.
    pub(super) fn open_time(&mut self, moving: Option<Rc<AppointmentView>>, day: Day, why: Option<Notice>) {
        self.start_time(moving, day, why);
        self.load_days();
    }

    /// The same before anything may be asked.
    pub(super) fn start_time(&mut self, moving: Option<Rc<AppointmentView>>, day: Day, why: Option<Notice>) {
        let mut time = Time::new(self.model.setup.today, moving);
        time.day = day;
        self.begin(Step::Time(Box::new(time)), why);
    }

    /// Asks for the days after those already there.
    pub(super) fn load_days(&mut self) {
        let Step::Time(time) = &self.model.step else {
            return;
        };
        let from = time
            .loaded_until()
            .map_or(self.model.setup.today, |loaded| loaded.plus(1));
        let mut month = from.month();
        if month.last().0 - from.0 < ENOUGH_DAYS {
            month = month.plus(1);
        }
        let mut until = month.max(time.month).last();
        if let Some((_, last)) = time.bookable {
            until = until.min(last);
        }
        let days = (until.0 - from.0 + 1).clamp(1, MOST_DAYS) as u32;
        let query = query(&time.wanted(&self.model.visit));
        self.send(Call::Days { query, from, days });
        self.paint(Region::Calendar);
    }

    pub(super) fn days_loaded(&mut self, mut answer: Availability) {
        let Step::Time(time) = &mut self.model.step else {
            return;
        };
        // Nobody has asked for a day or a month yet.
        let open = time.bookable.is_none() || (time.day == Day::NEVER && time.list().is_empty());
        time.bookable = Day::parse(&answer.bookable_from).zip(Day::parse(&answer.bookable_until));
        let asked_for = time.loaded_until().map(|loaded| loaded.plus(1));
        let first = answer.days.first().and_then(|day| Day::parse(&day.date));
        // An answer that does not join what is there would leave a gap in the sheet.
        if asked_for.is_none() || asked_for == first {
            time.days.append(&mut answer.days);
        }
        let first = time.list().first().map(|(day, _)| *day);
        let month_open = time
            .loaded_until()
            .is_some_and(|loaded| loaded < time.month.last());
        if time.has_more() && (first.is_none() || month_open) {
            return self.load_days();
        }
        match first {
            Some(day) if open => time.month = day.month(),
            Some(_) => {}
            // Towards the end of what is bookable the picked day may have nothing behind it any more.
            None => time.day = Day::NEVER,
        }
        let place = time.reach.take();
        let reached = place.and_then(|place| time.list().get(place).map(|(day, _)| *day));
        self.paint(Region::Calendar);
        match reached {
            Some(day) => self.focus(Spot::Listed(day)),
            None => self.tell_result(),
        }
    }

    pub(super) fn show(&mut self, filter: Filter) {
        let Step::Time(time) = &mut self.model.step else {
            return;
        };
        time.filter = filter;
        time.day = Day::NEVER;
        time.picked = String::new();
        time.listed = LISTED;
        match time.list().first().map(|(day, _)| *day) {
            Some(day) => time.month = day.month(),
            None if time.has_more() => return self.load_days(),
            None => {}
        }
        self.paint(Region::Calendar);
        self.paint(Region::Foot);
        self.tell_result();
    }

    pub(super) fn page(&mut self, months: i32) {
        let Step::Time(time) = &mut self.model.step else {
            return;
        };
        let Some((from, until)) = time.bookable else {
            return;
        };
        let month = time.month.plus(months).min(until.month()).max(from.month());
        time.month = month;
        time.listed = LISTED;
        time.day = month.first();
        self.announce(self.model.lang.month(month));
        self.load_month();
    }

    pub(super) fn pick_day(&mut self, day: Day) {
        let Step::Time(time) = &mut self.model.step else {
            return;
        };
        if time.find(day).is_some_and(|found| !time.starts(found).is_empty()) {
            if Day::parse(&time.picked) != Some(day) {
                time.picked = String::new();
            }
            time.day = day;
            time.listed = LISTED;
            self.paint(Region::Calendar);
            self.paint(Region::Foot);
            self.focus(Spot::Listed(day));
        } else if let Step::Time(time) = &self.model.step {
            self.announce(self.model.day_told(time, day));
        }
    }

    /// A key on the sheet: the focus walks, the list stays.
    pub(super) fn walk(&mut self, target: Day) {
        let Step::Time(time) = &mut self.model.step else {
            return;
        };
        let Some((from, until)) = time.bookable else {
            return;
        };
        let target = target.min(until).max(from);
        if target.month() != time.month {
            time.month = target.month();
            self.load_month();
        }
        self.focus(Spot::Day(target));
    }

    pub(super) fn pick_time(&mut self, at: String) {
        let Step::Time(time) = &mut self.model.step else {
            return;
        };
        if let Some(day) = Day::parse(&at) {
            time.month = day.month();
        }
        time.picked = at;
        self.paint(Region::Month);
        self.paint(Region::Foot);
    }

    pub(super) fn more_days(&mut self) {
        let Step::Time(time) = &mut self.model.step else {
            return;
        };
        let place = time.listed;
        time.listed += LISTED;
        match time.list().get(place).map(|(day, _)| *day) {
            Some(day) => {
                self.paint(Region::Times);
                self.focus(Spot::Listed(day));
            }
            None => {
                time.reach = Some(place);
                self.load_days();
            }
        }
    }

    pub(super) fn hold_picked(&mut self) {
        let Step::Time(time) = &self.model.step else {
            return;
        };
        if time.picked.is_empty() {
            self.say(Text::PickFirst);
        } else {
            let at = time.picked.clone();
            self.hold(at);
        }
    }

    pub(super) fn hold(&mut self, at: String) {
        let Step::Time(time) = &mut self.model.step else {
            return;
        };
        time.target.clone_from(&at);
        let request = HoldRequest {
            services: time.wanted(&self.model.visit),
            at,
        };
        let key = self.fresh_key();
        self.hush();
        self.send(Call::Hold(request, key));
    }

    /// Draws the month, and loads it where it is not there yet.
    fn load_month(&mut self) {
        let Step::Time(time) = &self.model.step else {
            return;
        };
        let open = time
            .loaded_until()
            .is_some_and(|loaded| loaded < time.month.last());
        if open && time.has_more() {
            self.load_days();
        } else {
            self.paint(Region::Calendar);
        }
    }

    fn tell_result(&mut self) {
        let lang = self.model.lang;
        let Step::Time(time) = &self.model.step else {
            return;
        };
        let text = match time.first_free() {
            None => lang.of(Text::NothingFree).to_owned(),
            Some(first) => {
                let list = time.list();
                let mut times = 0;
                for (_, day) in &list {
                    times += time.starts(day).len();
                }
                let times = lang.count(times as u32, Text::Free1, Text::Free);
                let days = lang.count(list.len() as u32, Text::Days1, Text::Days);
                let found = lang.fill(Text::Result, &[&times, &days]);
                cat(&[
                    &found,
                    " ",
                    lang.of(Text::FirstFree),
                    ": ",
                    &lang.instant(&first.at),
                ])
            }
        };
        self.announce(text);
    }
}

impl Time {
    /// What a time is looked for: the services of the appointment to be moved, or those just chosen.
    fn wanted(&self, chosen: &Visit) -> Vec<ServiceCount> {
        let Some(appointment) = &self.moving else {
            return chosen.counts();
        };
        let mut counts = Vec::new();
        for chosen in &appointment.services {
            counts.push(ServiceCount {
                service: chosen.service.clone(),
                count: chosen.count,
            });
        }
        counts
    }
}

fn query(wanted: &[ServiceCount]) -> String {
    let mut query = String::new();
    for one in wanted {
        query.push_str(&cat(&["service=", &one.service, ":", &number(one.count), "&"]));
    }
    query
}
