//! Changes of a town's calendar by its own people, while citizens book.
//!
//! Only in a transaction of `TownDb::change`, so that no decision is being made by what is about to change.

use sea_orm::{DbErr, Value};
use tenants::cut::Cut;

use super::TownTx;
use super::parts::body_of;
use crate::refusal::{Fault, Outcome, Trouble};

impl TownTx {
    /// Writes a cut and makes every decision from now on see it.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn add_cut(&self, cut: &Cut) -> Outcome<()> {
        let Part {
            table,
            owner,
            of,
            body,
        } = Part::of(cut)?;
        let sql = format!(
            "INSERT INTO {table} (town_id, id, {owner}, position, body)
             SELECT $1, coalesce(max(id), 0) + 1, $2, coalesce(max(position), -1) + 1, $3 FROM {table} WHERE town_id = $1"
        );
        self.execute(&sql, vec![self.id().0.into(), of, body.into()])
            .await?;
        self.raise_version().await.map_err(Trouble::from)
    }

    /// Takes a cut out of the calendar again; `false` if it is not in there.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn remove_cut(&self, cut: &Cut) -> Outcome<bool> {
        let Part {
            table,
            owner,
            of,
            body,
        } = Part::of(cut)?;
        let sql = format!(
            "DELETE FROM {table} WHERE town_id = $1
             AND id = (SELECT min(id) FROM {table} WHERE town_id = $1 AND {owner} = $2 AND body = $3)"
        );
        let removed = self
            .execute(&sql, vec![self.id().0.into(), of, body.into()])
            .await?;
        self.raise_version().await?;
        Ok(removed == 1)
    }

    async fn raise_version(&self) -> Result<(), DbErr> {
        let sql = "UPDATE town SET version = version + 1 WHERE id = $1";
        self.execute(sql, vec![self.id().0.into()]).await.map(|_| ())
    }
}

/// Where a cut stands among the parts of a town.
struct Part {
    table: &'static str,
    owner: &'static str,
    of: Value,
    body: String,
}

impl Part {
    fn of(cut: &Cut) -> Result<Self, Fault> {
        Ok(match cut {
            Cut::Absence { staff, absence } => Self {
                table: "absence",
                owner: "staff_id",
                of: staff.0.into(),
                body: body_of(absence)?,
            },
            Cut::Closure { department, closure } => Self {
                table: "closure",
                owner: "department_id",
                of: department.0.into(),
                body: body_of(closure)?,
            },
        })
    }
}
