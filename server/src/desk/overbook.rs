//! Overbook: where no time is free, somebody takes a caller beside everything else. A clerk answers for it with a reason,
//! which stays in the history.

use tenants::StaffId;
use tenants::appointment::Kept;
use tenants::calendar::{Cell, OverbookRefused, Span, may_overbook};
use wire::{ProblemCode, ServiceCount};

use super::promise::{Caller, Person, Slip, given_before, own_visit, promise};
use crate::booking::retry::{Attempt, until_done};
use crate::booking::wish;
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
    /// Colleagues who can do all of it, in their department's order.
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
    let department = tx.town.department(visit.department());
    let staff = department.ok_or(ProblemCode::UnknownService)?.staff.iter();
    let able = staff.filter(|person| person.can_do(visit.services()));
    Ok(Able {
        people: able.map(|person| person.id).collect(),
        minutes: visit.minutes(),
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
    if let Some(slip) = given_before(&tx, caller.key).await? {
        return Ok(Attempt::Done(Overbooking::Given(slip)));
    }
    let span = Span {
        first: beside.first,
        cells: visit.cells(),
    };
    let staff = tx.town.staff().find(|one| one.slug == beside.person);
    let staff = staff.map(|one| one.id).ok_or(OverbookRefused::Nobody);
    let allowed = staff
        .and_then(|staff| may_overbook(&tx.town, &visit, staff, span, clerk.visitor.now).map(|()| staff));
    let kept = match allowed {
        Ok(staff) => Kept {
            staff,
            span,
            overbooked: true,
        },
        Err(refused) => return Ok(Attempt::Done(Overbooking::Refused(refused))),
    };
    let promised = promise(clerk, &tx, (caller, person), (&visit, kept), Some(beside.reason));
    let Some(slip) = promised.await? else {
        return Ok(Attempt::Overtaken);
    };
    tx.commit().await?;
    Ok(Attempt::Done(Overbooking::Given(slip)))
}
