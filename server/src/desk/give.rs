//! Give an appointment to somebody who calls or stands at the counter: a free time, and whoever is free then.

use chrono::NaiveDate;
use tenants::appointment::Kept;
use tenants::calendar::{Cell, Span};
use wire::ServiceCount;

use super::free::{next_times, somebody};
use super::promise::{Caller, Person, Slip, given_before, own_visit, promise};
use crate::booking::retry::{Attempt, until_done};
use crate::booking::wish;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// How giving ended.
pub enum Giving {
    /// It is promised.
    Given(Slip),
    /// The time is gone, or was none; nothing was done.
    NotFree,
}

/// The next free times for the clerk's callers, from a day on.
///
/// # Errors
/// If the town would not settle this in one visit, or not in one of the clerk's departments.
pub async fn proposals(
    clerk: &Clerk,
    services: &[ServiceCount],
    from: Option<NaiveDate>,
) -> Outcome<Vec<Cell>> {
    let visitor = &clerk.visitor;
    let tx = visitor.reading().await?;
    let visit = own_visit(clerk, &tx, services)?;
    next_times(clerk, &tx, &visit, from, None).await
}

/// Gives the appointment at this time, as it was proposed.
///
/// # Errors
/// What is wrong with what was typed, field by field.
pub async fn give(clerk: &Clerk, caller: Caller<'_>, at: &str) -> Outcome<Giving> {
    wish::key(Some(caller.key))?;
    let person = Person::parse(&caller)?;
    until_done(|| attempt(clerk, &caller, &person, at)).await
}

async fn attempt(clerk: &Clerk, caller: &Caller<'_>, person: &Person, at: &str) -> Outcome<Attempt<Giving>> {
    let tx = clerk.visitor.writing().await?;
    let visit = own_visit(clerk, &tx, caller.services)?;
    if let Some(slip) = given_before(clerk, &tx, caller.key).await? {
        return Ok(Attempt::Done(Giving::Given(slip)));
    }
    let span = Span {
        first: wish::start(&tx.town, at)?,
        cells: visit.cells(),
    };
    tx.end_expired(span, clerk.visitor.now.timestamp_micros()).await?;
    let Some(staff) = somebody(clerk, &tx, &visit, span, None).await? else {
        return Ok(Attempt::Done(Giving::NotFree));
    };
    let kept = Kept {
        staff,
        span,
        overbooked: false,
    };
    let Some(slip) = promise(clerk, &tx, (caller, person), (&visit, kept), None).await? else {
        return Ok(Attempt::Overtaken);
    };
    tx.commit().await?;
    Ok(Attempt::Done(Giving::Given(slip)))
}
