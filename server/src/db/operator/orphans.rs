//! What a change of a town's definition would take away from somebody who has an appointment.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};
use tenants::{
    DepartmentId, StaffId, TownId,
    calendar::{Cell, Span, roster},
    definition::{Stored, UnknownZone},
};

use crate::refusal::{Fault, Outcome};

/// A row that speaks of a person or a department.
struct Standing {
    department: i32,
    staff: Option<i32>,
    span: Option<Span>,
    local_start: String,
}

/// What would go although an appointment stands on it: departments and people named by any appointment, past ones too,
/// and working hours under those still to come. What nobody keeps already is nobody's loss.
pub(super) async fn orphans(
    tx: &DatabaseTransaction,
    before: &Stored,
    after: &Stored,
    now: DateTime<Utc>,
) -> Outcome<Vec<String>> {
    let unreadable = |error: UnknownZone| Fault(Box::new(error));
    let (old, new) = (
        before.clone().town().map_err(unreadable)?,
        after.clone().town().map_err(unreadable)?,
    );
    let mut orphans = BTreeSet::new();
    for row in standing(tx, before.id, now).await? {
        if let Some(gone) = old.department(DepartmentId(row.department))
            && new.department(gone.id).is_none()
        {
            orphans.insert(format!("department {}: there are appointments", gone.slug));
        }
        let Some(person) = row.staff.and_then(|staff| old.staff_member(StaffId(staff))) else {
            continue;
        };
        if new.staff_member(person.id).is_none() {
            orphans.insert(format!(
                "staff member {}: there are appointments; end the shifts instead",
                person.slug
            ));
        } else if let Some(span) = row.span
            && roster::can_keep(&old, person.id, span)
            && !roster::can_keep(&new, person.id, span)
        {
            orphans.insert(format!(
                "staff member {}: appointment on {}",
                person.slug, row.local_start
            ));
        }
    }
    Ok(orphans.into_iter().collect())
}

async fn standing(
    tx: &DatabaseTransaction,
    town: TownId,
    now: DateTime<Utc>,
) -> Result<Vec<Standing>, DbErr> {
    let sql = "SELECT department_id, staff_id, first_cell, cells, local_start FROM appointment
               WHERE town_id = $1 AND first_cell + cells > $2
               UNION
               SELECT department_id, staff_id, NULL, NULL, '' FROM appointment WHERE town_id = $1
               UNION
               SELECT a.department_id, h.staff_id, NULL, NULL, '' FROM history h
               JOIN appointment a ON a.town_id = h.town_id AND a.id = h.appointment_id WHERE h.town_id = $1";
    let values = [Value::from(town.0), Cell::containing(now).0.into()];
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            tx.get_database_backend(),
            sql,
            values,
        ))
        .await?;
    let read = |row: &QueryResult| {
        let first: Option<i32> = row.try_get("", "first_cell")?;
        let cells: Option<i32> = row.try_get("", "cells")?;
        Ok(Standing {
            department: row.try_get("", "department_id")?,
            staff: row.try_get("", "staff_id")?,
            span: first.zip(cells).map(|(first, cells)| Span {
                first: Cell(first),
                cells: cells.unsigned_abs(),
            }),
            local_start: row.try_get("", "local_start")?,
        })
    };
    rows.iter().map(read).collect()
}
