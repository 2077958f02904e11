//! Stretches of time that figures are told of: whole weeks, months, quarters and years, or from one day to another.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// Days of a stretch up to which its course is not told: its steps would be single days.
const TOO_SHORT_FOR_A_COURSE: i64 = 13;

/// Days of a stretch up to which its course is told by weeks.
const BY_WEEKS: i64 = 184;

/// The longest stretch, in days: two years.
const LONGEST: i64 = 731;

/// What a period is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three of them.
    Quarter,
    /// A calendar year.
    Year,
    /// From one day to another.
    Span,
}

/// A stretch of whole days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// What it is one of.
    pub unit: Unit,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
}

/// A part of a period whose course is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The week of this Monday.
    Week(NaiveDate),
    /// The month of this first day.
    Month(NaiveDate),
}

impl Period {
    /// The unit around a day; nothing where the calendar ends, and for a span, which has no day of its own.
    #[must_use]
    pub fn around(unit: Unit, day: NaiveDate) -> Option<Self> {
        let (first, after) = match unit {
            Unit::Week => {
                let monday = day.week(Weekday::Mon).checked_first_day()?;
                (monday, monday.checked_add_days(Days::new(7))?)
            }
            Unit::Month => months(day.year(), day.month(), 1)?,
            Unit::Quarter => months(day.year(), (day.month0() / 3) * 3 + 1, 3)?,
            Unit::Year => months(day.year(), 1, 12)?,
            Unit::Span => return None,
        };
        Some(Self {
            unit,
            first,
            last: after.pred_opt()?,
        })
    }

    /// From one day to another; nothing if there is no such stretch, or too long a one.
    #[must_use]
    pub fn between(first: NaiveDate, last: NaiveDate) -> Option<Self> {
        let period = Self {
            unit: Unit::Span,
            first,
            last,
        };
        (1..=LONGEST).contains(&period.days()).then_some(period)
    }

    /// The same unit before this one.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        Self::around(self.unit, self.first.pred_opt()?)
    }

    /// The same unit after this one.
    #[must_use]
    pub fn after(self) -> Option<Self> {
        Self::around(self.unit, self.last.succ_opt()?)
    }

    /// The parts its course is told by, in order; none where they would be single days.
    #[must_use]
    pub fn steps(self) -> Vec<Step> {
        let mut steps: Vec<Step> = self
            .first
            .iter_days()
            .take_while(|day| *day <= self.last)
            .filter_map(|day| self.step_of(day))
            .collect();
        steps.dedup();
        if steps.len() < 2 { Vec::new() } else { steps }
    }

    /// The part in which a day of the period lies.
    #[must_use]
    pub fn step_of(self, day: NaiveDate) -> Option<Step> {
        match self.unit {
            Unit::Week => None,
            Unit::Span if self.days() <= TOO_SHORT_FOR_A_COURSE => None,
            Unit::Year => day.with_day(1).map(Step::Month),
            Unit::Span if self.days() > BY_WEEKS => day.with_day(1).map(Step::Month),
            Unit::Month | Unit::Quarter | Unit::Span => {
                day.week(Weekday::Mon).checked_first_day().map(Step::Week)
            }
        }
    }

    fn days(self) -> i64 {
        (self.last - self.first).num_days() + 1
    }
}

/// So many months from the first day of one on: that day, and the day after them.
fn months(year: i32, month: u32, count: u32) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some((first, first.checked_add_months(Months::new(count))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_lies_in_a_week_a_month_a_quarter_and_a_year() {
        for (unit, first, last, steps) in [
            (Unit::Week, "2026-12-28", "2027-01-03", 0),
            (Unit::Month, "2026-12-01", "2026-12-31", 5),
            (Unit::Quarter, "2026-10-01", "2026-12-31", 14),
            (Unit::Year, "2026-01-01", "2026-12-31", 12),
        ] {
            let period = Period::around(unit, day("2026-12-31")).unwrap();
            assert_eq!((period.first, period.last), (day(first), day(last)), "{unit:?}");
            assert_eq!(period.steps().len(), steps, "{unit:?}");
            assert_eq!(period.after().unwrap().before(), Some(period));
            assert_eq!(period.after().unwrap().first, period.last.succ_opt().unwrap());
        }
        let february = Period::around(Unit::Month, day("2028-02-10")).unwrap();
        assert_eq!(february.last, day("2028-02-29"));
    }

    #[test]
    fn a_span_is_told_by_weeks_or_months_and_never_by_days() {
        let span = |first, last| Period::between(day(first), day(last));
        assert_eq!(span("2026-11-02", "2026-11-14").unwrap().steps(), []);
        assert_eq!(span("2026-11-02", "2026-11-15").unwrap().steps().len(), 2);
        assert_eq!(span("2026-01-01", "2026-12-31").unwrap().steps().len(), 12);
        assert_eq!(span("2026-11-02", "2026-11-01"), None);
        assert!(span("2026-01-01", "2028-01-01").is_some());
        assert_eq!(span("2026-01-01", "2028-01-02"), None);
        assert_eq!(span("2026-11-02", "2026-11-02").unwrap().before(), None);
    }
}
