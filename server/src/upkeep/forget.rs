//! Forgets people when their time is over: what a town's `[keep]` says.
//!
//! Appointments go in small batches, each counted in the transaction that erases it, so that a server that dies in between has lost
//! nothing and counted nothing twice. Several servers pass by what another one is erasing.

use chrono::{DateTime, NaiveDate, Utc};
use tenants::calendar::{Cell, local_time};
use tenants::keep::Keep;
use tenants::{Town, operator as house};

use crate::app::App;
use crate::db::{erasing::Outlived, operator};
use crate::refusal::Outcome;

/// Appointments erased in one transaction. Nobody else's writing waits longer than for these.
const BATCH: u32 = 100;

/// Forgets what has been kept for long enough, in every town and in the operator's house. Returns how many appointments went.
///
/// A town that fails is told in the log and left for the next time.
///
/// # Errors
/// If the towns cannot be listed.
pub async fn forget(app: &App) -> Outcome<u64> {
    let mut forgotten = 0;
    let towns = operator::list(&app.db).await?;
    let towns = towns.iter().map(|town| town.slug.as_str());
    for slug in towns.chain([house::SLUG]) {
        match forget_town(app, slug).await {
            Ok(gone) => forgotten += gone,
            Err(trouble) => tracing::error!(town = slug, %trouble, "a town cannot forget"),
        }
    }
    app.db.empty_log().await?;
    Ok(forgotten)
}

async fn forget_town(app: &App, slug: &str) -> Outcome<u64> {
    let town = app.db.town(slug);
    let now = app.clock.now();
    let mut forgotten = 0;
    loop {
        let tx = town.write().await?;
        let which = outlived(&tx.town, now);
        let ids = tx.outlived(which, BATCH, now).await?;
        let erased = tx.count_and_erase(&ids).await?;
        tx.commit_quietly().await?;
        forgotten += erased;
        if erased < u64::from(BATCH) {
            break;
        }
    }
    let tx = town.write().await?;
    let keep = &tx.town.keep;
    let first = Keep::first_kept(keep.absence_days, local_time::date(tx.town.zone, now));
    tx.forget_answers(midnight(&tx.town, keep.answer_days, now))
        .await?;
    tx.forget_sessions(now).await?;
    tx.forget_rescues(first, midnight(&tx.town, keep.absence_days, now))
        .await?;
    let is_past = knows_absences_before(&tx.town, first);
    tx.commit_quietly().await?;
    if is_past {
        // Everybody's booking waits for a change of the calendar: it is only made where there is something to forget.
        let tx = town.change().await?;
        tx.forget_absences(first).await?;
        tx.commit_quietly().await?;
    }
    Ok(forgotten)
}

fn knows_absences_before(town: &Town, first: NaiveDate) -> bool {
    let mut absences = town.staff().flat_map(|person| &person.absences);
    absences.any(|absence| absence.last_day() < first)
}

fn outlived(town: &Town, now: DateTime<Utc>) -> Outlived {
    Outlived {
        visits_before: Cell::at_or_after(midnight(town, town.keep.visit_days, now)),
        cancelled_before: Cell::at_or_after(midnight(town, town.keep.cancelled_days, now)),
    }
}

/// When the first day begins that is still kept.
fn midnight(town: &Town, days: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    let first: NaiveDate = Keep::first_kept(days, local_time::date(town.zone, now));
    local_time::bound(town.zone, first.and_time(chrono::NaiveTime::MIN))
}
