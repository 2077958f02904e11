//! Take back at once what one has done by mistake: calling off, or moving. The time one had is claimed again like any other; who
//! has it by then keeps it.

use chrono::{DateTime, Utc};
use tenants::StaffId;
use tenants::Visit;
use tenants::appointment::{Kept, State, Step, UNDO, can_take_back};
use tenants::calendar::{Cell, Channel, Span, local_time};
use wire::{AppointmentView, ProblemCode};

use super::retry::{Attempt, until_done};
use super::taken::Taken;
use super::view::{behind_link, tell};
use crate::calendar::{self, able};
use crate::db::TownTx;
use crate::db::appointments::{Appointment, NewTime};
use crate::db::notices::{Actor, Deed, Happened};
use crate::db::sendings::NoticeState;
use crate::refusal::{Outcome, Refusal, Trouble};
use crate::web::visitor::Visitor;

/// What its citizen can take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undoable {
    /// The revision it led to: nothing else is taken back.
    pub revision: i32,
    /// Until when.
    pub until: DateTime<Utc>,
    /// The time she had, if she has moved it; she has called it off otherwise.
    pub moved_from: Option<DateTime<Utc>>,
}

/// What was done last, and what was before.
struct LastStep {
    deed: Deed,
    at: DateTime<Utc>,
    staff: StaffId,
    first: Cell,
}

/// What the citizen behind a private link can take back now; nothing if nobody is free for her then any more.
///
/// # Errors
/// `NotFound` for every link that opens nothing.
pub async fn undoable(visitor: &Visitor, token: &str) -> Outcome<Option<Undoable>> {
    let tx = visitor.reading().await?;
    let (_, appointment) = behind_link(visitor, &tx, token).await?;
    let Some(step) = last_step(visitor, &tx, &appointment).await? else {
        return Ok(None);
    };
    let free = somebody(visitor, &tx, &appointment, &step).await?;
    Ok(free.map(|_| Undoable {
        revision: appointment.revision,
        until: step.at + UNDO,
        moved_from: (step.deed == Deed::Moved).then(|| step.first.start()),
    }))
}

/// Takes back the step that led to this revision. Asking again changes nothing.
///
/// # Errors
/// `SlotTaken` with the nearest free times if nobody is free then any more, `NotChangeable` if it is too late.
pub async fn undo(visitor: &Visitor, token: &str, revision: i32) -> Outcome<AppointmentView> {
    match until_done(|| attempt(visitor, token, revision)).await? {
        Ok(back) => Ok(back),
        Err(wished) => Err(taken(visitor, token, wished).await?),
    }
}

/// The appointment as it was, or the time that nobody is free for.
async fn attempt(
    visitor: &Visitor,
    token: &str,
    revision: i32,
) -> Outcome<Attempt<Result<AppointmentView, Cell>>> {
    let now = visitor.now;
    let tx = visitor.writing().await?;
    let (secret, appointment) = behind_link(visitor, &tx, token).await?;
    if appointment.revision == revision + 1 && is_taken_back(&tx, &appointment).await? {
        return Ok(Attempt::Done(Ok(tell(visitor, &tx, &secret, &appointment)?)));
    }
    let step = last_step(visitor, &tx, &appointment).await?;
    let step = step.filter(|_| appointment.revision == revision);
    let step = step.ok_or(ProblemCode::NotChangeable)?;
    if let Some(visit) = settled(&tx, &appointment) {
        tx.end_expired(span(&visit, &step), now.timestamp_micros())
            .await?;
    }
    let Some((visit, staff)) = somebody(visitor, &tx, &appointment, &step).await? else {
        return Ok(Attempt::Done(Err(step.first)));
    };
    let to = Kept {
        staff,
        span: span(&visit, &step),
        overbooked: false,
    };
    let back = match step.deed {
        Deed::Moved => Step::Move { to },
        _ => Step::Restore { to },
    };
    let after = appointment.state.step(back, now);
    let after = after.map_err(|_| ProblemCode::NotChangeable)?;
    let time = NewTime {
        minutes: visit.minutes(),
        local_start: local_time::local(tx.town.zone, step.first.start()).naive_local(),
        by_hold: None,
        offered_from: now,
    };
    let local_start = time.local_start;
    tx.release_claims(appointment.id).await?;
    if !tx.write_move(&appointment, after, time, now).await?
        || !tx.claim(to.staff, to.span, appointment.id).await?
    {
        return Ok(Attempt::Overtaken);
    }
    tx.follow_back(appointment.id, revision - 1, step.at).await?;
    let heard = may_have_heard(&tx, &appointment).await?;
    let taken = Taken::new(&appointment, after, Deed::Returned, Actor::Citizen).making_good(heard);
    let taken = match step.deed {
        Deed::Moved => taken.moved_to(local_start),
        _ => taken,
    };
    taken.record(visitor, &tx).await?;
    let restored = Appointment {
        state: after,
        span: to.span,
        local_start,
        minutes: visit.minutes(),
        ..appointment
    };
    let view = tell(visitor, &tx, &secret, &restored)?;
    tx.commit().await?;
    Ok(Attempt::Done(Ok(view)))
}

/// What she did last, while she can take it back and the time she had is still to come.
async fn last_step(visitor: &Visitor, tx: &TownTx, appointment: &Appointment) -> Outcome<Option<LastStep>> {
    let is_hers = match appointment.state {
        State::Cancelled { at, .. } => can_take_back(at, visitor.now),
        State::Booked { .. } => appointment.moved_by.is_some(),
        _ => false,
    };
    if !is_hers {
        return Ok(None);
    }
    let steps = tx.history(appointment.id).await?;
    let [.., before, last] = steps.as_slice() else {
        return Ok(None);
    };
    let step = |last: &Happened, staff| LastStep {
        deed: last.deed,
        at: last.at,
        staff,
        first: before.first_cell,
    };
    let step = before.staff.map(|staff| step(last, staff));
    Ok(step.filter(|step| {
        matches!(step.deed, Deed::Cancelled | Deed::Moved)
            && last.by.is_none()
            && can_take_back(step.at, visitor.now)
            && visitor.now < step.first.start()
    }))
}

/// Who can keep the promise as it was: whoever had it, if she is free, or anybody whom citizens could choose then.
async fn somebody(
    visitor: &Visitor,
    tx: &TownTx,
    appointment: &Appointment,
    step: &LastStep,
) -> Outcome<Option<(Visit, StaffId)>> {
    let Some(visit) = settled(tx, appointment) else {
        return Ok(None);
    };
    let (own, now) = (appointment.state.kept(), visitor.now);
    let same = able(tx, &visit, (Channel::Desk, step.first), own, now).await?;
    if same.contains(&step.staff) {
        return Ok(Some((visit, step.staff)));
    }
    let others = able(tx, &visit, (Channel::Citizen, step.first), own, now).await?;
    Ok(others.first().map(|staff| (visit, *staff)))
}

fn settled(tx: &TownTx, appointment: &Appointment) -> Option<Visit> {
    appointment.visit.settled_today(&tx.town, appointment.department)
}

fn span(visit: &Visit, step: &LastStep) -> Span {
    Span {
        first: step.first,
        cells: visit.cells(),
    }
}

/// Whether its citizen has just taken back what she did.
async fn is_taken_back(tx: &TownTx, appointment: &Appointment) -> Outcome<bool> {
    let steps = tx.history(appointment.id).await?;
    let last = steps.last();
    Ok(last.is_some_and(|last| last.deed == Deed::Returned && last.by.is_none()))
}

/// Whether a message about what is taken back may have gone out. One that has not stays at home.
async fn may_have_heard(tx: &TownTx, appointment: &Appointment) -> Outcome<bool> {
    let mut heard = false;
    for notice in tx.notices_about(appointment.id).await? {
        if notice.revision != appointment.revision {
            continue;
        }
        match notice.state {
            NoticeState::Owed | NoticeState::Dead => {
                tx.set_notice(notice.id, NoticeState::Withdrawn).await?;
            }
            NoticeState::Sending | NoticeState::Sent => heard = true,
            NoticeState::Withdrawn => {}
        }
    }
    Ok(heard)
}

/// Says that the time is somebody else's, with the nearest free ones.
async fn taken(visitor: &Visitor, token: &str, wished: Cell) -> Outcome<Trouble> {
    let tx = visitor.reading().await?;
    let (_, appointment) = behind_link(visitor, &tx, token).await?;
    let near = match settled(&tx, &appointment) {
        Some(visit) => calendar::nearby(&tx, &visit, Channel::Citizen, wished, visitor.now).await?,
        None => Vec::new(),
    };
    let teller = visitor.teller(&tx.town);
    Ok(Trouble::Refused(Refusal {
        code: ProblemCode::SlotTaken,
        fields: Vec::new(),
        alternatives: near.into_iter().map(|cell| teller.time(cell.start())).collect(),
    }))
}
