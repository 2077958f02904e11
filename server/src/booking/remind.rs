//! Be reminded of an appointment, or not: the citizen's own wish, which she can take back at any time (LAW-04).

use tenants::appointment::StateName;
use tenants::notice::{Kind, reminder_at};
use wire::ProblemCode;

use super::view::behind_link;
use crate::db::appointments::Appointment;
use crate::db::notices::Owed;
use crate::db::sendings::NoticeState;
use crate::notices::Ways;
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// Whether whoever has this link wishes to be reminded; nothing where a message cannot reach her or comes too late.
///
/// # Errors
/// `NotFound` for a link that opens nothing.
pub async fn reminder(visitor: &Visitor, token: &str) -> Outcome<Option<bool>> {
    let tx = visitor.reading().await?;
    let (_, appointment) = behind_link(visitor, &tx, token).await?;
    let can_be = appointment.state.name() == StateName::Booked
        && Ways::of(&visitor.app.config, &tx.town).reach(&appointment)
        && reminder_at(
            tx.town.zone,
            appointment.span.first.start(),
            tx.town.messages.reminder_hours,
            visitor.now,
        )
        .is_some();
    Ok(can_be.then(|| wishes(&appointment)))
}

/// Writes down whether she wishes to be reminded. Asking again changes nothing.
///
/// # Errors
/// `NotFound` for a link that opens nothing.
pub async fn remind(visitor: &Visitor, token: &str, wish: bool) -> Outcome<()> {
    let tx = visitor.writing().await?;
    let (_, appointment) = behind_link(visitor, &tx, token).await?;
    if wishes(&appointment) == wish || appointment.state.name() != StateName::Booked {
        return Ok(());
    }
    if !tx.set_reminder(&appointment, wish).await? {
        return Err(ProblemCode::NotChangeable.into());
    }
    if wish {
        let (start, hours) = (appointment.span.first.start(), tx.town.messages.reminder_hours);
        if let Some(due) = reminder_at(tx.town.zone, start, hours, visitor.now) {
            let id = visitor.app.chance.uuid_v7(visitor.now);
            let owed = Owed::about(id, Kind::Reminder, &appointment, due);
            let of = (appointment.id, appointment.revision);
            tx.owe_anew(of, owed, visitor.now).await?;
        }
    } else {
        for notice in tx.notices_about(appointment.id).await? {
            if notice.kind == Kind::Reminder && notice.state == NoticeState::Owed {
                tx.withdraw(notice.id).await?;
            }
        }
    }
    tx.commit().await
}

fn wishes(appointment: &Appointment) -> bool {
    appointment
        .promise
        .as_ref()
        .is_some_and(|promise| promise.reminder)
}
