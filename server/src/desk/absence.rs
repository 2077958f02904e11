//! Somebody is away: what that means for everybody's appointments, first as a preview, then in one transaction.
//!
//! Preview and saving make the same plan by the same rule (`tenants::rescue`). What is saved is what was shown: if anything
//! has changed in between, nothing is saved and the new plan is shown.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};
use tenants::appointment::{StateName, Step};
use tenants::calendar::{Cell, Span, local_time};
use tenants::rescue::{Fate, Promise, Rescue, Tie, rescue};
use tenants::staff::Absence;
use tenants::{ServiceId, StaffId, Town};
use uuid::Uuid;
use wire::ProblemCode;

use crate::booking::secrets::fingerprint;
use crate::booking::taken::Taken;
use crate::db::TownTx;
use crate::db::appointments::Appointment;
use crate::db::notices::{Actor, Deed};
use crate::refusal::{Fault, Outcome};
use crate::web::desk::clerk::Clerk;

/// Minutes before a message about a lost appointment may go out; until then everything can be taken back.
const QUIET_MINUTES: i64 = 5;
/// The longest absence, in days; whoever is away longer has no shifts.
pub const LONGEST_DAYS: i64 = 366;
/// A number no service has: what is gone from the catalogue is in nobody's skills.
const GONE: ServiceId = ServiceId(-1);

/// Who is away, and when, on the town's wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// Who.
    pub staff: StaffId,
    /// From when.
    pub from: NaiveDateTime,
    /// Until when; back at this time.
    pub until: NaiveDateTime,
}

/// What an absence does to appointments.
pub struct Plan {
    /// What happens to each that is affected.
    pub rescue: Rescue<Uuid>,
    /// The appointments of which it speaks.
    pub appointments: BTreeMap<Uuid, Appointment>,
    /// Stands for exactly this plan.
    pub seal: String,
}

/// How saving ended.
pub enum Recorded {
    /// It is so now.
    Done,
    /// What was shown is no longer what would happen; nothing was done.
    ChangedMeanwhile(Plan),
}

/// What would happen. Nothing is changed.
///
/// # Errors
/// `NotFound` if the person is not of the clerk's departments.
pub async fn preview(clerk: &Clerk, away: Away) -> Outcome<Plan> {
    let tx = clerk.visitor.reading().await?;
    plan(clerk, &tx, away).await
}

/// Makes it so: the absence, who takes over, who is left, and what is owed to them.
///
/// # Errors
/// `NotFound` if the person is not of the clerk's departments.
pub async fn record(clerk: &Clerk, away: Away, seal: &str) -> Outcome<Recorded> {
    let tx = clerk.visitor.changing().await?;
    // The plan hands out what holds that are over still claim.
    tx.sweep(clerk.visitor.now.timestamp_micros()).await?;
    let plan = plan(clerk, &tx, away).await?;
    if plan.seal != seal {
        return Ok(Recorded::ChangedMeanwhile(plan));
    }
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
                write(clerk, &tx, appointment, Step::Reassign { to }, Deed::Reassigned).await?;
                if !tx.claim(to, appointment.span, appointment.id).await? {
                    return Err(Fault::because("a plan gave somebody time she does not have").into());
                }
            }
            Fate::Displaced { .. } if appointment.state.name() == StateName::Booked => {
                write(clerk, &tx, appointment, Step::Displace, Deed::Displaced).await?;
            }
            Fate::Displaced { .. } | Fate::Stranded => {}
        }
    }
    let absence = Absence {
        from: away.from,
        until: away.until,
    };
    tx.add_absence(away.staff, &absence).await?;
    tx.commit().await?;
    Ok(Recorded::Done)
}

async fn plan(clerk: &Clerk, tx: &TownTx, away: Away) -> Outcome<Plan> {
    let town = &tx.town;
    let person = town.staff_member(away.staff).ok_or(ProblemCode::NotFound)?;
    clerk.must_work_in(person.department)?;
    let now = clerk.visitor.now;
    let (from, until) = touched(town, away);
    let mut found = tx.appointments(from, until, now.timestamp_micros()).await?;
    // Colleagues stand in for each other within a department; what others lost is not this clerk's to see.
    found.retain(|one| one.department == person.department);
    let promises: Vec<_> = found.iter().filter_map(|one| promise(town, one, now)).collect();
    let rescue = rescue(town, &with_absence(town, away), &promises);
    let appointments: BTreeMap<_, _> = found.into_iter().map(|one| (one.id, one)).collect();
    let revisions: Vec<_> = rescue
        .lines
        .iter()
        .map(|line| (appointments[&line.promise].revision, format!("{:?}", line.fate)))
        .collect();
    let named = rescue.lines.iter().map(|line| line.promise).collect::<Vec<_>>();
    let seal = fingerprint(&(format!("{away:?}"), named, revisions));
    Ok(Plan {
        seal: seal.iter().map(|byte| format!("{byte:02x}")).collect(),
        rescue,
        appointments,
    })
}

/// Every appointment that could be touched begins in here: the days of the absence, and what reaches into them.
fn touched(town: &Town, away: Away) -> (Cell, Cell) {
    let midnight = |date: Option<chrono::NaiveDate>| {
        let date = date.unwrap_or_else(|| away.from.date());
        Cell::containing(local_time::bound(
            town.zone,
            date.and_time(chrono::NaiveTime::MIN),
        ))
    };
    (
        midnight(away.from.date().pred_opt()),
        midnight((away.until + TimeDelta::days(1)).date().succ_opt()),
    )
}

/// The same town with the person away.
fn with_absence(town: &Town, away: Away) -> Town {
    let mut after = town.clone();
    let absence = Absence {
        from: away.from,
        until: away.until,
    };
    let people = after
        .departments
        .iter_mut()
        .flat_map(|department| &mut department.staff);
    for person in people.filter(|person| person.id == away.staff) {
        person.absences.push(absence.clone());
    }
    after
}

/// An appointment as the rescue sees it; nothing for those that are off.
fn promise(town: &Town, one: &Appointment, now: chrono::DateTime<chrono::Utc>) -> Option<Promise<Uuid>> {
    if one.state.name() == StateName::Cancelled {
        return None;
    }
    let service = |slug: &str| town.service_named(slug).map_or(GONE, |service| service.id);
    Some(Promise {
        id: one.id,
        span: Span {
            first: one.span.first,
            cells: one.span.cells,
        },
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

/// A reservation with somebody who is away comes to nothing; its citizen is offered other times when she goes on.
async fn end_reservation(tx: &TownTx, appointment: &Appointment) -> Outcome<()> {
    if appointment.state.ends_at().is_some() {
        tx.end_hold(appointment).await?;
    }
    Ok(())
}

async fn write(clerk: &Clerk, tx: &TownTx, appointment: &Appointment, step: Step, deed: Deed) -> Outcome<()> {
    let visitor = &clerk.visitor;
    let now = visitor.now;
    let after = appointment.state.step(step, now);
    let after = after.map_err(|refused| Fault(Box::new(refused)))?;
    if !tx.write_state(appointment, after, now).await? {
        return Err(Fault::because("an appointment changed although its town was locked").into());
    }
    Taken::new(appointment, after, deed, Actor::Clerk(clerk.account.id))
        .told_from(now + TimeDelta::minutes(QUIET_MINUTES))
        .record(visitor, tx)
        .await
}
