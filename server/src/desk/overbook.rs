//! Overbook: where no time is free, somebody takes a caller, or one who moves, beside everything else. A clerk answers for it with a reason,
//! which stays in the history.

use chrono::{DateTime, Utc};
use tenants::appointment::{Kept, StateName};
use tenants::calendar::{Cell, OverbookRefused, Span, local_time, may_overbook};
use tenants::{StaffId, Town, Visit};
use uuid::Uuid;
use wire::ServiceCount;

use super::appointment::promised;
use super::free::visit_of;
use super::promise::{Caller, Person, Slip, given_before, own_visit, promise};
use crate::booking::retry::{Attempt, until_done};
use crate::booking::wish;
use crate::db::appointments::Appointment;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// When, with whom and why.
pub struct Beside<'a> {
    /// Where it begins.
    pub first: Cell,
    /// Who takes it, by her name in addresses.
    pub person: &'a str,
    /// Why; stays in the house.
    pub reason: &'a str,
}

/// How overbooking ended.
pub enum Overbooking {
    /// It is promised.
    Given(Slip),
    /// Not even so; nothing was done.
    Refused(OverbookRefused),
}

/// Who could take a visit.
pub struct Able {
    /// Colleagues who can do all of it and have not left, in their department's order.
    pub people: Vec<StaffId>,
    /// How long it takes.
    pub minutes: u32,
}

/// Who could take this visit.
///
/// # Errors
/// If the town would not settle this in one visit, or not in one of the clerk's departments.
pub async fn could_take(clerk: &Clerk, services: &[ServiceCount]) -> Outcome<Able> {
    let tx = clerk.visitor.reading().await?;
    let visit = own_visit(clerk, &tx, services)?;
    Ok(able(clerk, &tx.town, &visit))
}

/// An appointment, and who could take it at another time; nothing where it cannot move.
///
/// # Errors
/// `NotFound` if there is no such appointment in the clerk's departments.
pub async fn could_take_moved(clerk: &Clerk, id: Uuid) -> Outcome<(Appointment, Option<Able>)> {
    let tx = clerk.visitor.reading().await?;
    let one = promised(clerk, &tx, id).await?;
    let can_move = matches!(one.state.name(), StateName::Booked | StateName::Displaced);
    let visit = visit_of(&tx.town, &one).filter(|_| can_move);
    Ok((one, visit.map(|visit| able(clerk, &tx.town, &visit))))
}

fn able(clerk: &Clerk, town: &Town, visit: &Visit) -> Able {
    let today = local_time::date(town.zone, clerk.visitor.now);
    let department = town.department(visit.department());
    let staff = department.into_iter().flat_map(|department| &department.staff);
    let able = staff.filter(|person| person.can_do(visit.services()) && !person.has_left(today));
    Able {
        people: able.map(|person| person.id).collect(),
        minutes: visit.minutes(),
    }
}

/// Who keeps a visit beside everything else, if she may be asked to.
pub(super) fn kept_beside(
    town: &Town,
    visit: &Visit,
    beside: &Beside<'_>,
    now: DateTime<Utc>,
) -> Result<Kept, OverbookRefused> {
    let span = Span {
        first: beside.first,
        cells: visit.cells(),
    };
    let person = town.staff().find(|one| one.slug == beside.person);
    let staff = person.ok_or(OverbookRefused::Nobody)?.id;
    may_overbook(town, visit, staff, span, now)?;
    Ok(Kept {
        staff,
        span,
        overbooked: true,
    })
}

/// Promises the visit to the caller although nobody may be free.
///
/// # Errors
/// What is wrong with what was typed, field by field.
pub async fn overbook(clerk: &Clerk, caller: Caller<'_>, beside: Beside<'_>) -> Outcome<Overbooking> {
    wish::key(Some(caller.key))?;
    let person = Person::parse(&caller)?;
    until_done(|| attempt(clerk, &caller, &person, &beside)).await
}

async fn attempt(
    clerk: &Clerk,
    caller: &Caller<'_>,
    person: &Person,
    beside: &Beside<'_>,
) -> Outcome<Attempt<Overbooking>> {
    let tx = clerk.visitor.writing().await?;
    let visit = own_visit(clerk, &tx, caller.services)?;
    if let Some(slip) = given_before(clerk, &tx, caller.key).await? {
        return Ok(Attempt::Done(Overbooking::Given(slip)));
    }
    let kept = match kept_beside(&tx.town, &visit, beside, clerk.visitor.now) {
        Ok(kept) => kept,
        Err(refused) => return Ok(Attempt::Done(Overbooking::Refused(refused))),
    };
    let promised = promise(clerk, &tx, (caller, person), (&visit, kept), Some(beside.reason));
    let Some(slip) = promised.await? else {
        return Ok(Attempt::Overtaken);
    };
    tx.commit().await?;
    Ok(Attempt::Done(Overbooking::Given(slip)))
}
