//! What the desk reads: the appointments of a day, and one by its number.

use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{EntityTrait, QueryFilter, QueryOrder as _, QuerySelect as _, QueryTrait as _};
use tenants::calendar::Cell;
use uuid::Uuid;

use super::TownTx;
use super::appointment_row::read;
use super::appointments::Appointment;
use super::entity::appointment;
use crate::refusal::Outcome;

impl TownTx {
    /// Everything that begins in a stretch of time, whatever its state, in the order of time. Holds that were over at
    /// `now` (microseconds) are left out.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn appointments(&self, from: Cell, until: Cell, now: i64) -> Outcome<Vec<Appointment>> {
        let columns = appointment::COLUMN;
        let rows = appointment::Entity::find()
            .filter(columns.town_id.eq(self.id().0))
            .filter(columns.first_cell.gte(from.0))
            .filter(columns.first_cell.lt(until.0))
            .filter(columns.hold_until.is_null().or(columns.hold_until.gt(now)))
            .order_by_asc(appointment::Column::FirstCell)
            .order_by_asc(appointment::Column::Id)
            .all(self.connection())
            .await?;
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    /// The appointment with this number. A writing transaction keeps its row from others until it ends.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn appointment(&self, id: Uuid) -> Outcome<Option<Appointment>> {
        let row = appointment::Entity::find_by_id((self.id().0, id))
            .apply_if(self.writes().then_some(()), |query, ()| query.lock_exclusive())
            .one(self.connection())
            .await?;
        Ok(row.map(read).transpose()?)
    }
}
