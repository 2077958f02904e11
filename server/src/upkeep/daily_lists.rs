//! Every working morning, whoever wishes it is owed her list of the day: once, however many servers there are.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use tenants::Town;
use tenants::appointment::StateName;
use tenants::calendar::{Channel, LocalDay, local_time, shifts, working};
use tenants::notice::{Kind, is_time_for_lists};

use crate::app::App;
use crate::auth::role::Account;
use crate::db::TownTx;
use crate::db::appointments::Appointment;
use crate::db::operator;
use crate::refusal::Outcome;

/// Owes the lists of this morning. Returns how many.
///
/// A town that fails is told in the log and left for the next time.
///
/// # Errors
/// If the towns cannot be listed.
pub async fn daily_lists(app: &App) -> Outcome<u64> {
    let mut owed = 0;
    for town in operator::list(&app.db).await? {
        match in_town(app, &town.slug).await {
            Ok(lists) => owed += lists,
            Err(trouble) => tracing::error!(town = town.slug, %trouble, "the lists of a town cannot be owed"),
        }
    }
    Ok(owed)
}

async fn in_town(app: &App, slug: &str) -> Outcome<u64> {
    let now = app.clock.now();
    let tx = app.db.town(slug).read().await?;
    let date = local_time::date(tx.town.zone, now);
    if !is_time_for_lists(tx.town.zone, now) {
        return Ok(0);
    }
    let day = date.num_days_from_ce();
    let wanting = tx.wanting_lists(day).await?;
    if wanting.is_empty() {
        return Ok(0);
    }
    let all = of_day(&tx, date, now).await?;
    let town = tx.town.clone();
    drop(tx);
    let due: Vec<_> = wanting
        .iter()
        .filter(|account| !hers(&town, account, date, &all, now).is_empty())
        .collect();
    if due.is_empty() {
        return Ok(0);
    }
    let tx = app.db.town(slug).write().await?;
    let mut owed = 0;
    for account in due {
        let which = (account.id, Kind::DailyList, day);
        let new = tx
            .owe_to_colleague(app.chance.uuid_v7(now), which, "{}", now)
            .await?;
        owed += u64::from(new);
    }
    tx.forget_colleagues_messages(now).await?;
    tx.commit_quietly().await?;
    Ok(owed)
}

/// Who comes to a colleague on a day, in the order of time; nobody once the day is over, or when she is away.
///
/// # Errors
/// If the database cannot be read.
pub async fn todays(
    tx: &TownTx,
    account: &Account,
    date: NaiveDate,
    now: DateTime<Utc>,
) -> Outcome<Vec<Appointment>> {
    let all = of_day(tx, date, now).await?;
    Ok(hers(&tx.town, account, date, &all, now)
        .into_iter()
        .cloned()
        .collect())
}

async fn of_day(tx: &TownTx, date: NaiveDate, now: DateTime<Utc>) -> Outcome<Vec<Appointment>> {
    let Some(day) = LocalDay::of(tx.town.zone, date) else {
        return Ok(Vec::new());
    };
    let end = day.midnight.plus(day.cells);
    tx.appointments(day.midnight, end, now.timestamp_micros()).await
}

fn hers<'a>(
    town: &Town,
    account: &Account,
    date: NaiveDate,
    all: &'a [Appointment],
    now: DateTime<Utc>,
) -> Vec<&'a Appointment> {
    let person = account.staff.and_then(|staff| town.staff_member(staff));
    let Some((person, day)) = person.zip(LocalDay::of(town.zone, date)) else {
        return Vec::new();
    };
    // A day without shifts on which somebody comes all the same is a day of work; one off is not.
    let works = !working(town, person.id, date, Channel::Desk, date).is_empty();
    if !works && !shifts(person, &day).is_empty() {
        return Vec::new();
    }
    let comes = |one: &&Appointment| {
        let expected = matches!(one.state.name(), StateName::Booked | StateName::Arrived);
        expected && one.state.kept().is_some_and(|kept| kept.staff == person.id)
    };
    let comes: Vec<_> = all.iter().filter(comes).collect();
    let over = comes.iter().all(|one| one.span.end().start() <= now);
    if over { Vec::new() } else { comes }
}
