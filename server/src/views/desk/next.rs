//! Who comes next: beside today's columns, with what the clerk needs to receive them and will say about it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tenants::appointment::State;
use tenants::calendar::local_time;
use tenants::{StaffId, Town};

use super::appointment::{StepButton, steps};
use super::day::{concern, span_in_words};
use super::frame::address;
use super::phone::national;
use crate::db::appointments::Appointment;
use crate::desk;
use crate::texts::clock_face;
use crate::views::pages::frame::dial;

/// How many papers are named; the appointment's page has them all.
const PAPERS: usize = 4;
/// How many are named who come afterwards.
const AFTERWARDS: usize = 3;
/// Minutes that are counted out; what is longer is told by the clock.
const COUNTED: i64 = 90;

/// The next one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Next {
    /// "Vogt".
    pub name: String,
    /// "09:15 bis 10:00 Uhr".
    pub span: String,
    /// "wartet seit 3 Minuten"; empty while it is long until then.
    pub wait: String,
    /// Whether she is there.
    pub here: bool,
    /// "2 × Personalausweis".
    pub concern: String,
    /// With whom; empty in the clerk's own column.
    pub with: String,
    /// What she brings.
    pub papers: Vec<String>,
    /// How many papers are not named here.
    pub more_papers: usize,
    /// What she wrote; may be empty.
    pub note: String,
    /// Number to call; may be empty.
    pub phone: String,
    /// The number as an address.
    pub phone_url: String,
    /// Number for phone and counter.
    pub reference: String,
    /// Its page, where steps are sent to, too.
    pub url: String,
    /// How many steps there were.
    pub revision: i32,
    /// Where another time is chosen; empty for those who are there.
    pub move_url: String,
    /// What can be said to have happened.
    pub steps: Vec<StepButton>,
    /// Who comes afterwards: "10:15", "Lindner".
    pub afterwards: Vec<(String, String)>,
}

impl Next {
    /// The next one of these columns; of the clerk's own if she has one.
    #[must_use]
    pub fn of(town: &Town, seen: &desk::Day, own: Option<StaffId>, now: DateTime<Utc>) -> Option<Self> {
        let columns = seen.columns.iter();
        let columns = columns.filter(|column| own.is_none_or(|own| own == column.staff));
        let all = columns.flat_map(|column| column.appointments.iter().map(move |one| (column, one)));
        let waiting =
            all.filter_map(|(column, one)| Some((turn(&one.state, begin_and_end(one), now)?, column, one)));
        let mut waiting: Vec<_> = waiting.collect();
        waiting.sort_by_key(|(turn, ..)| *turn);
        let mut waiting = waiting.into_iter();
        let (_, column, one) = waiting.next()?;
        let promise = one.promise.as_ref()?;
        let papers = one.visit.told_in("de").papers;
        let phone = promise.phone.clone().unwrap_or_default();
        Some(Self {
            name: promise.name.clone(),
            span: span_in_words(town, one),
            wait: waiting_in_words(town, &one.state, begin_and_end(one).0, now),
            here: matches!(one.state, State::Arrived { .. }),
            concern: concern(one),
            with: match own {
                Some(_) => String::new(),
                None => column.name.clone(),
            },
            more_papers: papers.len().saturating_sub(PAPERS),
            papers: papers.into_iter().take(PAPERS).map(|(name, _)| name).collect(),
            note: promise.note.clone().unwrap_or_default(),
            phone_url: dial(&phone),
            phone: national(&phone),
            reference: promise.reference.clone(),
            url: address(&town.slug, &format!("termine/{}", one.id)),
            revision: one.revision,
            move_url: match one.state {
                State::Booked { .. } => address(&town.slug, &format!("termine/{}/verschieben", one.id)),
                _ => String::new(),
            },
            steps: steps(one.state.name()),
            afterwards: waiting
                .take(AFTERWARDS)
                .filter_map(|(_, _, one)| {
                    let name = &one.promise.as_ref()?.name;
                    Some((clock_face(one.local_start.time()), name.clone()))
                })
                .collect(),
        })
    }
}

/// "wartet seit 3 Minuten" for those who are there, "in 12 Minuten" for those who come soon, "seit 5 Minuten erwartet" for
/// those who are late.
fn waiting_in_words(town: &Town, state: &State, begin: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let minutes = |count: i64| match count {
        1 => "1 Minute".to_owned(),
        count => format!("{count} Minuten"),
    };
    match state {
        State::Arrived { at, .. } => match (now - *at).num_minutes() {
            ..=0 => "gerade gekommen".to_owned(),
            waited @ 1..=COUNTED => format!("wartet seit {}", minutes(waited)),
            _ => {
                let since = local_time::local(town.zone, *at);
                format!("wartet seit {} Uhr", clock_face(since.time()))
            }
        },
        // Whoever comes at a quarter past comes in one minute at 09:14:01.
        _ if begin > now => match (begin - now + TimeDelta::seconds(59)).num_minutes() {
            soon @ ..=COUNTED => format!("in {}", minutes(soon)),
            _ => String::new(),
        },
        _ => match (now - begin).num_minutes() {
            0 => "jetzt".to_owned(),
            late => format!("seit {} erwartet", minutes(late)),
        },
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
            overbooked: false,
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
