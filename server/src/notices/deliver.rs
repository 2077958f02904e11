//! One message on its way: decide in a transaction, hand over outside of any, write down how it ended.

use chrono::{DateTime, Utc};
use tenants::appointment::State;
use tenants::notice::{Kind, offer_ending_at};
use tenants::replacement::answer_until;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::ask::{self, Question};
use super::colleague;
use super::mail::{Carrier, Envelope};
use super::rule::{self, Turn};
use crate::app::App;
use crate::booking::calendar_file::Invitation;
use crate::db::TownTx;
use crate::db::appointments::{Appointment, read_local};
use crate::db::calls::Cause;
use crate::db::errands::Errand;
use crate::db::notices::Owed;
use crate::db::sendings::{Ended, Notice, NoticeState};
use crate::refusal::{Fault, Outcome};
use crate::views::letter::{Letter, Occasion};
use crate::views::wire_views::Teller;

/// A message is handed over only if that will be over so long before somebody else may be given it.
const MARGIN: chrono::TimeDelta = chrono::TimeDelta::seconds(60);

/// A message that goes out now, and the number of the try.
struct Ready {
    notice: Notice,
    appointment: Appointment,
    attempt: i32,
    to: String,
    letter: Letter,
    html: String,
    calendar: Option<(&'static str, String)>,
}

/// What goes out now.
enum Going {
    Message(Box<Ready>),
    Question(Box<Question>),
    ToColleague(Box<colleague::Ready>),
}

/// A try that has ended.
pub struct Tried {
    /// Of which message.
    pub notice: Uuid,
    /// The number of the try.
    pub attempt: i32,
    /// Since when the message is owed.
    pub owed_at: DateTime<Utc>,
}

/// Carries one message, writing to the database when it is its turn.
///
/// # Errors
/// If the database fails; the message is tried again when its time with this carrier is over.
pub async fn deliver(app: &App, carrier: &Carrier, writing: &Semaphore, errand: &Errand) -> Outcome<()> {
    let ready = {
        let _turn = writing.acquire().await;
        prepare(app, carrier, errand).await?
    };
    let ready = match ready {
        None => return Ok(()),
        Some(Going::Message(ready)) => ready,
        Some(Going::Question(question)) => {
            let (ended, answer) = ask::carry(carrier, &question, app.clock.now()).await;
            let _turn = writing.acquire().await;
            return ask::finish(app, errand, &question, ended, &answer).await;
        }
        Some(Going::ToColleague(ready)) => {
            let (ended, answer) = colleague::carry(carrier, &ready, app.clock.now()).await;
            let _turn = writing.acquire().await;
            return colleague::finish(app, errand, &ready, (ended, &answer)).await;
        }
    };
    let envelope = Envelope {
        notice: ready.notice.id,
        to: &ready.to,
        letter: &ready.letter,
        html: ready.html.clone(),
        calendar: ready.calendar.clone(),
        at: app.clock.now(),
    };
    let (ended, answer) = carrier.carry(&envelope).await;
    let _turn = writing.acquire().await;
    finish(app, errand, &ready, ended, &answer).await
}

/// Decides, and writes down that the message is on its way before it is.
async fn prepare(app: &App, carrier: &Carrier, errand: &Errand) -> Outcome<Option<Going>> {
    let now = app.clock.now();
    let tx = app.db.town(errand.town.as_str()).write().await?;
    if now + MARGIN > errand.until || !tx.has_errand(errand).await? {
        return Ok(None);
    }
    let Some(notice) = tx.notice(errand.notice).await? else {
        if let Some(notice) = tx.notice_to_colleague(errand.notice).await? {
            let ready = colleague::prepare(app, tx, errand, notice, now).await?;
            return Ok(ready.map(|ready| Going::ToColleague(Box::new(ready))));
        }
        let question = ask::prepare(app, tx, errand, now).await?;
        return Ok(question.map(|question| Going::Question(Box::new(question))));
    };
    let all = tx.notices_about(notice.appointment).await?;
    let appointment = tx.appointment(notice.appointment).await?;
    let appointment = appointment.ok_or_else(|| Fault::because("a message about nothing"))?;
    let offers = kept_times(&tx, &notice, now).await?;
    let fit = rule::fit(notice.kind, &appointment, !offers.is_empty(), tx.town.zone, now);
    match rule::turn(&notice, &all, now).if_it(fit) {
        Turn::Settled => {
            tx.end_errand(errand).await?;
        }
        Turn::Needless => {
            tx.set_notice(notice.id, NoticeState::Withdrawn).await?;
            tx.end_errand(errand).await?;
        }
        Turn::Wait => {
            tx.put_off_errand(errand, errand.until).await?;
        }
        Turn::NotBefore(at) => {
            tx.put_off_errand(errand, at).await?;
        }
        Turn::Go(replaces) => {
            for other in replaces {
                tx.set_notice(other, NoticeState::Withdrawn).await?;
            }
            let to = appointment
                .promise
                .as_ref()
                .and_then(|promise| promise.email.clone());
            if let Some(to) = to {
                let attempt = tx.begin_sending(notice.id, now).await?;
                tx.set_notice(notice.id, NoticeState::Sending).await?;
                let ready = write(
                    app,
                    carrier,
                    &tx,
                    (notice, appointment, &offers),
                    (to, attempt),
                    now,
                )?;
                tx.commit_quietly().await?;
                return Ok(Some(Going::Message(Box::new(ready))));
            }
            give_up_unreachable(&tx, &notice, now).await?;
            tx.end_errand(errand).await?;
        }
    }
    tx.commit().await?;
    Ok(None)
}

/// Nobody hears it: whoever has lost her time is called; anything else she was told when it was done.
async fn give_up_unreachable(tx: &TownTx, notice: &Notice, now: DateTime<Utc>) -> Outcome<()> {
    if notice.kind == Kind::Displaced {
        tx.owe_call(notice.appointment, Cause::Unreachable, now).await?;
    }
    Ok(tx.set_notice(notice.id, NoticeState::Withdrawn).await?)
}

fn write(
    app: &App,
    carrier: &Carrier,
    tx: &TownTx,
    (notice, appointment, offers): (Notice, Appointment, &[KeptTime]),
    (to, attempt): (String, i32),
    now: DateTime<Utc>,
) -> Outcome<Ready> {
    let promise = appointment
        .promise
        .as_ref()
        .ok_or_else(|| Fault::because("a message to nobody"))?;
    let teller = Teller::new(&tx.town, tx.town.language(&promise.language));
    let base_url = app.config.base_url();
    let secret = app.key.link(tx.id(), appointment.id);
    let view = teller.appointment(&base_url, &secret, &appointment, now)?;
    let occasion = Occasion {
        kind: notice.kind,
        previous: notice.body.previous_start.as_deref().and_then(read_local),
        offers,
    };
    let letter = Letter::new(teller, &base_url, &view, &occasion);
    let html = app.templates.letter(&letter)?;
    let invitation = Invitation {
        from: carrier.from(),
        to: &to,
    };
    let calendar = invites(notice.kind).then(|| {
        let file = invitation.file(teller, &appointment, &view, now);
        (Invitation::method(&appointment), file)
    });
    Ok(Ready {
        calendar,
        notice,
        appointment,
        attempt,
        to,
        letter,
        html,
    })
}

/// Whether a calendar has something to learn from a message: it stands, stands elsewhere, or no longer.
const fn invites(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Booked | Kind::Moved | Kind::Cancelled | Kind::Displaced | Kind::Reassigned
    )
}

/// A time that is kept for a citizen: begin, and until when.
type KeptTime = (DateTime<Utc>, DateTime<Utc>);

/// The times that a message offers.
async fn kept_times(tx: &TownTx, notice: &Notice, now: DateTime<Utc>) -> Outcome<Vec<KeptTime>> {
    if !matches!(notice.kind, Kind::Displaced | Kind::OfferEnding) {
        return Ok(Vec::new());
    }
    let held = tx.offers_to(notice.appointment, now.timestamp_micros()).await?;
    let times = held.iter().filter_map(|hold| match hold.state {
        State::Held { kept, until, .. } => Some((kept.span.first.start(), until)),
        _ => None,
    });
    Ok(times.collect())
}

async fn finish(app: &App, errand: &Errand, ready: &Ready, ended: Ended, answer: &str) -> Outcome<()> {
    let now = app.clock.now();
    let notice = &ready.notice;
    let tx = app.db.town(errand.town.as_str()).write().await?;
    let tried = Tried {
        notice: notice.id,
        attempt: ready.attempt,
        // What was owed long before its time is tried as long as anything else.
        owed_at: notice.owed_at.max(notice.due_at),
    };
    let Some(state) = settle(app, &tx, errand, &tried, (ended, answer), now).await? else {
        return tx.commit_quietly().await;
    };
    if state == NoticeState::Dead && notice.kind == Kind::Displaced {
        tx.owe_call(notice.appointment, Cause::Unreachable, now).await?;
    }
    if notice.kind == Kind::Displaced && ended != Ended::Refused {
        // The time to answer begins when the question is there; as long as it is not, nothing runs out.
        let until = answer_until(&tx.town, now);
        tx.keep_offers_until(ready.appointment.id, until).await?;
        let ending = offer_ending_at(tx.town.zone, until, now).filter(|_| ended == Ended::HandedOver);
        if let Some(due) = ending {
            let owed = Owed::about(
                app.chance.uuid_v7(now),
                Kind::OfferEnding,
                &ready.appointment,
                due,
            );
            tx.owe_once((notice.appointment, notice.revision), owed, now)
                .await?;
        }
    }
    tx.commit().await
}

/// Writes down how a try ended, and what becomes of its message. Nothing if it took too long, and somebody else has the message now:
/// what she finds out counts.
///
/// # Errors
/// If the database cannot be written.
pub async fn settle(
    app: &App,
    tx: &TownTx,
    errand: &Errand,
    tried: &Tried,
    (ended, answer): (Ended, &str),
    now: DateTime<Utc>,
) -> Outcome<Option<NoticeState>> {
    tx.end_sending((tried.notice, tried.attempt), ended, answer, now)
        .await?;
    if !tx.has_errand(errand).await? {
        return Ok(None);
    }
    let die = u32::from_be_bytes(app.chance.bytes());
    let next = rule::next_try(tried.attempt, tried.owed_at, now, die);
    let state = match (ended, next) {
        (Ended::HandedOver, _) => NoticeState::Sent,
        (Ended::Later, Some(_)) => NoticeState::Owed,
        (Ended::Later | Ended::Refused, _) => NoticeState::Dead,
    };
    tx.set_notice(tried.notice, state).await?;
    match next.filter(|_| state == NoticeState::Owed) {
        Some(next) => tx.put_off_errand(errand, next).await?,
        None => tx.end_errand(errand).await?,
    };
    Ok(Some(state))
}
