//! Replacement offers: which times a citizen is offered whose appointment nobody can keep, and how long they are kept for
//! her.
//!
//! A good replacement is near: first by the date, then by the time of day. So everybody is offered the nearest fitting
//! time on each of the three nearest days, later days before earlier ones at the same distance; only where three days have
//! nothing, more of one day. Whoever's appointment comes first chooses first. The desk's places count, those kept back
//! from the internet too.
//!
//! Offered times are really kept, so they are missing elsewhere until somebody answers. Offers therefore take at most half
//! of what a person has free on a day.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;

use crate::appointment::Kept;
use crate::calendar::offer::{Board, Grid};
use crate::calendar::{Busy, CELL_MINUTES, Cell, Channel, DayMask, LocalDay, Span, local_time, working};
use crate::ids::StaffId;
use crate::town::Town;
use crate::visit::Visit;

/// Most times offered to one citizen.
pub const MOST: usize = 3;
/// Days in which they are looked for.
const DAYS: u64 = 28;
/// So many of these days lie before the lost one, where there are so many left.
const BEFORE: u64 = 14;
/// Nobody reads a message and sets out sooner than this.
const SOONEST: TimeDelta = TimeDelta::hours(2);
/// An offered time is given back so long before it begins at the latest.
pub const LATEST_ANSWER: TimeDelta = TimeDelta::minutes(30);
/// A person's free time of a day is shared: one part for offers, the others for everybody.
const SHARE: u32 = 2;

/// A promise to be replaced.
#[derive(Clone, Debug)]
pub struct Lost {
    /// What for.
    pub visit: Visit,
    /// When it would have been.
    pub start: Cell,
}

/// A time that is kept for a citizen until she answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// With whom, and when.
    pub kept: Kept,
    /// Until when it is kept.
    pub until: DateTime<Utc>,
}

/// The day after all that are looked at for these; so far it has to be known what is taken.
#[must_use]
pub fn looked_at_until(town: &Town, lost: &[Lost], now: DateTime<Utc>) -> NaiveDate {
    let today = local_time::date(town.zone, now);
    let last = lost
        .iter()
        .map(|lost| local_time::date(town.zone, lost.start.start()))
        .max();
    later(first_looked_at(today, last.unwrap_or(today)), DAYS)
}

/// The first day that is looked at for what is lost on this one.
fn first_looked_at(today: NaiveDate, lost: NaiveDate) -> NaiveDate {
    lost.checked_sub_days(Days::new(BEFORE))
        .map_or(today, |first| first.max(today))
}

fn later(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(date)
}

/// Up to [`MOST`] times for each, in the order of `lost`. `busy` is what is taken from today until [`looked_at_until`]; the town is
/// the one after whatever happened.
#[must_use]
pub fn replacements(town: &Town, lost: &[Lost], now: DateTime<Utc>, busy: &[Busy]) -> Vec<Vec<Offered>> {
    let today = local_time::date(town.zone, now);
    let until = looked_at_until(town, lost, now);
    let dates = today.iter_days().take_while(|date| *date < until);
    let days: Vec<_> = dates.filter_map(|date| LocalDay::of(town.zone, date)).collect();
    let mut table = Table {
        town,
        today,
        earliest: Cell::at_or_after(now + SOONEST),
        answer_until: answer_until(town, now),
        days,
        busy: busy.to_vec(),
        given: HashMap::new(),
    };
    let mut order: Vec<usize> = (0..lost.len()).collect();
    order.sort_by_key(|&number| (lost[number].start, number));
    let mut offered = vec![Vec::new(); lost.len()];
    for number in order {
        let Lost { visit, start } = &lost[number];
        offered[number] = table.serve(visit, *start);
    }
    offered
}

/// Until when a citizen may answer who is asked now: so many hours later as the town has set, counting only those of days
/// that are neither Saturday nor Sunday nor a holiday.
#[must_use]
pub fn answer_until(town: &Town, now: DateTime<Utc>) -> DateTime<Utc> {
    let mut left = TimeDelta::hours(town.policy.offer_hours.into());
    let mut at = now;
    let mut date = local_time::date(town.zone, now);
    while let Some(next) = date.succ_opt() {
        let midnight = local_time::bound(town.zone, next.and_time(NaiveTime::MIN));
        if town.holidays.is_working_day(date) {
            if at + left <= midnight {
                break;
            }
            left -= midnight - at;
        }
        (at, date) = (midnight, next);
    }
    at + left
}

struct Table<'a> {
    town: &'a Town,
    today: NaiveDate,
    earliest: Cell,
    answer_until: DateTime<Utc>,
    days: Vec<LocalDay>,
    /// What is taken, and what was offered since.
    busy: Vec<Busy>,
    /// Cells offered of a person's day.
    given: HashMap<(StaffId, NaiveDate), u32>,
}

/// A time that could be offered.
#[derive(Clone, Copy)]
struct Candidate {
    day: LocalDay,
    kept: Kept,
    /// Smaller is nearer: days between the dates, whether it is earlier, minutes between the times of day, how little the
    /// person has free.
    distance: (u64, bool, u32, u32),
}

impl Table<'_> {
    fn serve(&mut self, visit: &Visit, promised: Cell) -> Vec<Offered> {
        let mut candidates = self.candidates(visit, promised);
        candidates.sort_by_key(|one| (one.distance, one.kept.span.first, one.kept.staff));
        let mut chosen: Vec<Candidate> = Vec::new();
        let other_day =
            |chosen: &[Candidate], one: &Candidate| chosen.iter().all(|known| known.day.date != one.day.date);
        let other_time = |chosen: &[Candidate], one: &Candidate| {
            chosen.iter().all(|known| {
                known.kept.span.end() <= one.kept.span.first || one.kept.span.end() <= known.kept.span.first
            })
        };
        for fits in [other_day as fn(&[Candidate], &Candidate) -> bool, other_time] {
            for candidate in &candidates {
                if chosen.len() < MOST && fits(&chosen, candidate) && self.has_room(candidate) {
                    self.give(candidate);
                    chosen.push(*candidate);
                }
            }
        }
        chosen.sort_by_key(|one| one.kept.span);
        chosen.iter().map(|one| self.offered(one.kept)).collect()
    }

    /// Every start at which somebody is free, nearest to nothing yet.
    fn candidates(&self, visit: &Visit, promised: Cell) -> Vec<Candidate> {
        let zone = self.town.zone;
        let wall = local_time::local(zone, promised.start()).naive_local();
        let first = first_looked_at(self.today, wall.date());
        let near: Vec<_> = self
            .days
            .iter()
            .filter(|day| day.date >= first && day.date < later(first, DAYS))
            .copied()
            .collect();
        let Some(board) = Board::of(self.town, visit, (Channel::Desk, self.today), &near, &self.busy) else {
            return Vec::new();
        };
        let grid = Grid::of(self.town);
        let mut candidates = Vec::new();
        for (day, (_, free)) in near.iter().zip(board.days()) {
            let days_between = (day.date - wall.date()).num_days();
            for (&staff, free) in board.people.iter().zip(free) {
                let mut starts = free.runs_of(visit.cells()).and(&grid.on(day));
                starts.clear_span(0, day.offset(self.earliest));
                let used = DayMask::CAPACITY - free.count();
                for start in starts.iter() {
                    let first = day.midnight.plus(start);
                    let minutes_between =
                        minutes_on_the_wall(zone, day, first).abs_diff(minutes_of(wall.time()));
                    candidates.push(Candidate {
                        day: *day,
                        kept: Kept {
                            staff,
                            span: Span {
                                first,
                                cells: visit.cells(),
                            },
                            overbooked: false,
                        },
                        distance: (
                            days_between.unsigned_abs(),
                            days_between < 0,
                            minutes_between,
                            used,
                        ),
                    });
                }
            }
        }
        candidates
    }

    /// Whether offers leave enough of this person's day to others.
    fn has_room(&self, candidate: &Candidate) -> bool {
        let Kept { staff, span, .. } = candidate.kept;
        let mut free = working(self.town, staff, candidate.day.date, Channel::Desk, self.today);
        for busy in self.busy.iter().filter(|busy| busy.staff == staff) {
            free.clear_span(
                candidate.day.offset(busy.span.first),
                candidate.day.offset(busy.span.end()),
            );
        }
        let given = self.given.get(&(staff, candidate.day.date)).copied().unwrap_or(0);
        given + span.cells <= (free.count() + given) / SHARE
    }

    fn give(&mut self, candidate: &Candidate) {
        let Kept { staff, span, .. } = candidate.kept;
        self.busy.push(Busy { staff, span });
        *self.given.entry((staff, candidate.day.date)).or_default() += span.cells;
    }

    fn offered(&self, kept: Kept) -> Offered {
        Offered {
            kept,
            until: self.answer_until.min(kept.span.first.start() - LATEST_ANSWER),
        }
    }
}

fn minutes_of(time: NaiveTime) -> u32 {
    time.hour() * 60 + time.minute()
}

/// Minutes that the wall clock shows at a cell of this day. Zones are slow to ask, and hardly any day needs it.
fn minutes_on_the_wall(zone: Tz, day: &LocalDay, cell: Cell) -> u32 {
    if day.is_straight() {
        return day.offset(cell) * CELL_MINUTES;
    }
    minutes_of(local_time::local(zone, cell.start()).time())
}
