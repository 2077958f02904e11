//! The grain of a town's time: cells of five minutes, counted from 1970-01-01T00:00Z.
//!
//! Cells know nothing of clocks on walls; a change of the clocks is nothing special here. A person's local day
//! is a mask of cells counted from that day's local midnight.

use chrono::{DateTime, Utc};

/// Minutes in a cell.
pub const CELL_MINUTES: u32 = 5;

const CELL_SECONDS: i64 = CELL_MINUTES as i64 * 60;

/// Five minutes of the world's time: unix seconds divided by 300.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell(pub i32);

impl Cell {
    /// The cell that begins at exactly this instant.
    #[must_use]
    pub fn beginning_at(instant: DateTime<Utc>) -> Option<Self> {
        let cell = Self::containing(instant);
        (cell.start() == instant).then_some(cell)
    }

    /// The cell in which this instant lies. Instants tens of thousands of years away are drawn to the nearest
    /// cell there is.
    #[must_use]
    pub fn containing(instant: DateTime<Utc>) -> Self {
        let number = instant.timestamp().div_euclid(CELL_SECONDS);
        Self(i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX }))
    }

    /// The first cell that begins at this instant or later.
    #[must_use]
    pub fn at_or_after(instant: DateTime<Utc>) -> Self {
        let cell = Self::containing(instant);
        if cell.start() < instant {
            cell.plus(1)
        } else {
            cell
        }
    }

    /// The instant at which this cell begins.
    #[must_use]
    pub fn start(self) -> DateTime<Utc> {
        // Every cell number fits: chrono counts ten times further than i32 cells reach.
        DateTime::from_timestamp(i64::from(self.0) * CELL_SECONDS, 0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// The cell so many cells later.
    #[must_use]
    pub fn plus(self, cells: u32) -> Self {
        Self(self.0.saturating_add_unsigned(cells))
    }
}

/// Consecutive cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first one.
    pub first: Cell,
    /// How many.
    pub cells: u32,
}

impl Span {
    /// The first cell after the span.
    #[must_use]
    pub fn end(self) -> Cell {
        self.first.plus(self.cells)
    }

    /// Whether the two have a cell in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first < other.end() && other.first < self.end()
    }

    /// Every cell of the span, in order.
    pub fn iter(self) -> impl Iterator<Item = Cell> {
        (0..self.cells).map(move |offset| self.first.plus(offset))
    }
}

const WORDS: usize = 5;

/// Cells of one local day, counted from its midnight. Holds 320 cells; the longest day has 300.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct DayMask([u64; WORDS]);

impl DayMask {
    /// Cells a mask can hold.
    pub const CAPACITY: u32 = 64 * WORDS as u32;

    /// No cell.
    pub const EMPTY: Self = Self([0; WORDS]);

    /// Whether no cell is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    /// How many cells are set.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether this cell is set.
    #[must_use]
    pub fn has(&self, cell: u32) -> bool {
        cell < Self::CAPACITY && self.0[cell as usize / 64] >> (cell % 64) & 1 == 1
    }

    /// Sets the cells `from..until`; what lies outside of the mask is ignored.
    pub fn set_span(&mut self, from: u32, until: u32) {
        self.on_span(from, until, |word, part| *word |= part);
    }

    /// Clears the cells `from..until`.
    pub fn clear_span(&mut self, from: u32, until: u32) {
        self.on_span(from, until, |word, part| *word &= !part);
    }

    /// Does something to every word that has a part of `from..until`.
    fn on_span(&mut self, from: u32, until: u32, change: impl Fn(&mut u64, u64)) {
        let until = until.min(Self::CAPACITY);
        if from >= until {
            return;
        }
        let (first, last) = (from / 64, (until - 1) / 64);
        for number in first..=last {
            let low = if number == first {
                u64::MAX << (from % 64)
            } else {
                u64::MAX
            };
            let high = if number == last {
                u64::MAX >> (63 - (until - 1) % 64)
            } else {
                u64::MAX
            };
            change(&mut self.0[number as usize], low & high);
        }
    }

    /// Clears every cell.
    pub fn clear(&mut self) {
        *self = Self::EMPTY;
    }

    /// Cells that are in both.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(word, other)| *word &= other);
        self
    }

    /// Cells that are in either.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(word, other)| *word |= other);
        self
    }

    /// Cells that are here and not in the other.
    #[must_use]
    pub fn without(mut self, other: &Self) -> Self {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(word, other)| *word &= !other);
        self
    }

    /// The cells from which `length` consecutive cells are set, in a number of steps that grows with the
    /// logarithm of the length: what has runs of n and again runs of n after n cells has runs of 2n.
    #[must_use]
    pub fn runs_of(self, length: u32) -> Self {
        if length > Self::CAPACITY {
            return Self::EMPTY;
        }
        let mut runs = self;
        let mut have = 1;
        while have < length {
            let step = have.min(length - have);
            runs = runs.and(&runs.shifted_down(step));
            have += step;
        }
        runs
    }

    /// The cells that are set, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        let words = self.0;
        (0u32..).zip(words).flat_map(|(number, word)| {
            std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)))
                .take_while(|rest| *rest != 0)
                .map(move |rest| number * 64 + rest.trailing_zeros())
        })
    }

    /// Cell n of the result is cell n + `by` of this mask.
    fn shifted_down(self, by: u32) -> Self {
        let (whole, bits) = (by as usize / 64, by % 64);
        let mut shifted = Self::EMPTY;
        for (number, word) in shifted.0.iter_mut().enumerate() {
            let low = self.0.get(number + whole).copied().unwrap_or(0);
            let high = self.0.get(number + whole + 1).copied().unwrap_or(0);
            *word = if bits == 0 {
                low
            } else {
                low >> bits | high << (64 - bits)
            };
        }
        shifted
    }
}
