//! Days and months of the calendar sheet, as far as drawing it needs: weekdays, month lengths, ISO dates.
//!
//! Knows nothing of time zones and never asks what day it is; instants are the server's business.

/// A calendar day, counted from 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i32);

/// A calendar month, counted from January of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub i32);

impl Day {
    /// Before every day of any calendar.
    pub const NEVER: Self = Self(-700_000);

    /// Reads the date at the start of `2026-11-24` or `2026-11-24T09:30:00+01:00`.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |range| {
            text.get(range)
                .and_then(|digits: &str| digits.parse::<i32>().ok())
        };
        Some(Self::of(number(0..4)?, number(5..7)?, number(8..10)?))
    }

    /// The day of a date after the year 0 (Hinnant's `days_from_civil`).
    pub fn of(year: i32, month: i32, day: i32) -> Self {
        let (year, month) = if month <= 2 {
            (year - 1, month + 9)
        } else {
            (year, month - 3)
        };
        Self(year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469)
    }

    /// Year, month, day (Hinnant's `civil_from_days`).
    pub fn date(self) -> (i32, i32, i32) {
        let days = self.0 + 719_468;
        let era = days / 146_097;
        let day_of_era = days % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
    }

    /// Monday is 0.
    pub fn weekday(self) -> usize {
        ((self.0 + 700_003) % 7) as usize
    }

    /// The month it lies in.
    pub fn month(self) -> Month {
        let (year, month, _) = self.date();
        Month(year * 12 + month - 1)
    }

    /// `2026-11-24`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.date();
        let mut text = crate::texts::number(year as u32);
        for part in [month, day] {
            text.push_str(if part < 10 { "-0" } else { "-" });
            text.push_str(&crate::texts::number(part as u32));
        }
        text
    }

    /// So many days later.
    pub fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// The same date so many months later, or the last one of a shorter month.
    pub fn months_on(self, months: i32) -> Self {
        let month = self.month().plus(months);
        let (_, _, date) = self.date();
        month.first().plus(date - 1).min(month.last())
    }
}

impl Month {
    /// Year and month, January is 1.
    pub fn date(self) -> (i32, i32) {
        (self.0 / 12, self.0 % 12 + 1)
    }

    /// Its first day.
    pub fn first(self) -> Day {
        let (year, month) = self.date();
        Day::of(year, month, 1)
    }

    /// Its last day.
    pub fn last(self) -> Day {
        self.plus(1).first().plus(-1)
    }

    /// So many months later.
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_two_centuries_survives_the_round_trip() {
        for number in -25_567..60_000 {
            let day = Day(number);
            let (year, month, date) = day.date();
            assert_eq!(Day::of(year, month, date), day);
            assert_eq!(Day::parse(&day.iso()), Some(day));
        }
    }

    #[test]
    fn the_twenty_fourth_of_november_2026_is_a_tuesday() {
        let day = Day::parse("2026-11-24T09:30:00+01:00").unwrap();
        assert_eq!(day.weekday(), 1);
        assert_eq!(day.date(), (2026, 11, 24));
        assert_eq!(day.iso(), "2026-11-24");
    }

    #[test]
    fn february_has_a_leap_day_every_four_years() {
        assert_eq!(Day::of(2028, 2, 3).month().last().date(), (2028, 2, 29));
        assert_eq!(Day::of(2027, 2, 3).month().last().date(), (2027, 2, 28));
        assert_eq!(Day::of(2026, 12, 31).month().plus(1).first().iso(), "2027-01-01");
    }

    #[test]
    fn nonsense_is_no_date() {
        assert_eq!(Day::parse(""), None);
        assert_eq!(Day::parse("morgen"), None);
    }
}
