//! A cut was saved by mistake: for five minutes, in which nobody is told, everything can be as it was.

use chrono::TimeDelta;
use tenants::Town;
use tenants::appointment::{Kept, Step};
use tenants::calendar::could_be_hers;
use tenants::cut::Cut;
use wire::ProblemCode;

use super::rescue::{QUIET_MINUTES, may};
use crate::booking::taken::Taken;
use crate::db::TownTx;
use crate::db::appointments::Appointment;
use crate::db::notices::{Actor, Deed};
use crate::db::rescues::Rescued;
use crate::refusal::{Fault, Outcome};
use crate::web::desk::clerk::Clerk;

/// How taking back ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenBack {
    /// It is as it was, but for so many appointments that somebody has changed since, or for which another cut leaves no time.
    Done {
        /// How many.
        others: usize,
    },
    /// Messages may have gone out; nothing was done.
    TooLate,
    /// Some of the time is somebody else's by now; nothing was done.
    NotFree,
}

/// The cuts of the clerk's departments that can still be taken back, the last one first.
///
/// # Errors
/// If the database cannot be read.
pub async fn takeable_back(clerk: &Clerk) -> Outcome<Vec<Rescued>> {
    let tx = clerk.visitor.reading().await?;
    let saved = tx.rescues().await?.into_iter();
    Ok(saved
        .filter(|one| may(clerk, &one.cut, &tx.town) && is_quiet(clerk, one))
        .collect())
}

/// Takes a cut back: everybody has the appointments she had, whoever was left has somebody again, nobody is told.
///
/// # Errors
/// `NotFound` if there is no such cut that the clerk might have saved herself.
pub async fn take_back(clerk: &Clerk, number: i32) -> Outcome<(Cut, TakenBack)> {
    let now = clerk.visitor.now;
    let tx = clerk.visitor.changing().await?;
    let saved = tx.rescues().await?.into_iter().find(|one| one.id == number);
    let saved = saved.ok_or(ProblemCode::NotFound)?;
    if !may(clerk, &saved.cut, &tx.town) {
        return Err(ProblemCode::NotFound.into());
    }
    if !is_quiet(clerk, &saved) {
        return Ok((saved.cut, TakenBack::TooLate));
    }
    tx.sweep(now.timestamp_micros()).await?;
    let touched = tx.touched_by(number).await?;
    // Whoever knows of her loss already has other plans; she answers or is called.
    let known = tx.known_losses().await?;
    let mut back = Vec::new();
    for one in &touched {
        let appointment = tx.appointment(one.appointment).await?;
        back.extend(
            appointment
                .filter(|found| found.revision == one.revision && !known.contains(&found.id))
                .map(|known| {
                    let kept = Kept {
                        staff: one.before,
                        span: known.span,
                        overbooked: one.overbooked,
                    };
                    (known, kept)
                }),
        );
    }
    let reason = match saved.cut {
        Cut::Absence { .. } => "Abwesenheit zurückgenommen",
        Cut::Closure { .. } => "Schließtag zurückgenommen",
        Cut::Holiday { .. } => "Feiertag zurückgenommen",
        Cut::Shifts { .. } => "geänderte Dienstzeit zurückgenommen",
    };
    stay_behind(&saved.cut.undone(&tx.town), &mut back);
    if !tx
        .remove_cut(&saved.cut, &clerk.author(), clerk.visitor.now)
        .await?
        || !hand_back(clerk, &tx, &back, reason).await?
    {
        return Ok((saved.cut, TakenBack::NotFree));
    }
    tx.mark_taken_back(number).await?;
    tx.commit().await?;
    let others = touched.len() - back.len();
    Ok((saved.cut, TakenBack::Done { others }))
}

/// Leaves out whom another cut keeps from being as before: her person is away even so. She keeps what was done for her.
fn stay_behind(town: &Town, back: &mut Vec<(Appointment, Kept)>) {
    let mut taken: Vec<Kept> = Vec::new();
    let stays = |taken: &[Kept], to: &Kept| {
        let is_taken = |other: &Kept| other.staff == to.staff && other.span.overlaps(to.span);
        !could_be_hers(town, to) || (!to.overbooked && taken.iter().any(is_taken))
    };
    // Who stays with a colleague keeps the time of whom the colleague gave away for her sake.
    while let Some(place) = back.iter().position(|(_, to)| stays(&taken, to)) {
        let (one, _) = back.remove(place);
        taken.extend(one.state.kept().filter(|kept| !kept.overbooked));
    }
}

/// Gives each of these appointments to its person again, as she had it; `false` if one of them has other things to do then,
/// and nothing may be committed.
pub async fn hand_back(
    clerk: &Clerk,
    tx: &TownTx,
    back: &[(Appointment, Kept)],
    reason: &str,
) -> Outcome<bool> {
    let visitor = &clerk.visitor;
    // All cells go before any is taken: the appointments may have been handed round in a ring.
    for (appointment, _) in back {
        tx.release_claims(appointment.id).await?;
        tx.end_offers(appointment.id).await?;
    }
    for (appointment, to) in back {
        let Ok(after) = appointment.state.step(Step::Move { to: *to }, visitor.now) else {
            return Ok(false);
        };
        if !tx.write_state(appointment, after, visitor.now).await? {
            return Err(Fault::because("an appointment changed although its town was locked").into());
        }
        if !to.overbooked && !tx.claim(to.staff, to.span, appointment.id).await? {
            return Ok(false);
        }
        Taken::new(
            appointment,
            after,
            Deed::Reassigned,
            Actor::Clerk(clerk.account.id),
        )
        .because(Some(reason.to_owned()))
        .record(visitor, tx)
        .await?;
    }
    Ok(true)
}

fn is_quiet(clerk: &Clerk, saved: &Rescued) -> bool {
    clerk.visitor.now < saved.at + TimeDelta::minutes(QUIET_MINUTES)
}
