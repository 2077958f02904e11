//! Time is cut out of the calendar (somebody is away, a department is closed, a day becomes a holiday, a shift ends): what
//! that means for everybody's appointments, first as a preview, then in one transaction.
//!
//! Preview and saving make the same plan by the same rule (`tenants::rescue`). What is saved is what was shown: if anything
//! has changed in between, nothing is saved and the new plan is shown.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use tenants::appointment::{StateName, Step};
use tenants::cut::Cut;
use tenants::replacement::Offered;
use tenants::rescue::{Fate, Promise, Rescue, Tie, rescue};
use tenants::shifts::ShiftChange;
use tenants::{ServiceId, StaffId, Town};
use uuid::Uuid;
use wire::ProblemCode;

use super::remedies::{self, Remedy};
use crate::auth::Role;
use crate::booking::secrets::fingerprint;
use crate::booking::taken::Taken;
use crate::db::TownTx;
use crate::db::appointments::Appointment;
use crate::db::notices::{Actor, Deed};
use crate::refusal::{Fault, Outcome};
use crate::web::desk::clerk::Clerk;

/// Minutes before a message about a lost appointment may go out; until then everything can be taken back.
pub const QUIET_MINUTES: i64 = 5;
/// A number no service has: what is gone from the catalogue is in nobody's skills.
const GONE: ServiceId = ServiceId(-1);

/// What a cut does to appointments.
pub struct Plan {
    /// What happens to each that is affected.
    pub rescue: Rescue<Uuid>,
    /// What is done for those who lose their appointment now.
    pub remedies: BTreeMap<Uuid, Remedy>,
    /// The appointments of which it speaks.
    pub appointments: BTreeMap<Uuid, Appointment>,
    /// Stands for exactly this plan.
    pub seal: String,
}

impl Plan {
    /// The times that are kept for whoever loses this appointment.
    #[must_use]
    pub fn offers(&self, appointment: Uuid) -> &[Offered] {
        match self.remedies.get(&appointment) {
            Some(Remedy::Offers(times)) => times,
            Some(Remedy::Call) | None => &[],
        }
    }
}

/// How saving ended.
pub enum Saved {
    /// It is so now; its number.
    Done(i32),
    /// What was shown is no longer what would happen; nothing was done.
    ChangedMeanwhile(Plan),
    /// The calendar is no longer the one this cut was thought of for; nothing was done.
    Outdated,
}

/// Whether a clerk may save this cut, and take it back: all departments have to be hers, and her role high enough.
#[must_use]
pub fn may(clerk: &Clerk, cut: &Cut, town: &Town) -> bool {
    let account = &clerk.account;
    let departments = cut.departments(town);
    let decides = match cut {
        Cut::Absence { .. } => true,
        Cut::Closure { .. } | Cut::Shifts { .. } => account.role >= Role::Lead,
        // Departments that come later are closed as well.
        Cut::Holiday { .. } => account.decides_for_the_town(),
    };
    decides && !departments.is_empty() && departments.iter().all(|one| account.works_in(*one))
}

/// What would happen. Nothing is changed.
///
/// # Errors
/// `NotFound` if the clerk may not.
pub async fn preview(clerk: &Clerk, cut: &Cut) -> Outcome<Plan> {
    let tx = clerk.visitor.reading().await?;
    allowed(clerk, cut, &tx.town)?;
    plan(clerk, &tx, cut).await
}

/// The change that made a person's shifts what they are, if it was saved through the desk.
///
/// # Errors
/// If the database cannot be read.
pub async fn last_change(clerk: &Clerk, staff: StaffId) -> Outcome<Option<ShiftChange>> {
    let tx = clerk.visitor.reading().await?;
    let saved = tx.rescues().await?;
    Ok(saved.into_iter().find_map(|saved| match saved.cut {
        Cut::Shifts {
            staff: whose,
            ref change,
        } if whose == staff && saved.cut.is_in(&tx.town) => Some(change.clone()),
        _ => None,
    }))
}

/// Makes it so: the cut, who takes over, who is left, and what is done for them.
///
/// # Errors
/// `NotFound` if the clerk may not.
pub async fn save(clerk: &Clerk, cut: &Cut, seal: &str) -> Outcome<Saved> {
    let now = clerk.visitor.now;
    let tx = clerk.visitor.changing().await?;
    allowed(clerk, cut, &tx.town)?;
    let known = tx.rescues().await?.into_iter().find(|saved| saved.cut == *cut);
    if let Some(known) = known.filter(|_| cut.is_in(&tx.town)) {
        // A second click, or a colleague with the same news: it is so already.
        return Ok(Saved::Done(known.id));
    }
    // The plan hands out what holds that are over still claim.
    tx.sweep(now.timestamp_micros()).await?;
    if !cut.fits(&tx.town) {
        return Ok(Saved::Outdated);
    }
    let plan = plan(clerk, &tx, cut).await?;
    if plan.seal != seal {
        return Ok(Saved::ChangedMeanwhile(plan));
    }
    let number = tx.add_rescue(cut, clerk.account.id, now).await?;
    // All cells go before any is taken, because a chain hands one person's time to another in a ring.
    for line in &plan.rescue.lines {
        match line.fate {
            Fate::TakenOver { .. } | Fate::Shifted { .. } | Fate::Displaced { .. } => {
                tx.release_claims(line.promise).await?;
            }
            Fate::Stranded => end_reservation(&tx, &plan.appointments[&line.promise]).await?,
        }
    }
    for line in &plan.rescue.lines {
        let appointment = &plan.appointments[&line.promise];
        match line.fate {
            Fate::TakenOver { to } | Fate::Shifted { to, .. } => {
                write(
                    clerk,
                    &tx,
                    appointment,
                    (Step::Reassign { to }, Deed::Reassigned),
                    number,
                )
                .await?;
                if !tx.claim(to, appointment.span, appointment.id).await? {
                    return Err(Fault::because("a plan gave somebody time she does not have").into());
                }
            }
            Fate::Displaced { .. } if is_lost_now(appointment) => {
                write(clerk, &tx, appointment, (Step::Displace, Deed::Displaced), number).await?;
            }
            Fate::Displaced { .. } | Fate::Stranded => {}
        }
    }
    // Only now everybody has what is hers, and the rest can be offered.
    for (id, remedy) in &plan.remedies {
        remedies::provide(clerk, &tx, &plan.appointments[id], remedy).await?;
    }
    tx.add_cut(cut, &clerk.author(), clerk.visitor.now).await?;
    tx.commit().await?;
    Ok(Saved::Done(number))
}

fn allowed(clerk: &Clerk, cut: &Cut, town: &Town) -> Outcome<()> {
    if may(clerk, cut, town) {
        Ok(())
    } else {
        Err(ProblemCode::NotFound.into())
    }
}

async fn plan(clerk: &Clerk, tx: &TownTx, cut: &Cut) -> Outcome<Plan> {
    let town = &tx.town;
    let departments = cut.departments(town);
    let now = clerk.visitor.now;
    let (from, until) = cut.touches(town);
    let mut found = tx.appointments(from, until, now.timestamp_micros()).await?;
    // Colleagues stand in for each other within a department; what others lost is not this clerk's to see.
    found.retain(|one| departments.contains(&one.department));
    // Whoever knows that her time is lost has other plans by now; she answers or is called.
    let known = tx.known_losses().await?;
    found.retain(|one| !known.contains(&one.id));
    let promises: Vec<_> = found.iter().filter_map(|one| promise(town, one, now)).collect();
    let after = cut.after(town);
    let rescue = rescue(town, &after, &promises);
    let appointments: BTreeMap<_, _> = found.into_iter().map(|one| (one.id, one)).collect();
    let lost: Vec<_> = rescue
        .displaced()
        .map(|(id, _)| &appointments[&id])
        .filter(|one| is_lost_now(one))
        .collect();
    let remedies = remedies::choose(clerk, tx, &after, &rescue.lines, &lost).await?;
    Ok(Plan {
        seal: seal(cut, &rescue, &appointments),
        rescue,
        remedies,
        appointments,
    })
}

/// Of those whom nobody keeps, whoever had somebody until now.
fn is_lost_now(appointment: &Appointment) -> bool {
    appointment.state.name() == StateName::Booked
}

/// Which times are offered is not sealed: they follow from who is left, and from what o'clock it is.
fn seal(cut: &Cut, rescue: &Rescue<Uuid>, appointments: &BTreeMap<Uuid, Appointment>) -> String {
    let lines: Vec<_> = rescue
        .lines
        .iter()
        .map(|line| {
            (
                line.promise,
                appointments[&line.promise].revision,
                format!("{:?}", line.fate),
            )
        })
        .collect();
    let seal = fingerprint(&(format!("{cut:?}"), lines));
    seal.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An appointment as the rescue sees it; nothing for those that are off.
fn promise(town: &Town, one: &Appointment, now: DateTime<Utc>) -> Option<Promise<Uuid>> {
    if one.state.name() == StateName::Cancelled {
        return None;
    }
    let service = |slug: &str| town.service_named(slug).map_or(GONE, |service| service.id);
    Some(Promise {
        id: one.id,
        span: one.span,
        department: one.department,
        services: one
            .visit
            .services
            .iter()
            .map(|kept| service(&kept.slug))
            .collect(),
        keeper: one.state.kept().map(|kept| kept.staff),
        tie: Tie::of(&one.state, now),
    })
}

/// A reservation with somebody who is away comes to nothing; its citizen is offered other times when she goes on. Of times
/// that were kept for somebody the others stay; who has none left is on the call list by that alone.
async fn end_reservation(tx: &TownTx, appointment: &Appointment) -> Outcome<()> {
    if appointment.state.ends_at().is_some() {
        tx.end_hold(appointment).await?;
    }
    Ok(())
}

async fn write(
    clerk: &Clerk,
    tx: &TownTx,
    appointment: &Appointment,
    (step, deed): (Step, Deed),
    number: i32,
) -> Outcome<()> {
    let visitor = &clerk.visitor;
    let now = visitor.now;
    let after = appointment.state.step(step, now);
    let after = after.map_err(|refused| Fault(Box::new(refused)))?;
    if !tx.write_state(appointment, after, now).await? {
        return Err(Fault::because("an appointment changed although its town was locked").into());
    }
    Taken::new(appointment, after, deed, Actor::Clerk(clerk.account.id))
        .told_from(now + TimeDelta::minutes(QUIET_MINUTES))
        .because_of(number)
        .record(visitor, tx)
        .await
}
