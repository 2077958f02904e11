//! The question whether somebody on the list for earlier times would like one, on its way. It goes out by day, and only while the
//! time is kept for her; her time to answer begins when it is there.

use chrono::{DateTime, Utc};
use tenants::earlier::{MOST, Reach, answer_until};
use tenants::notice::by_day;
use uuid::Uuid;

use super::deliver::{Tried, settle};
use super::parcel::{Handed, Parcel};
use crate::app::App;
use crate::db::TownTx;
use crate::db::earlier::{WishBy, WishState};
use crate::db::earlier_offers::{Asking, EarlierOffer, OfferState};
use crate::db::errands::Errand;
use crate::db::sendings::{Channel, Ended, NoticeState};
use crate::refusal::Outcome;
use crate::views::asking::{Asked, question};
use crate::views::letter::Letter;
use crate::views::pages::links::Links;
use crate::views::wire_views::Teller;

/// A question that goes out now.
pub struct Question {
    asking: Asking,
    offer: EarlierOffer,
    attempt: i32,
    /// What goes out.
    pub parcel: Parcel,
}

/// Decides whether a question goes out now, and writes down that it is on its way before it is.
///
/// # Errors
/// If the database fails.
pub async fn prepare(
    app: &App,
    tx: TownTx,
    errand: &Errand,
    now: DateTime<Utc>,
) -> Outcome<Option<Question>> {
    let Some(asking) = tx.asking(errand.notice).await? else {
        return Ok(None);
    };
    if !matches!(asking.state, NoticeState::Owed | NoticeState::Sending) {
        tx.end_errand(errand).await?;
        tx.commit_quietly().await?;
        return Ok(None);
    }
    let morning = by_day(tx.town.zone, now);
    if morning > now {
        tx.put_off_errand(errand, morning).await?;
        tx.commit_quietly().await?;
        return Ok(None);
    }
    match write(app, &tx, &asking, now).await? {
        Some((offer, to, letter)) => {
            let attempt = tx.begin_sending(asking.id, Channel::Mail, now).await?;
            tx.set_notice(asking.id, NoticeState::Sending).await?;
            let parcel = Parcel::Mail {
                to,
                html: app.templates.letter(&letter)?,
                letter: Box::new(letter),
                calendar: None,
                reply_to: tx.town.messages.answers_to(),
                unsubscribe: None,
            };
            tx.commit_quietly().await?;
            Ok(Some(Question {
                asking,
                offer,
                attempt,
                parcel,
            }))
        }
        None => {
            tx.set_notice(asking.id, NoticeState::Withdrawn).await?;
            tx.end_errand(errand).await?;
            tx.commit().await?;
            Ok(None)
        }
    }
}

/// What the question says; nothing once there is nothing to ask, or nobody.
async fn write(
    app: &App,
    tx: &TownTx,
    asking: &Asking,
    now: DateTime<Utc>,
) -> Outcome<Option<(EarlierOffer, String, Letter)>> {
    let Some(wish) = tx.wish(WishBy::Id(asking.wish)).await? else {
        return Ok(None);
    };
    let offers = tx.earlier_offers_of(wish.id).await?;
    let kept = offers.into_iter().find_map(|offer| {
        let until = offer.until.filter(|until| *until > now)?;
        (offer.state == OfferState::Open && offer.number == asking.number).then_some((offer, until))
    });
    let (Some((offer, until)), WishState::Waiting) = (kept, wish.state) else {
        return Ok(None);
    };
    let teller = Teller::new(&tx.town, tx.town.language(&wish.language));
    let links = Links::new(&tx.town.slug, teller.language);
    let (name, email, current, path) = match (&wish.person, wish.appointment) {
        (Some(person), _) => {
            let token = app.key.link(tx.id(), wish.id).text();
            (
                person.name.clone(),
                person.email.clone(),
                None,
                links.earlier(&token),
            )
        }
        (None, Some(id)) => {
            let appointment = tx.appointment(id).await?;
            let Some((promise, start)) = appointment.and_then(|one| Some((one.promise?, one.local_start)))
            else {
                return Ok(None);
            };
            let token = app.key.link(tx.id(), id).text();
            let path = links.appointment(&token, "frueher");
            let address = promise.address().map(str::to_owned);
            (promise.name, address, Some(start), path)
        }
        (None, None) => return Ok(None),
    };
    let Some(to) = email else { return Ok(None) };
    let asked = Asked {
        name: &name,
        visit: &wish.visit,
        current,
        kept: (offer.first.start(), until),
        is_last: offer.number == MOST,
        link: format!("{}{path}", app.config.base_url()),
    };
    Ok(Some((offer, to, question(teller, &asked))))
}

/// Writes down how it ended. As long as it is not there, the time that is kept does not run out; where it never will be, the next
/// is asked.
///
/// # Errors
/// If the database fails.
pub async fn finish(app: &App, errand: &Errand, question: &Question, handed: &Handed) -> Outcome<()> {
    let now = app.clock.now();
    let tx = app.db.town(errand.town.as_str()).write().await?;
    let tried = Tried {
        notice: question.asking.id,
        attempt: question.attempt,
        owed_at: question.asking.owed_at,
    };
    match settle(app, &tx, errand, &tried, handed, now).await? {
        None => {}
        Some(NoticeState::Dead) => reaches_nobody(&tx, &question.asking, now).await?,
        Some(_) => {
            // She may have left while the question was on its way.
            let wish = tx.wish(WishBy::Id(question.asking.wish)).await?;
            if wish.is_some_and(|wish| wish.state != WishState::Waiting) {
                tx.forget_answers_to(question.asking.wish).await?;
            }
            let until = answer_until(&tx.town, Reach::Message, now);
            tx.keep_earlier_until(&question.offer, until).await?;
        }
    }
    tx.commit().await
}

/// A question that was handed over has come back, whether or not it was one of these; nothing else happens then.
///
/// # Errors
/// If the database fails.
pub async fn came_back(tx: TownTx, notice: Uuid, said: &str, now: DateTime<Utc>) -> Outcome<()> {
    let Some(asking) = tx.asking(notice).await? else {
        return Ok(());
    };
    let fate = (Ended::Bounced, said);
    if !tx.learn_fate(asking.id, Channel::Mail, fate, now).await? {
        return Ok(());
    }
    tx.set_notice(asking.id, NoticeState::Dead).await?;
    reaches_nobody(&tx, &asking, now).await?;
    tx.commit().await
}

/// From now on a clerk calls whoever this question does not reach, where there is a number; meanwhile the next on the list is asked.
async fn reaches_nobody(tx: &TownTx, asking: &Asking, now: DateTime<Utc>) -> Outcome<()> {
    let Some(wish) = tx.wish(WishBy::Id(asking.wish)).await? else {
        return Ok(());
    };
    match (&wish.person, wish.appointment) {
        (None, Some(appointment)) => tx.set_mail_fails(appointment, true).await?,
        _ => tx.write_no_more(wish.id).await?,
    }
    let offers = tx.earlier_offers_of(wish.id).await?;
    let asked = offers
        .iter()
        .find(|offer| offer.state == OfferState::Open && offer.number == asking.number);
    if let Some(offer) = asked {
        tx.give_back_earlier(offer.hold, OfferState::Lapsed, now).await?;
    }
    Ok(())
}
