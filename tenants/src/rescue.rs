//! Keeps promises when somebody is away: who takes over what, and who is left.
//!
//! An absence, a closure, a holiday, a shift that is cut, a colleague who leaves: each is one town before and one after.
//! A promise is affected if its person is away after the change, or no longer works at a time at which she worked before,
//! or if it has no person already. Among all ways to hand promises to colleagues who can do them and work then, the rescue
//! looks for one that keeps the most affected promises, then changes the fewest others, then loads people evenly. A
//! promise's time never changes, and nobody loses a person here who has one.
//!
//! Finding this is a puzzle without a quick way in general, so the search is counted in nodes, not in time: the same
//! question always gets the same answer. [`Rescue::certainty`] says how far the search came.
//!
//! Nothing is changed here. What is shown before saving and what is saved are the same value.

mod bound;
mod hours;
mod parts;
mod plan;
mod situation;
mod solve;
mod sweep;
#[cfg(test)]
mod tests;
mod waiting;

use chrono::{DateTime, Utc};

use crate::appointment::{Kept, State};
use crate::calendar::Span;
use crate::ids::{DepartmentId, ServiceId, StaffId};
use crate::town::Town;
use parts::Part;
use plan::Plan;
use situation::Situation;
use solve::{Nodes, solve};

/// Nodes the search may visit: less than 100 ms on an ordinary machine, see `examples/rescue_speed.rs`.
pub const NODES: u32 = 100_000;

/// An appointment that takes a person's time or needs a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise<Id> {
    /// What it is called by whoever asks; breaks ties.
    pub id: Id,
    /// Its time.
    pub span: Span,
    /// Whose people may keep it.
    pub department: DepartmentId,
    /// What its person must be able to do. A service that is gone is in nobody's skills.
    pub services: Vec<ServiceId>,
    /// Who keeps it before the change; nobody if it is displaced.
    pub keeper: Option<StaffId>,
    /// Whether it may go to somebody else.
    pub tie: Tie,
}

/// What ties a promise to its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tie {
    /// Nothing: anybody qualified may keep it, also to make room for another one.
    Loose,
    /// It stays with its person as long as she is there: a wish, an overbooking, a visit that has begun.
    Person,
    /// It stays whatever happens and only takes its person's time: a reservation, a citizen who is there already, a visit
    /// that is over.
    Fixed,
}

impl Tie {
    /// What an appointment's state says about it now. Wishes are known elsewhere.
    #[must_use]
    pub fn of(state: &State, now: DateTime<Utc>) -> Self {
        match state {
            State::Booked {
                kept: Kept { span, .. },
            }
            | State::Displaced { span, .. } => {
                let is_overbooked = state.kept().is_some_and(|kept| kept.overbooked);
                if span.end().start() <= now {
                    Self::Fixed
                } else if is_overbooked || span.first.start() <= now {
                    Self::Person
                } else {
                    Self::Loose
                }
            }
            State::Held { .. }
            | State::Pending { .. }
            | State::Arrived { .. }
            | State::Done { .. }
            | State::NoShow { .. }
            | State::Cancelled { .. } => Self::Fixed,
        }
    }
}

/// What becomes of the promises: a line for each that is affected, and for each that goes to somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescue<Id> {
    /// In the order of time. Promises without a line stay as they are.
    pub lines: Vec<Line<Id>>,
    /// How much is known about plans that were not chosen.
    pub certainty: Certainty,
}

/// How good a plan is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// It is the best that was found; the search was cut short.
    BestFound,
    /// No plan keeps more affected promises. Perhaps one that keeps as many shifts fewer others.
    MostKept,
    /// No plan keeps more affected promises, and none that keeps as many shifts fewer others.
    Best,
}

/// What becomes of one promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<Id> {
    /// Which.
    pub promise: Id,
    /// Its time, before and after.
    pub span: Span,
    /// Who kept it until now.
    pub from: Option<StaffId>,
    /// What happens.
    pub fate: Fate<Id>,
}

/// What happens to a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate<Id> {
    /// It is affected, and a colleague takes it over.
    TakenOver {
        /// Who.
        to: StaffId,
    },
    /// It is not affected and goes to another colleague so that its person can keep another one.
    Shifted {
        /// Who.
        to: StaffId,
        /// What its person keeps instead: an affected promise, or one that was shifted for the sake of one.
        for_the_sake_of: Id,
    },
    /// It is affected, and nobody is left to keep it.
    Displaced {
        /// Why.
        reason: Reason,
    },
    /// It is affected but fixed: the person goes away, and the desk has to look after it by hand. A reservation has to be
    /// ended.
    Stranded,
}

/// Why nobody takes a promise over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// No colleague has every skill it needs.
    NobodyQualified,
    /// Colleagues have the skills, none of them works for the whole of its time.
    NobodyWorks,
    /// All who could have something else to keep.
    AllTaken,
}

impl<Id: Copy> Rescue<Id> {
    /// Lines of promises that lose their person or have none.
    pub fn affected(&self) -> impl Iterator<Item = &Line<Id>> {
        self.lines
            .iter()
            .filter(|line| !matches!(line.fate, Fate::Shifted { .. }))
    }

    /// Promises that go to somebody else, and to whom.
    pub fn handed_over(&self) -> impl Iterator<Item = (Id, StaffId)> {
        self.lines.iter().filter_map(|line| match line.fate {
            Fate::TakenOver { to } | Fate::Shifted { to, .. } => Some((line.promise, to)),
            Fate::Displaced { .. } | Fate::Stranded => None,
        })
    }

    /// Promises that nobody keeps any more, and why.
    pub fn displaced(&self) -> impl Iterator<Item = (Id, Reason)> {
        self.lines.iter().filter_map(|line| match line.fate {
            Fate::Displaced { reason } => Some((line.promise, reason)),
            Fate::TakenOver { .. } | Fate::Shifted { .. } | Fate::Stranded => None,
        })
    }
}

/// What to do with everybody's promises when a town changes. Give every promise that takes somebody's time on a day that
/// could be touched, and those without a person; the order does not matter. Both towns name people by the same numbers.
#[must_use]
pub fn rescue<Id: Copy + Ord>(before: &Town, after: &Town, promises: &[Promise<Id>]) -> Rescue<Id> {
    rescue_within(before, after, promises, NODES)
}

/// The same with another allowance of nodes.
#[must_use]
pub fn rescue_within<Id: Copy + Ord>(
    before: &Town,
    after: &Town,
    promises: &[Promise<Id>],
    nodes: u32,
) -> Rescue<Id> {
    let mut promises: Vec<&Promise<Id>> = promises.iter().collect();
    promises.sort_by_key(|promise| (promise.span, promise.id));
    let Situation {
        people,
        jobs,
        mut load,
        mut fates,
    } = Situation::of(before, after, &promises);
    let parts = parts::of(&jobs);
    let (mut left, mut certainty, mut plans) = (nodes, Certainty::Best, Vec::new());
    for (number, part) in parts.iter().enumerate() {
        // What an easy part leaves over is there for later ones, and a hard one cannot starve them.
        let share = left / u32::try_from(parts.len() - number).unwrap_or(u32::MAX);
        let mut allowance = Nodes(share);
        let mut plan = Plan::at_home(&part.puzzle, part.load(&load));
        certainty = certainty.min(solve(&part.puzzle, &mut plan, &mut allowance));
        left -= share - allowance.0;
        part.note_load(&plan.load, &mut load);
        plans.push(plan);
    }
    even_out(&parts, &mut plans, &mut load);
    for (plan, part) in plans.iter_mut().zip(&parts) {
        let sakes = plan.explain();
        for ((number, keeper), sake) in part.jobs.iter().zip(plan.keepers()).zip(sakes) {
            let job = &jobs[*number];
            let to = keeper.map(|keeper| people[part.people[keeper]]);
            fates[job.promise] = match (job.home, to, sake) {
                (None, Some(to), _) => Some(Fate::TakenOver { to }),
                (None, None, _) => Some(Fate::Displaced { reason: job.if_lost }),
                (Some(_), Some(to), Some(sake)) => Some(Fate::Shifted {
                    to,
                    for_the_sake_of: jobs[part.jobs[sake]].promise,
                }),
                (Some(_), _, _) => None,
            };
        }
    }
    let lines = promises.iter().zip(fates);
    let lines = lines.filter_map(|(promise, fate)| {
        Some(Line {
            promise: promise.id,
            span: promise.span,
            from: promise.keeper,
            fate: fate?.naming(|number| promises[number].id),
        })
    });
    Rescue {
        lines: lines.collect(),
        certainty,
    }
}

/// Evens out all plans together: what one part of a day gives to somebody counts for the others.
fn even_out(parts: &[Part], plans: &mut [Plan<'_>], load: &mut [Vec<u32>]) {
    let mut given = true;
    while given {
        given = false;
        for (plan, part) in plans.iter_mut().zip(parts) {
            plan.load = part.load(load);
            given |= plan.even_out();
            part.note_load(&plan.load, load);
        }
    }
}

impl Fate<usize> {
    /// The same with a promise's own name instead of its place.
    fn naming<Id>(self, name: impl Fn(usize) -> Id) -> Fate<Id> {
        match self {
            Self::TakenOver { to } => Fate::TakenOver { to },
            Self::Shifted { to, for_the_sake_of } => Fate::Shifted {
                to,
                for_the_sake_of: name(for_the_sake_of),
            },
            Self::Displaced { reason } => Fate::Displaced { reason },
            Self::Stranded => Fate::Stranded,
        }
    }
}
