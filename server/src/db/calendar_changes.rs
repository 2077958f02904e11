//! Changes of a town's calendar by its own people, while citizens book.
//!
//! Only in a transaction of `TownDb::change`, so that no decision is being made by what is about to change.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, Value};
use serde::Serialize;
use tenants::StaffId;
use tenants::calendar::holidays::AddedHoliday;
use tenants::cut::Cut;
use tenants::definition::TownFacts;
use tenants::staff::Shift;

use super::TownTx;
use super::audit::Author;
use super::parts::body_of;
use crate::refusal::{Fault, Outcome};

impl TownTx {
    /// Writes a cut, notes who did it, and makes every decision from now on see it.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn add_cut(&self, cut: &Cut, author: &Author, now: DateTime<Utc>) -> Outcome<()> {
        let before = self.definition().await?;
        match cut {
            Cut::Absence { staff, absence } => Part::of_person(*staff, absence)?.add(self).await?,
            Cut::Closure { department, closure } => {
                Part::new("closure", "department_id", department.0, closure)?
                    .add(self)
                    .await?;
            }
            Cut::Holiday { holiday } => {
                self.change_holidays(|added| added.push(holiday.clone())).await?;
            }
            Cut::Shifts { staff, change } => self.write_shifts(*staff, &change.after).await?,
        }
        self.raise_version().await?;
        let after = self.definition().await?;
        self.note(author, now, &before.differences(&after)).await
    }

    /// Takes a cut out of the calendar again, and notes who did it; `false` if it is not in there as it was written.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn remove_cut(&self, cut: &Cut, author: &Author, now: DateTime<Utc>) -> Outcome<bool> {
        let before = self.definition().await?;
        let removed = self.take_out(cut).await?;
        let after = self.definition().await?;
        self.note(author, now, &before.differences(&after)).await?;
        Ok(removed)
    }

    /// The same without a note: what is forgotten because it is over.
    pub(super) async fn take_out(&self, cut: &Cut) -> Outcome<bool> {
        let removed = match cut {
            Cut::Absence { staff, absence } => Part::of_person(*staff, absence)?.remove(self).await?,
            Cut::Closure { department, closure } => {
                Part::new("closure", "department_id", department.0, closure)?
                    .remove(self)
                    .await?
            }
            Cut::Holiday { .. } | Cut::Shifts { .. } if !cut.is_in(&self.town) => false,
            Cut::Holiday { holiday } => {
                self.change_holidays(|added| {
                    let last = added.iter().rposition(|known| known == holiday);
                    last.map(|last| added.remove(last));
                })
                .await?;
                true
            }
            Cut::Shifts { staff, change } => {
                self.write_shifts(*staff, &change.before).await?;
                true
            }
        };
        self.raise_version().await?;
        Ok(removed)
    }

    async fn change_holidays(&self, change: impl FnOnce(&mut Vec<AddedHoliday>)) -> Outcome<()> {
        let sql = "SELECT body FROM town_profile WHERE town_id = $1";
        let rows = self.all(sql, vec![self.id().0.into()]).await?;
        let row = rows
            .first()
            .ok_or_else(|| Fault::because("a town has no profile"))?;
        let body: String = row.try_get("", "body")?;
        let mut facts: TownFacts = serde_json::from_str(&body).map_err(|error| Fault(Box::new(error)))?;
        change(&mut facts.holidays.add);
        let sql = "UPDATE town_profile SET body = $2 WHERE town_id = $1";
        self.execute(sql, vec![self.id().0.into(), body_of(&facts)?.into()])
            .await?;
        Ok(())
    }

    /// A person's shifts become these. Only their order counts, not where they stand among those of others.
    async fn write_shifts(&self, staff: StaffId, shifts: &[Shift]) -> Outcome<()> {
        let sql = "DELETE FROM shift WHERE town_id = $1 AND staff_id = $2";
        self.execute(sql, vec![self.id().0.into(), staff.0.into()])
            .await?;
        if shifts.is_empty() {
            return Ok(());
        }
        let mut values = vec![self.id().0.into(), staff.0.into()];
        let mut rows = String::new();
        for (number, shift) in (1..).zip(shifts) {
            let comma = if number == 1 { "" } else { ", " };
            let _ = write!(rows, "{comma}({number}, CAST(${} AS text))", number + 2);
            values.push(body_of(shift)?.into());
        }
        // Both databases call the columns of plain rows `column1`, `column2`.
        let sql = format!(
            "INSERT INTO shift (town_id, id, staff_id, position, body)
             SELECT $1, last.id + own.column1, $2, last.position + own.column1, own.column2
             FROM (VALUES {rows}) own, (SELECT coalesce(max(id), 0) AS id, coalesce(max(position), 0) AS position
                                        FROM shift WHERE town_id = $1) last"
        );
        self.execute(&sql, values).await?;
        Ok(())
    }

    async fn raise_version(&self) -> Result<(), DbErr> {
        let sql = "UPDATE town SET version = version + 1 WHERE id = $1";
        self.execute(sql, vec![self.id().0.into()]).await.map(|_| ())
    }
}

/// A part of a town that is known by what it says only.
struct Part {
    table: &'static str,
    owner: &'static str,
    of: Value,
    body: String,
}

impl Part {
    fn new(table: &'static str, owner: &'static str, of: i32, body: &impl Serialize) -> Result<Self, Fault> {
        Ok(Self {
            table,
            owner,
            of: of.into(),
            body: body_of(body)?,
        })
    }

    fn of_person(staff: StaffId, body: &impl Serialize) -> Result<Self, Fault> {
        Self::new("absence", "staff_id", staff.0, body)
    }

    async fn add(self, tx: &TownTx) -> Result<(), DbErr> {
        let Self {
            table,
            owner,
            of,
            body,
        } = self;
        let sql = format!(
            "INSERT INTO {table} (town_id, id, {owner}, position, body)
             SELECT $1, coalesce(max(id), 0) + 1, $2, coalesce(max(position), -1) + 1, $3 FROM {table} WHERE town_id = $1"
        );
        tx.execute(&sql, vec![tx.id().0.into(), of, body.into()])
            .await
            .map(|_| ())
    }

    async fn remove(self, tx: &TownTx) -> Result<bool, DbErr> {
        let Self {
            table,
            owner,
            of,
            body,
        } = self;
        let sql = format!(
            "DELETE FROM {table} WHERE town_id = $1
             AND id = (SELECT min(id) FROM {table} WHERE town_id = $1 AND {owner} = $2 AND body = $3)"
        );
        let removed = tx.execute(&sql, vec![tx.id().0.into(), of, body.into()]).await?;
        Ok(removed == 1)
    }
}
