//! One way to keep the promises: who keeps what, and small steps that make it better.
//!
//! Everything here is quick and repeatable. That nothing better exists is for `sweep` to say.

use super::parts::Puzzle;
use super::solve::Nodes;

/// Most jobs that are moved for the sake of one, as far as this file looks.
const LONGEST_CHAIN: usize = 4;

/// Who keeps what. Nobody keeps two jobs at a time.
pub(super) struct Plan<'a> {
    puzzle: &'a Puzzle,
    /// Of each job.
    keeper: Vec<Option<usize>>,
    kept_by: Vec<Vec<usize>>,
    /// Claimed cells of each person on this day, in this plan and outside of it.
    pub(super) load: Vec<u32>,
    /// Jobs that were given, and who kept them before: what can be taken back.
    journal: Vec<(usize, Option<usize>)>,
}

impl<'a> Plan<'a> {
    /// Everybody keeps what they have; what has nobody is lost. The load is that of each person then.
    pub(super) fn at_home(puzzle: &'a Puzzle, load: Vec<u32>) -> Self {
        let mut kept_by = vec![Vec::new(); puzzle.people];
        for (job, piece) in puzzle.jobs.iter().enumerate() {
            if let Some(home) = piece.home {
                kept_by[home].push(job);
            }
        }
        Self {
            puzzle,
            keeper: puzzle.jobs.iter().map(|piece| piece.home).collect(),
            kept_by,
            load,
            journal: Vec::new(),
        }
    }

    /// Who keeps each job.
    pub(super) fn keepers(&self) -> &[Option<usize>] {
        &self.keeper
    }

    /// How many jobs nobody keeps, and how many that are not affected go to somebody else, from this job on.
    pub(super) fn cost_from(&self, first: usize) -> (u32, u32) {
        let count = |counts: &dyn Fn(usize) -> bool| {
            (first..self.keeper.len()).fold(0, |count, job| count + u32::from(counts(job)))
        };
        (
            count(&|job| self.keeper[job].is_none()),
            count(&|job| self.is_shifted(job)),
        )
    }

    fn is_shifted(&self, job: usize) -> bool {
        self.puzzle.jobs[job]
            .home
            .is_some_and(|home| self.keeper[job] != Some(home))
    }

    /// Gives every job anew.
    pub(super) fn become_that_of(&mut self, keeper: &[Option<usize>]) {
        (0..keeper.len()).for_each(|job| self.give(job, keeper[job]));
        self.journal.clear();
    }

    fn give(&mut self, job: usize, to: Option<usize>) {
        let cells = self.puzzle.jobs[job].span.cells;
        let before = std::mem::replace(&mut self.keeper[job], to);
        if let Some(before) = before {
            self.kept_by[before].retain(|kept| *kept != job);
            self.load[before] = self.load[before].saturating_sub(cells);
        }
        if let Some(after) = to {
            self.kept_by[after].push(job);
            self.load[after] += cells;
        }
        self.journal.push((job, before));
    }

    fn take_back(&mut self, until: usize) {
        while self.journal.len() > until
            && let Some((job, before)) = self.journal.pop()
        {
            self.give(job, before);
            self.journal.pop();
        }
    }

    /// What this person keeps at the time of a job, other than the job itself.
    fn in_the_way(&self, job: usize, person: usize) -> impl Iterator<Item = usize> {
        let kept = self.kept_by[person].iter().copied();
        kept.filter(move |other| *other != job && self.overlap(job, *other))
    }

    fn overlap(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.puzzle.jobs[one].span, self.puzzle.jobs[other].span);
        one.first < other.end() && other.first < one.end()
    }

    /// Finds somebody for lost jobs: first for all that a free colleague can take, then for those that need a chain. Stops
    /// when no more are lost than must be.
    pub(super) fn fill(&mut self, must_be_lost: u32, nodes: &mut Nodes) {
        for longest in 0..=LONGEST_CHAIN {
            for job in 0..self.keeper.len() {
                if longest > 0 && self.cost_from(0).0 <= must_be_lost {
                    return;
                }
                if self.keeper[job].is_none() {
                    self.squeeze_in(job, longest, &mut Vec::new(), nodes);
                    self.journal.clear();
                }
            }
        }
    }

    /// Finds somebody for a job without one, moving at most so many others, none of them twice. Says how many were
    /// moved, or changes nothing.
    fn squeeze_in(
        &mut self,
        job: usize,
        most: usize,
        moved: &mut Vec<usize>,
        nodes: &mut Nodes,
    ) -> Option<usize> {
        let (depth, begin) = (moved.len(), self.journal.len());
        moved.push(job);
        let ways = self.puzzle.jobs[job].may.iter().map(|person| {
            let way: Vec<usize> = self.in_the_way(job, *person).collect();
            (way.len(), self.load[*person], *person, way)
        });
        let is_open = |way: &[usize]| way.len() <= most && way.iter().all(|other| !moved.contains(other));
        let mut ways: Vec<_> = ways.filter(|(.., way)| is_open(way)).collect();
        ways.sort_unstable();
        for (_, _, person, way) in ways {
            if nodes.spend(1).is_err() {
                break;
            }
            way.iter().for_each(|other| self.give(*other, None));
            self.give(job, Some(person));
            let mut left = most - way.len();
            let all_found = way.iter().all(|other| {
                let used = self.squeeze_in(*other, left, moved, nodes);
                left -= used.unwrap_or(0);
                used.is_some()
            });
            if all_found {
                return Some(most - left);
            }
            moved.truncate(depth + 1);
            self.take_back(begin);
        }
        moved.truncate(depth);
        None
    }

    /// Gives what has to change hands to whoever has less to do, as long as that helps: of the people who are free, the
    /// least busy, then the first in the department's order. It ends because the loads come closer with every step. Says
    /// whether anything was given.
    pub(super) fn even_out(&mut self) -> bool {
        let mut given = false;
        while let Some((job, person)) = (0..self.keeper.len()).find_map(|job| self.better_hands(job)) {
            self.give(job, Some(person));
            given = true;
        }
        given
    }

    fn better_hands(&self, job: usize) -> Option<(usize, usize)> {
        let piece = &self.puzzle.jobs[job];
        let keeper = self.keeper[job].filter(|keeper| piece.home != Some(*keeper))?;
        let is_free = |person: &&usize| self.in_the_way(job, **person).next().is_none();
        let least_busy = piece
            .may
            .iter()
            .filter(is_free)
            .min_by_key(|person| self.load[**person])?;
        (self.load[*least_busy] + piece.span.cells < self.load[keeper]).then_some((job, *least_busy))
    }

    /// For whose sake each shifted job is shifted: what its person keeps instead, in a chain that begins with an affected
    /// one. A shift for nobody's sake is taken back.
    pub(super) fn explain(&mut self) -> Vec<Option<usize>> {
        let jobs = 0..self.keeper.len();
        let mut sake = vec![None; jobs.len()];
        let is_taken_over =
            |job: &usize| self.puzzle.jobs[*job].home.is_none() && self.keeper[*job].is_some();
        let mut chain: Vec<usize> = jobs.clone().filter(is_taken_over).collect();
        let mut next = 0;
        while let Some(newcomer) = chain.get(next).copied() {
            next += 1;
            for job in jobs.clone() {
                let made_room =
                    self.keeper[newcomer] == self.puzzle.jobs[job].home && self.overlap(newcomer, job);
                if made_room && self.is_shifted(job) && sake[job].is_none() {
                    sake[job] = Some(newcomer);
                    chain.push(job);
                }
            }
        }
        // None of these homes is taken by anything that stays away, or the chain would have led here.
        for job in jobs {
            if self.is_shifted(job) && sake[job].is_none() {
                self.give(job, self.puzzle.jobs[job].home);
            }
        }
        sake
    }
}
