//! When could I come?

use chrono::NaiveDate;
use tenants::calendar::Channel;
use wire::{Availability, ServiceCount};

use super::wish;
use crate::{
    calendar::{self, Days},
    refusal::{Outcome, Trouble},
    web::visitor::Visitor,
};

/// Most days one answer covers.
const MOST_DAYS: u32 = 62;

/// Free times of a visit on the asked days.
///
/// # Errors
/// If the visit is none, too many days are asked for, or the town's online appointments are stopped.
pub async fn offer(
    visitor: &Visitor,
    services: &[ServiceCount],
    from: NaiveDate,
    days: u32,
) -> Outcome<Availability> {
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Trouble::field("days", "field.days"));
    }
    let tx = visitor.reading().await?;
    tx.must_be_open()?;
    let visit = wish::visit(&tx.town, services, Channel::Citizen)?;
    let days = Days { from, count: days };
    let offer = calendar::offer(&tx, &visit, Channel::Citizen, days, visitor.now).await?;
    Ok(visitor.teller(&tx.town).availability(&visit, &offer))
}
