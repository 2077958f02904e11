//! Changes of a town's calendar by its own people, while citizens book.
//!
//! Only in a transaction of `TownDb::change`, so that no decision is being made by what is about to change.

use sea_orm::DbErr;
use tenants::StaffId;
use tenants::staff::Absence;

use super::TownTx;
use super::parts::body_of;
use crate::refusal::{Outcome, Trouble};

impl TownTx {
    /// Writes an absence and makes every decision from now on see it.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn add_absence(&self, staff: StaffId, absence: &Absence) -> Outcome<()> {
        let sql = "INSERT INTO absence (town_id, id, staff_id, position, body)
                   SELECT $1, coalesce(max(id), 0) + 1, $2, coalesce(max(position), -1) + 1, $3
                   FROM absence WHERE town_id = $1";
        let values = vec![self.id().0.into(), staff.0.into(), body_of(absence)?.into()];
        self.execute(sql, values).await?;
        self.raise_version().await.map_err(Trouble::from)
    }

    async fn raise_version(&self) -> Result<(), DbErr> {
        let sql = "UPDATE town SET version = version + 1 WHERE id = $1";
        self.execute(sql, vec![self.id().0.into()]).await.map(|_| ())
    }
}
