//! The call list: citizens who have to be called, and who is doing it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::TownTx;
use super::entity::call_entry;
use crate::auth::AccountId;
use crate::refusal::{Fault, Outcome};

/// A citizen who has to be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Why.
    pub cause: Cause,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Who is calling, and since when.
    pub taken: Option<(AccountId, DateTime<Utc>)>,
    /// How often it was tried.
    pub tries: u32,
    /// How the last try ended, and when.
    pub last: Option<(Tried, DateTime<Utc>)>,
}

/// Why somebody has to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No message reaches her.
    Unreachable,
    /// She asked for it.
    Wished,
    /// She has not answered, or a clerk thought it better.
    Silent,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// She answered.
    Reached,
    /// She did not.
    NotReached,
}

impl Cause {
    const ALL: [Self; 3] = [Self::Unreachable, Self::Wished, Self::Silent];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Wished => "wished",
            Self::Silent => "silent",
        }
    }
}

impl Tried {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NotReached => "not_reached",
        }
    }
}

impl TownTx {
    /// Every citizen who has to be called, with her appointment's id.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn calls(&self) -> Outcome<Vec<(Uuid, Call)>> {
        let rows = call_entry::Entity::find()
            .filter(call_entry::COLUMN.town_id.eq(self.id().0))
            .all(self.connection())
            .await?;
        let entry = |row: call_entry::Model| Some((row.appointment_id, read(&row)?));
        let calls: Option<_> = rows.into_iter().map(entry).collect();
        Ok(calls.ok_or_else(|| Fault::because("an entry of the call list cannot be read"))?)
    }

    /// The call that is owed for an appointment.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn call(&self, appointment: Uuid) -> Outcome<Option<Call>> {
        let row = call_entry::Entity::find_by_id((self.id().0, appointment))
            .one(self.connection())
            .await?;
        let unreadable = || Fault::because("an entry of the call list cannot be read");
        Ok(row.map(|row| read(&row).ok_or_else(unreadable)).transpose()?)
    }

    /// Whose citizens know that nobody can keep them: a message about it has gone out, or may have, a clerk has reached her, or
    /// she has asked for a call herself.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn known_losses(&self) -> Result<BTreeSet<Uuid>, DbErr> {
        let sql = "SELECT a.id FROM appointment a
                   JOIN call_entry c ON c.town_id = a.town_id AND c.appointment_id = a.id
                   WHERE a.town_id = $1 AND a.state = 'displaced' AND (c.cause = 'wished' OR c.outcome = 'reached')
                   UNION SELECT a.id FROM appointment a
                   JOIN notice n ON n.town_id = a.town_id AND n.appointment_id = a.id AND n.revision = a.revision
                   WHERE a.town_id = $1 AND a.state = 'displaced' AND n.kind = 'displaced' AND n.state IN ('sending', 'sent', 'dead')";
        let rows = self.all(sql, vec![self.id().0.into()]).await?;
        rows.iter().map(|row| row.try_get("", "id")).collect()
    }

    /// Owes a call. Where one is owed already, its cause stays unless the citizen asks for it now.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn owe_call(&self, appointment: Uuid, cause: Cause, now: DateTime<Utc>) -> Result<(), DbErr> {
        let known = if cause == Cause::Wished {
            "DO UPDATE SET cause = excluded.cause"
        } else {
            "DO NOTHING"
        };
        let sql = format!(
            "INSERT INTO call_entry (town_id, appointment_id, cause, since, tries) VALUES ($1, $2, $3, $4, 0)
             ON CONFLICT (town_id, appointment_id) {known}"
        );
        let values = vec![
            self.id().0.into(),
            appointment.into(),
            cause.as_str().into(),
            now.timestamp_micros().into(),
        ];
        self.execute(&sql, values).await.map(|_| ())
    }

    /// Gives an entry to a clerk, unless a colleague has taken it after `stale`; `false` then.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn take_call(
        &self,
        appointment: Uuid,
        clerk: AccountId,
        now: DateTime<Utc>,
        stale: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let sql =
            "UPDATE call_entry SET taken_by = $3, taken_at = $4 WHERE town_id = $1 AND appointment_id = $2
                   AND (taken_by IS NULL OR taken_by = $3 OR taken_at <= $5)";
        let (now, stale) = (now.timestamp_micros(), stale.timestamp_micros());
        let values = vec![
            self.id().0.into(),
            appointment.into(),
            clerk.0.into(),
            now.into(),
            stale.into(),
        ];
        Ok(self.execute(sql, values).await? == 1)
    }

    /// Puts an entry back that this clerk has taken, with how her call ended if she made one; `false` if it is not hers.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn put_back_call(
        &self,
        appointment: Uuid,
        clerk: AccountId,
        tried: Option<Tried>,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let sql = "UPDATE call_entry SET taken_by = NULL, taken_at = NULL, tries = tries + $4,
                   tried_at = CASE WHEN $4 = 0 THEN tried_at ELSE $5 END, outcome = coalesce($6, outcome)
                   WHERE town_id = $1 AND appointment_id = $2 AND taken_by = $3";
        let values = vec![
            self.id().0.into(),
            appointment.into(),
            clerk.0.into(),
            i32::from(tried.is_some()).into(),
            now.timestamp_micros().into(),
            tried.map(Tried::as_str).map(str::to_owned).into(),
        ];
        Ok(self.execute(sql, values).await? == 1)
    }
}

fn read(row: &call_entry::Model) -> Option<Call> {
    let at = |micros: i64| DateTime::from_timestamp_micros(micros);
    let tried = |word: &str| {
        [Tried::Reached, Tried::NotReached]
            .into_iter()
            .find(|one| one.as_str() == word)
    };
    Some(Call {
        cause: Cause::ALL.into_iter().find(|cause| cause.as_str() == row.cause)?,
        since: at(row.since)?,
        taken: row
            .taken_by
            .zip(row.taken_at.and_then(at))
            .map(|(clerk, at)| (AccountId(clerk), at)),
        tries: row.tries.unsigned_abs(),
        last: row
            .outcome
            .as_deref()
            .and_then(tried)
            .zip(row.tried_at.and_then(at)),
    })
}
