//! Looks at every plan, as far as plans differ.
//!
//! The jobs are gone through in the order of time. What matters of all that was chosen before is one number a person: the
//! next job she could take. Plans that agree in these numbers have the same future, so only the best of them goes on;
//! and a plan goes on only as long as it can still reach the goal. If none is left, the goal is out of reach: that is a
//! proof.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::parts::Puzzle;
use super::plan::Plan;
use super::solve::{Nodes, Spent};
use super::waiting::{Waiting, number};

/// What is asked.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    /// Lose as few jobs as possible, whatever is shifted.
    Lose {
        /// Losing this many is no news.
        less_than: u32,
    },
    /// Shift as few jobs as possible.
    Shift {
        /// Shifting this many is no news.
        less_than: u32,
        /// As few as can be lost.
        losing: u32,
    },
}

/// The best plan there is.
pub(super) struct Found {
    /// How many it shifts, if that was asked.
    pub(super) shifts: u32,
    /// Who keeps each job.
    pub(super) keeper: Vec<Option<usize>>,
}

/// A puzzle with everything about it that never changes.
pub(super) struct Sweep<'a> {
    puzzle: &'a Puzzle,
    /// For each job what is at least lost, and then at least shifted, among it and all later ones, whoever is free.
    ahead: Vec<(u32, u32)>,
    waiting: Waiting<'a>,
}

/// What is chosen so far, as far as it matters.
struct Reached {
    /// The next job each person could take.
    waits_for: Box<[u32]>,
    cost: Cost,
    /// The choice that led here and the place of what it was made from.
    keeper: Option<usize>,
    from: usize,
}

#[derive(Clone, Copy, Default)]
struct Cost {
    lost: u32,
    /// Jobs that are shifted, those among them that have not had their turn yet but whose person is taken.
    shifts: u32,
    /// Jobs that are shifted and have had their turn.
    gone: u32,
}

impl<'a> Sweep<'a> {
    /// Prepares a puzzle whose floors are known.
    pub(super) fn of(puzzle: &'a Puzzle, floors: &[u32]) -> Self {
        Self {
            puzzle,
            ahead: floors.iter().map(|lost| (*lost, 0)).collect(),
            waiting: Waiting::of(puzzle),
        }
    }

    /// Learns from the end of the day to its beginning how many shifts are needed at least, where a plan loses no more than
    /// must be lost. What is known of the evening makes the afternoon quick, and both the morning.
    pub(super) fn learn_from(&mut self, plan: &Plan<'_>, nodes: &mut Nodes) -> Result<(), Spent> {
        for job in (0..self.puzzle.jobs.len()).rev() {
            let (must_be_lost, _) = self.ahead[job];
            let (lost, shifts) = plan.cost_from(job);
            let is_affected = self.puzzle.jobs[job].home.is_none();
            if is_affected && lost == must_be_lost && (lost, shifts) > self.ahead[job + 1] {
                let goal = Goal::Shift {
                    less_than: shifts,
                    losing: lost,
                };
                let fewer = self.run(job, goal, nodes)?;
                self.ahead[job].1 = fewer.map_or(shifts, |found| found.shifts);
            }
            self.ahead[job] = self.ahead[job].max(self.ahead[job + 1]);
        }
        Ok(())
    }

    /// The best plan for this job and all later ones that reaches the goal if everybody is free, or the proof that there
    /// is none.
    ///
    /// # Errors
    /// If the nodes are spent before that is known.
    pub(super) fn run(&self, first: usize, goal: Goal, nodes: &mut Nodes) -> Result<Option<Found>, Spent> {
        let mut reached = vec![Reached {
            waits_for: self.waiting.for_jobs_from(first),
            cost: Cost::default(),
            keeper: None,
            from: 0,
        }];
        let mut steps: Vec<Vec<(Option<usize>, usize)>> = Vec::new();
        for job in first..self.puzzle.jobs.len() {
            reached = self.choose(job, &reached, goal, nodes)?;
            steps.push(
                reached
                    .iter()
                    .map(|reached| (reached.keeper, reached.from))
                    .collect(),
            );
        }
        // After the last job nobody waits for anything, so all that was reached is one.
        let Some(best) = reached.first() else {
            return Ok(None);
        };
        let (mut keeper, mut place) = (Vec::new(), 0);
        for step in steps.iter().rev() {
            let (chosen, from) = step[place];
            keeper.push(chosen);
            place = from;
        }
        keeper.reverse();
        if let Goal::Lose { .. } = goal {
            self.waiting.sort_out(&mut keeper);
        }
        Ok(Some(Found {
            shifts: best.cost.shifts,
            keeper,
        }))
    }

    /// All that can be reached by choosing who keeps one more job.
    fn choose(
        &self,
        job: usize,
        reached: &[Reached],
        goal: Goal,
        nodes: &mut Nodes,
    ) -> Result<Vec<Reached>, Spent> {
        let piece = &self.puzzle.jobs[job];
        // Where there are many people, a node is more work.
        let work = 1 + number(self.puzzle.people) / 16;
        let mut next: Vec<Reached> = Vec::new();
        // Without chance in its hashes; the order of what is reached does not depend on them anyway.
        let mut known: HashMap<Box<[u32]>, usize, BuildHasherDefault<DefaultHasher>> = HashMap::default();
        for (from, before) in reached.iter().enumerate() {
            let is_free = |person: &&usize| before.waits_for[**person] == number(job);
            let people = piece.may.iter().filter(is_free).copied().map(Some);
            let nobody = piece.home.is_none().then_some(None);
            for keeper in people.chain(nobody) {
                nodes.spend(work)?;
                let cost = self.cost_of(job, before, keeper);
                if !goal.allows(cost, self.ahead[job + 1]) {
                    continue;
                }
                let waits_for = self.waits_after(job, before, keeper, goal);
                if let Some(place) = known.get(&waits_for) {
                    let known = &mut next[*place];
                    if goal.prefers(cost, known.cost) {
                        (known.cost, known.keeper, known.from) = (cost, keeper, from);
                    }
                } else {
                    known.insert(waits_for.clone(), next.len());
                    next.push(Reached {
                        waits_for,
                        cost,
                        keeper,
                        from,
                    });
                }
            }
        }
        Ok(next)
    }

    fn waits_after(&self, job: usize, before: &Reached, keeper: Option<usize>, goal: Goal) -> Box<[u32]> {
        let mut waits_for = before.waits_for.clone();
        self.waiting.pass(job, keeper, &mut waits_for);
        if let Goal::Lose { .. } = goal {
            self.waiting.mix_up(job + 1, &mut waits_for, |_, _| {});
        }
        waits_for
    }

    /// What it costs if this person keeps this job, too. That shifts the job itself, if its own person could keep it, and
    /// jobs of this person that begin meanwhile; they are counted now and not again when their turn comes.
    fn cost_of(&self, job: usize, before: &Reached, keeper: Option<usize>) -> Cost {
        let Cost { lost, shifts, gone } = before.cost;
        let home = self.puzzle.jobs[job].home;
        let Some(keeper) = keeper else {
            return Cost {
                lost: lost + 1,
                shifts,
                gone,
            };
        };
        let leaves = home.filter(|home| *home != keeper);
        let is_news = leaves.is_some_and(|home| before.waits_for[home] == number(job));
        let meanwhile = &self.puzzle.jobs[job + 1..self.waiting.after[job]];
        let pushed_out = meanwhile
            .iter()
            .filter(|other| other.home == Some(keeper))
            .count();
        Cost {
            lost,
            shifts: shifts + u32::from(is_news) + number(pushed_out),
            gone: gone + u32::from(leaves.is_some()),
        }
    }
}

impl Goal {
    /// Whether something that costs so much can still reach the goal, given what lies ahead at least.
    fn allows(self, cost: Cost, (lost_ahead, shifts_ahead): (u32, u32)) -> bool {
        let lost = cost.lost + lost_ahead;
        match self {
            Self::Lose { less_than } => lost < less_than,
            Self::Shift { less_than, losing } => {
                // Who may lose one more ahead might shift fewer for it.
                let ahead = if lost == losing { shifts_ahead } else { 0 };
                lost <= losing && cost.shifts.max(cost.gone + ahead) < less_than
            }
        }
    }

    fn prefers(self, cost: Cost, other: Cost) -> bool {
        match self {
            Self::Lose { .. } => cost.lost < other.lost,
            Self::Shift { .. } => (cost.lost, cost.shifts) < (other.lost, other.shifts),
        }
    }
}
