//! What becomes of messages after they were handed over, as gateways and mail servers tell it: arrived, or come back. What has come
//! back goes the next way, or stands on somebody's desk.

use chrono::{DateTime, Utc};
use tenants::notice::Kind;

use super::ask;
use super::deliver::{give_up, has_answered};
use super::dsn;
use super::name::Name;
use super::told;
use super::ways::{Way, Ways};
use crate::app::App;
use crate::db::TownTx;
use crate::db::sendings::{Channel, Ended, Notice, NoticeState};
use crate::refusal::Outcome;

/// What a gateway reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has arrived.
    Arrived,
    /// It never will.
    Lost,
}

/// A gateway tells what has become of a short message. About one that nobody knows nothing happens.
///
/// # Errors
/// If the database fails.
pub async fn reported(app: &App, name: Name, fate: Fate, said: &str) -> Outcome<()> {
    let now = app.clock.now();
    let Some(town) = app.db.town_numbered(name.town).await? else {
        return Ok(());
    };
    let tx = town.write().await?;
    let Some(notice) = tx.notice(name.notice).await? else {
        return Ok(());
    };
    let ended = match fate {
        Fate::Arrived => Ended::Delivered,
        Fate::Lost => Ended::Bounced,
    };
    if !tx
        .learn_fate(notice.id, Channel::Sms, (ended, &told(said)), now)
        .await?
    {
        return Ok(());
    }
    match (fate, notice.state) {
        // It was to go again, because nobody knew.
        (Fate::Arrived, NoticeState::Owed | NoticeState::Sending | NoticeState::Dead) => {
            tx.set_notice(notice.id, NoticeState::Sent).await?;
            tx.drop_errand(notice.id).await?;
        }
        (Fate::Lost, NoticeState::Sent) => give_up(&tx, &notice, now).await?,
        _ => {}
    }
    tx.commit().await
}

/// A mail server hands in what it could not deliver; `false` if that is no such thing, or about no message of ours.
///
/// # Errors
/// If the database fails.
pub async fn came_back(app: &App, raw: &[u8]) -> Outcome<bool> {
    let Some(returned) = dsn::read(raw) else {
        return Ok(false);
    };
    if !returned.for_good {
        tracing::info!(notice = %returned.name, "a mail is late");
        return Ok(true);
    }
    let now = app.clock.now();
    let said = told(&returned.said);
    let Some(town) = app.db.town_numbered(returned.name.town).await? else {
        return Ok(true);
    };
    let tx = town.write().await?;
    let Some(notice) = tx.notice(returned.name.notice).await? else {
        ask::came_back(tx, returned.name.notice, &said, now).await?;
        return Ok(true);
    };
    if !tx
        .learn_fate(notice.id, Channel::Mail, (Ended::Bounced, &said), now)
        .await?
    {
        return Ok(true);
    }
    if has_answered(&tx, &notice).await? {
        tx.commit().await?;
        return Ok(true);
    }
    tx.set_mail_fails(notice.appointment, true).await?;
    if notice.state == NoticeState::Sent {
        if goes_another_way(app, &tx, &notice, now).await? {
            tx.owe_again(notice.id, now).await?;
        } else {
            give_up(&tx, &notice, now).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Whether a mail that has come back can go by short message, and still tells somebody something.
async fn goes_another_way(app: &App, tx: &TownTx, notice: &Notice, now: DateTime<Utc>) -> Outcome<bool> {
    let appointment = tx.appointment(notice.appointment).await?;
    let Some(appointment) =
        appointment.filter(|one| one.span.first.start() > now || notice.kind == Kind::Ready)
    else {
        return Ok(false);
    };
    // It has just been written that mail fails.
    let promise = appointment.promise.as_ref();
    let way = promise.and_then(|promise| Ways::of(&app.config, &tx.town).for_kind(notice.kind, promise));
    Ok(notice.kind != Kind::Activation && matches!(way, Some(Way::Sms(_))))
}
