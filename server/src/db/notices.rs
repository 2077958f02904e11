//! What is owed and what has happened, written in the transaction of the deed itself.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, QueryFilter, QueryOrder as _};
use serde::{Deserialize, Serialize};
use tenants::StaffId;
use tenants::calendar::Cell;
use tenants::notice::Kind;
use uuid::Uuid;

use super::sendings::NoticeState;
use super::{
    TownTx,
    appointments::{Appointment, written},
    entity::{history, notice},
};
use crate::auth::AccountId;
use crate::refusal::{Fault, Outcome};

/// What was done to an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It was made.
    Booked,
    /// It has another time.
    Moved,
    /// It is off.
    Cancelled,
    /// The citizen is there.
    Arrived,
    /// It is settled.
    Done,
    /// Nobody came.
    NoShow,
    /// The last step was a mistake: one of these three, or that the citizen moved it or called it off.
    Returned,
    /// A colleague keeps it, at the same time.
    Reassigned,
    /// Nobody is left to keep it.
    Displaced,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Booked,
        Self::Moved,
        Self::Cancelled,
        Self::Arrived,
        Self::Done,
        Self::NoShow,
        Self::Returned,
        Self::Reassigned,
        Self::Displaced,
    ];

    /// The deed the database calls so.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.as_str() == word)
    }

    /// What a message about it tells, where there may be one.
    #[must_use]
    pub const fn told_as(self) -> Option<Kind> {
        match self {
            Self::Booked => Some(Kind::Booked),
            Self::Moved => Some(Kind::Moved),
            Self::Cancelled => Some(Kind::Cancelled),
            Self::Reassigned => Some(Kind::Reassigned),
            Self::Displaced => Some(Kind::Displaced),
            // It happens before her eyes, or is told by what has become of it.
            Self::Arrived | Self::Done | Self::NoShow | Self::Returned => None,
        }
    }

    /// As the database writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Arrived => "arrived",
            Self::Done => "done",
            Self::NoShow => "no_show",
            Self::Returned => "returned",
            Self::Reassigned => "reassigned",
            Self::Displaced => "displaced",
        }
    }
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever holds the appointment.
    Citizen,
    /// Somebody at the desk.
    Clerk(AccountId),
}

/// What a message needs to say beyond the appointment's row, which may have changed again before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeBody {
    /// Local time of the appointment when this was owed, `2026-11-24T09:30`.
    pub local_start: String,
    /// The time it had before, where it was moved.
    pub previous_start: Option<String>,
}

/// One step in the life of an appointment, with the message it makes due.
#[derive(Clone, Debug)]
pub struct Record {
    /// Whose step.
    pub appointment: Uuid,
    /// The appointment's revision after the step; counts without gaps.
    pub revision: i32,
    /// What was done.
    pub deed: Deed,
    /// Who did it.
    pub by: Actor,
    /// Why, where a clerk has to say.
    pub reason: Option<String>,
    /// Who keeps the promise after the step.
    pub staff: Option<StaffId>,
    /// Whether she keeps it beside everything else.
    pub overbooked: bool,
    /// When it is after the step.
    pub first_cell: Cell,
    /// Number of the cut that made it necessary.
    pub rescue: Option<i32>,
    /// The messages that are owed; none for what happens before the citizen's eyes or changes nothing for her.
    pub owed: Vec<Owed>,
    /// Microseconds since the epoch.
    pub at: i64,
}

/// A message that is owed.
#[derive(Clone, Debug)]
pub struct Owed {
    /// Its id.
    pub id: Uuid,
    /// What it tells of.
    pub kind: Kind,
    /// What it needs to say.
    pub body: NoticeBody,
    /// When it may go out at the earliest, in microseconds since the epoch.
    pub due_at: i64,
}

impl Owed {
    /// A message about an appointment as it stands.
    #[must_use]
    pub fn about(id: Uuid, kind: Kind, appointment: &Appointment, due: DateTime<Utc>) -> Self {
        Self {
            id,
            kind,
            body: NoticeBody {
                local_start: written(appointment.local_start),
                previous_start: None,
            },
            due_at: due.timestamp_micros(),
        }
    }
}

impl TownTx {
    /// Records a step and owes the message about it.
    pub async fn record(&self, step: Record) -> Result<(), DbErr> {
        let (appointment, revision, at, owed) = (step.appointment, step.revision, step.at, step.owed);
        let (actor, account) = match step.by {
            Actor::Citizen => ("citizen", None),
            Actor::Clerk(account) => ("clerk", Some(account.0)),
        };
        let entry = history::ActiveModel {
            town_id: Set(self.id().0),
            appointment_id: Set(step.appointment),
            revision: Set(step.revision),
            deed: Set(step.deed.as_str().to_owned()),
            actor: Set(actor.to_owned()),
            account_id: Set(account),
            reason: Set(step.reason),
            staff_id: Set(step.staff.map(|staff| staff.0)),
            overbooked: Set(step.overbooked),
            first_cell: Set(step.first_cell.0),
            at: Set(step.at),
            rescue_id: Set(step.rescue),
        };
        history::Entity::insert(entry)
            .exec_without_returning(self.connection())
            .await?;
        for notice in owed {
            self.owe((appointment, revision), notice, at).await?;
        }
        Ok(())
    }

    /// Owes a message about an appointment, as it stands with this revision.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn owe(&self, about: (Uuid, i32), notice: Owed, at: i64) -> Result<(), DbErr> {
        self.write_notice(about, &notice, NoticeState::Owed, at).await?;
        self.add_errand(notice.id, notice.due_at).await
    }

    async fn write_notice(
        &self,
        (appointment, revision): (Uuid, i32),
        notice: &Owed,
        state: NoticeState,
        at: i64,
    ) -> Result<(), DbErr> {
        let written = notice::ActiveModel {
            town_id: Set(self.id().0),
            id: Set(notice.id),
            appointment_id: Set(Some(appointment)),
            account_id: Set(None),
            wish_id: Set(None),
            kind: Set(notice.kind.as_str().to_owned()),
            revision: Set(revision),
            state: Set(state.as_str().to_owned()),
            owed_at: Set(at),
            due_at: Set(notice.due_at),
            // A struct of strings always serialises.
            body: Set(serde_json::to_string(&notice.body).unwrap_or_default()),
        };
        notice::Entity::insert(written)
            .exec_without_returning(self.connection())
            .await
            .map(|_| ())
    }

    /// Writes down a message that somebody hands over herself: nobody carries it.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn tell_by_hand(
        &self,
        about: (Uuid, i32),
        notice: Owed,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        self.write_notice(about, &notice, NoticeState::Sent, now.timestamp_micros())
            .await
    }

    /// Owes a message about an appointment unless the same is or was owed.
    ///
    /// # Errors
    /// If the database cannot be read or written.
    pub async fn owe_once(&self, about: (Uuid, i32), notice: Owed, now: DateTime<Utc>) -> Outcome<()> {
        let all = self.notices_about(about.0).await?;
        if !all
            .iter()
            .any(|known| (known.kind, known.revision) == (notice.kind, about.1))
        {
            self.owe(about, notice, now.timestamp_micros()).await?;
        }
        Ok(())
    }

    /// Owes a message about an appointment, also where the same was withdrawn before; not where it is owed, was sent or has failed.
    ///
    /// # Errors
    /// If the database cannot be read or written.
    pub async fn owe_anew(&self, about: (Uuid, i32), notice: Owed, now: DateTime<Utc>) -> Outcome<()> {
        let all = self.notices_about(about.0).await?;
        let known = all
            .iter()
            .find(|known| (known.kind, known.revision) == (notice.kind, about.1));
        match known {
            None => self.owe(about, notice, now.timestamp_micros()).await?,
            Some(known) if known.state == NoticeState::Withdrawn => {
                let sql = "UPDATE notice SET state = 'owed', owed_at = $3, due_at = $4 WHERE town_id = $1 AND id = $2";
                let values = vec![
                    self.id().0.into(),
                    known.id.into(),
                    now.timestamp_micros().into(),
                    notice.due_at.into(),
                ];
                self.execute(sql, values).await?;
                self.add_errand(known.id, notice.due_at).await?;
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// What happened to an appointment, from the first step on.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn history(&self, appointment: Uuid) -> Outcome<Vec<Happened>> {
        let rows = history::Entity::find()
            .filter(history::COLUMN.town_id.eq(self.id().0))
            .filter(history::COLUMN.appointment_id.eq(appointment))
            .order_by_asc(history::Column::Revision)
            .all(self.connection())
            .await?;
        let unreadable =
            || Fault::because(format!("the history of appointment {appointment} cannot be read"));
        Ok(rows
            .into_iter()
            .map(happened)
            .collect::<Option<_>>()
            .ok_or_else(unreadable)?)
    }
}

/// A step from its row.
pub(super) fn happened(row: history::Model) -> Option<Happened> {
    Some(Happened {
        deed: Deed::named(&row.deed)?,
        by: row.account_id.map(AccountId),
        reason: row.reason,
        staff: row.staff_id.map(StaffId),
        overbooked: row.overbooked,
        first_cell: Cell(row.first_cell),
        at: DateTime::from_timestamp_micros(row.at)?,
    })
}

/// One step that was taken.
#[derive(Clone, Debug)]
pub struct Happened {
    /// What was done.
    pub deed: Deed,
    /// By which clerk; by the citizen otherwise.
    pub by: Option<AccountId>,
    /// Why, where a clerk had to say.
    pub reason: Option<String>,
    /// Who kept the promise then.
    pub staff: Option<StaffId>,
    /// Whether she kept it beside everything else.
    pub overbooked: bool,
    /// When it was to be then.
    pub first_cell: Cell,
    /// When it was done.
    pub at: DateTime<Utc>,
}
