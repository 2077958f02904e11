//! An appointment's state, from its columns and back: one function each way.

use chrono::{DateTime, NaiveDateTime, Utc};
use sea_orm::ActiveValue::Set;
use tenants::{
    DepartmentId, StaffId,
    appointment::{Kept, Party, State, StateName},
    calendar::{Cell, Span},
};

use super::{
    appointments::{Appointment, Promise},
    entity::appointment,
};
use crate::{booking::kept_visit::KeptVisit, refusal::Fault};

const LOCAL: &str = "%Y-%m-%dT%H:%M";

/// A local time as it is stored.
#[must_use]
pub fn written(local: NaiveDateTime) -> String {
    local.format(LOCAL).to_string()
}

/// A local time from what is stored.
#[must_use]
pub fn read_local(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, LOCAL).ok()
}

/// The one place where a state becomes columns.
pub(super) fn columns_of(state: &State, now: DateTime<Utc>) -> appointment::ActiveModel {
    let mut columns = appointment::ActiveModel {
        state: Set(state.name().as_str().to_owned()),
        staff_id: Set(state.kept().map(|kept| kept.staff.0)),
        overbooked: Set(state.kept().is_some_and(|kept| kept.overbooked)),
        hold_until: Set(state.ends_at().map(|until| until.timestamp_micros())),
        extended: Set(matches!(state, State::Held { extended: true, .. })),
        state_at: Set(now.timestamp_micros()),
        cancelled_by: Set(None),
        displaced_from: Set(None),
        ..Default::default()
    };
    if let Some(Kept { span, .. }) = state.kept() {
        columns.first_cell = Set(span.first.0);
        columns.cells = Set(span.cells.cast_signed());
    }
    if let State::Cancelled { by, .. } = state {
        columns.cancelled_by = Set(Some(match by {
            Party::Citizen => "citizen".to_owned(),
            Party::Town => "town".to_owned(),
        }));
    }
    if let State::Displaced { from, .. } = state {
        columns.displaced_from = Set(Some(from.0));
    }
    columns
}

/// The one place where columns become a state. The schema's checks promise what is asked for here; a row that breaks
/// them is a fault.
fn state_of(row: &appointment::Model, span: Span) -> Option<State> {
    let kept = row.staff_id.map(|staff| Kept {
        staff: StaffId(staff),
        span,
        overbooked: row.overbooked,
    });
    let until = row.hold_until.and_then(DateTime::from_timestamp_micros);
    let at = DateTime::from_timestamp_micros(row.state_at)?;
    Some(match StateName::parse(&row.state)? {
        StateName::Held => State::Held {
            kept: kept?,
            until: until?,
            extended: row.extended,
        },
        StateName::Pending => State::Pending {
            kept: kept?,
            until: until?,
        },
        StateName::Booked => State::Booked { kept: kept? },
        StateName::Arrived => State::Arrived { kept: kept?, at },
        StateName::Done => State::Done { kept: kept?, at },
        StateName::NoShow => State::NoShow { kept: kept? },
        StateName::Cancelled => {
            let by = if row.cancelled_by.as_deref()? == "town" {
                Party::Town
            } else {
                Party::Citizen
            };
            State::Cancelled { by, at }
        }
        StateName::Displaced => State::Displaced {
            from: StaffId(row.displaced_from?),
            span,
        },
    })
}

fn promise_of(row: &appointment::Model) -> Option<Promise> {
    Some(Promise {
        reference: row.reference.clone()?,
        name: row.name.clone()?,
        email: row.email.clone(),
        mail_fails: row.mail_fails,
        phone: row.phone.clone(),
        note: row.note.clone(),
        language: row.language.clone()?,
        pin_hash: row.pin_hash.clone()?,
        pin_failures: row.pin_failures,
        reminder: row.reminder,
    })
}

pub(super) fn read(row: appointment::Model) -> Result<Appointment, Fault> {
    let unreadable = || Fault::because(format!("appointment {} cannot be read", row.id));
    let span = Span {
        first: Cell(row.first_cell),
        cells: row.cells.unsigned_abs(),
    };
    Ok(Appointment {
        id: row.id,
        state: state_of(&row, span).ok_or_else(unreadable)?,
        department: DepartmentId(row.department_id),
        span,
        minutes: row.minutes.unsigned_abs(),
        local_start: read_local(&row.local_start).ok_or_else(unreadable)?,
        visit: KeptVisit::read(&row.visit)?,
        revision: row.revision,
        promise: promise_of(&row),
        hold_request: row.hold_request,
        confirm_request: row.confirm_request,
        moved_by: row.moved_by,
    })
}
