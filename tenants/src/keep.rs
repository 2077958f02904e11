//! How long a town keeps what it knows of people.
//!
//! Article 5(1)(e) GDPR allows to keep personal data no longer than their purpose needs. The purpose of an appointment ends
//! with the visit; what follows is time to correct a mistake or to answer a question about it. A period of so many days begins
//! on the day after the event and ends with its last day (§§ 187, 188 BGB): 365 days after 29 February 2028 are over when
//! 1 March 2029 begins.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days after which personal data go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keep {
    /// Days after the day of a visit that took place, or for which nobody came.
    pub visit_days: u32,
    /// Days after the day of a visit that was cancelled.
    pub cancelled_days: u32,
    /// Days after a message was sent until it is forgotten what the other side's mail server answered: its words name addresses.
    pub answer_days: u32,
    /// Days after an absence until the calendar forgets who was away.
    pub absence_days: u32,
}

impl Keep {
    /// A year is the longest any of this can be asked about; a day leaves the desk time to finish its list.
    pub const DAYS: std::ops::RangeInclusive<u32> = 1..=365;

    /// The first day of which everything is still kept, for a period of so many days: what lies before it goes.
    #[must_use]
    pub fn first_kept(days: u32, today: NaiveDate) -> NaiveDate {
        today
            .checked_sub_days(Days::new(days.into()))
            .unwrap_or(NaiveDate::MIN)
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            // Two weeks for whoever asks what was brought, or forgot an umbrella.
            visit_days: 14,
            cancelled_days: 14,
            // Mail servers are asked about lost messages within a month or never.
            answer_days: 30,
            // A quarter: the desk takes back and ends early what it has reported, and the shifts are settled monthly.
            absence_days: 90,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_after_a_leap_day_is_over_on_the_first_of_march() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let visit = day("2028-02-29");
        assert!(
            Keep::first_kept(365, day("2029-02-28")) <= visit,
            "kept to the last day"
        );
        assert!(Keep::first_kept(365, day("2029-03-01")) > visit, "H14");
        assert!(Keep::first_kept(1, day("2028-03-01")) <= visit);
        assert!(Keep::first_kept(1, day("2028-03-02")) > visit);
    }
}
