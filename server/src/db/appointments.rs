//! Appointments as rows: found by a secret, changed only where the row still is as it was read.
//!
//! Which step is allowed when is decided by `tenants::appointment`.

use chrono::{DateTime, NaiveDateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    Condition, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use tenants::appointment::{State, StateName, UNDO};
use tenants::{DepartmentId, calendar::Span};
use uuid::Uuid;

pub use super::appointment_row::{read_local, written};
use super::{
    TownTx,
    appointment_row::{columns_of, read},
    entity::appointment,
};
use crate::{booking::kept_visit::KeptVisit, refusal::Outcome};

/// An appointment or a hold, as it was read.
#[derive(Clone, Debug)]
pub struct Appointment {
    /// Its id.
    pub id: Uuid,
    /// Where it stands.
    pub state: State,
    /// Whose services.
    pub department: DepartmentId,
    /// The promised cells, also when nobody keeps them any more.
    pub span: Span,
    /// Minutes as told.
    pub minutes: u32,
    /// The time as promised, on the wall of the town.
    pub local_start: NaiveDateTime,
    /// What it is for.
    pub visit: KeptVisit,
    /// Counts its changes; 0 while it is only held.
    pub revision: i32,
    /// Fingerprint of the request that made the hold.
    pub hold_request: Vec<u8>,
    /// Fingerprint of the request that confirmed it.
    pub confirm_request: Option<Vec<u8>>,
    /// Hash of the hold whose time the last move took over.
    pub moved_by: Option<Vec<u8>>,
    /// `None` while it is only held.
    pub promise: Option<Promise>,
}

/// To whom something is promised.
#[derive(Clone, Debug)]
pub struct Promise {
    /// Number for phone and counter.
    pub reference: String,
    /// For whom.
    pub name: String,
    /// Where messages go.
    pub email: Option<String>,
    /// Whether that address is known to reach nobody.
    pub mail_fails: bool,
    /// Number in international form.
    pub phone: Option<String>,
    /// A few words for the clerk.
    pub note: Option<String>,
    /// Language of messages.
    pub language: String,
    /// Hash of the PIN.
    pub pin_hash: Vec<u8>,
    /// Wrong PINs in a row.
    pub pin_failures: i32,
    /// Whether she wants to be reminded.
    pub reminder: bool,
}

impl Appointment {
    /// The number of its next step. Asking for an address to be proved is none: what is not promised has no story.
    #[must_use]
    pub fn next_revision(&self) -> i32 {
        match self.state.name() {
            StateName::Pending => self.revision,
            _ => self.revision + 1,
        }
    }

    /// Whether its time was over by then, so that nothing is left of it, whether or not somebody has tidied it away.
    #[must_use]
    pub fn has_lapsed(&self, now: DateTime<Utc>) -> bool {
        self.state.ends_at().is_some_and(|until| until <= now)
    }
}

impl Promise {
    /// Her address, as long as it is not known to reach nobody.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        self.email.as_deref().filter(|_| !self.mail_fails)
    }
}

/// By what an appointment is found.
pub enum By<'a> {
    /// Hash of the hold's secret.
    Hold(&'a [u8]),
    /// Hash of the key under which a hold was asked for.
    HoldKey(&'a [u8]),
    /// Hash of the key under which a confirmation was asked for.
    ConfirmKey(&'a [u8]),
    /// Hash of the link's secret, or of a lookup's that is still good at this time.
    Link(&'a [u8], i64),
    /// Reference number.
    Reference(&'a str),
}

/// A hold to be stored.
pub struct NewHold {
    /// Its id.
    pub id: Uuid,
    /// A fresh hold.
    pub state: State,
    /// Whose services.
    pub department: DepartmentId,
    /// Minutes as told.
    pub minutes: u32,
    /// The time on the wall of the town.
    pub local_start: NaiveDateTime,
    /// The town's zone.
    pub zone: chrono_tz::Tz,
    /// What it is for.
    pub visit: KeptVisit,
    /// Hash of its secret.
    pub secret: Vec<u8>,
    /// Hash of the client's key.
    pub key: Option<Vec<u8>>,
    /// Fingerprint of the request.
    pub request: Vec<u8>,
}

/// What turns a hold into an appointment.
pub struct Confirmation {
    /// To whom it is promised.
    pub promise: Promise,
    /// Hash of the link's secret.
    pub manage: Vec<u8>,
    /// Fingerprint of the request.
    pub request: Vec<u8>,
    /// Hash of the client's key.
    pub key: Option<Vec<u8>>,
    /// What it is for, now with papers and fee.
    pub visit: KeptVisit,
}

/// When an appointment is instead.
pub struct NewTime {
    /// Minutes as told.
    pub minutes: u32,
    /// The time on the wall of the town.
    pub local_start: NaiveDateTime,
    /// Hash of the hold whose time it takes over, if it was held before.
    pub by_hold: Option<Vec<u8>>,
    /// From when on whoever waits for a time may be asked about the one it had.
    pub offered_from: DateTime<Utc>,
}

impl TownTx {
    /// Finds an appointment or a hold of this town. A writing transaction keeps its row from others until it ends: whoever
    /// writes owns the rows of appointments before any claim, so two can wait for each other in one direction only.
    pub async fn find(&self, by: By<'_>) -> Outcome<Option<Appointment>> {
        let columns = appointment::COLUMN;
        let condition = match by {
            By::Hold(hash) => columns.hold_hash.eq(hash.to_vec()).into(),
            By::HoldKey(hash) => columns.hold_key.eq(hash.to_vec()).into(),
            By::ConfirmKey(hash) => columns.confirm_key.eq(hash.to_vec()).into(),
            By::Reference(reference) => columns.reference.eq(reference).into(),
            By::Link(hash, now) => Condition::any().add(columns.manage_hash.eq(hash.to_vec())).add(
                Condition::all()
                    .add(columns.lookup_hash.eq(hash.to_vec()))
                    .add(columns.lookup_until.gt(now)),
            ),
        };
        let query = appointment::Entity::find()
            .filter(columns.town_id.eq(self.id().0))
            .filter::<Condition>(condition)
            .apply_if(self.writes().then_some(()), |query, ()| query.lock_exclusive());
        Ok(query.one(self.connection()).await?.map(read).transpose()?)
    }

    /// Stores a hold; `false` if one was already made under its key.
    pub async fn insert_hold(&self, hold: NewHold, now: DateTime<Utc>) -> Outcome<bool> {
        let row = appointment::ActiveModel {
            town_id: Set(self.id().0),
            id: Set(hold.id),
            department_id: Set(hold.department.0),
            minutes: Set(hold.minutes.cast_signed()),
            local_start: Set(written(hold.local_start)),
            zone: Set(hold.zone.name().to_owned()),
            visit: Set(hold.visit.written()?),
            service: Set(hold.visit.leading().to_owned()),
            revision: Set(0),
            created_at: Set(now.timestamp_micros()),
            hold_hash: Set(hold.secret),
            hold_key: Set(hold.key),
            hold_request: Set(hold.request),
            pin_failures: Set(0),
            ..columns_of(&hold.state, now)
        };
        let inserted = appointment::Entity::insert(row)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(self.connection())
            .await;
        match inserted {
            Ok(count) => Ok(count == 1),
            Err(DbErr::RecordNotInserted) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes a later end of a hold; `false` if the row has changed since it was read.
    pub async fn extend(&self, before: &Appointment, after: State, now: DateTime<Utc>) -> Outcome<bool> {
        self.change(before, columns_of(&after, now)).await
    }

    /// Turns a hold into an appointment; `false` if the row has changed since it was read. Ownership is not created
    /// here: the row has owned its cells since it was held.
    pub async fn confirm(
        &self,
        before: &Appointment,
        after: State,
        with: Confirmation,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let changes = appointment::ActiveModel {
            revision: Set(before.revision + 1),
            booked_at: Set(Some(now.timestamp_micros())),
            reference: Set(Some(with.promise.reference)),
            manage_hash: Set(Some(with.manage)),
            pin_hash: Set(Some(with.promise.pin_hash)),
            confirm_request: Set(Some(with.request)),
            confirm_key: Set(with.key),
            visit: Set(with.visit.written()?),
            name: Set(Some(with.promise.name)),
            email: Set(with.promise.email),
            phone: Set(with.promise.phone),
            note: Set(with.promise.note),
            language: Set(Some(with.promise.language)),
            reminder: Set(with.promise.reminder),
            ..columns_of(&after, now)
        };
        self.change(before, changes).await
    }

    /// Writes an appointment's next state; `false` if the row has changed since it was read.
    pub async fn write_state(&self, before: &Appointment, after: State, now: DateTime<Utc>) -> Outcome<bool> {
        let changes = appointment::ActiveModel {
            revision: Set(before.next_revision()),
            ..columns_of(&after, now)
        };
        self.change_promise(before, changes, (&after, now, now)).await
    }

    /// Writes that its citizen has called it off; `false` if the row has changed since it was read. As long as she can take that
    /// back, nobody who waits for a time is asked about hers.
    pub async fn write_called_off(
        &self,
        before: &Appointment,
        after: State,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let changes = appointment::ActiveModel {
            revision: Set(before.revision + 1),
            ..columns_of(&after, now)
        };
        self.change_promise(before, changes, (&after, now, now + UNDO))
            .await
    }

    /// Writes that an appointment now has another time; `false` if the row has changed since it was read.
    pub async fn write_move(
        &self,
        before: &Appointment,
        after: State,
        time: NewTime,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let changes = appointment::ActiveModel {
            revision: Set(before.revision + 1),
            minutes: Set(time.minutes.cast_signed()),
            local_start: Set(written(time.local_start)),
            moved_by: Set(time.by_hold),
            ..columns_of(&after, now)
        };
        self.change_promise(before, changes, (&after, now, time.offered_from))
            .await
    }

    /// Removes a hold that is still as it was read, with whatever it claims; `false` if it has changed since.
    pub async fn end_hold(&self, hold: &Appointment) -> Outcome<bool> {
        let ended = appointment::Entity::delete_many()
            .filter(self.unchanged(hold))
            .exec(self.connection())
            .await?;
        Ok(ended.rows_affected == 1)
    }

    /// Counts a wrong PIN.
    pub async fn count_wrong_pin(&self, appointment: &Appointment) -> Outcome<()> {
        appointment::Entity::update_many()
            .col_expr(
                appointment::Column::PinFailures,
                Expr::col(appointment::Column::PinFailures).add(1),
            )
            .filter(appointment::COLUMN.town_id.eq(self.id().0))
            .filter(appointment::COLUMN.id.eq(appointment.id))
            .exec(self.connection())
            .await?;
        Ok(())
    }

    /// Keeps a number for an appointment that came without one.
    pub async fn add_phone(&self, before: &Appointment, phone: &str) -> Outcome<bool> {
        let changes = appointment::ActiveModel {
            phone: Set(Some(phone.to_owned())),
            ..Default::default()
        };
        self.change(before, changes).await
    }

    /// Keeps whether she wants to be reminded.
    pub async fn set_reminder(&self, before: &Appointment, wish: bool) -> Outcome<bool> {
        let changes = appointment::ActiveModel {
            reminder: Set(wish),
            ..Default::default()
        };
        self.change(before, changes).await
    }

    /// Opens an appointment to whoever knows this secret until a time in microseconds; earlier ones no longer open it.
    pub async fn open_by_lookup(
        &self,
        appointment: &Appointment,
        secret: Vec<u8>,
        until: i64,
    ) -> Outcome<()> {
        let changes = appointment::ActiveModel {
            lookup_hash: Set(Some(secret)),
            lookup_until: Set(Some(until)),
            pin_failures: Set(0),
            ..Default::default()
        };
        self.change(appointment, changes).await.map(|_| ())
    }

    /// A promise that nobody could keep is looked after until its state is another, a question whose answer is there is asked no
    /// more, and a time that becomes free is written down
    /// for those who wait for one, whatever way that comes about.
    async fn change_promise(
        &self,
        before: &Appointment,
        changes: appointment::ActiveModel,
        (after, now, offered_from): (&State, DateTime<Utc>, DateTime<Utc>),
    ) -> Outcome<bool> {
        let changed = self.change(before, changes).await?;
        if changed && before.state.name() == StateName::Displaced {
            self.settle(before.id).await?;
        }
        if changed && before.state.name() == StateName::Pending {
            self.ask_for_no_proof(before.id).await?;
        }
        if changed {
            self.follow(before, after, (now, offered_from)).await?;
        }
        Ok(changed)
    }

    async fn change(&self, before: &Appointment, changes: appointment::ActiveModel) -> Outcome<bool> {
        let changed = appointment::Entity::update_many()
            .set(changes)
            .filter(self.unchanged(before))
            .exec(self.connection())
            .await?;
        Ok(changed.rows_affected == 1)
    }

    /// The row, if nobody has changed it since it was read. Of two who meet, the second finds nothing.
    fn unchanged(&self, read: &Appointment) -> Condition {
        let columns = appointment::COLUMN;
        let row = Condition::all()
            .add(columns.town_id.eq(self.id().0))
            .add(columns.id.eq(read.id))
            .add(columns.revision.eq(read.revision))
            .add(columns.state.eq(read.state.name().as_str()));
        match read.state.ends_at() {
            Some(until) => row.add(columns.hold_until.eq(until.timestamp_micros())),
            None => row,
        }
    }
}
