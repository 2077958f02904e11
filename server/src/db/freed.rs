//! Times that have become free, and who looks whom they suit.
//!
//! Until `public_at` a freed time is for the list and the desk alone; it ends by itself, so that no crash keeps a time from
//! everybody for ever. Looking may be done twice, late, or by several servers: what is offered is claimed like any other time.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait as _, DbErr, QueryResult, Statement};
use tenants::StaffId;
use tenants::calendar::{Cell, Span};
use tenants::earlier::{Freed, public_by};
use uuid::Uuid;

use super::{Db, TownTx};
use crate::refusal::{Fault, Outcome};

/// So long a freed time waits for whoever looks, also where it is for everybody at once afterwards.
const GRACE: TimeDelta = TimeDelta::minutes(2);

/// A freed time somebody should look at.
#[derive(Clone, Debug)]
pub struct Look {
    /// The town's name in addresses.
    pub town: String,
    /// Which freed time.
    pub freed: Uuid,
}

/// A freed time as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct FreedTime {
    /// Its name: what freed it, or the hold that keeps it.
    pub id: Uuid,
    /// Whose, and which cells.
    pub time: Freed,
    /// Since when it is free.
    pub freed_at: DateTime<Utc>,
}

impl Db {
    /// Takes up to so many freed times that are due to be looked at, the longest due first; they are nobody else's until then.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn take_looks(
        &self,
        most: u32,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Outcome<Vec<Look>> {
        // Servers that take at the same time pass by what another one is taking. SQLite has one writer.
        let lock = if self.is_postgres() {
            "FOR UPDATE SKIP LOCKED"
        } else {
            ""
        };
        let backend = self.writing.get_database_backend();
        let due = "due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)";
        // Mostly nothing is due; then nobody has to wait for the turn to write.
        let any = format!("SELECT 1 AS one FROM earlier_look WHERE {due} LIMIT 1");
        let values = [now.timestamp_micros().into()];
        let asked = Statement::from_sql_and_values(backend, any, values);
        if self.reading.query_one_raw(asked).await?.is_none() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "UPDATE earlier_look SET lease_until = $2
             FROM (SELECT town_id AS of_town, freed_id AS of_freed FROM earlier_look
                   WHERE {due} ORDER BY due_at LIMIT $3 {lock}) AS due
             WHERE town_id = of_town AND freed_id = of_freed
             RETURNING freed_id, (SELECT slug FROM town WHERE id = earlier_look.town_id) AS slug"
        );
        let values = [
            now.timestamp_micros().into(),
            until.timestamp_micros().into(),
            i64::from(most).into(),
        ];
        let rows = self
            .writing
            .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
        let read = |row: &QueryResult| {
            Ok::<_, DbErr>(Look {
                town: row.try_get("", "slug")?,
                freed: row.try_get("", "freed_id")?,
            })
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }
}

impl TownTx {
    /// Writes down that a person's time has become free, to be looked at from then on. Under the same name once.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn free(
        &self,
        id: Uuid,
        (staff, span): (StaffId, Span),
        (now, looked_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<(), DbErr> {
        let public_at = public_by(&self.town, now).max(looked_at + GRACE);
        self.insert_freed(id, (staff, span), now, (public_at, looked_at))
            .await
    }

    /// Keeps an eye on a time that a hold of the same name keeps for somebody on the list: it is not for everybody when that ends.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn free_when_over(
        &self,
        hold: Uuid,
        time: (StaffId, Span),
        until: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        self.insert_freed(hold, time, until, (until + GRACE, until)).await
    }

    async fn insert_freed(
        &self,
        id: Uuid,
        (staff, span): (StaffId, Span),
        freed_at: DateTime<Utc>,
        (public_at, due_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<(), DbErr> {
        let sql = "INSERT INTO freed (town_id, id, staff_id, first_cell, cells, freed_at, public_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (town_id, id) DO NOTHING";
        let values = vec![
            self.id().0.into(),
            id.into(),
            staff.0.into(),
            span.first.0.into(),
            span.cells.cast_signed().into(),
            freed_at.timestamp_micros().into(),
            public_at.timestamp_micros().into(),
        ];
        if self.execute(sql, values).await? == 1 {
            let sql = "INSERT INTO earlier_look (town_id, freed_id, due_at) VALUES ($1, $2, $3)";
            let values = vec![self.id().0.into(), id.into(), due_at.timestamp_micros().into()];
            self.execute(sql, values).await?;
        }
        Ok(())
    }

    /// A freed time. A writing transaction keeps it from others until it ends.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn freed(&self, id: Uuid) -> Outcome<Option<FreedTime>> {
        let lock = match self.connection().get_database_backend() {
            sea_orm::DbBackend::Postgres if self.writes() => " FOR UPDATE",
            _ => "",
        };
        let sql = format!(
            "SELECT staff_id, first_cell, cells, freed_at FROM freed WHERE town_id = $1 AND id = $2{lock}"
        );
        let rows = self.all(&sql, vec![self.id().0.into(), id.into()]).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let cells: i32 = row.try_get("", "cells")?;
        let freed_at = DateTime::from_timestamp_micros(row.try_get("", "freed_at")?);
        Ok(Some(FreedTime {
            id,
            time: Freed {
                staff: StaffId(row.try_get("", "staff_id")?),
                span: Span {
                    first: Cell(row.try_get("", "first_cell")?),
                    cells: cells.unsigned_abs(),
                },
            },
            freed_at: freed_at.ok_or_else(|| Fault::because("a time that became free at no time"))?,
        }))
    }

    /// A time that was kept for somebody is free again now, to be looked at now.
    pub(super) async fn free_again(&self, hold: Uuid, now: DateTime<Utc>) -> Result<(), DbErr> {
        self.watch_from(hold, now, (public_by(&self.town, now).max(now + GRACE), now))
            .await
    }

    /// The hold of this name lasts until then; nobody needs to look before.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn watch(&self, hold: Uuid, until: DateTime<Utc>) -> Result<(), DbErr> {
        self.watch_from(hold, until, (until + GRACE, until)).await
    }

    async fn watch_from(
        &self,
        id: Uuid,
        freed_at: DateTime<Utc>,
        (public_at, due_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<(), DbErr> {
        let sql = "UPDATE freed SET freed_at = $3, public_at = $4 WHERE town_id = $1 AND id = $2";
        let values = vec![
            self.id().0.into(),
            id.into(),
            freed_at.timestamp_micros().into(),
            public_at.timestamp_micros().into(),
        ];
        if self.execute(sql, values).await? == 1 {
            let sql = "INSERT INTO earlier_look (town_id, freed_id, due_at) VALUES ($1, $2, $3)
                       ON CONFLICT (town_id, freed_id) DO UPDATE SET due_at = excluded.due_at, lease_until = NULL";
            let values = vec![self.id().0.into(), id.into(), due_at.timestamp_micros().into()];
            self.execute(sql, values).await?;
        }
        Ok(())
    }

    /// Nobody has to look at it any more: it is for everybody from then on.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn looked_at(
        &self,
        id: Uuid,
        public_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        if public_at <= now {
            return self.forget_freed(id).await;
        }
        let sql = "UPDATE freed SET public_at = $3 WHERE town_id = $1 AND id = $2";
        let values = vec![self.id().0.into(), id.into(), public_at.timestamp_micros().into()];
        self.execute(sql, values).await?;
        let sql = "DELETE FROM earlier_look WHERE town_id = $1 AND freed_id = $2";
        self.execute(sql, vec![self.id().0.into(), id.into()])
            .await
            .map(|_| ())
    }

    /// Forgets a freed time: somebody has it.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn forget_freed(&self, id: Uuid) -> Result<(), DbErr> {
        let sql = "DELETE FROM freed WHERE town_id = $1 AND id = $2";
        self.execute(sql, vec![self.id().0.into(), id.into()])
            .await
            .map(|_| ())
    }

    /// Forgets every freed time that is for everybody and that nobody will look at. Returns how many.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn sweep_freed(&self, now: i64) -> Result<u64, DbErr> {
        let sql = "DELETE FROM freed WHERE town_id = $1 AND public_at <= $2
                   AND NOT EXISTS (SELECT 1 FROM earlier_look l WHERE l.town_id = freed.town_id AND l.freed_id = freed.id)";
        self.execute(sql, vec![self.id().0.into(), now.into()]).await
    }
}
