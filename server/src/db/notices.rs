//! What is owed and what has happened, written in the transaction of the deed itself.

use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};
use serde::{Deserialize, Serialize};
use tenants::StaffId;
use tenants::calendar::Cell;
use uuid::Uuid;

use super::{
    TownTx,
    entity::{history, notice},
};

/// What was done to an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It was made.
    Booked,
    /// It has another time.
    Moved,
    /// It is off.
    Cancelled,
}

impl Deed {
    /// As the database writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
        }
    }
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
    /// Who keeps the promise after the step.
    pub staff: Option<StaffId>,
    /// When it is after the step.
    pub first_cell: Cell,
    /// Id of the notice.
    pub notice: Uuid,
    /// What the message needs to say.
    pub body: NoticeBody,
    /// Microseconds since the epoch.
    pub at: i64,
}

impl TownTx {
    /// Records a citizen's step and owes the message about it.
    pub async fn record(&self, step: Record) -> Result<(), DbErr> {
        let town_id = Set(self.id().0);
        let entry = history::ActiveModel {
            town_id: town_id.clone(),
            appointment_id: Set(step.appointment),
            revision: Set(step.revision),
            deed: Set(step.deed.as_str().to_owned()),
            actor: Set("citizen".to_owned()),
            staff_id: Set(step.staff.map(|staff| staff.0)),
            first_cell: Set(step.first_cell.0),
            at: Set(step.at),
        };
        history::Entity::insert(entry)
            .exec_without_returning(self.connection())
            .await?;
        let owed = notice::ActiveModel {
            town_id,
            id: Set(step.notice),
            appointment_id: Set(step.appointment),
            kind: Set(step.deed.as_str().to_owned()),
            revision: Set(step.revision),
            state: Set("owed".to_owned()),
            owed_at: Set(step.at),
            // A struct of strings always serialises.
            body: Set(serde_json::to_string(&step.body).unwrap_or_default()),
        };
        notice::Entity::insert(owed)
            .exec_without_returning(self.connection())
            .await?;
        Ok(())
    }
}
