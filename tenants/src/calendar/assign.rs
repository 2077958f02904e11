//! Who gets a visit: fair and repeatable.
//!
//! Of the people who are free for the whole claim, whoever has the fewest claimed cells on that day comes first, then
//! the department's order. The same calendar always gives the same order.

use chrono::{DateTime, Utc};

use super::cells::{Cell, DayMask};
use super::horizon::Bookable;
use super::local_time::{LocalDay, date};
use super::offer::{Board, Busy, DayOffer, Grid};
use super::roster::Channel;
use crate::ids::StaffId;
use crate::town::Town;
use crate::visit::Visit;

/// Why a visit cannot start then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum StartRefused {
    /// Off the grid, or nobody qualified works for the whole visit, whatever is claimed.
    #[error("no such time is offered")]
    NotOffered,
    /// The time has passed, or the lead time has begun.
    #[error("the time is too soon")]
    TooSoon,
    /// Not opened yet.
    #[error("the time is beyond the horizon")]
    BeyondHorizon,
    /// Everybody who works then is taken.
    #[error("the time is taken")]
    Taken,
}

/// Who could take a visit that starts at this cell, whom to ask first in front; never an empty list. A claim that is
/// lost in a race leaves the next one to ask. `busy` holds the claims of that day; others do no harm.
///
/// # Errors
/// If the start is not offered now.
pub fn may_start(
    town: &Town,
    visit: &Visit,
    channel: Channel,
    start: Cell,
    now: DateTime<Utc>,
    busy: &[Busy],
) -> Result<Vec<StaffId>, StartRefused> {
    let bookable = Bookable::of(town, visit, channel, now);
    let day = LocalDay::of(town.zone, date(town.zone, start.start())).ok_or(StartRefused::NotOffered)?;
    if start.start() < bookable.earliest {
        return Err(StartRefused::TooSoon);
    }
    if day.date > bookable.until {
        return Err(StartRefused::BeyondHorizon);
    }
    let seen = (channel, bookable.today);
    let fitting = |busy| -> Vec<StaffId> {
        let board = Board::of(town, visit, seen, &[day], busy);
        board.map_or_else(Vec::new, |board| {
            let free = board.days().flat_map(|(_, masks)| masks);
            let people = board.people.iter().zip(free);
            let fits = |mask: &&_| mask_fits(mask, visit, day.offset(start));
            people
                .filter(|(_, mask)| fits(mask))
                .map(|(person, _)| *person)
                .collect()
        })
    };
    if !Grid::of(town).on(&day).has(day.offset(start)) || fitting(&[]).is_empty() {
        return Err(StartRefused::NotOffered);
    }
    let mut free = fitting(busy);
    // A stable sort: the department's order breaks ties.
    free.sort_by_cached_key(|person| claimed_cells(*person, &day, busy));
    if free.is_empty() {
        Err(StartRefused::Taken)
    } else {
        Ok(free)
    }
}

/// The starts nearest to the wished one, told in the order of time. Of two that are equally near the earlier is taken.
#[must_use]
pub fn nearest(days: &[DayOffer], wished: Cell, most: usize) -> Vec<Cell> {
    let mut starts: Vec<Cell> = days.iter().flat_map(|day| day.starts.iter().copied()).collect();
    starts.sort_by_key(|start| (start.0.abs_diff(wished.0), *start));
    starts.truncate(most);
    starts.sort_unstable();
    starts
}

fn mask_fits(free: &DayMask, visit: &Visit, start: u32) -> bool {
    free.runs_of(visit.cells()).has(start)
}

fn claimed_cells(person: StaffId, day: &LocalDay, busy: &[Busy]) -> u32 {
    let mut claimed = DayMask::EMPTY;
    for own in busy.iter().filter(|busy| busy.staff == person) {
        claimed.set_span(day.offset(own.span.first), day.offset(own.span.end()));
    }
    claimed.count()
}
