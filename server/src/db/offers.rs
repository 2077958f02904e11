//! Times that are kept for citizens whose appointment nobody can keep. A kept time is a hold like any other, which lasts
//! longer and belongs to an appointment; it ends by itself, and the offer with it.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveValue::Set, DbErr, EntityTrait, QueryFilter, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use tenants::calendar::Cell;
use tenants::replacement::LATEST_ANSWER;
use uuid::Uuid;

use super::TownTx;
use super::appointment_row::read;
use super::appointments::Appointment;
use super::entity::{appointment, offer};
use crate::refusal::{Fault, Outcome};

/// A time that is kept for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// For which appointment.
    pub appointment: Uuid,
    /// When it would begin.
    pub first: Cell,
    /// Until when it is kept.
    pub until: DateTime<Utc>,
}

impl TownTx {
    /// Keeps a hold for a displaced appointment.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn offer(&self, hold: Uuid, to: Uuid) -> Result<(), DbErr> {
        let row = offer::ActiveModel {
            town_id: Set(self.id().0),
            hold_id: Set(hold),
            appointment_id: Set(to),
        };
        offer::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map(|_| ())
    }

    /// The holds that are kept for an appointment and not over at `now` (microseconds), in the order of time. A writing
    /// transaction keeps them from others until it ends.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn offers_to(&self, appointment: Uuid, now: i64) -> Outcome<Vec<Appointment>> {
        let columns = appointment::COLUMN;
        let kept = Query::select()
            .column(offer::Column::HoldId)
            .from(offer::Entity)
            .and_where(offer::COLUMN.town_id.eq(self.id().0))
            .and_where(offer::COLUMN.appointment_id.eq(appointment))
            .to_owned();
        let rows = appointment::Entity::find()
            .filter(columns.town_id.eq(self.id().0))
            .filter(columns.id.in_subquery(kept))
            .filter(columns.hold_until.gt(now))
            .order_by_asc(appointment::Column::FirstCell)
            .apply_if(self.writes().then_some(()), |query, ()| query.lock_exclusive())
            .all(self.connection())
            .await?;
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Every time that is kept for anybody and not over at `now` (microseconds), in the order of time.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn offers(&self, now: i64) -> Outcome<Vec<Offered>> {
        let sql = "SELECT o.appointment_id, a.first_cell, a.hold_until FROM offer o
                   JOIN appointment a ON a.town_id = o.town_id AND a.id = o.hold_id
                   WHERE o.town_id = $1 AND a.hold_until > $2 ORDER BY a.first_cell";
        let rows = self.all(sql, vec![self.id().0.into(), now.into()]).await?;
        let read = |row: &sea_orm::QueryResult| -> Outcome<Offered> {
            let until = DateTime::from_timestamp_micros(row.try_get("", "hold_until")?);
            Ok(Offered {
                appointment: row.try_get("", "appointment_id")?,
                first: Cell(row.try_get("", "first_cell")?),
                until: until.ok_or_else(|| Fault::because("an offer that ends at no time"))?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Keeps the times that are kept for an appointment and not over at least until then, but none beyond half an hour before
    /// it begins.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn keep_offers_until(&self, appointment: Uuid, until: DateTime<Utc>) -> Result<(), DbErr> {
        let sql = "UPDATE appointment SET hold_until = CASE
                       WHEN hold_until >= $3 THEN hold_until
                       WHEN CAST(first_cell AS bigint) * 300000000 - $4 < $3 THEN CAST(first_cell AS bigint) * 300000000 - $4
                       ELSE $3 END
                   WHERE town_id = $1 AND state = 'held'
                   AND id IN (SELECT hold_id FROM offer WHERE town_id = $1 AND appointment_id = $2)";
        let latest = LATEST_ANSWER.num_microseconds().unwrap_or_default();
        let values = vec![
            self.id().0.into(),
            appointment.into(),
            until.timestamp_micros().into(),
            latest.into(),
        ];
        self.execute(sql, values).await.map(|_| ())
    }

    /// Frees the times that are kept for an appointment.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn end_offers(&self, appointment: Uuid) -> Result<(), DbErr> {
        let sql = "DELETE FROM appointment WHERE town_id = $1
                   AND id IN (SELECT hold_id FROM offer WHERE town_id = $1 AND appointment_id = $2)";
        self.execute(sql, vec![self.id().0.into(), appointment.into()])
            .await
            .map(|_| ())
    }

    /// Ends everything that looks after an appointment nobody could keep, now that this is settled: the times kept for it,
    /// the call owed to it, and the message about the loss if it has not gone out.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub(super) async fn settle(&self, appointment: Uuid) -> Result<(), DbErr> {
        self.end_offers(appointment).await?;
        for sql in [
            "DELETE FROM call_entry WHERE town_id = $1 AND appointment_id = $2",
            "UPDATE notice SET state = 'withdrawn'
             WHERE town_id = $1 AND appointment_id = $2 AND kind = 'displaced' AND state IN ('owed', 'dead')",
        ] {
            self.execute(sql, vec![self.id().0.into(), appointment.into()])
                .await?;
        }
        Ok(())
    }
}
