//! A colleague's appointments in her own calendar program, which asks for them by a secret address.

use chrono::{DateTime, TimeDelta, Utc};
use tenants::calendar::Cell;
use tenants::{StaffId, Town};
use wire::ProblemCode;

use crate::auth::AccountState;
use crate::booking::secrets::Secret;
use crate::db::appointments::Appointment;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;
use crate::web::visitor::Visitor;

/// So long an appointment stays in the calendar after it was.
const BEFORE: TimeDelta = TimeDelta::days(7);
/// So far ahead it goes; no town lets anybody look further.
const AHEAD: TimeDelta = TimeDelta::days(366);

/// Since when the clerk's calendar has an address.
///
/// # Errors
/// If the database cannot be read.
pub async fn feed_since(clerk: &Clerk) -> Outcome<Option<DateTime<Utc>>> {
    clerk.visitor.reading().await?.feed_since(clerk.account.id).await
}

/// Gives the clerk's calendar an address, which is told once; an earlier one leads nowhere any more.
///
/// # Errors
/// `NotFound` for whoever takes no appointments.
pub async fn make_feed(clerk: &Clerk) -> Outcome<Secret> {
    if clerk.account.staff.is_none() {
        return Err(ProblemCode::NotFound.into());
    }
    let secret = Secret::drawn(clerk.visitor.app.chance.bytes());
    let tx = clerk.visitor.writing().await?;
    tx.set_feed(clerk.account.id, secret.hash(), clerk.visitor.now)
        .await?;
    tx.commit_quietly().await?;
    Ok(secret)
}

/// Gives the address of the clerk's calendar up.
///
/// # Errors
/// If the database cannot be written.
pub async fn end_feed(clerk: &Clerk) -> Outcome<()> {
    let tx = clerk.visitor.writing().await?;
    tx.end_feed(clerk.account.id).await?;
    tx.commit_quietly().await
}

/// What a colleague keeps, for her calendar.
pub struct Feed {
    /// Whose town.
    pub town: std::sync::Arc<Town>,
    /// Her appointments, in the order of time.
    pub appointments: Vec<Appointment>,
}

/// The appointments behind a calendar's secret address.
///
/// # Errors
/// `NotFound` for an address that leads nowhere, and for whoever is locked out or has left.
pub async fn feed(visitor: &Visitor, secret: &str) -> Outcome<Feed> {
    let secret = Secret::parse(secret).ok_or(ProblemCode::NotFound)?;
    let tx = visitor.reading().await?;
    let account = tx
        .account_of_feed(secret.hash())
        .await?
        .ok_or(ProblemCode::NotFound)?;
    let account = tx
        .account(account)
        .await?
        .filter(|account| account.state == AccountState::Active);
    let staff: Option<StaffId> = account.and_then(|account| account.staff);
    let staff = staff.ok_or(ProblemCode::NotFound)?;
    let (from, until) = (visitor.now - BEFORE, visitor.now + AHEAD);
    let (from, until) = (Cell::at_or_after(from), Cell::at_or_after(until));
    let mut appointments = tx
        .appointments(from, until, visitor.now.timestamp_micros())
        .await?;
    appointments
        .retain(|one| one.promise.is_some() && one.state.kept().is_some_and(|kept| kept.staff == staff));
    Ok(Feed {
        town: tx.town.clone(),
        appointments,
    })
}
