//! A time beside everything else that is promised: which one a person may be asked to take although she is not free, or has
//! no shift. Somebody answers for it by name; nobody is asked to be in two places, or to come while she is away.

use chrono::{DateTime, Days, Utc};

use super::cells::Span;
use super::horizon::DESK_HORIZON_DAYS;
use super::local_time::{LocalDay, date};
use super::roster::{Channel, Roster, can_keep};
use crate::appointment::Kept;
use crate::ids::StaffId;
use crate::staff::StaffMember;
use crate::town::{Department, Town};
use crate::visit::Visit;

/// Why not even that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum OverbookRefused {
    /// The time has passed.
    #[error("the time has passed")]
    Past,
    /// More than a year ahead, or in years no town plans for.
    #[error("the time is too far ahead")]
    TooFar,
    /// It would reach into the next day.
    #[error("the visit would not end on its day")]
    NextDay,
    /// A holiday, or the department is closed.
    #[error("the department is closed on that day")]
    Closed,
    /// The person has left by then: no shift of hers counts on that day or later.
    #[error("the person has left by then")]
    Left,
    /// The person is away then.
    #[error("the person is away then")]
    Away,
    /// Nobody of the visit's department who can do all of it.
    #[error("nobody who could do it")]
    Nobody,
}

/// Whether this person may be asked to take this visit beside everything else, beginning at this cell.
///
/// # Errors
/// Why not.
pub fn may_overbook(
    town: &Town,
    visit: &Visit,
    person: StaffId,
    span: Span,
    now: DateTime<Utc>,
) -> Result<(), OverbookRefused> {
    let department = town
        .department(visit.department())
        .ok_or(OverbookRefused::Nobody)?;
    let person = department.staff.iter().find(|one| one.id == person);
    let person = person.filter(|one| one.can_do(visit.services()));
    let person = person.ok_or(OverbookRefused::Nobody)?;
    let (today, on) = (date(town.zone, now), date(town.zone, span.first.start()));
    if span.first.start() < now {
        return Err(OverbookRefused::Past);
    }
    let last = today.checked_add_days(Days::new(DESK_HORIZON_DAYS.into()));
    let day = LocalDay::of(town.zone, on).ok_or(OverbookRefused::TooFar)?;
    if last.is_none_or(|last| last < on) {
        return Err(OverbookRefused::TooFar);
    }
    if day.midnight.plus(day.cells) < span.end() {
        return Err(OverbookRefused::NextDay);
    }
    could_come(town, (department, person), &day, span)
}

/// Whether somebody has not left, is not away, and her department is open, whether she has a shift then or not.
fn could_come(
    town: &Town,
    (department, person): (&Department, &StaffMember),
    day: &LocalDay,
    span: Span,
) -> Result<(), OverbookRefused> {
    let roster = Roster::of(
        town,
        department,
        std::iter::once(person),
        (Channel::Desk, day.date),
        (day.date, day.date),
    );
    if !roster.is_open(day.date) {
        return Err(OverbookRefused::Closed);
    }
    if person.has_left(day.date) {
        return Err(OverbookRefused::Left);
    }
    let (from, until) = (day.offset(span.first), day.offset(span.end()));
    let mut away = roster.away(day).flat_map(|away| away.iter().collect::<Vec<_>>());
    if away.any(|cell| (from..until).contains(&cell)) {
        return Err(OverbookRefused::Away);
    }
    Ok(())
}

/// Whether a promise could be this person's again: she works then or, where she had it beside everything else, could come.
#[must_use]
pub fn could_be_hers(town: &Town, kept: &Kept) -> bool {
    if !kept.overbooked {
        return can_keep(town, kept.staff, kept.span);
    }
    let mut departments = town.departments.iter();
    let found = departments.find_map(|department| {
        let person = department.staff.iter().find(|one| one.id == kept.staff)?;
        Some((department, person))
    });
    let day = LocalDay::of(town.zone, date(town.zone, kept.span.first.start()));
    found
        .zip(day)
        .is_some_and(|(whose, day)| could_come(town, whose, &day, kept.span).is_ok())
}
