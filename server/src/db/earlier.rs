//! Who waits for an earlier time, as rows. Whoever has no appointment is known here alone, and forgotten when her waiting ends.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder as _, QuerySelect as _,
    QueryTrait as _,
};
use tenants::DepartmentId;
use tenants::appointment::{State, StateName};
use tenants::earlier::Hours;
use uuid::Uuid;

use super::TownTx;
use super::appointments::Appointment;
use super::entity::earlier_wish;
use crate::auth::AccountId;
use crate::booking::kept_visit::KeptVisit;
use crate::refusal::{Fault, Outcome};

/// How long the page of somebody whose waiting has ended says so.
const FORGOTTEN: TimeDelta = TimeDelta::days(14);

/// Somebody on the list, or who was.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Its id.
    pub id: Uuid,
    /// Whose services.
    pub department: DepartmentId,
    /// The appointment she has, or the one she got.
    pub appointment: Option<Uuid>,
    /// Whether she waits, or how that ended.
    pub state: WishState,
    /// When she could come.
    pub hours: Hours,
    /// What for.
    pub visit: KeptVisit,
    /// Who she is, while she waits without an appointment.
    pub person: Option<Person>,
    /// Language of messages.
    pub language: String,
    /// The clerk who put her on the list, if one did.
    pub by: Option<AccountId>,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// Whoever waits without an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Her name.
    pub name: String,
    /// Where messages go.
    pub email: Option<String>,
    /// Number in international form.
    pub phone: Option<String>,
}

/// Whether somebody waits, or how that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WishState {
    /// She waits.
    Waiting,
    /// She has taken an earlier time.
    Taken,
    /// She, or a clerk, has ended it.
    Stopped,
    /// She was asked as often as anybody is.
    UsedUp,
    /// There is nothing earlier to wait for any more.
    Over,
}

/// Somebody new on the list.
pub struct NewWish {
    /// Who.
    pub wish: Wish,
    /// Hash of her link's secret.
    pub link: Vec<u8>,
    /// Fingerprint of the form that put her there.
    pub request: Vec<u8>,
}

/// By what a wish is found.
pub enum WishBy<'a> {
    /// Its number.
    Id(Uuid),
    /// Hash of its link's secret.
    Link(&'a [u8]),
    /// Fingerprint of the form that made it.
    Request(&'a [u8]),
    /// The appointment whose citizen waits.
    Appointment(Uuid),
}

impl WishState {
    const ALL: [Self; 5] = [
        Self::Waiting,
        Self::Taken,
        Self::Stopped,
        Self::UsedUp,
        Self::Over,
    ];

    /// As the database writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Stopped => "stopped",
            Self::UsedUp => "used_up",
            Self::Over => "over",
        }
    }
}

impl TownTx {
    /// Puts somebody on the list; `false` if the same form did so before, or her appointment is on it already.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn insert_wish(&self, new: NewWish) -> Outcome<bool> {
        let wish = new.wish;
        let (name, email, phone) = wish.person.map_or((None, None, None), |person| {
            (Some(person.name), person.email, person.phone)
        });
        let hours = serde_json::to_string(&wish.hours).map_err(|error| Fault(Box::new(error)))?;
        let row = earlier_wish::ActiveModel {
            town_id: Set(self.id().0),
            id: Set(wish.id),
            department_id: Set(wish.department.0),
            appointment_id: Set(wish.appointment),
            state: Set(wish.state.as_str().to_owned()),
            hours: Set(hours),
            visit: Set(wish.visit.written()?),
            name: Set(name),
            email: Set(email),
            phone: Set(phone),
            language: Set(wish.language),
            link_hash: Set(new.link),
            request: Set(new.request),
            account_id: Set(wish.by.map(|account| account.0)),
            created_at: Set(wish.created_at.timestamp_micros()),
            ended_at: Set(None),
        };
        let inserted = earlier_wish::Entity::insert(row)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(self.connection())
            .await;
        match inserted {
            Ok(count) => Ok(count == 1),
            Err(DbErr::RecordNotInserted) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Finds a wish. A writing transaction keeps its row from others until it ends.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn wish(&self, by: WishBy<'_>) -> Outcome<Option<Wish>> {
        let columns = earlier_wish::COLUMN;
        let condition = match by {
            WishBy::Id(id) => Condition::all().add(columns.id.eq(id)),
            WishBy::Link(hash) => Condition::all().add(columns.link_hash.eq(hash.to_vec())),
            WishBy::Request(print) => Condition::all().add(columns.request.eq(print.to_vec())),
            WishBy::Appointment(id) => Condition::all()
                .add(columns.appointment_id.eq(id))
                .add(columns.state.eq(WishState::Waiting.as_str())),
        };
        let row = earlier_wish::Entity::find()
            .filter(columns.town_id.eq(self.id().0))
            .filter(condition)
            .apply_if(self.writes().then_some(()), |query, ()| query.lock_exclusive())
            .one(self.connection())
            .await?;
        Ok(row.map(read).transpose()?)
    }

    /// Everybody who waits, in the order of arrival. A writing transaction keeps their rows from others until it ends.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn wishes(&self) -> Outcome<Vec<Wish>> {
        let columns = earlier_wish::COLUMN;
        let rows = earlier_wish::Entity::find()
            .filter(columns.town_id.eq(self.id().0))
            .filter(columns.state.eq(WishState::Waiting.as_str()))
            .order_by_asc(earlier_wish::Column::CreatedAt)
            .order_by_asc(earlier_wish::Column::Id)
            .apply_if(self.writes().then_some(()), |query, ()| query.lock_exclusive())
            .all(self.connection())
            .await?;
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Ends somebody's waiting, and forgets who she is: a question that has not gone out stays at home, a time that is kept for her
    /// goes to the next. `appointment` is the one she got, if she got one. `false` if she did not wait any more.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn end_wish(
        &self,
        wish: Uuid,
        state: WishState,
        appointment: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        self.forget_answers_to(wish).await?;
        let sql =
            "UPDATE earlier_wish SET state = $3, ended_at = $4, name = NULL, email = NULL, phone = NULL,
                   appointment_id = coalesce($5, appointment_id)
                   WHERE town_id = $1 AND id = $2 AND state = 'waiting'";
        let values = vec![
            self.id().0.into(),
            wish.into(),
            state.as_str().into(),
            now.timestamp_micros().into(),
            appointment.into(),
        ];
        let ended = self.execute(sql, values).await? == 1;
        if ended {
            self.withdraw_asking(wish).await?;
            self.lapse_open(wish, now).await?;
        }
        Ok(ended)
    }

    /// Forgets somebody who waits without an appointment as a whole: her wish, what she was offered, and every question with every try
    /// to send it. `false` if she does not wait any more.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn erase_wish(&self, wish: Uuid, now: DateTime<Utc>) -> Outcome<bool> {
        if !self.end_wish(wish, WishState::Stopped, None, now).await? {
            return Ok(false);
        }
        let sql = "DELETE FROM earlier_wish WHERE town_id = $1 AND id = $2";
        self.execute(sql, vec![self.id().0.into(), wish.into()]).await?;
        Ok(true)
    }

    /// Ends what is over by itself: the last day anybody could have come is gone. What ended some days ago is forgotten as a whole.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn end_stale_wishes(&self, now: DateTime<Utc>) -> Outcome<u64> {
        let today = tenants::calendar::local_time::date(self.town.zone, now);
        let mut ended = 0;
        for wish in self.wishes().await? {
            if wish.hours.last < today {
                ended += u64::from(self.end_wish(wish.id, WishState::Over, None, now).await?);
            }
        }
        let sql = "DELETE FROM earlier_wish WHERE town_id = $1 AND ended_at < $2";
        let long_ago = (now - FORGOTTEN).timestamp_micros();
        Ok(ended
            + self
                .execute(sql, vec![self.id().0.into(), long_ago.into()])
                .await?)
    }

    /// What follows for the list when an appointment has become another: her time is free for others unless nobody is there to give
    /// it, and whoever has nothing to wait for any more waits no longer. Nobody is asked about that time before `offered_from`.
    pub(super) async fn follow(
        &self,
        before: &Appointment,
        after: &State,
        (now, offered_from): (DateTime<Utc>, DateTime<Utc>),
    ) -> Outcome<()> {
        let State::Booked { kept } = before.state else {
            return Ok(());
        };
        let still = after
            .kept()
            .filter(|now| (now.staff, now.span) == (kept.staff, kept.span));
        let is_freed = still.is_none() && !kept.overbooked && after.name() != StateName::Displaced;
        let waits_on = matches!(after, State::Booked { kept: now } if now.span.first >= kept.span.first);
        if is_freed && self.somebody_waits(before.department).await? {
            let name = freed_by(before.id, before.revision);
            self.free(name, (kept.staff, kept.span), (now, offered_from))
                .await?;
        }
        if !waits_on && let Some(wish) = self.wish(WishBy::Appointment(before.id)).await? {
            self.end_wish(wish.id, WishState::Over, None, now).await?;
        }
        Ok(())
    }

    /// What followed for the list when an appointment became another at this moment is taken back: nobody has been asked, and whoever
    /// waited waits on. `revision` is the one it had before.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn follow_back(&self, appointment: Uuid, revision: i32, at: DateTime<Utc>) -> Outcome<()> {
        self.forget_freed(freed_by(appointment, revision)).await?;
        let sql =
            "UPDATE earlier_wish SET state = 'waiting', ended_at = NULL WHERE town_id = $1 AND appointment_id = $2
                   AND state = 'over' AND ended_at = $3 AND NOT EXISTS (SELECT 1 FROM earlier_wish other
                       WHERE other.town_id = $1 AND other.appointment_id = $2 AND other.state = 'waiting')";
        let values = vec![
            self.id().0.into(),
            appointment.into(),
            at.timestamp_micros().into(),
        ];
        self.execute(sql, values).await?;
        Ok(())
    }

    /// Whether freed times of a department are of interest before they are for everybody.
    async fn somebody_waits(&self, department: DepartmentId) -> Outcome<bool> {
        if self.town.messages.release_within_minutes > 0 {
            return Ok(true);
        }
        let sql = "SELECT 1 AS one FROM earlier_wish WHERE town_id = $1 AND department_id = $2 AND state = 'waiting' LIMIT 1";
        let values = vec![self.id().0.into(), department.0.into()];
        Ok(!self.all(sql, values).await?.is_empty())
    }
}

/// The name of a time that a step has freed. It follows from the step, so that this frees its time once.
fn freed_by(appointment: Uuid, revision: i32) -> Uuid {
    Uuid::from_u128(appointment.as_u128() ^ u128::from(revision.unsigned_abs()))
}

fn read(row: earlier_wish::Model) -> Result<Wish, Fault> {
    let unreadable = || Fault::because(format!("wish {} cannot be read", row.id));
    let state = WishState::ALL
        .into_iter()
        .find(|state| state.as_str() == row.state);
    let (email, phone) = (row.email.clone(), row.phone.clone());
    Ok(Wish {
        id: row.id,
        department: DepartmentId(row.department_id),
        appointment: row.appointment_id,
        state: state.ok_or_else(unreadable)?,
        hours: serde_json::from_str(&row.hours).map_err(|error| Fault(Box::new(error)))?,
        visit: KeptVisit::read(&row.visit)?,
        person: row.name.clone().map(|name| Person { name, email, phone }),
        language: row.language.clone(),
        by: row.account_id.map(AccountId),
        created_at: DateTime::from_timestamp_micros(row.created_at).ok_or_else(unreadable)?,
    })
}
