//! Who comes next: on top of today, with what the clerk will say about it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tenants::Town;
use tenants::appointment::State;

use super::appointment::{StepButton, steps};
use super::day::{concern, span_in_words, state_told};
use super::frame::address;
use crate::db::appointments::Appointment;
use crate::desk;

/// The next one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Next {
    /// "Vogt".
    pub name: String,
    /// "09:15 bis 10:00 Uhr".
    pub span: String,
    /// "2 × Personalausweis".
    pub concern: String,
    /// With whom.
    pub with: String,
    /// "ist da seit 09:12"; empty before.
    pub told: String,
    /// Its page, where steps are sent to, too.
    pub url: String,
    /// How many steps there were.
    pub revision: i32,
    /// What can be said to have happened.
    pub steps: Vec<StepButton>,
}

impl Next {
    /// The next one of these columns; of the clerk's own if she has one.
    #[must_use]
    pub fn of(town: &Town, seen: &desk::Day, now: DateTime<Utc>) -> Option<Self> {
        let columns = seen.columns.iter();
        let columns = columns.filter(|column| seen.own.is_none_or(|own| own == column.staff));
        let all = columns.flat_map(|column| column.appointments.iter().map(move |one| (column, one)));
        let waiting =
            all.filter_map(|(column, one)| Some((turn(&one.state, begin_and_end(one), now)?, column, one)));
        let (_, column, one) = waiting.min_by_key(|(turn, ..)| *turn)?;
        Some(Self {
            name: one.promise.as_ref()?.name.clone(),
            span: span_in_words(town, one),
            concern: concern(one),
            with: column.name.clone(),
            told: state_told(town, &one.state),
            url: address(&town.slug, &format!("termine/{}", one.id)),
            revision: one.revision,
            steps: steps(one.state.name()),
        })
    }
}

fn begin_and_end(one: &Appointment) -> (DateTime<Utc>, DateTime<Utc>) {
    let begin = one.span.first.start();
    (begin, begin + TimeDelta::minutes(one.minutes.into()))
}

/// Whose turn it is, the least first: those who are there before those who may still come, each in the order of time. Nothing
/// for those who need nobody any more, and for those whose time has gone by.
fn turn(
    state: &State,
    (begin, end): (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Option<(bool, DateTime<Utc>)> {
    match state {
        State::Arrived { .. } => Some((false, begin)),
        State::Booked { .. } if end > now => Some((true, begin)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use tenants::StaffId;
    use tenants::appointment::Kept;
    use tenants::calendar::{Cell, Span};

    use super::*;

    #[test]
    fn those_who_are_there_come_first_and_nobody_waits_for_the_past() {
        let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
        let at = |minutes| {
            let begin = now + TimeDelta::minutes(minutes);
            (begin, begin + TimeDelta::minutes(15))
        };
        let span = Span {
            first: Cell::containing(now),
            cells: 3,
        };
        let kept = Kept {
            staff: StaffId(1),
            span,
        };
        let booked = State::Booked { kept };
        let arrived = State::Arrived { kept, at: now };
        assert_eq!(turn(&booked, at(-15), now), None);
        assert_eq!(turn(&State::Done { kept, at: now }, at(0), now), None);
        // Late, but the time is still hers.
        assert!(turn(&booked, at(-10), now) < turn(&booked, at(5), now));
        assert!(turn(&arrived, at(30), now) < turn(&booked, at(-10), now));
        assert!(turn(&arrived, at(-60), now) < turn(&arrived, at(30), now));
    }
}
