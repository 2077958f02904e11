//! What the change does: who is affected, who could take what, and what cannot be moved.
//!
//! Nothing is chosen here. What stays where it is becomes taken time; what is left are jobs, each with the people who
//! could do it.

use super::hours::Hours;
use super::{Fate, Promise, Reason, Tie};
use crate::calendar::{DayMask, Span};
use crate::ids::StaffId;
use crate::town::Town;

/// A promise that may go from hand to hand. People are named by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    /// Place of its promise.
    pub(super) promise: usize,
    /// Place of its day.
    pub(super) day: usize,
    /// Its time.
    pub(super) span: Span,
    /// Who keeps it and can go on; nobody if it is affected. Only what has nobody may be lost.
    pub(super) home: Option<usize>,
    /// Who could keep it as far as shifts, skills and fixed promises go, its home among them; in order.
    pub(super) may: Vec<usize>,
    /// Why it is lost if it is lost.
    pub(super) if_lost: Reason,
}

/// All that is known before anything is chosen.
pub(super) struct Situation {
    /// The people behind their places: the department's order, which breaks ties.
    pub(super) people: Vec<StaffId>,
    /// What can be chosen, in the order of promises.
    pub(super) jobs: Vec<Job>,
    /// Claimed cells without those of affected promises: `load[day][person]`.
    pub(super) load: Vec<Vec<u32>>,
    /// What is certain of each promise already.
    pub(super) fates: Vec<Option<Fate<usize>>>,
}

/// A promise with the person and the cells it has before the change.
struct Kept {
    person: usize,
    day: usize,
    cells: DayMask,
    is_lost: bool,
}

impl Situation {
    /// The situation of promises that stand in the order of time.
    pub(super) fn of<Id>(before: &Town, after: &Town, promises: &[&Promise<Id>]) -> Self {
        let hours = Hours::of(before, after, promises);
        let kept: Vec<Option<Kept>> = promises.iter().map(|promise| kept(&hours, promise)).collect();
        let nothing = vec![vec![DayMask::EMPTY; hours.people.len()]; hours.days.len()];
        let (mut claimed, mut claimed_twice, mut fixed) = (nothing.clone(), nothing.clone(), nothing);
        // What is affected gives its cells back, unless nothing can be done about it.
        let claims = promises.iter().zip(&kept).filter_map(|(promise, kept)| {
            kept.as_ref()
                .filter(|kept| !kept.is_lost || promise.tie == Tie::Fixed)
        });
        for kept in claims {
            let claimed = &mut claimed[kept.day][kept.person];
            let twice = &mut claimed_twice[kept.day][kept.person];
            *twice = twice.or(&claimed.and(&kept.cells));
            *claimed = claimed.or(&kept.cells);
        }
        let (mut jobs, mut fates) = (Vec::new(), vec![None; promises.len()]);
        for (number, (promise, kept)) in promises.iter().zip(&kept).enumerate() {
            match (kept, promise.tie) {
                (Some(kept), tie) if !kept.is_lost || tie == Tie::Fixed => {
                    // Two promises for one time of one person were made by somebody who answers for it.
                    let is_overbooked = !claimed_twice[kept.day][kept.person].and(&kept.cells).is_empty();
                    if tie == Tie::Loose && !is_overbooked {
                        jobs.extend(job(&hours, after, promise, number, Some(kept.person)).ok());
                        continue;
                    }
                    let fixed = &mut fixed[kept.day][kept.person];
                    *fixed = fixed.or(&kept.cells);
                    fates[number] = kept.is_lost.then_some(Fate::Stranded);
                }
                // Over already, or in years no town plans for.
                (None, Tie::Fixed) => {}
                (None, _) if promise.keeper.is_some() => {}
                (Some(_) | None, _) => match job(&hours, after, promise, number, None) {
                    Ok(job) => jobs.push(job),
                    Err(reason) => fates[number] = Some(Fate::Displaced { reason }),
                },
            }
        }
        settle(&hours, &mut jobs, &mut fixed, &mut fates);
        let load = |day: &Vec<DayMask>| day.iter().map(DayMask::count).collect();
        Self {
            people: hours.people,
            jobs,
            load: claimed.iter().map(load).collect(),
            fates,
        }
    }
}

fn kept<Id>(hours: &Hours, promise: &Promise<Id>) -> Option<Kept> {
    let person = hours.place(promise.keeper?)?;
    let (day, cells) = hours.cells(promise.span)?;
    Some(Kept {
        person,
        day,
        cells,
        is_lost: hours.loses(day, person, &cells),
    })
}

/// The job of a promise whose person can go on, or which has none. An error if nobody could ever do it.
fn job<Id>(
    hours: &Hours,
    town: &Town,
    promise: &Promise<Id>,
    number: usize,
    home: Option<usize>,
) -> Result<Job, Reason> {
    let department = town.department(promise.department);
    let staff = department.into_iter().flat_map(|department| &department.staff);
    let qualified = staff.filter(|person| person.can_do(promise.services.iter().copied()));
    let mut qualified: Vec<usize> = qualified.filter_map(|person| hours.place(person.id)).collect();
    let (day, cells) = hours.cells(promise.span).ok_or(Reason::NobodyWorks)?;
    let is_colleague = |person: &usize| Some(hours.people[*person]) != promise.keeper;
    let reason = if !qualified.iter().any(is_colleague) {
        Reason::NobodyQualified
    } else {
        Reason::NobodyWorks
    };
    qualified.retain(|person| hours.works(day, *person, &cells));
    // Who keeps it goes on, whatever the rules would say to somebody new.
    let mut may: Vec<usize> = qualified.into_iter().chain(home).collect();
    may.sort_unstable();
    may.dedup();
    if may.is_empty() {
        return Err(reason);
    }
    Ok(Job {
        promise: number,
        day,
        span: promise.span,
        home,
        may,
        if_lost: Reason::AllTaken,
    })
}

/// Takes people away from jobs whose time they have given to a fixed promise. A job that can only stay is as good as
/// fixed, which may leave the next one without a choice.
fn settle(hours: &Hours, jobs: &mut Vec<Job>, fixed: &mut [Vec<DayMask>], fates: &mut [Option<Fate<usize>>]) {
    loop {
        let cells = |job: &Job| hours.cells(job.span).map_or(DayMask::EMPTY, |(_, cells)| cells);
        for job in &mut *jobs {
            let (cells, day, home) = (cells(job), job.day, job.home);
            job.may
                .retain(|person| Some(*person) == home || cells.and(&fixed[day][*person]).is_empty());
        }
        let before = jobs.len();
        jobs.retain(|job| match (job.home, job.may.len()) {
            (Some(home), 1) => {
                let fixed = &mut fixed[job.day][home];
                *fixed = fixed.or(&cells(job));
                false
            }
            (None, 0) => {
                fates[job.promise] = Some(Fate::Displaced { reason: job.if_lost });
                false
            }
            (Some(_) | None, _) => true,
        });
        if jobs.len() == before {
            return;
        }
    }
}
