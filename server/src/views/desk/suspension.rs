//! That a town's online appointments are stopped, told to whoever works there.

use tenants::Town;
use tenants::calendar::local_time;

use crate::db::operator::Suspension;
use crate::texts::words;

/// Since when, why, and what still goes on.
#[must_use]
pub fn told(town: &Town, suspension: &Suspension) -> String {
    format!(
        "Seit {} können Bürgerinnen und Bürger online keine Termine vereinbaren. Der Betreiber hat das gestoppt: {}. Vorhandene \
         Termine gelten weiter, und Sie können hier Termine vergeben.",
        since(town, suspension),
        suspension.reason.trim_end_matches('.')
    )
}

/// "23.11.2026, 09:30 Uhr".
#[must_use]
pub fn since(town: &Town, suspension: &Suspension) -> String {
    let local = local_time::local(town.zone, suspension.since).naive_local();
    format!("{}, {}", local.format("%d.%m.%Y"), words("de").time(local.time()))
}
