//! What a citizen applied for has arrived: she is told that she can pick it up.

use tenants::appointment::StateName;
use tenants::notice::Kind;
use uuid::Uuid;

use super::appointment::{Known, promised};
use crate::db::notices::Owed;
use crate::db::sendings::NoticeState;
use crate::notices::Ways;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// Who hears how that something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pickup {
    /// She can be told by a message.
    Tell,
    /// She was told, or is about to be.
    Told,
    /// No message reaches her: she is called.
    Call,
}

/// How the citizen of a settled appointment hears that something is there for her; nothing before it is settled.
#[must_use]
pub fn pickup(known: &Known) -> Option<Pickup> {
    if known.appointment.state.name() != StateName::Done {
        return None;
    }
    let told = known
        .notices
        .iter()
        .rev()
        .find(|notice| notice.kind == Kind::Ready);
    Some(match told.map(|notice| notice.state) {
        Some(NoticeState::Dead) => Pickup::Call,
        Some(NoticeState::Owed | NoticeState::Sending | NoticeState::Sent) => Pickup::Told,
        Some(NoticeState::Withdrawn) | None if known.hears_messages => Pickup::Tell,
        Some(NoticeState::Withdrawn) | None => Pickup::Call,
    })
}

/// Owes her the message, once; `false` if the appointment is not settled, or no message reaches her.
///
/// # Errors
/// `NotFound` if there is no such appointment in the clerk's departments.
pub async fn tell_ready(clerk: &Clerk, id: Uuid) -> Outcome<bool> {
    let visitor = &clerk.visitor;
    let tx = visitor.writing().await?;
    let appointment = promised(clerk, &tx, id).await?;
    let ways = Ways::of(&visitor.app.config, &tx.town);
    if appointment.state.name() != StateName::Done || !ways.reach(&appointment) {
        return Ok(false);
    }
    let notice = visitor.app.chance.uuid_v7(visitor.now);
    let owed = Owed::about(notice, Kind::Ready, &appointment, visitor.now);
    tx.owe_anew((id, appointment.revision), owed, visitor.now).await?;
    tx.commit().await?;
    Ok(true)
}
