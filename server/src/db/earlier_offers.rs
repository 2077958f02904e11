//! Which times somebody on the list was offered, and the question whether she would like one. A time is kept by an ordinary hold
//! that lasts longer; while it is, its freed time (`db::freed`) is called like the hold.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, QueryResult};
use tenants::calendar::Cell;
use tenants::earlier::latest_answer;
use tenants::notice::Kind;
use uuid::Uuid;

use super::TownTx;
use super::entity::notice;
use super::sendings::NoticeState;
use crate::refusal::{Fault, Outcome};

/// A time that somebody was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlierOffer {
    /// To whom.
    pub wish: Uuid,
    /// Counts them, from 1.
    pub number: u32,
    /// What keeps it.
    pub hold: Uuid,
    /// When it would begin.
    pub first: Cell,
    /// What has become of it.
    pub state: OfferState,
    /// Until when it is kept, while it is.
    pub until: Option<DateTime<Utc>>,
}

/// The question whether somebody would like an offered time.
#[derive(Clone, Copy, Debug)]
pub struct Asking {
    /// The message.
    pub id: Uuid,
    /// Whom it asks.
    pub wish: Uuid,
    /// About which offer.
    pub number: u32,
    /// What has become of it.
    pub state: NoticeState,
    /// Since when it is owed.
    pub owed_at: DateTime<Utc>,
}

/// What has become of an offered time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferState {
    /// It is kept for her, or was until its time was over.
    Open,
    /// She has it.
    Taken,
    /// She does not want it.
    Declined,
    /// She did not answer.
    Lapsed,
}

impl OfferState {
    const ALL: [Self; 4] = [Self::Open, Self::Taken, Self::Declined, Self::Lapsed];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Taken => "taken",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
        }
    }
}

impl TownTx {
    /// Everything that was offered to anybody who waits, in order.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn earlier_offers(&self) -> Outcome<Vec<EarlierOffer>> {
        self.offered("w.state = 'waiting'", vec![]).await
    }

    /// Everything that was offered for one wish, in order.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn earlier_offers_of(&self, wish: Uuid) -> Outcome<Vec<EarlierOffer>> {
        self.offered("o.wish_id = $2", vec![wish.into()]).await
    }

    /// The offer that a hold keeps a time for.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn earlier_offer_by(&self, hold: Uuid) -> Outcome<Option<EarlierOffer>> {
        Ok(self.offered("o.hold_id = $2", vec![hold.into()]).await?.pop())
    }

    async fn offered(&self, which: &str, mut more: Vec<sea_orm::Value>) -> Outcome<Vec<EarlierOffer>> {
        let sql = format!(
            "SELECT o.wish_id, o.number, o.hold_id, o.first_cell, o.state, a.hold_until FROM earlier_offer o
             JOIN earlier_wish w ON w.town_id = o.town_id AND w.id = o.wish_id
             LEFT JOIN appointment a ON a.town_id = o.town_id AND a.id = o.hold_id AND a.state = 'held'
             WHERE o.town_id = $1 AND {which} ORDER BY o.wish_id, o.number"
        );
        let mut values = vec![self.id().0.into()];
        values.append(&mut more);
        let rows = self.all(&sql, values).await?;
        let read = |row: &QueryResult| -> Outcome<EarlierOffer> {
            let state: String = row.try_get("", "state")?;
            let number: i32 = row.try_get("", "number")?;
            let until: Option<i64> = row.try_get("", "hold_until")?;
            let state = OfferState::ALL.into_iter().find(|known| known.as_str() == state);
            Ok(EarlierOffer {
                wish: row.try_get("", "wish_id")?,
                number: number.unsigned_abs(),
                hold: row.try_get("", "hold_id")?,
                first: Cell(row.try_get("", "first_cell")?),
                state: state.ok_or_else(|| Fault::because("an offer that cannot be read"))?,
                until: until.and_then(DateTime::from_timestamp_micros),
            })
        };
        rows.iter().map(read).collect()
    }

    /// Offers somebody the time that a hold keeps, as the offer of this number.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn offer_earlier(
        &self,
        wish: Uuid,
        number: u32,
        (hold, first): (Uuid, Cell),
    ) -> Result<(), DbErr> {
        let sql = "INSERT INTO earlier_offer (town_id, wish_id, number, hold_id, first_cell, state)
                   VALUES ($1, $2, $3, $4, $5, 'open')";
        let values = vec![
            self.id().0.into(),
            wish.into(),
            number.cast_signed().into(),
            hold.into(),
            first.0.into(),
        ];
        self.execute(sql, values).await.map(|_| ())
    }

    /// Writes what has become of an open offer; `false` if it was not open any more.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn settle_earlier(&self, hold: Uuid, state: OfferState) -> Result<bool, DbErr> {
        let sql =
            "UPDATE earlier_offer SET state = $3 WHERE town_id = $1 AND hold_id = $2 AND state = 'open'";
        let values = vec![self.id().0.into(), hold.into(), state.as_str().into()];
        Ok(self.execute(sql, values).await? == 1)
    }

    /// Gives back the time of an open offer: the next on the list is asked.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn give_back_earlier(
        &self,
        hold: Uuid,
        state: OfferState,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        if !self.settle_earlier(hold, state).await? {
            return Ok(false);
        }
        let sql = "DELETE FROM appointment WHERE town_id = $1 AND id = $2 AND state = 'held'";
        self.execute(sql, vec![self.id().0.into(), hold.into()]).await?;
        self.free_again(hold, now).await?;
        Ok(true)
    }

    /// Gives back whatever is kept for a wish.
    pub(super) async fn lapse_open(&self, wish: Uuid, now: DateTime<Utc>) -> Outcome<()> {
        for offer in self.earlier_offers_of(wish).await? {
            if offer.state == OfferState::Open {
                self.give_back_earlier(offer.hold, OfferState::Lapsed, now)
                    .await?;
            }
        }
        Ok(())
    }

    /// Owes somebody on the list the question whether she would like her offer of this number.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn ask_earlier(
        &self,
        wish: Uuid,
        number: u32,
        (id, due): (Uuid, DateTime<Utc>),
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let row = notice::ActiveModel {
            town_id: Set(self.id().0),
            id: Set(id),
            appointment_id: Set(None),
            account_id: Set(None),
            wish_id: Set(Some(wish)),
            kind: Set(Kind::Earlier.as_str().to_owned()),
            revision: Set(number.cast_signed()),
            state: Set(NoticeState::Owed.as_str().to_owned()),
            owed_at: Set(now.timestamp_micros()),
            due_at: Set(due.timestamp_micros()),
            body: Set("{}".to_owned()),
        };
        notice::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await?;
        self.add_errand(id, due.timestamp_micros()).await
    }

    /// A question that is or was owed to somebody on the list.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn asking(&self, notice: Uuid) -> Outcome<Option<Asking>> {
        let row = notice::Entity::find_by_id((self.id().0, notice))
            .one(self.connection())
            .await?;
        let read = |row: notice::Model| {
            Some(Asking {
                id: row.id,
                wish: row.wish_id?,
                number: row.revision.unsigned_abs(),
                state: NoticeState::named(&row.state)?,
                owed_at: DateTime::from_timestamp_micros(row.owed_at)?,
            })
        };
        Ok(row.and_then(read))
    }

    /// Somebody's address reaches nobody: from now on a clerk calls her, if there is a number.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn write_no_more(&self, wish: Uuid) -> Result<(), DbErr> {
        let sql = "UPDATE earlier_wish SET email = NULL WHERE town_id = $1 AND id = $2";
        self.execute(sql, vec![self.id().0.into(), wish.into()])
            .await
            .map(|_| ())
    }

    /// Forgets what other servers answered to questions to somebody who is known on the list alone: they name her address.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn forget_answers_to(&self, wish: Uuid) -> Result<(), DbErr> {
        let sql = "UPDATE sending SET answer = NULL, their_id = NULL WHERE town_id = $1 AND notice_id IN
                   (SELECT n.id FROM notice n JOIN earlier_wish w ON w.town_id = n.town_id AND w.id = n.wish_id
                    WHERE n.town_id = $1 AND n.wish_id = $2
                    AND (w.appointment_id IS NULL OR w.name IS NOT NULL))";
        self.execute(sql, vec![self.id().0.into(), wish.into()])
            .await
            .map(|_| ())
    }

    /// Keeps what has not gone out at home.
    pub(super) async fn withdraw_asking(&self, wish: Uuid) -> Result<(), DbErr> {
        let sql = "UPDATE notice SET state = 'withdrawn' WHERE town_id = $1 AND wish_id = $2 AND state IN ('owed', 'dead')";
        self.execute(sql, vec![self.id().0.into(), wish.into()])
            .await
            .map(|_| ())
    }

    /// Keeps an offered time at least until then, but not beyond the latest answer: the time to answer begins when the question is
    /// there. Whoever looks after it is not to come earlier.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn keep_earlier_until(&self, offer: &EarlierOffer, until: DateTime<Utc>) -> Outcome<()> {
        let until = until.min(latest_answer(offer.first));
        // Whoever looks after the time owns it first, too.
        self.freed(offer.hold).await?;
        let sql = "UPDATE appointment SET hold_until = $3 WHERE town_id = $1 AND id = $2 AND state = 'held' AND hold_until < $3";
        let values = vec![
            self.id().0.into(),
            offer.hold.into(),
            until.timestamp_micros().into(),
        ];
        if self.execute(sql, values).await? == 1 {
            self.watch(offer.hold, until).await?;
        }
        Ok(())
    }
}
