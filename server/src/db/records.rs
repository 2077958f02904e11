//! Everything that is kept of one appointment, to be told to whoever it is about (Art. 15 and 20 GDPR).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{EntityTrait as _, QueryFilter as _, QueryOrder as _, QueryResult};
use tenants::notice::Kind;
use uuid::Uuid;

use super::TownTx;
use super::appointment_row::read;
use super::appointments::Appointment;
use super::calls::Call;
use super::earlier::Wish;
use super::entity::{appointment, history};
use super::notices::{Happened, happened};
use crate::refusal::{Fault, Outcome};

/// All of it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The appointment.
    pub appointment: Appointment,
    /// When the form was opened.
    pub created_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub booked_at: Option<DateTime<Utc>>,
    /// Whether the citizen wants to be reminded.
    pub reminder: bool,
    /// Whether her address is known to reach nobody.
    pub mail_fails: bool,
    /// Until when it is open to whoever found it by reference and PIN last.
    pub open_until: Option<DateTime<Utc>>,
    /// What happened, from the first step on.
    pub history: Vec<Happened>,
    /// What was sent, in the order of what is told.
    pub told: Vec<ToldOf>,
    /// The call that is owed.
    pub call: Option<Call>,
    /// What she waits for on the list for earlier times.
    pub wish: Option<Wish>,
}

/// Everything that is kept of somebody who waits without an appointment.
#[derive(Clone, Debug)]
pub struct RecordedWish {
    /// What she waits for, and who she is.
    pub wish: Wish,
    /// What she was asked, in order.
    pub told: Vec<ToldOf>,
}

/// A message and the last try to send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldOf {
    /// What it tells of.
    pub kind: Kind,
    /// Its state, as the database writes it.
    pub state: String,
    /// When it may go out at the earliest.
    pub due_at: DateTime<Utc>,
    /// When the last try began, by which way, how it ended, and what the other side said.
    pub tried: Option<Tried>,
}

/// A try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// When it began.
    pub at: DateTime<Utc>,
    /// By which way, as the database writes it.
    pub way: String,
    /// How it ended, as the database writes it; nothing while nobody knows.
    pub outcome: Option<String>,
    /// What the other side said.
    pub answer: Option<String>,
}

impl TownTx {
    /// Everything about these appointments, the first one in time in front; nothing about holds.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn recorded(&self, ids: &[Uuid]) -> Outcome<Vec<Recorded>> {
        let rows = appointment::Entity::find()
            .filter(appointment::COLUMN.town_id.eq(self.id().0))
            .filter(appointment::COLUMN.id.is_in(ids.iter().copied()))
            .filter(appointment::COLUMN.name.is_not_null())
            .order_by_asc(appointment::Column::FirstCell)
            .all(self.connection())
            .await?;
        let mut histories = self.histories(ids).await?;
        let mut told = self.told_about(ids).await?;
        let mut calls: BTreeMap<_, _> = self.calls().await?.into_iter().collect();
        let wishes = self.wishes().await?.into_iter();
        let mut wishes: BTreeMap<_, _> = wishes
            .filter_map(|wish| Some((wish.appointment?, wish)))
            .collect();
        let at = |micros: Option<i64>| micros.and_then(DateTime::from_timestamp_micros);
        let recorded = rows.into_iter().map(|row| {
            Ok(Recorded {
                created_at: at(Some(row.created_at)),
                booked_at: at(row.booked_at),
                reminder: row.reminder,
                mail_fails: row.mail_fails,
                open_until: at(row.lookup_until),
                history: histories.remove(&row.id).unwrap_or_default(),
                told: told.remove(&row.id).unwrap_or_default(),
                call: calls.remove(&row.id),
                wish: wishes.remove(&row.id),
                appointment: read(row)?,
            })
        });
        recorded.collect()
    }

    async fn histories(&self, ids: &[Uuid]) -> Outcome<BTreeMap<Uuid, Vec<Happened>>> {
        let rows = history::Entity::find()
            .filter(history::COLUMN.town_id.eq(self.id().0))
            .filter(history::COLUMN.appointment_id.is_in(ids.iter().copied()))
            .order_by_asc(history::Column::Revision)
            .all(self.connection())
            .await?;
        let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in rows {
            let of = row.appointment_id;
            let step = happened(row).ok_or_else(|| Fault::because("a step cannot be read"))?;
            all.entry(of).or_default().push(step);
        }
        Ok(all)
    }

    /// Every message about these appointments with the last try to send it, in the order of what is told; questions whether their
    /// citizens would like an earlier time, too.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn told_about(&self, ids: &[Uuid]) -> Outcome<BTreeMap<Uuid, Vec<ToldOf>>> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let about = "SELECT t.*, t.appointment_id AS about FROM notice t WHERE t.town_id = $1 AND t.appointment_id IN ({ids})
             UNION ALL
             SELECT t.*, w.appointment_id AS about FROM earlier_wish w JOIN notice t ON t.town_id = w.town_id AND t.wish_id = w.id
             WHERE w.town_id = $1 AND w.appointment_id IN ({ids})";
        self.told(about, ids).await
    }

    /// Everything about these wishes of people who wait without an appointment.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn recorded_wishes(&self, wishes: Vec<Wish>) -> Outcome<Vec<RecordedWish>> {
        if wishes.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = wishes.iter().map(|wish| wish.id).collect();
        let about =
            "SELECT t.*, t.wish_id AS about FROM notice t WHERE t.town_id = $1 AND t.wish_id IN ({ids})";
        let mut told = self.told(about, &ids).await?;
        let recorded = wishes.into_iter().map(|wish| RecordedWish {
            told: told.remove(&wish.id).unwrap_or_default(),
            wish,
        });
        Ok(recorded.collect())
    }

    async fn told(&self, about: &str, ids: &[Uuid]) -> Outcome<BTreeMap<Uuid, Vec<ToldOf>>> {
        let listed: Vec<_> = (2..ids.len() + 2).map(|place| format!("${place}")).collect();
        let sql = format!(
            "SELECT n.about, n.kind, n.state, n.due_at, s.began_at, s.channel, s.outcome, s.answer FROM ({}) n
             LEFT JOIN sending s ON s.town_id = n.town_id AND s.notice_id = n.id AND s.attempt =
                 (SELECT max(l.attempt) FROM sending l WHERE l.town_id = n.town_id AND l.notice_id = n.id)
             ORDER BY n.owed_at, n.revision, n.id",
            about.replace("{ids}", &listed.join(", "))
        );
        let mut values = vec![self.id().0.into()];
        values.extend(ids.iter().map(|&id| id.into()));
        let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in self.all(&sql, values).await? {
            let of: Uuid = row.try_get("", "about")?;
            all.entry(of).or_default().push(told_of(&row)?);
        }
        Ok(all)
    }
}

fn told_of(row: &QueryResult) -> Outcome<ToldOf> {
    let unreadable = || Fault::because("a message cannot be read");
    let at = |micros: i64| DateTime::from_timestamp_micros(micros).ok_or_else(unreadable);
    let kind: String = row.try_get("", "kind")?;
    let began: Option<i64> = row.try_get("", "began_at")?;
    let tried = began.map(|began| -> Outcome<Tried> {
        let text = |column| row.try_get::<Option<String>>("", column);
        Ok(Tried {
            at: at(began)?,
            way: text("channel")?.unwrap_or_default(),
            outcome: text("outcome")?,
            answer: text("answer")?,
        })
    });
    Ok(ToldOf {
        kind: Kind::named(&kind).ok_or_else(unreadable)?,
        state: row.try_get("", "state")?,
        due_at: at(row.try_get("", "due_at")?)?,
        tried: tried.transpose()?,
    })
}
