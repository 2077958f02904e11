//! What is done for citizens whose appointment nobody can keep: whoever hears messages is offered other times, which are
//! really kept for her; whoever does not is called.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use tenants::Town;
use tenants::appointment::State;
use tenants::calendar::{Busy, Channel, LocalDay, local_time};
use tenants::replacement::{Lost, Offered, looked_at_until, replacements};
use tenants::rescue::{Fate, Line};
use uuid::Uuid;
use wire::ProblemCode;

use super::free::visit_of;
use crate::booking::secrets::{Secret, fingerprint};
use crate::db::TownTx;
use crate::db::appointments::{Appointment, NewHold};
use crate::db::calls::Cause;
use crate::notices::Ways;
use crate::refusal::{Fault, Outcome};
use crate::web::desk::clerk::Clerk;

/// What is done for one citizen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// She is told, and offered these times; where nothing is free, none.
    Offers(Vec<Offered>),
    /// No message reaches her: she is called.
    Call,
}

/// Chooses for each of these appointments, in a town from which something was cut out and in which these lines of a rescue
/// have come true.
///
/// # Errors
/// If the database cannot be read.
pub async fn choose(
    clerk: &Clerk,
    tx: &TownTx,
    after: &Town,
    lines: &[Line<Uuid>],
    lost: &[&Appointment],
) -> Outcome<BTreeMap<Uuid, Remedy>> {
    let now = clerk.visitor.now;
    let ways = Ways::of(&clerk.visitor.app.config, after);
    let (told, called): (Vec<&Appointment>, Vec<_>) = lost.iter().copied().partition(|one| ways.reach(one));
    let mut remedies: BTreeMap<_, _> = called.iter().map(|one| (one.id, Remedy::Call)).collect();
    if told.is_empty() {
        return Ok(remedies);
    }
    // What is gone from the catalogue cannot be looked for.
    let known: Vec<_> = told
        .iter()
        .filter_map(|one| Some((one.id, lost_visit(after, one)?)))
        .collect();
    let wanted: Vec<_> = known.iter().map(|(_, lost)| lost.clone()).collect();
    remedies.extend(told.iter().map(|one| (one.id, Remedy::Offers(Vec::new()))));
    let until = looked_at_until(after, &wanted, now);
    let busy = busy_after(clerk, tx, lines, until).await?;
    let offered = replacements(after, &wanted, now, &busy);
    remedies.extend(
        known
            .iter()
            .zip(offered)
            .map(|((id, _), times)| (*id, Remedy::Offers(times))),
    );
    Ok(remedies)
}

/// Does it, in the transaction in which the appointment loses its person.
///
/// # Errors
/// If the database cannot be written.
pub async fn provide(clerk: &Clerk, tx: &TownTx, lost: &Appointment, remedy: &Remedy) -> Outcome<()> {
    match remedy {
        Remedy::Call => {
            tx.owe_call(lost.id, Cause::Unreachable, clerk.visitor.now)
                .await?
        }
        Remedy::Offers(times) => {
            for offered in times {
                keep(clerk, tx, lost, *offered).await?;
            }
        }
    }
    Ok(())
}

fn lost_visit(town: &Town, appointment: &Appointment) -> Option<Lost> {
    Some(Lost {
        visit: visit_of(town, appointment)?,
        start: appointment.span.first,
    })
}

/// What is taken from today until that day, once everybody has handed over what the lines say.
async fn busy_after(
    clerk: &Clerk,
    tx: &TownTx,
    lines: &[Line<Uuid>],
    until: NaiveDate,
) -> Outcome<Vec<Busy>> {
    let (zone, now) = (tx.town.zone, clerk.visitor.now);
    let midnight = |date| LocalDay::of(zone, date).map(|day| day.midnight);
    let today = midnight(local_time::date(zone, now)).ok_or(ProblemCode::NotFound)?;
    let until = midnight(until).ok_or(ProblemCode::NotFound)?;
    let mut busy = tx
        .taken(Channel::Desk, today, until, now.timestamp_micros())
        .await?;
    for line in lines {
        let own = line.from.map(|staff| Busy {
            staff,
            span: line.span,
        });
        if let Some(place) = own.and_then(|own| busy.iter().position(|known| *known == own)) {
            busy.swap_remove(place);
        }
    }
    busy.extend(lines.iter().filter_map(|line| match line.fate {
        Fate::TakenOver { to } | Fate::Shifted { to, .. } => Some(Busy {
            staff: to,
            span: line.span,
        }),
        Fate::Displaced { .. } | Fate::Stranded => None,
    }));
    Ok(busy)
}

/// A hold like a citizen's own, but for its end, and with a secret that nobody learns: the link to her appointment opens it.
async fn keep(clerk: &Clerk, tx: &TownTx, lost: &Appointment, offered: Offered) -> Outcome<()> {
    let visitor = &clerk.visitor;
    let Offered { kept, until } = offered;
    let id = visitor.app.chance.uuid_v7(visitor.now);
    let zone = tx.town.zone;
    let hold = NewHold {
        id,
        state: State::Held {
            kept,
            until,
            extended: true,
        },
        department: lost.department,
        minutes: lost_visit(&tx.town, lost).map_or(lost.minutes, |known| known.visit.minutes()),
        local_start: local_time::local(zone, kept.span.first.start()).naive_local(),
        zone,
        visit: lost.visit.clone(),
        secret: Secret::drawn(visitor.app.chance.bytes()).hash(),
        key: None,
        request: fingerprint(&(lost.id, kept.span.first.0)),
    };
    if !tx.insert_hold(hold, visitor.now).await? || !tx.claim(kept.staff, kept.span, id).await? {
        return Err(Fault::because("a time was offered that is not free").into());
    }
    Ok(tx.offer(id, lost.id).await?)
}
