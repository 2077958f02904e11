//! Forgetting people: their appointments go as whole rows, with everything that hangs on them (messages and every try to send
//! them, history, calls, claims), and leave a count behind.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{
    ConnectionTrait as _, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder as _, QueryResult,
    QuerySelect as _, QueryTrait as _, sea_query::Expr,
};
use tenants::appointment::{Party, State};
use tenants::calendar::Cell;
use tenants::cut::Cut;
use tenants::figures::Ending;
use uuid::Uuid;

use super::appointment_row::read;
use super::appointments::Appointment;
use super::entity::{appointment, history};
use super::notices::Deed;
use super::tallies::Counted;
use super::{Db, TownTx};
use crate::auth::AccountId;
use crate::auth::sessions::ABSOLUTE_HOURS;
use crate::refusal::{Fault, Outcome};

/// A message that is owed for longer is one that nobody carries any more: it holds nothing back.
const CARRIED_FOR: TimeDelta = TimeDelta::days(7);

/// Which appointments have been kept for long enough.
#[derive(Clone, Copy, Debug)]
pub struct Outlived {
    /// Visits before this.
    pub visits_before: Cell,
    /// Cancelled ones before this.
    pub cancelled_before: Cell,
}

/// That somebody was forgotten because she asked for it.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// When.
    pub at: DateTime<Utc>,
    /// Which clerk did it; nobody where the citizen did it herself or the account is gone.
    pub by: Option<String>,
    /// How many appointments.
    pub appointments: i32,
}

impl TownTx {
    /// Up to so many appointments that have been kept for long enough, the oldest first. Never one that is to come, that has lost its
    /// person, or about which a message is on its way. Whoever erases at the same time passes by what another one erases.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn outlived(&self, which: Outlived, most: u32, now: DateTime<Utc>) -> Result<Vec<Uuid>, DbErr> {
        let lock = match self.connection().get_database_backend() {
            DbBackend::Postgres => "FOR UPDATE OF a SKIP LOCKED",
            _ => "",
        };
        let sql = format!(
            "SELECT a.id FROM appointment a WHERE a.town_id = $1 AND a.first_cell + a.cells <= $4
             AND (a.state IN ('booked', 'arrived', 'done', 'no_show') AND a.first_cell < $2 OR a.state = 'cancelled' AND a.first_cell < $3)
             AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.town_id = a.town_id AND n.appointment_id = a.id
                             AND n.state IN ('owed', 'sending') AND n.owed_at > $5)
             ORDER BY a.first_cell, a.id LIMIT $6 {lock}"
        );
        let values = vec![
            self.id().0.into(),
            which.visits_before.0.into(),
            which.cancelled_before.0.into(),
            Cell::containing(now).0.into(),
            (now - CARRIED_FOR).timestamp_micros().into(),
            i64::from(most).into(),
        ];
        let rows = self.all(&sql, values).await?;
        rows.iter().map(|row| row.try_get("", "id")).collect()
    }

    /// Counts appointments that are over or cancelled, and erases them.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn count_and_erase(&self, ids: &[Uuid]) -> Outcome<u64> {
        let rows = appointment::Entity::find()
            .filter(appointment::COLUMN.town_id.eq(self.id().0))
            .filter(appointment::COLUMN.id.is_in(ids.iter().copied()))
            .all(self.connection())
            .await?;
        let booked: Vec<_> = rows
            .iter()
            .map(|row| row.booked_at.and_then(DateTime::from_timestamp_micros))
            .collect();
        let appointments: Vec<Appointment> = rows.into_iter().map(read).collect::<Result<_, _>>()?;
        let steps = history::Entity::find()
            .filter(history::COLUMN.town_id.eq(self.id().0))
            .filter(history::COLUMN.appointment_id.is_in(ids.iter().copied()))
            .filter(Expr::cust(
                "(revision = 1 OR deed IN ('displaced', 'reassigned'))",
            ))
            .all(self.connection())
            .await?;
        let which = |wanted: &dyn Fn(&history::Model) -> bool| -> BTreeSet<Uuid> {
            let found = steps.iter().filter(|step| wanted(step));
            found.map(|step| step.appointment_id).collect()
        };
        let online = which(&|step| step.revision == 1 && step.actor == "citizen");
        let void = self.void_rescues().await?;
        let counts = |step: &history::Model| step.rescue_id.is_none_or(|rescue| !void.contains(&rescue));
        let displaced = which(&|step| step.deed == Deed::Displaced.as_str() && counts(step));
        let taken_over =
            which(&|step| step.deed == Deed::Reassigned.as_str() && step.rescue_id.is_some() && counts(step));
        let mut counted = Vec::new();
        for (kept, booked_at) in appointments.iter().zip(booked) {
            let services = kept.visit.services.iter();
            counted.push(Counted {
                local_start: kept.local_start,
                department: kept.department,
                services: services.map(|one| (one.slug.as_str(), one.count)).collect(),
                outcome: outcome_of(&kept.state),
                online: online.contains(&kept.id),
                displaced: displaced.contains(&kept.id),
                taken_over: taken_over.contains(&kept.id) && !displaced.contains(&kept.id),
                booked_at: booked_at.ok_or_else(|| Fault::because("a hold is not counted"))?,
            });
        }
        self.tally(&counted).await?;
        let erased = appointment::Entity::delete_many()
            .filter(appointment::COLUMN.town_id.eq(self.id().0))
            .filter(appointment::COLUMN.id.is_in(ids.iter().copied()))
            .exec(self.connection())
            .await?;
        Ok(erased.rows_affected)
    }

    /// These appointments and holds, in the order in which every transaction takes rows; a writing one keeps them from others.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn these(&self, ids: &[Uuid]) -> Outcome<Vec<Appointment>> {
        let rows = appointment::Entity::find()
            .filter(appointment::COLUMN.town_id.eq(self.id().0))
            .filter(appointment::COLUMN.id.is_in(ids.iter().copied()))
            .order_by_asc(appointment::Column::Id)
            .apply_if(self.writes().then_some(()), |query, ()| query.lock_exclusive())
            .all(self.connection())
            .await?;
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Forgets what other servers answered to tries that ended before this, and messages to colleagues as a whole. What is on its way
    /// or waits for the desk stays as it is.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn forget_answers(&self, before: DateTime<Utc>) -> Result<u64, DbErr> {
        let sql = "UPDATE sending SET answer = NULL, their_id = NULL WHERE town_id = $1 AND ended_at < $2
                   AND (answer IS NOT NULL OR their_id IS NOT NULL)
                   AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.town_id = sending.town_id AND n.id = sending.notice_id
                                   AND n.state IN ('owed', 'sending', 'dead'))";
        let values = vec![self.id().0.into(), before.timestamp_micros().into()];
        let answers = self.execute(sql, values.clone()).await?;
        let sql = "DELETE FROM notice WHERE town_id = $1 AND account_id IS NOT NULL AND owed_at < $2
                   AND state NOT IN ('owed', 'sending')";
        Ok(answers + self.execute(sql, values).await?)
    }

    /// Removes sessions and links that open nothing any more.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn forget_sessions(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let ended = now - TimeDelta::hours(ABSOLUTE_HOURS);
        let sql = "DELETE FROM session WHERE town_id = $1 AND created_at <= $2";
        let sessions = self.execute(sql, vec![self.id().0.into(), ended.timestamp_micros().into()]);
        let sessions = sessions.await?;
        let sql = "DELETE FROM account_link WHERE town_id = $1 AND until <= $2";
        let links = self.execute(sql, vec![self.id().0.into(), now.timestamp_micros().into()]);
        Ok(sessions + links.await?)
    }

    /// Forgets the records of cuts that were saved before an instant and ended before a day.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn forget_rescues(&self, ended_before: NaiveDate, saved_before: DateTime<Utc>) -> Outcome<()> {
        let sql = "DELETE FROM rescue WHERE town_id = $1 AND taken_back AND at < $2";
        let values = vec![self.id().0.into(), saved_before.timestamp_micros().into()];
        self.execute(sql, values).await?;
        for rescued in self.rescues().await? {
            let has_ended = rescued.cut.last_day().is_none_or(|day| day < ended_before);
            if has_ended && rescued.at < saved_before {
                let sql = "DELETE FROM rescue WHERE town_id = $1 AND id = $2";
                self.execute(sql, vec![self.id().0.into(), rescued.id.into()])
                    .await?;
            }
        }
        Ok(())
    }

    /// Takes absences that ended before a day out of the calendar. Only in a transaction of `TownDb::change`.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn forget_absences(&self, before: NaiveDate) -> Outcome<()> {
        for person in self.town.staff() {
            for past in person.absences.iter().filter(|past| past.last_day() < before) {
                let cut = Cut::Absence {
                    staff: person.id,
                    absence: past.clone(),
                };
                self.take_out(&cut).await?;
            }
        }
        Ok(())
    }

    /// The last erasures that somebody asked for: when, the name of the clerk who did it, how many.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn erasures(&self, most: u32) -> Outcome<Vec<Erasure>> {
        let sql = "SELECT e.at, e.appointments, a.name FROM erasure e
                   LEFT JOIN account a ON a.town_id = e.town_id AND a.id = e.account_id
                   WHERE e.town_id = $1 ORDER BY e.id DESC LIMIT $2";
        let rows = self
            .all(sql, vec![self.id().0.into(), i64::from(most).into()])
            .await?;
        let read = |row: &QueryResult| -> Outcome<Erasure> {
            let at = DateTime::from_timestamp_micros(row.try_get("", "at")?);
            Ok(Erasure {
                at: at.ok_or_else(|| Fault::because("an instant beyond all time"))?,
                by: row.try_get("", "name")?,
                appointments: row.try_get("", "appointments")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Writes down that appointments were erased because somebody asked for it: which clerk did it, or the citizen herself.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn note_erasure(
        &self,
        by: Option<AccountId>,
        appointments: u64,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let sql = "INSERT INTO erasure (town_id, id, at, account_id, appointments)
                   SELECT $1, coalesce(max(id), 0) + 1, $2, $3, $4 FROM erasure WHERE town_id = $1";
        let values = vec![
            self.id().0.into(),
            now.timestamp_micros().into(),
            by.map(|account| account.0).into(),
            i32::try_from(appointments).unwrap_or(i32::MAX).into(),
        ];
        self.execute(sql, values).await.map(|_| ())
    }
}

impl Db {
    /// Empties SQLite's log, which holds pages as they were before. Readers that look at them are waited for only shortly: whoever
    /// calls this again later finds the log empty then. PostgreSQL keeps no such file of the server's.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn empty_log(&self) -> Result<(), DbErr> {
        if self.is_postgres() {
            return Ok(());
        }
        // In one go, so that nobody else's statement waits as briefly.
        let sql = "PRAGMA busy_timeout = 500; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 10000";
        self.writing.execute_unprepared(sql).await.map(|_| ())
    }

    /// The same after something was erased: old pages go now, not with the next hour. What is erased is erased even if this fails.
    pub async fn empty_log_soon(&self) {
        if let Err(error) = self.empty_log().await {
            tracing::warn!(%error, "the log could not be emptied; it is tried again within the hour");
        }
    }
}

fn outcome_of(state: &State) -> Ending {
    match state {
        State::Done { .. } => Ending::Kept,
        State::NoShow { .. } => Ending::Missed,
        State::Cancelled {
            by: Party::Citizen, ..
        } => Ending::CancelledByCitizen,
        State::Cancelled { by: Party::Town, .. } => Ending::CancelledByTown,
        State::Held { .. }
        | State::Pending { .. }
        | State::Booked { .. }
        | State::Arrived { .. }
        | State::Displaced { .. } => Ending::Unsaid,
    }
}
