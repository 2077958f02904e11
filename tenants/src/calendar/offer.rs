//! The engine: which starts can be offered.
//!
//! Pure and total: any town, any visit, any window, any claims yield an answer. A start is offered when the wall clock
//! stands on the town's grid, one qualified person works and is free for the whole claim, and the start is neither too
//! soon nor too far ahead. A claim lies within one local day; nobody's visit crosses midnight.
//!
//! An offer is a picture of a moment. It promises nothing: claiming happens elsewhere and is decided by the database.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::cells::{Cell, DayMask, Span};
use super::horizon::Bookable;
use super::local_time::LocalDay;
use super::roster::{Channel, Roster};
use crate::ids::StaffId;
use crate::town::Town;
use crate::visit::Visit;

/// A person's time that is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// Whose time.
    pub staff: StaffId,
    /// Which cells.
    pub span: Span,
}

/// Days to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first.
    pub from: NaiveDate,
    /// How many.
    pub days: u32,
}

/// What can be offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What lead time and horizon allow.
    pub bookable: Bookable,
    /// Every asked day, in order.
    pub days: Vec<DayOffer>,
}

impl Offer {
    /// The first free start of the asked days.
    #[must_use]
    pub fn first_free(&self) -> Option<Cell> {
        self.starts().next()
    }

    /// Every free start, in order.
    pub fn starts(&self) -> impl Iterator<Item = Cell> {
        self.days.iter().flat_map(|day| day.starts.iter().copied())
    }
}

/// One day of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOffer {
    /// The local date.
    pub date: NaiveDate,
    /// How the day looks.
    pub state: DayState,
    /// Free starts in order; empty unless the day is free.
    pub starts: Vec<Cell>,
}

/// How a day looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayState {
    /// There are free starts.
    Free,
    /// Somebody qualified works, but every fitting time is taken or no longer bookable.
    Full,
    /// Nobody qualified works, or the day is past or beyond the horizon.
    Closed,
}

/// Computes the offer for a window of local dates. Claims may come in any order, also those of other days and people.
#[must_use]
pub fn offer(
    town: &Town,
    visit: &Visit,
    channel: Channel,
    window: Window,
    now: DateTime<Utc>,
    busy: &[Busy],
) -> Offer {
    let bookable = Bookable::of(town, visit, channel, now);
    let dates = (0..u64::from(window.days)).map_while(|day| window.from.checked_add_days(Days::new(day)));
    let closed = |date| DayOffer {
        date,
        state: DayState::Closed,
        starts: Vec::new(),
    };
    let mut days: Vec<DayOffer> = dates.map(closed).collect();
    // Days that are past or beyond the horizon stay closed and cost nothing.
    let open = days
        .iter_mut()
        .filter(|day| bookable.today <= day.date && day.date <= bookable.until);
    let (open, local): (Vec<_>, Vec<_>) = open
        .filter_map(|day| LocalDay::of(town.zone, day.date).map(|local| (day, local)))
        .unzip();
    if let Some(board) = Board::of(town, visit, (channel, bookable.today), &local, busy) {
        let grid = Grid::of(town);
        for ((day, local), (works, free)) in open.into_iter().zip(&local).zip(board.days()) {
            let mut starts = DayMask::EMPTY;
            for mask in free {
                starts = starts.or(&mask.runs_of(visit.cells()));
            }
            starts = starts.and(&grid.on(local));
            starts.clear_span(0, local.offset(Cell::at_or_after(bookable.earliest)));
            day.starts = starts.iter().map(|cell| local.midnight.plus(cell)).collect();
            day.state = match (day.starts.is_empty(), works) {
                (false, _) => DayState::Free,
                (true, true) => DayState::Full,
                (true, false) => DayState::Closed,
            };
        }
    }
    Offer { bookable, days }
}

/// Who is free when: a mask for each local day and each qualified person.
pub(crate) struct Board {
    pub(crate) people: Vec<StaffId>,
    works: Vec<bool>,
    free: Vec<DayMask>,
}

impl Board {
    /// The board of the visit's department over these days, in order. Nothing if nobody is qualified or no day asked.
    pub(crate) fn of(
        town: &Town,
        visit: &Visit,
        seen: (Channel, NaiveDate),
        days: &[LocalDay],
        busy: &[Busy],
    ) -> Option<Self> {
        let department = town.department(visit.department())?;
        let dates = (days.first()?.date, days.last()?.date);
        let qualified = department
            .staff
            .iter()
            .filter(|person| person.can_do(visit.services()));
        let roster = Roster::of(town, department, qualified, seen, dates);
        let people: Vec<_> = roster.people().collect();
        let mut works = Vec::with_capacity(days.len());
        let mut free = Vec::with_capacity(days.len() * people.len());
        for day in days {
            let before = free.len();
            free.extend(roster.working(day));
            works.push(free[before..].iter().any(|mask| !mask.is_empty()));
        }
        let mut board = Self { people, works, free };
        board.take_away(days, busy);
        (!board.people.is_empty()).then_some(board)
    }

    /// For each day whether anybody works, and the free masks in the order of `people`.
    pub(crate) fn days(&self) -> impl Iterator<Item = (bool, &[DayMask])> {
        self.works
            .iter()
            .copied()
            .zip(self.free.chunks(self.people.len().max(1)))
    }

    fn take_away(&mut self, days: &[LocalDay], busy: &[Busy]) {
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return;
        };
        let (begin, end) = (first.midnight, last.midnight.plus(last.cells));
        let mut places: Vec<_> = self.people.iter().copied().zip(0..).collect();
        places.sort_unstable();
        for claimed in busy {
            if claimed.span.end() <= begin || claimed.span.first >= end {
                continue;
            }
            let Ok(found) = places.binary_search_by_key(&claimed.staff, |(person, _)| *person) else {
                continue;
            };
            let (_, place): (_, usize) = places[found];
            // A claim hardly ever reaches a second day.
            let day = first_day_touched(days, claimed.span.first);
            for (number, day) in days.iter().enumerate().skip(day) {
                if claimed.span.end() <= day.midnight {
                    break;
                }
                let mask = &mut self.free[number * self.people.len() + place];
                mask.clear_span(day.offset(claimed.span.first), day.offset(claimed.span.end()));
            }
        }
    }
}

/// The first of consecutive days that ends after this cell begins. Nearly every day has 288 cells, so a division
/// finds it but for a step.
fn first_day_touched(days: &[LocalDay], cell: Cell) -> usize {
    let ends_after = |day: &LocalDay| day.midnight.plus(day.cells) > cell;
    let ahead = days
        .first()
        .map_or(0, |first| i64::from(cell.0) - i64::from(first.midnight.0));
    let mut day = usize::try_from(ahead / 288).unwrap_or(0).min(days.len());
    while day > 0 && ends_after(&days[day - 1]) {
        day -= 1;
    }
    while days.get(day).is_some_and(|day| !ends_after(day)) {
        day += 1;
    }
    day
}

/// The town's grid, computed once for all ordinary days.
pub(crate) struct Grid {
    minutes: u32,
    ordinary: DayMask,
}

impl Grid {
    pub(crate) fn of(town: &Town) -> Self {
        let minutes = town.policy.grid_minutes;
        Self {
            minutes,
            ordinary: LocalDay::ordinary_grid(minutes),
        }
    }

    pub(crate) fn on(&self, day: &LocalDay) -> DayMask {
        if day.is_straight() {
            self.ordinary
        } else {
            day.on_grid(self.minutes)
        }
    }
}
