//! Messages that nobody could deliver: a clerk has them sent once more, or has told the citizen another way.

use uuid::Uuid;
use wire::ProblemCode;

use super::appointment::promised;
use crate::db::sendings::{NoticeState, Undelivered};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// Every message of the clerk's departments that could not be delivered and matters still, the next appointment first.
///
/// # Errors
/// If the database cannot be read.
pub async fn undelivered(clerk: &Clerk) -> Outcome<Vec<Undelivered>> {
    let tx = clerk.visitor.reading().await?;
    let mut found = tx.undelivered(clerk.visitor.now).await?;
    found.retain(|one| clerk.account.works_in(one.appointment.department));
    Ok(found)
}

/// Has a message sent once more, or settles it; `false` if a colleague was faster.
///
/// # Errors
/// `NotFound` if there is no such message in the clerk's departments.
pub async fn look_after(clerk: &Clerk, notice: Uuid, again: bool) -> Outcome<bool> {
    let tx = clerk.visitor.writing().await?;
    let found = tx.notice(notice).await?.ok_or(ProblemCode::NotFound)?;
    promised(clerk, &tx, found.appointment).await?;
    if found.state != NoticeState::Dead || !tx.revive(notice, again, clerk.visitor.now).await? {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}
