//! A message to a colleague on its way: to the address of her account, and to no other.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tenants::Town;
use tenants::notice::Kind;
use tenants::wording::Own;

use super::deliver::{Tried, settle};
use super::parcel::{Handed, Parcel};
use crate::app::App;
use crate::auth::AccountState;
use crate::auth::role::Account;
use crate::db::TownTx;
use crate::db::colleague_notices::ToColleague;
use crate::db::errands::Errand;
use crate::db::sendings::{Channel, NoticeState};
use crate::refusal::{Fault, Outcome};
use crate::upkeep::todays;
use crate::views::daily_list::daily_list;
use crate::views::letter::Letter;
use crate::views::letter_sample::sample;
use crate::views::wire_views::Teller;

/// What an administrator tries out: a kind of letter in a language, with words that may not be saved yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trial {
    /// Which letter.
    pub kind: Kind,
    /// In which language.
    pub language: String,
    /// In which words.
    pub own: Own,
}

/// A message that goes out now, and the number of the try.
pub(super) struct Ready {
    notice: ToColleague,
    attempt: i32,
    pub(super) parcel: Parcel,
}

/// Decides, and writes down that the message is on its way before it is.
pub(super) async fn prepare(
    app: &App,
    tx: TownTx,
    errand: &Errand,
    notice: ToColleague,
    now: DateTime<Utc>,
) -> Outcome<Option<Ready>> {
    let account = tx.account(notice.account).await?;
    let account = account.filter(|account| account.state == AccountState::Active && notice.open);
    let written = match account {
        Some(account) => write(app, &tx, &notice, &account, now)
            .await?
            .map(|letter| (account.email, letter)),
        None => None,
    };
    let Some((to, letter)) = written else {
        if notice.open {
            tx.set_notice(notice.id, NoticeState::Withdrawn).await?;
        }
        tx.end_errand(errand).await?;
        tx.commit_quietly().await?;
        return Ok(None);
    };
    let html = app.templates.letter(&letter)?;
    let attempt = tx.begin_sending(notice.id, Channel::Mail, now).await?;
    tx.set_notice(notice.id, NoticeState::Sending).await?;
    tx.commit_quietly().await?;
    Ok(Some(Ready {
        notice,
        attempt,
        parcel: Parcel::Mail {
            to,
            letter: Box::new(letter),
            html,
            calendar: None,
            reply_to: None,
            unsubscribe: None,
        },
    }))
}

/// The letter; nothing if it helps nobody any more.
async fn write(
    app: &App,
    tx: &TownTx,
    notice: &ToColleague,
    account: &Account,
    now: DateTime<Utc>,
) -> Outcome<Option<Letter>> {
    let base_url = app.config.base_url();
    if notice.kind == Kind::DailyList {
        let date = NaiveDate::from_num_days_from_ce_opt(notice.revision);
        let date = date.ok_or_else(|| Fault::because("a list of no day"))?;
        let comes = todays(tx, account, date, now).await?;
        return Ok((!comes.is_empty()).then(|| daily_list(&tx.town, &base_url, &account.name, date, &comes)));
    }
    let trial: Trial = serde_json::from_str(&notice.body).map_err(|error| Fault(error.into()))?;
    let mut town = Town::clone(&tx.town);
    town.messages.wording.set(trial.kind, trial.own);
    let teller = Teller::new(&town, town.language(&trial.language));
    let mut letter = sample(teller, &base_url, trial.kind, now);
    letter.subject = format!("Probe: {}", letter.subject);
    let told = "Dies ist eine Probenachricht aus der Terminverwaltung. Termin und Name sind erfunden.";
    letter.notes.insert(0, told.to_owned());
    Ok(Some(letter))
}

/// Writes down how that ended.
pub(super) async fn finish(app: &App, errand: &Errand, ready: &Ready, handed: &Handed) -> Outcome<()> {
    let tx = app.db.town(errand.town.as_str()).write().await?;
    let tried = Tried {
        notice: ready.notice.id,
        attempt: ready.attempt,
        owed_at: ready.notice.owed_at,
    };
    settle(app, &tx, errand, &tried, handed, app.clock.now()).await?;
    tx.commit_quietly().await
}
