//! Cuts that touched promises, and what each did to whom: what has to be known to take one back.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, QueryFilter, QueryOrder as _};
use serde::de::DeserializeOwned;
use tenants::cut::Cut;
use tenants::{DepartmentId, StaffId};
use uuid::Uuid;

use super::TownTx;
use super::entity::rescue;
use super::parts::body_of;
use crate::auth::AccountId;
use crate::refusal::{Fault, Outcome};

/// One person is away, or a department without one.
const AWAY: &str = "away";
const HOLIDAY: &str = "holiday";
const SHIFTS: &str = "shifts";

/// A cut as it was saved.
#[derive(Clone, Debug)]
pub struct Rescued {
    /// Its number.
    pub id: i32,
    /// What was cut out.
    pub cut: Cut,
    /// When it was saved.
    pub at: DateTime<Utc>,
}

/// What a cut did to one appointment.
#[derive(Clone, Debug)]
pub struct Touched {
    /// Which.
    pub appointment: Uuid,
    /// Its revision after that.
    pub revision: i32,
    /// Who kept it before.
    pub before: StaffId,
    /// Whether she did beside everything else.
    pub overbooked: bool,
}

impl TownTx {
    /// Writes down that a cut is saved. Returns its number.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn add_rescue(&self, cut: &Cut, by: AccountId, now: DateTime<Utc>) -> Outcome<i32> {
        let row = self
            .all(
                // A number stands in the history for ever, also where its cut is no longer known.
                "SELECT coalesce(max(id), 0) + 1 AS id FROM (
                     SELECT max(id) AS id FROM rescue WHERE town_id = $1
                     UNION ALL SELECT max(rescue_id) FROM history WHERE town_id = $1) AS used",
                vec![self.id().0.into()],
            )
            .await?;
        let id = row
            .first()
            .ok_or_else(|| Fault::because("a count without an answer"))?
            .try_get("", "id")?;
        let (kind, staff, body) = match cut {
            Cut::Absence { staff, absence } => (AWAY, Some(staff.0), body_of(absence)?),
            Cut::Closure { closure, .. } => (AWAY, None, body_of(closure)?),
            Cut::Holiday { holiday } => (HOLIDAY, None, body_of(holiday)?),
            Cut::Shifts { staff, change } => (SHIFTS, Some(staff.0), body_of(change)?),
        };
        let department = match cut {
            Cut::Holiday { .. } => None,
            Cut::Absence { .. } | Cut::Closure { .. } | Cut::Shifts { .. } => {
                cut.departments(&self.town).first().map(|known| known.0)
            }
        };
        let row = rescue::ActiveModel {
            town_id: Set(self.id().0),
            id: Set(id),
            kind: Set(kind.to_owned()),
            department_id: Set(department),
            staff_id: Set(staff),
            body: Set(body),
            account_id: Set(by.0),
            at: Set(now.timestamp_micros()),
            taken_back: Set(false),
        };
        rescue::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await?;
        Ok(id)
    }

    /// Every cut that was saved through the desk and not taken back, the last one first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn rescues(&self) -> Outcome<Vec<Rescued>> {
        let rows = rescue::Entity::find()
            .filter(rescue::COLUMN.town_id.eq(self.id().0))
            .filter(rescue::COLUMN.taken_back.eq(false))
            .order_by_desc(rescue::Column::Id)
            .all(self.connection())
            .await?;
        rows.iter().map(|row| Ok(read(row)?)).collect()
    }

    /// Numbers of cuts that were taken back: what they did counts as if it had not been.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn void_rescues(&self) -> Result<BTreeSet<i32>, DbErr> {
        let sql = "SELECT id FROM rescue WHERE town_id = $1 AND taken_back";
        let rows = self.all(sql, vec![self.id().0.into()]).await?;
        rows.iter().map(|row| row.try_get("", "id")).collect()
    }

    /// What a cut did to each appointment that it changed.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn touched_by(&self, rescue: i32) -> Result<Vec<Touched>, DbErr> {
        let sql = "SELECT h.appointment_id, h.revision, b.staff_id, b.overbooked FROM history h
                   JOIN history b ON b.town_id = h.town_id AND b.appointment_id = h.appointment_id AND b.revision = h.revision - 1
                   WHERE h.town_id = $1 AND h.rescue_id = $2 AND b.staff_id IS NOT NULL ORDER BY h.first_cell, h.appointment_id, h.revision";
        let rows = self.all(sql, vec![self.id().0.into(), rescue.into()]).await?;
        let read = |row: &sea_orm::QueryResult| {
            Ok(Touched {
                appointment: row.try_get("", "appointment_id")?,
                revision: row.try_get("", "revision")?,
                before: StaffId(row.try_get("", "staff_id")?),
                overbooked: row.try_get("", "overbooked")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Writes down that a cut was taken back. Its number stays its own, and what it did stays in the history.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn mark_taken_back(&self, rescue: i32) -> Result<(), DbErr> {
        let sql = "UPDATE rescue SET taken_back = true WHERE town_id = $1 AND id = $2";
        self.execute(sql, vec![self.id().0.into(), rescue.into()])
            .await
            .map(|_| ())
    }
}

fn read(row: &rescue::Model) -> Result<Rescued, Fault> {
    let staff = row.staff_id.map(StaffId);
    let department = row.department_id.map(DepartmentId);
    let cut = match (row.kind.as_str(), staff, department) {
        (AWAY, Some(staff), _) => Cut::Absence {
            staff,
            absence: part(row)?,
        },
        (AWAY, None, Some(department)) => Cut::Closure {
            department,
            closure: part(row)?,
        },
        (HOLIDAY, None, None) => Cut::Holiday { holiday: part(row)? },
        (SHIFTS, Some(staff), _) => Cut::Shifts {
            staff,
            change: part(row)?,
        },
        _ => return Err(unreadable(row)),
    };
    Ok(Rescued {
        id: row.id,
        cut,
        at: DateTime::from_timestamp_micros(row.at).ok_or_else(|| unreadable(row))?,
    })
}

fn part<T: DeserializeOwned>(row: &rescue::Model) -> Result<T, Fault> {
    serde_json::from_str(&row.body).map_err(|_| unreadable(row))
}

fn unreadable(row: &rescue::Model) -> Fault {
    Fault::because(format!("rescue {} cannot be read", row.id))
}
