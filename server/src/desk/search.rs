//! Find an appointment by name, reference or phone number, of whatever day.

use crate::db::appointments::Appointment;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// Most that are told; whoever gets so many searches for more.
pub const MOST: u64 = 50;

/// Appointments of the clerk's departments that fit what was typed, the latest first. Fewer than two letters or digits find
/// nothing.
///
/// # Errors
/// If the database cannot be read.
pub async fn search(clerk: &Clerk, typed: &str) -> Outcome<Vec<Appointment>> {
    let typed = typed.trim();
    if typed.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
        return Ok(Vec::new());
    }
    let found = clerk.visitor.reading().await?.search(typed, MOST).await?;
    let own = found
        .into_iter()
        .filter(|appointment| clerk.account.works_in(appointment.department));
    Ok(own.collect())
}
