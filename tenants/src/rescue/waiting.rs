//! What is known of each person while the jobs go by: the next one she could take.
//!
//! That is all that matters of what was chosen before. Whoever waits for the job whose turn it is, is free for it.

use super::parts::Puzzle;

/// Who can wait for what; the same for every plan.
pub(super) struct Waiting<'a> {
    puzzle: &'a Puzzle,
    /// `next[person][job]`: the first job from this one on that the person may take; the number of jobs if there is none.
    next: Vec<Vec<u32>>,
    /// For each job the first one that begins when it is over.
    pub(super) after: Vec<usize>,
    /// `alike_from[person][other]`: from this job on both may take the same.
    alike_from: Vec<Vec<usize>>,
}

impl<'a> Waiting<'a> {
    /// Looks at every job once.
    pub(super) fn of(puzzle: &'a Puzzle) -> Self {
        let (jobs, people) = (&puzzle.jobs, puzzle.people);
        let mut next = vec![vec![number(jobs.len()); jobs.len() + 1]; people];
        let mut alike_from = vec![vec![0; people]; people];
        for (job, piece) in jobs.iter().enumerate().rev() {
            next.iter_mut().for_each(|next| next[job] = next[job + 1]);
            for person in &piece.may {
                next[*person][job] = number(job);
            }
            let may: Vec<bool> = (0..people)
                .map(|person| piece.may.binary_search(&person).is_ok())
                .collect();
            for (person, row) in alike_from.iter_mut().enumerate() {
                let differ = row
                    .iter_mut()
                    .zip(&may)
                    .filter(|(_, other)| **other != may[person]);
                differ.for_each(|(from, _)| *from = (*from).max(job + 1));
            }
        }
        let over = |job: usize| jobs.partition_point(|other| other.span.first < jobs[job].span.end());
        Self {
            puzzle,
            next,
            after: (0..jobs.len()).map(over).collect(),
            alike_from,
        }
    }

    /// What each person waits for if all are free when this job's turn comes.
    pub(super) fn for_jobs_from(&self, first: usize) -> Box<[u32]> {
        self.next.iter().map(|next| next[first]).collect()
    }

    /// Lets the job go by: who was free for it waits for the next one, its keeper for the next one after it.
    pub(super) fn pass(&self, job: usize, keeper: Option<usize>, waits_for: &mut [u32]) {
        for person in &self.puzzle.jobs[job].may {
            if waits_for[*person] == number(job) {
                let from = if keeper == Some(*person) {
                    self.after[job]
                } else {
                    job + 1
                };
                waits_for[*person] = self.next[*person][from];
            }
        }
    }

    /// People who may take the same jobs from now on can stand for each other: their numbers are put in order, so that
    /// plans that differ in nothing else are the same.
    pub(super) fn mix_up(&self, job: usize, waits_for: &mut [u32], mut swapped: impl FnMut(usize, usize)) {
        for person in 1..waits_for.len() {
            let mut place = person;
            // Sorting by insertion, among those who are alike.
            for other in (0..person).rev() {
                if self.alike_from[person][other] <= job && waits_for[place] < waits_for[other] {
                    waits_for.swap(place, other);
                    swapped(place, other);
                    place = other;
                }
            }
        }
    }

    /// Puts people back whom the sweep from the first job on has mixed up. Where several can stand for each other, the
    /// job stays with its own person.
    pub(super) fn sort_out(&self, keeper: &mut [Option<usize>]) {
        let mut stands_for: Vec<usize> = (0..self.next.len()).collect();
        let mut waits_for = self.for_jobs_from(0);
        for (job, keeper) in keeper.iter_mut().enumerate() {
            let home = self.puzzle.jobs[job].home;
            let place = stands_for
                .iter()
                .position(|person| home.is_some_and(|home| home == *person));
            if let (Some(keeper), Some(place)) = (*keeper, place)
                && waits_for[place] == number(job)
                && self.alike_from[stands_for[keeper]][stands_for[place]] <= job
            {
                stands_for.swap(keeper, place);
            }
            self.pass(job, *keeper, &mut waits_for);
            *keeper = keeper.map(|keeper| stands_for[keeper]);
            self.mix_up(job + 1, &mut waits_for, |one, other| stands_for.swap(one, other));
        }
    }
}

/// A place as the small number that plans are compared by.
pub(super) fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
