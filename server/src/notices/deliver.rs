//! One message on its way: decide in a transaction, hand over outside of any, write down how it ended.

use chrono::{DateTime, NaiveTime, Utc};
use tenants::appointment::{State, StateName};
use tenants::calendar::local_time;
use tenants::notice::{Kind, offer_ending_at};
use tenants::proof;
use tenants::replacement::answer_until;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::ask::{self, Question};
use super::colleague;
use super::mail::Carrier;
use super::name::Name;
use super::parcel::{Handed, KeptTime, Parcel, hand_over, write};
use super::rule::{self, Turn};
use super::ways::{Way, Ways};
use crate::app::App;
use crate::db::TownTx;
use crate::db::appointments::{Appointment, Promise};
use crate::db::calls::Cause;
use crate::db::errands::Errand;
use crate::db::notices::Owed;
use crate::db::sendings::{Channel, Ended, Notice, NoticeState};
use crate::db::tries::Try;
use crate::refusal::{Fault, Outcome};

/// Short messages that may have gone out as one without anybody knowing: one, and once more.
const UNKNOWN_TEXTS: i64 = 2;
/// A message is handed over only if that will be over so long before somebody else may be given it.
const MARGIN: chrono::TimeDelta = chrono::TimeDelta::seconds(60);

/// A message that goes out now, and the number of the try.
struct Ready {
    notice: Notice,
    appointment: Appointment,
    attempt: i32,
    parcel: Parcel,
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
    let name = Name {
        town: errand.town_id,
        notice: errand.notice,
    };
    let ready = match ready {
        None => return Ok(()),
        Some(Going::Message(ready)) => ready,
        Some(Going::Question(question)) => {
            let handed = hand_over(&question.parcel, carrier, name, app.clock.now()).await;
            let _turn = writing.acquire().await;
            return ask::finish(app, errand, &question, &handed).await;
        }
        Some(Going::ToColleague(ready)) => {
            let handed = hand_over(&ready.parcel, carrier, name, app.clock.now()).await;
            let _turn = writing.acquire().await;
            return colleague::finish(app, errand, &ready, &handed).await;
        }
    };
    let handed = hand_over(&ready.parcel, carrier, name, app.clock.now()).await;
    let _turn = writing.acquire().await;
    finish(app, errand, &ready, &handed).await
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
    let offers = kept_times(&tx, (&notice, &appointment), now).await?;
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
            let about = (notice, appointment, offers.as_slice());
            if let Some(ready) = choose(app, carrier, &tx, about, now).await? {
                tx.commit_quietly().await?;
                return Ok(Some(Going::Message(Box::new(ready))));
            }
            tx.end_errand(errand).await?;
        }
    }
    tx.commit().await?;
    Ok(None)
}

/// Chooses the way, and begins a try on it; nothing if there is none, which is then written down.
async fn choose(
    app: &App,
    carrier: &Carrier,
    tx: &TownTx,
    (notice, appointment, offers): (Notice, Appointment, &[KeptTime]),
    now: DateTime<Utc>,
) -> Outcome<Option<Ready>> {
    let promise = appointment
        .promise
        .as_ref()
        .ok_or_else(|| Fault::because("a message to nobody"))?;
    let by = match Ways::of(&app.config, &tx.town).for_kind(notice.kind, promise) {
        Some(Way::Mail(_)) => Channel::Mail,
        Some(Way::Sms(number)) => match may_text(app, tx, notice.id, number, now).await? {
            Ok(()) => Channel::Sms,
            Err(why) => {
                let attempt = tx.begin_sending(notice.id, Channel::Sms, now).await?;
                let refused = Try {
                    notice: notice.id,
                    attempt,
                    ended: Some(Ended::Refused),
                    answer: why,
                    their_id: None,
                };
                tx.end_sending(&refused, now).await?;
                give_up(tx, &notice, now).await?;
                return Ok(None);
            }
        },
        // Her address is known to fail, and there is no other way.
        None if promise.email.is_some() => {
            give_up(tx, &notice, now).await?;
            return Ok(None);
        }
        None => {
            give_up_unreachable(tx, &notice, now).await?;
            return Ok(None);
        }
    };
    let attempt = tx.begin_sending(notice.id, by, now).await?;
    tx.set_notice(notice.id, NoticeState::Sending).await?;
    let parcel = write(app, carrier, tx, (&notice, &appointment, offers), by, now)?;
    Ok(Some(Ready {
        notice,
        appointment,
        attempt,
        parcel,
    }))
}

/// Whether another short message may be paid for; else why not, for the desk.
async fn may_text(
    app: &App,
    tx: &TownTx,
    notice: Uuid,
    number: &str,
    now: DateTime<Utc>,
) -> Outcome<Result<(), &'static str>> {
    if tx.unknown_texts(notice).await? >= UNKNOWN_TEXTS {
        return Ok(Err("ob die SMS angekommen ist, ist nicht bekannt"));
    }
    let zone = tx.town.zone;
    let midnight = local_time::local(zone, now).date_naive().and_time(NaiveTime::MIN);
    let texted = tx.texted(number, local_time::bound(zone, midnight)).await?;
    let limits = &app.config.sms;
    let of_town = limits.per_town_and_day.min(tx.town.messages.sms_per_day);
    Ok(if texted.number >= limits.per_number_and_day.into() {
        Err("an diese Nummer gehen heute keine weiteren SMS")
    } else if texted.town >= of_town.into() {
        Err("die SMS dieses Tages sind aufgebraucht")
    } else {
        Ok(())
    })
}

/// Nobody hears it: whoever has lost her time is called; anything else she was told when it was done.
async fn give_up_unreachable(tx: &TownTx, notice: &Notice, now: DateTime<Utc>) -> Outcome<()> {
    if notice.kind == Kind::Displaced {
        tx.owe_call(notice.appointment, Cause::Unreachable, now).await?;
    }
    Ok(tx.set_notice(notice.id, NoticeState::Withdrawn).await?)
}

/// It should have arrived and cannot: the desk sees it.
pub(super) async fn give_up(tx: &TownTx, notice: &Notice, now: DateTime<Utc>) -> Outcome<()> {
    if notice.kind == Kind::Displaced {
        tx.owe_call(notice.appointment, Cause::Unreachable, now).await?;
    }
    begin_to_wait(tx, notice, now).await?;
    let state = if has_answered(tx, notice).await? {
        NoticeState::Withdrawn
    } else {
        NoticeState::Dead
    };
    Ok(tx.set_notice(notice.id, state).await?)
}

/// Whether a question for a proof is asked no more, because it was answered: where it went once more, or came back late.
pub(super) async fn has_answered(tx: &TownTx, notice: &Notice) -> Outcome<bool> {
    if notice.kind != Kind::Activation {
        return Ok(false);
    }
    let asked = tx.appointment(notice.appointment).await?;
    Ok(asked.is_some_and(|asked| asked.state.name() != StateName::Pending))
}

/// The time to prove an address begins when the question is there, or never will be.
async fn begin_to_wait(tx: &TownTx, notice: &Notice, now: DateTime<Utc>) -> Outcome<()> {
    if notice.kind == Kind::Activation {
        let until = proof::answer_until(&tx.town, now);
        tx.expect_proof_by(notice.appointment, until).await?;
    }
    Ok(())
}

/// The times that a message offers, or the one that is kept until it is answered.
async fn kept_times(
    tx: &TownTx,
    (notice, appointment): (&Notice, &Appointment),
    now: DateTime<Utc>,
) -> Outcome<Vec<KeptTime>> {
    if let (Kind::Activation, Some(until)) = (notice.kind, appointment.state.ends_at()) {
        let until = proof::certain_until(&tx.town, until, now);
        return Ok(vec![(appointment.span.first.start(), until)]);
    }
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

async fn finish(app: &App, errand: &Errand, ready: &Ready, handed: &Handed) -> Outcome<()> {
    let now = app.clock.now();
    let notice = &ready.notice;
    let tx = app.db.town(errand.town.as_str()).write().await?;
    let tried = Tried {
        notice: notice.id,
        attempt: ready.attempt,
        // What was owed long before its time is tried as long as anything else.
        owed_at: notice.owed_at.max(notice.due_at),
    };
    let Some(state) = settle(app, &tx, errand, &tried, handed, now).await? else {
        return tx.commit_quietly().await;
    };
    let is_refused = handed.ended == Some(Ended::Refused);
    let goes_another_way = is_refused && has_another_way(app, &tx, ready);
    if goes_another_way {
        tx.set_mail_fails(notice.appointment, true).await?;
        tx.owe_again(notice.id, now).await?;
    } else if state == NoticeState::Dead {
        give_up(&tx, notice, now).await?;
    } else if state == NoticeState::Sent {
        begin_to_wait(&tx, notice, now).await?;
    }
    if notice.kind == Kind::Displaced && (goes_another_way || !is_refused) {
        // The time to answer begins when the question is there; as long as it is not, nothing runs out.
        let until = answer_until(&tx.town, now);
        tx.keep_offers_until(ready.appointment.id, until).await?;
        let is_told = handed.ended == Some(Ended::HandedOver);
        let ending = offer_ending_at(tx.town.zone, until, now).filter(|_| is_told);
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
    handed: &Handed,
    now: DateTime<Utc>,
) -> Outcome<Option<NoticeState>> {
    let ended = Try {
        notice: tried.notice,
        attempt: tried.attempt,
        ended: handed.ended,
        answer: &handed.answer,
        their_id: handed.their_id.as_deref(),
    };
    tx.end_sending(&ended, now).await?;
    if !tx.has_errand(errand).await? {
        return Ok(None);
    }
    let die = u32::from_be_bytes(app.chance.bytes());
    let next = rule::next_try(tried.attempt, tried.owed_at, now, die);
    let state = match (handed.ended, next) {
        (Some(Ended::HandedOver), _) => NoticeState::Sent,
        (None | Some(Ended::Later), Some(_)) => NoticeState::Owed,
        _ => NoticeState::Dead,
    };
    tx.set_notice(tried.notice, state).await?;
    match next.filter(|_| state == NoticeState::Owed) {
        Some(next) => tx.put_off_errand(errand, next).await?,
        None => tx.end_errand(errand).await?,
    };
    Ok(Some(state))
}

/// Whether a mail that was refused can go another way.
fn has_another_way(app: &App, tx: &TownTx, ready: &Ready) -> bool {
    let Parcel::Mail { .. } = ready.parcel else {
        return false;
    };
    let promise = ready.appointment.promise.clone();
    let without_mail = promise.map(|promise| Promise {
        mail_fails: true,
        ..promise
    });
    let ways = Ways::of(&app.config, &tx.town);
    without_mail.is_some_and(|promise| ways.for_kind(ready.notice.kind, &promise).is_some())
}
