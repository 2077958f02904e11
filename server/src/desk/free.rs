//! What is free for the desk: the next times of a visit, and who takes one. Every shift counts, also those kept back from
//! the internet, and neither lead time nor horizon.

use chrono::NaiveDate;
use tenants::appointment::Kept;
use tenants::calendar::{Cell, Channel, Span, local_time};
use tenants::{StaffId, Town, Visit};

use crate::calendar::{self, Days};
use crate::db::TownTx;
use crate::db::appointments::Appointment;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// Days in which a free time is looked for.
const DAYS: u32 = 28;
/// Most times that are proposed, and most of one day: whoever calls wants to choose between days, too.
const PROPOSED: usize = 12;
const OF_ONE_DAY: usize = 4;

/// The next free times from a day on. An appointment that is to move gives back the time it has.
pub async fn next_times(
    clerk: &Clerk,
    tx: &TownTx,
    visit: &Visit,
    from: Option<NaiveDate>,
    own: Option<Kept>,
) -> Outcome<Vec<Cell>> {
    let now = clerk.visitor.now;
    let today = local_time::date(tx.town.zone, now);
    let days = Days {
        from: from.map_or(today, |from| from.max(today)),
        count: DAYS,
    };
    let offer = calendar::offer_without(tx, visit, Channel::Desk, days, now, own).await?;
    let starts = offer.days.iter().flat_map(|day| {
        let others = day.starts.iter().copied();
        let others = others.filter(|start| own.is_none_or(|own| own.span.first != *start));
        others.take(OF_ONE_DAY)
    });
    Ok(starts.take(PROPOSED).collect())
}

/// Who takes it: the least busy that day of those who can and are free.
pub async fn somebody(
    clerk: &Clerk,
    tx: &TownTx,
    visit: &Visit,
    span: Span,
    own: Option<Kept>,
) -> Outcome<Option<StaffId>> {
    let able = calendar::able(tx, visit, (Channel::Desk, span.first), own, clerk.visitor.now).await?;
    Ok(able.first().copied())
}

/// What an appointment is for, as the town would settle it today; nothing if it would not any more.
pub fn visit_of(town: &Town, appointment: &Appointment) -> Option<Visit> {
    appointment.visit.settled_today(town, appointment.department)
}
