//! Somebody is back earlier than thought: her time is offered again at once, and whoever took over her appointments may
//! give them back, but need not.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use tenants::appointment::Kept;
use tenants::calendar::{could_be_hers, local_time};
use tenants::cut::Cut;
use tenants::staff::Absence;
use tenants::{StaffId, Town};
use uuid::Uuid;
use wire::ProblemCode;

use super::take_back::hand_back;
use crate::db::TownTx;
use crate::db::appointments::Appointment;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// Which absence ends when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Whose.
    pub staff: StaffId,
    /// The absence, as the calendar has it.
    pub absence: Absence,
    /// When she is back, on the town's wall.
    pub at: NaiveDateTime,
}

/// How ending ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is so now.
    Done,
    /// The absence or a chosen appointment is no longer as it was shown; nothing was done.
    ChangedMeanwhile,
}

/// Appointments that were hers, begin after she is back, and could be hers again, in the order of time.
///
/// # Errors
/// `NotFound` if she is not of the clerk's departments.
pub async fn regainable(clerk: &Clerk, ending: &Ending) -> Outcome<Vec<Appointment>> {
    let tx = clerk.visitor.reading().await?;
    let hers = hers_again(clerk, &tx, ending).await?;
    let mut hers: Vec<_> = hers.into_values().collect();
    hers.sort_by_key(|one| (one.span.first, one.id));
    Ok(hers)
}

/// Ends the absence, and gives the chosen appointments, each still at its revision, back to her.
///
/// # Errors
/// `NotFound` if she is not of the clerk's departments.
pub async fn end_early(clerk: &Clerk, ending: &Ending, chosen: &[(Uuid, i32)]) -> Outcome<Ended> {
    let tx = clerk.visitor.changing().await?;
    tx.sweep(clerk.visitor.now.timestamp_micros()).await?;
    let mut known = hers_again(clerk, &tx, ending).await?;
    let mut back = Vec::new();
    for (id, revision) in chosen {
        match known.remove(id).filter(|one| one.revision == *revision) {
            Some(appointment) => {
                let kept = ending.hers(&appointment);
                back.push((appointment, kept));
            }
            None => return Ok(Ended::ChangedMeanwhile),
        }
    }
    let cut = |absence| Cut::Absence {
        staff: ending.staff,
        absence,
    };
    let (author, now) = (clerk.author(), clerk.visitor.now);
    if !tx.remove_cut(&cut(ending.absence.clone()), &author, now).await? {
        return Ok(Ended::ChangedMeanwhile);
    }
    if let Some(absence) = ending.rest() {
        tx.add_cut(&cut(absence), &author, now).await?;
    }
    if !hand_back(clerk, &tx, &back, "früher zurück").await? {
        return Ok(Ended::ChangedMeanwhile);
    }
    tx.commit().await?;
    Ok(Ended::Done)
}

impl Ending {
    /// What is left of the absence.
    fn rest(&self) -> Option<Absence> {
        let absence = Absence {
            from: self.absence.from,
            until: self.at.min(self.absence.until),
        };
        (absence.from < absence.until).then_some(absence)
    }

    /// An appointment as hers.
    fn hers(&self, appointment: &Appointment) -> Kept {
        Kept {
            staff: self.staff,
            span: appointment.span,
            overbooked: false,
        }
    }

    /// The town once she is back.
    fn after(&self, town: &Town) -> Town {
        let mut after = town.clone();
        for person in after
            .departments
            .iter_mut()
            .flat_map(|department| &mut department.staff)
        {
            if person.id == self.staff {
                person.absences.retain(|known| *known != self.absence);
                person.absences.extend(self.rest());
            }
        }
        after
    }
}

async fn hers_again(clerk: &Clerk, tx: &TownTx, ending: &Ending) -> Outcome<BTreeMap<Uuid, Appointment>> {
    let (town, now) = (&tx.town, clerk.visitor.now);
    let person = town.staff_member(ending.staff).ok_or(ProblemCode::NotFound)?;
    clerk.must_work_in(person.department)?;
    let known = tx.known_losses().await?;
    let mut hers = BTreeMap::new();
    for saved in tx.rescues().await? {
        if matches!(saved.cut, Cut::Absence { staff, .. } if staff == ending.staff) {
            let touched = tx.touched_by(saved.id).await?.into_iter();
            // What was asked of her beside everything else is not asked of her again.
            let lost = touched.filter(|one| one.before == ending.staff && !one.overbooked);
            for one in lost {
                // Away, back and away again: the last loss counts.
                let last = hers.entry(one.appointment).or_insert(one.revision);
                *last = one.revision.max(*last);
            }
        }
    }
    let cut = Cut::Absence {
        staff: ending.staff,
        absence: ending.absence.clone(),
    };
    let (from, until) = cut.touches(town);
    let (after, back) = (
        ending.after(town),
        local_time::bound(town.zone, ending.at).max(now),
    );
    let mut found = BTreeMap::new();
    for one in tx.appointments(from, until, now.timestamp_micros()).await? {
        let is_as_it_was_left = hers.get(&one.id) == Some(&one.revision);
        if is_as_it_was_left
            && one.span.first.start() >= back
            && could_be_hers(&after, &ending.hers(&one))
            // Whoever knows that her appointment is lost has other plans by now; she answers or is called.
            && !known.contains(&one.id)
        {
            found.insert(one.id, one);
        }
    }
    Ok(found)
}
