//! A time beside everything else that is promised: which one a person may be asked to take although she is not free, or has
//! no shift. Somebody answers for it by name; nobody is asked to be in two places, or to come while she is away.

use chrono::{DateTime, Days, Utc};

use super::cells::Span;
use super::horizon::DESK_HORIZON_DAYS;
use super::local_time::{LocalDay, date};
use super::roster::{Channel, Roster};
use crate::ids::StaffId;
use crate::town::Town;
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
    let roster = Roster::of(
        town,
        department,
        std::iter::once(person),
        (Channel::Desk, today),
        (on, on),
    );
    if !roster.is_open(on) {
        return Err(OverbookRefused::Closed);
    }
    let (from, until) = (day.offset(span.first), day.offset(span.end()));
    let mut away = roster.away(&day).flat_map(|away| away.iter().collect::<Vec<_>>());
    if away.any(|cell| (from..until).contains(&cell)) {
        return Err(OverbookRefused::Away);
    }
    Ok(())
}
