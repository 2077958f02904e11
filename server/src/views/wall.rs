//! The free times of one day, as the clock on the wall shows them.
//!
//! A month holds a thousand, and every answer writes them all. So on an ordinary day, on which the clock runs straight
//! from midnight to midnight, they are counted; only on the two days of the clock change each is asked for.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use tenants::calendar::{CELL_MINUTES, Cell, LocalDay, local_time};
use wire::StartView;

use super::wire_views::rfc3339;
use crate::texts::clock_face;

/// A day in a town.
pub struct Wall<'l> {
    zone: Tz,
    language: &'l str,
    /// The day and its beginning, "2026-11-24T00:00:00+01:00", if the clock runs straight.
    straight: Option<(LocalDay, String)>,
}

/// Where the hours stand in a written time, and where the seconds.
const FACE: std::ops::Range<usize> = 11..16;

impl<'l> Wall<'l> {
    /// The wall of this date.
    pub fn of(zone: Tz, language: &'l str, date: NaiveDate) -> Self {
        let straight = LocalDay::of(zone, date).filter(LocalDay::is_straight);
        Self {
            zone,
            language,
            straight: straight.map(|day| (day, rfc3339(day.midnight.start(), zone))),
        }
    }

    /// A time that can be chosen.
    pub fn start(&self, cell: Cell) -> StartView {
        match &self.straight {
            Some((day, midnight)) if day.has(cell) => {
                let minutes = day.offset(cell) * CELL_MINUTES;
                let label = format!("{:02}:{:02}", minutes / 60, minutes % 60);
                let (before, after) = (&midnight[..FACE.start], &midnight[FACE.end..]);
                StartView {
                    at: [before, &label, after].concat(),
                    label,
                }
            }
            _ => self.asked_for(cell),
        }
    }

    fn asked_for(&self, cell: Cell) -> StartView {
        StartView {
            at: rfc3339(cell.start(), self.zone),
            label: face(self.zone, self.language, cell.start()),
        }
    }
}

/// "09:30", or "02:30 MESZ" where that comes twice.
pub fn face(zone: Tz, language: &str, at: DateTime<Utc>) -> String {
    let local = local_time::local(zone, at).naive_local();
    told_apart(clock_face(local.time()), (zone, language), local, at)
}

/// What the wall shows when something ends that begins at this time and instant. Where the clock is changed in
/// between, that is not as many minutes later.
pub fn end(zone: Tz, (local, at): (NaiveDateTime, DateTime<Utc>), minutes: u32) -> NaiveDateTime {
    let wall = |at| local_time::local(zone, at).naive_local();
    local + (wall(at + TimeDelta::minutes(minutes.into())) - wall(at))
}

/// What is told of a time, with the zone's name after it where the wall shows this time twice on its day: in one
/// night of the year.
pub fn told_apart(
    told: String,
    (zone, language): (Tz, &str),
    local: NaiveDateTime,
    at: DateTime<Utc>,
) -> String {
    if local_time::is_ambiguous(zone, local) {
        format!("{told} {}", zone_name(language, &local_time::local(zone, at)))
    } else {
        told
    }
}

/// "MESZ" in German, "CEST" elsewhere; zones that we have no German word for keep their own.
fn zone_name(language: &str, local: &DateTime<Tz>) -> String {
    let name = local.format("%Z").to_string();
    match (language, name.as_str()) {
        ("de", "CEST") => "MESZ".to_owned(),
        ("de", "CET") => "MEZ".to_owned(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::St_Johns, Asia::Kathmandu, Europe::Berlin};

    use super::*;

    #[test]
    fn counted_times_are_those_the_clock_shows() {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        for zone in [Berlin, Kathmandu, St_Johns] {
            for date in first.iter_days().take(800) {
                let wall = Wall::of(zone, "de", date);
                let day = LocalDay::of(zone, date).unwrap();
                // Every fifth cell of the day, and its neighbours in the next.
                for offset in (0..day.cells + 3).step_by(5) {
                    let cell = day.midnight.plus(offset);
                    assert_eq!(wall.start(cell), wall.asked_for(cell));
                }
            }
        }
    }

    #[test]
    fn the_zone_is_named_where_an_hour_comes_twice() {
        let date = NaiveDate::from_ymd_opt(2026, 10, 25).unwrap();
        let wall = Wall::of(Berlin, "de", date);
        let midnight = LocalDay::of(Berlin, date).unwrap().midnight;
        let labels = [2, 3, 4].map(|hour| wall.start(midnight.plus(12 * hour + 6)).label);
        assert_eq!(labels, ["02:30 MESZ", "02:30 MEZ", "03:30"]);
    }
}
