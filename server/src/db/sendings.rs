//! Messages as whoever carries them sees them: what is owed, every try, and how it ended.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, EntityTrait, QueryFilter, QueryOrder as _, QueryResult};
use tenants::notice::Kind;
use uuid::Uuid;

use super::TownTx;
use super::appointment_row;
use super::appointments::Appointment;
use super::entity::{appointment, notice};
use super::notices::NoticeBody;
use crate::refusal::{Fault, Outcome};

/// A message that is or was owed.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its id.
    pub id: Uuid,
    /// With which appointment.
    pub appointment: Uuid,
    /// What it tells of.
    pub kind: Kind,
    /// The appointment's revision it tells of.
    pub revision: i32,
    /// What has become of it.
    pub state: NoticeState,
    /// Since when it is owed.
    pub owed_at: DateTime<Utc>,
    /// When it may go out at the earliest.
    pub due_at: DateTime<Utc>,
    /// What it needs to say beyond the appointment.
    pub body: NoticeBody,
}

/// What has become of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeState {
    /// It has not gone out.
    Owed,
    /// It is being handed over, or was when its carrier was lost: perhaps it has gone out.
    Sending,
    /// It was handed over.
    Sent,
    /// It cannot be delivered; somebody at the desk has to look after it.
    Dead,
    /// It is no longer needed.
    Withdrawn,
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The other side has taken it.
    HandedOver,
    /// Not now; it is tried again.
    Later,
    /// Not at all.
    Refused,
    /// It has arrived, as was reported later.
    Delivered,
    /// It has come back.
    Bounced,
}

/// By what a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Mail.
    Mail,
    /// Short message.
    Sms,
    /// Letter.
    Paper,
}

/// A try.
#[derive(Clone, Debug)]
pub struct Sending {
    /// Of which message.
    pub notice: Uuid,
    /// What that tells of.
    pub kind: Kind,
    /// By what.
    pub channel: Channel,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// How it ended; open while it is under way or when nobody knows.
    pub ended: Option<Ended>,
    /// What the other side said.
    pub answer: String,
}

/// Messages that could not be delivered and matter still: of an appointment to come (at `$2`, microseconds), or that something can be
/// picked up, about which nothing later is or will be told. Whoever has lost her time is called for that.
pub(super) const UNDELIVERED: &str =
    "FROM notice n JOIN appointment a ON a.town_id = n.town_id AND a.id = n.appointment_id
    WHERE n.town_id = $1 AND n.state = 'dead' AND a.state <> 'displaced'
    AND (CAST(a.first_cell + a.cells AS bigint) * 300000000 > $2 OR n.kind = 'ready')
    AND NOT EXISTS (SELECT 1 FROM notice l WHERE l.town_id = n.town_id AND l.appointment_id = n.appointment_id
                    AND l.revision > n.revision AND l.state IN ('owed', 'sending', 'sent'))";

/// A message that could not be delivered.
#[derive(Clone, Debug)]
pub struct Undelivered {
    /// Its id.
    pub notice: Uuid,
    /// What it tells of.
    pub kind: Kind,
    /// With which appointment.
    pub appointment: Appointment,
    /// What the other side said last.
    pub answer: String,
}

impl NoticeState {
    const ALL: [Self; 5] = [Self::Owed, Self::Sending, Self::Sent, Self::Dead, Self::Withdrawn];

    /// The state the database calls so.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// As the database writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owed => "owed",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Dead => "dead",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Ended {
    const ALL: [Self; 5] = [
        Self::HandedOver,
        Self::Later,
        Self::Refused,
        Self::Delivered,
        Self::Bounced,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::HandedOver => "handed_over",
            Self::Later => "later",
            Self::Refused => "refused",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
        }
    }
}

impl Channel {
    const ALL: [Self; 3] = [Self::Mail, Self::Sms, Self::Paper];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Paper => "paper",
        }
    }
}

impl TownTx {
    /// A message about an appointment.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn notice(&self, id: Uuid) -> Outcome<Option<Notice>> {
        let row = notice::Entity::find_by_id((self.id().0, id))
            .one(self.connection())
            .await?;
        row.filter(|row| row.appointment_id.is_some())
            .map(read)
            .transpose()
    }

    /// Every message about an appointment, in the order of what they tell.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn notices_about(&self, appointment: Uuid) -> Outcome<Vec<Notice>> {
        let rows = notice::Entity::find()
            .filter(notice::COLUMN.town_id.eq(self.id().0))
            .filter(notice::COLUMN.appointment_id.eq(appointment))
            .order_by_asc(notice::Column::Revision)
            .all(self.connection())
            .await?;
        rows.into_iter().map(read).collect()
    }

    /// Where these messages go that go by mail.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn mail_addresses(&self, notices: &[Uuid]) -> Outcome<Vec<(Uuid, String)>> {
        let listed: Vec<_> = (2..notices.len() + 2).map(|place| format!("${place}")).collect();
        let sql = format!(
            "SELECT n.id, coalesce(w.email, a.email) AS email FROM notice n
             LEFT JOIN earlier_wish w ON w.town_id = n.town_id AND w.id = n.wish_id
             LEFT JOIN appointment a ON a.town_id = n.town_id AND a.id = coalesce(n.appointment_id, w.appointment_id)
             WHERE n.town_id = $1 AND (w.email IS NOT NULL OR a.email IS NOT NULL AND NOT a.mail_fails) AND n.id IN ({})",
            listed.join(", ")
        );
        let mut values = vec![self.id().0.into()];
        values.extend(notices.iter().map(|&notice| notice.into()));
        let rows = self.all(&sql, values).await?;
        let read = |row: &QueryResult| Ok((row.try_get("", "id")?, row.try_get("", "email")?));
        Ok(rows.iter().map(read).collect::<Result<_, DbErr>>()?)
    }

    /// Writes what has become of a message.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn set_notice(&self, id: Uuid, state: NoticeState) -> Result<(), DbErr> {
        let sql = "UPDATE notice SET state = $3 WHERE town_id = $1 AND id = $2";
        let values = vec![self.id().0.into(), id.into(), state.as_str().into()];
        self.execute(sql, values).await.map(|_| ())
    }

    /// Every message that could not be delivered and matters still, the next appointment first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn undelivered(&self, now: DateTime<Utc>) -> Outcome<Vec<Undelivered>> {
        let sql = format!(
            "SELECT n.id, n.kind, n.appointment_id, (SELECT s.answer FROM sending s WHERE s.town_id = n.town_id AND s.notice_id = n.id
                                                     AND s.channel <> 'paper' ORDER BY s.attempt DESC LIMIT 1) AS answer
             {UNDELIVERED} ORDER BY a.first_cell, n.id"
        );
        let values = vec![self.id().0.into(), now.timestamp_micros().into()];
        let rows = self.all(&sql, values).await?;
        let ids: Vec<Uuid> = rows
            .iter()
            .map(|row| row.try_get("", "appointment_id"))
            .collect::<Result<_, _>>()?;
        let appointments = self.appointments_numbered(&ids).await?;
        let mut found = Vec::new();
        for (row, id) in rows.iter().zip(ids) {
            let kind: String = row.try_get("", "kind")?;
            let answer: Option<String> = row.try_get("", "answer")?;
            let known = appointments.iter().find(|known| known.id == id);
            if let Some((kind, appointment)) = Kind::named(&kind).zip(known) {
                found.push(Undelivered {
                    notice: row.try_get("", "id")?,
                    kind,
                    appointment: appointment.clone(),
                    answer: answer.unwrap_or_default(),
                });
            }
        }
        Ok(found)
    }

    /// The appointments with these numbers.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn appointments_numbered(&self, ids: &[Uuid]) -> Outcome<Vec<Appointment>> {
        let rows = appointment::Entity::find()
            .filter(appointment::COLUMN.town_id.eq(self.id().0))
            .filter(appointment::COLUMN.id.is_in(ids.iter().copied()))
            .all(self.connection())
            .await?;
        Ok(rows
            .into_iter()
            .map(appointment_row::read)
            .collect::<Result<_, _>>()?)
    }

    /// Owes a message again that has come back, by another way.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn owe_again(&self, notice: Uuid, now: DateTime<Utc>) -> Result<(), DbErr> {
        self.set_notice(notice, NoticeState::Owed).await?;
        self.add_errand(notice, now.timestamp_micros()).await
    }

    /// Gives up a message that could not be delivered as settled, or owes it again; `false` if it is not one of these any more.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn revive(&self, notice: Uuid, again: bool, now: DateTime<Utc>) -> Outcome<bool> {
        let sql = "UPDATE notice SET state = $3, owed_at = CASE WHEN $3 = 'owed' THEN $4 ELSE owed_at END
                   WHERE town_id = $1 AND id = $2 AND state = 'dead'";
        let state = if again {
            NoticeState::Owed
        } else {
            NoticeState::Withdrawn
        };
        let at = now.timestamp_micros();
        let values = vec![
            self.id().0.into(),
            notice.into(),
            state.as_str().into(),
            at.into(),
        ];
        let is_dead = self.execute(sql, values).await? == 1;
        if is_dead && again {
            self.add_errand(notice, at).await?;
            // Whoever has it sent again thinks that the address works.
            let sql = "UPDATE appointment SET mail_fails = false WHERE town_id = $1
                       AND id = (SELECT appointment_id FROM notice WHERE town_id = $1 AND id = $2)";
            self.execute(sql, vec![self.id().0.into(), notice.into()]).await?;
        }
        Ok(is_dead)
    }

    /// Every try to send a message about an appointment, in the order of time.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn sendings_about(&self, appointment: Uuid) -> Outcome<Vec<Sending>> {
        let sql = "SELECT s.notice_id, n.kind, s.channel, s.began_at, s.outcome, s.answer FROM sending s
                   JOIN notice n ON n.town_id = s.town_id AND n.id = s.notice_id
                   WHERE s.town_id = $1 AND (n.appointment_id = $2 OR n.wish_id IN
                       (SELECT w.id FROM earlier_wish w WHERE w.town_id = $1 AND w.appointment_id = $2)) ORDER BY s.began_at, s.attempt";
        let rows = self
            .all(sql, vec![self.id().0.into(), appointment.into()])
            .await?;
        let read = |row: &QueryResult| -> Outcome<Sending> {
            let kind: String = row.try_get("", "kind")?;
            let channel: String = row.try_get("", "channel")?;
            let outcome: Option<String> = row.try_get("", "outcome")?;
            let answer: Option<String> = row.try_get("", "answer")?;
            let unreadable = || Fault::because("a try to send a message cannot be read");
            Ok(Sending {
                notice: row.try_get("", "notice_id")?,
                kind: Kind::named(&kind).ok_or_else(unreadable)?,
                channel: Channel::ALL
                    .into_iter()
                    .find(|one| one.as_str() == channel)
                    .ok_or_else(unreadable)?,
                began_at: DateTime::from_timestamp_micros(row.try_get("", "began_at")?)
                    .ok_or_else(unreadable)?,
                ended: Ended::ALL
                    .into_iter()
                    .find(|ended| Some(ended.as_str()) == outcome.as_deref()),
                answer: answer.unwrap_or_default(),
            })
        };
        rows.iter().map(read).collect()
    }
}

fn read(row: notice::Model) -> Outcome<Notice> {
    let unreadable = || Fault::because(format!("notice {} cannot be read", row.id));
    let at = |micros| DateTime::from_timestamp_micros(micros).ok_or_else(unreadable);
    let state = NoticeState::named(&row.state);
    Ok(Notice {
        id: row.id,
        appointment: row.appointment_id.ok_or_else(unreadable)?,
        kind: Kind::named(&row.kind).ok_or_else(unreadable)?,
        revision: row.revision,
        state: state.ok_or_else(unreadable)?,
        owed_at: at(row.owed_at)?,
        due_at: at(row.due_at)?,
        body: serde_json::from_str(&row.body).map_err(|error| Fault(error.into()))?,
    })
}
