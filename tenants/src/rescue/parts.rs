//! Cuts the jobs into parts that have nothing to do with each other.
//!
//! Two jobs compete if their times overlap and somebody could do both. Whatever is chosen for one part changes nothing
//! for another one, so each is a puzzle of its own, and parts in which nothing is affected are none.

use super::situation::Job;
use crate::calendar::Span;

/// A puzzle: jobs in the order of time, people counted from 0.
pub(super) struct Puzzle {
    /// What has to be kept.
    pub(super) jobs: Vec<Piece>,
    /// Claimed cells of each person on this day.
    pub(super) load: Vec<u32>,
}

/// A job in a puzzle.
pub(super) struct Piece {
    /// Its time.
    pub(super) span: Span,
    /// Who keeps it; only what has nobody may be lost.
    pub(super) home: Option<usize>,
    /// Who could keep it; in order.
    pub(super) may: Vec<usize>,
}

/// Places of jobs that compete with each other, the jobs in the order of time, so are the parts. Parts in which nothing
/// is affected are left away.
pub(super) fn of(jobs: &[Job]) -> Vec<Vec<usize>> {
    let mut groups = Groups((0..jobs.len()).collect());
    let people = jobs
        .iter()
        .flat_map(|job| &job.may)
        .max()
        .map_or(0, |last| last + 1);
    // The job of each person that reaches furthest into the day so far.
    let mut furthest: Vec<Option<usize>> = vec![None; people];
    for (number, job) in jobs.iter().enumerate() {
        for person in &job.may {
            let furthest = &mut furthest[*person];
            if let Some(other) = furthest.filter(|other| job.span.first < jobs[*other].span.end()) {
                groups.join(other, number);
            }
            if furthest.is_none_or(|other| jobs[other].span.end() < job.span.end()) {
                *furthest = Some(number);
            }
        }
    }
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); jobs.len()];
    for number in 0..jobs.len() {
        parts[groups.first_of(number)].push(number);
    }
    parts.retain(|part| part.iter().any(|number| jobs[*number].home.is_none()));
    parts
}

/// A part as a puzzle, and the people's places outside of it.
pub(super) fn puzzle(part: &[usize], jobs: &[Job], load: &[Vec<u32>]) -> (Puzzle, Vec<usize>) {
    let mut names: Vec<usize> = part
        .iter()
        .flat_map(|number| jobs[*number].may.iter().copied())
        .collect();
    names.sort_unstable();
    names.dedup();
    let inside = |person: &usize| names.binary_search(person).ok();
    let pieces = part.iter().map(|number| &jobs[*number]).map(|job| Piece {
        span: job.span,
        home: job.home.as_ref().and_then(inside),
        may: job.may.iter().filter_map(inside).collect(),
    });
    let day = part.first().map_or(0, |first| jobs[*first].day);
    let puzzle = Puzzle {
        jobs: pieces.collect(),
        load: names.iter().map(|person| load[day][*person]).collect(),
    };
    (puzzle, names)
}

/// Sets that grow together; each is named by its first member.
struct Groups(Vec<usize>);

impl Groups {
    fn first_of(&mut self, mut member: usize) -> usize {
        while self.0[member] != member {
            self.0[member] = self.0[self.0[member]];
            member = self.0[member];
        }
        member
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first_of(one), self.first_of(other));
        self.0[one.max(other)] = one.min(other);
    }
}
