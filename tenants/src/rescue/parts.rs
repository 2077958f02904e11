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
    /// How many people there are.
    pub(super) people: usize,
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

/// Jobs that compete with each other, and nobody else's.
pub(super) struct Part {
    /// Places of the jobs.
    pub(super) jobs: Vec<usize>,
    /// Places of the people.
    pub(super) people: Vec<usize>,
    /// The same as a puzzle.
    pub(super) puzzle: Puzzle,
    day: usize,
}

impl Part {
    fn of(places: Vec<usize>, jobs: &[Job]) -> Self {
        let part = || places.iter().map(|number| &jobs[*number]);
        let mut people: Vec<usize> = part().flat_map(|job| job.may.iter().copied()).collect();
        people.sort_unstable();
        people.dedup();
        let inside = |person: &usize| people.binary_search(person).ok();
        let pieces = part().map(|job| Piece {
            span: job.span,
            home: job.home.as_ref().and_then(inside),
            may: job.may.iter().filter_map(inside).collect(),
        });
        Self {
            puzzle: Puzzle {
                jobs: pieces.collect(),
                people: people.len(),
            },
            day: part().next().map_or(0, |job| job.day),
            people,
            jobs: places,
        }
    }

    /// The load of the part's people on its day.
    pub(super) fn load(&self, of_all: &[Vec<u32>]) -> Vec<u32> {
        self.people
            .iter()
            .map(|person| of_all[self.day][*person])
            .collect()
    }

    /// Notes the load that the part's people have now.
    pub(super) fn note_load(&self, now: &[u32], of_all: &mut [Vec<u32>]) {
        let people = self.people.iter().zip(now);
        people.for_each(|(person, now)| of_all[self.day][*person] = *now);
    }
}

/// The parts in the order of time. Those in which nothing is affected are left away.
pub(super) fn of(jobs: &[Job]) -> Vec<Part> {
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
    parts.into_iter().map(|part| Part::of(part, jobs)).collect()
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
