//! The towns' calendars, as they are asked for free times.
//!
//! This is the one seam between "what is free" and where that is known from. Today each answer loads what is taken
//! in one statement; a calendar kept in memory can take its place without anybody else noticing. It only feeds the
//! display: who claims a time asks `db::claims`, never this.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tenants::{
    StaffId, Town, Visit,
    appointment::Kept,
    calendar::{
        Busy, Cell, Channel, LocalDay, Offer, local_time, may_start, nearest, offer as rules, offer::Window,
    },
};
use wire::ProblemCode;

use crate::{db::TownTx, refusal::Outcome};

/// Days of a town's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first date.
    pub from: NaiveDate,
    /// How many.
    pub count: u32,
}

/// Free times of a visit on some days.
///
/// # Errors
/// If the database cannot be read.
pub async fn offer(
    tx: &TownTx,
    visit: &Visit,
    channel: Channel,
    days: Days,
    now: DateTime<Utc>,
) -> Outcome<Offer> {
    offer_without(tx, visit, channel, days, now, None).await
}

/// The same for an appointment that gives back the time it has.
///
/// # Errors
/// If the database cannot be read.
pub async fn offer_without(
    tx: &TownTx,
    visit: &Visit,
    channel: Channel,
    days: Days,
    now: DateTime<Utc>,
    own: Option<Kept>,
) -> Outcome<Offer> {
    let busy = given_back(taken(tx, channel, days, now).await?, own);
    Ok(rules(&tx.town, visit, channel, window(days), now, &busy))
}

/// Free times of a visit as each of these towns would have them: the town as it is, and as it might be.
///
/// # Errors
/// If the database cannot be read.
pub async fn offers_in<const N: usize>(
    tx: &TownTx,
    towns: [&Town; N],
    visit: &Visit,
    (channel, days): (Channel, Days),
    now: DateTime<Utc>,
) -> Outcome<[Offer; N]> {
    let busy = taken(tx, channel, days, now).await?;
    Ok(towns.map(|town| rules(town, visit, channel, window(days), now, &busy)))
}

fn window(days: Days) -> Window {
    Window {
        from: days.from,
        days: days.count,
    }
}

async fn taken(tx: &TownTx, channel: Channel, days: Days, now: DateTime<Utc>) -> Outcome<Vec<Busy>> {
    let zone = tx.town.zone;
    let midnight = |date: NaiveDate| {
        Cell::containing(local_time::bound(
            zone,
            date.and_hms_opt(0, 0, 0).unwrap_or_default(),
        ))
    };
    let until = days
        .from
        .checked_add_signed(TimeDelta::days(days.count.into()))
        .unwrap_or(days.from);
    let busy = tx
        .taken(
            channel,
            midnight(days.from),
            midnight(until),
            now.timestamp_micros(),
        )
        .await?;
    Ok(busy)
}

/// Who can keep a promise that begins then, the least busy that day in front. An appointment that is to move gives back the time it
/// has.
///
/// # Errors
/// If the database cannot be read.
pub async fn able(
    tx: &TownTx,
    visit: &Visit,
    (channel, first): (Channel, Cell),
    own: Option<Kept>,
    now: DateTime<Utc>,
) -> Outcome<Vec<StaffId>> {
    let date = local_time::date(tx.town.zone, first.start());
    let day = LocalDay::of(tx.town.zone, date).ok_or(ProblemCode::NotOffered)?;
    let until = day.midnight.plus(day.cells);
    let busy = tx
        .taken(channel, day.midnight, until, now.timestamp_micros())
        .await?;
    let candidates = may_start(&tx.town, visit, channel, first, now, &given_back(busy, own));
    Ok(candidates.unwrap_or_default())
}

/// What is taken once an appointment has given back its time. Whatever else is promised for the same time stays taken.
#[must_use]
pub fn given_back(mut busy: Vec<Busy>, own: Option<Kept>) -> Vec<Busy> {
    let is_own = |own: Kept| move |taken: &Busy| (taken.staff, taken.span) == (own.staff, own.span);
    if let Some(place) = own.and_then(|own| busy.iter().position(is_own(own))) {
        busy.swap_remove(place);
    }
    busy
}

/// The free times nearest to a wished one, from a week before it to two weeks after.
///
/// # Errors
/// If the database cannot be read.
pub async fn nearby(
    tx: &TownTx,
    visit: &Visit,
    channel: Channel,
    wished: Cell,
    now: DateTime<Utc>,
) -> Outcome<Vec<Cell>> {
    let today = local_time::date(tx.town.zone, now);
    let around = local_time::date(tx.town.zone, wished.start()) - TimeDelta::days(7);
    let days = Days {
        from: around.max(today),
        count: 22,
    };
    let offer = offer(tx, visit, channel, days, now).await?;
    Ok(nearest(&offer.days, wished, 3))
}
