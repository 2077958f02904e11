//! What no plan can beat: a floor for the number of jobs that are lost.
//!
//! At any moment there must be a person for each job that is going on. What cannot be matched then is lost, and moments
//! that no affected job spans together add up.

use super::parts::Puzzle;

/// For each job, at least so many jobs are lost among it and all later ones; a last entry of 0.
pub(super) fn floors(puzzle: &Puzzle) -> Vec<u32> {
    let jobs = &puzzle.jobs;
    let mut floors = vec![0; jobs.len() + 1];
    // For each first affected job of a moment: what is missing then, and the job after the last affected one.
    let mut moments: Vec<Vec<(u32, usize)>> = vec![Vec::new(); jobs.len()];
    for (number, job) in jobs.iter().enumerate() {
        let is_on = |other: &usize| {
            let other = jobs[*other].span;
            other.first <= job.span.first && job.span.first < other.end()
        };
        // Jobs of the same start stand behind each other; the moment is looked at once.
        if number > 0 && jobs[number - 1].span.first == job.span.first {
            continue;
        }
        let going_on: Vec<usize> = (0..jobs.len()).filter(is_on).collect();
        let affected = || {
            going_on
                .iter()
                .copied()
                .filter(|other| jobs[*other].home.is_none())
        };
        if let (Some(first), Some(last)) = (affected().min(), affected().max()) {
            let missing = going_on.len() - matched(puzzle, &going_on);
            moments[first].push((u32::try_from(missing).unwrap_or(0), last + 1));
        }
    }
    for job in (0..jobs.len()).rev() {
        let here = moments[job]
            .iter()
            .map(|(missing, after)| missing + floors[*after])
            .max();
        floors[job] = floors[job + 1].max(here.unwrap_or(0));
    }
    floors
}

/// How many of these jobs can have a person of their own at the same time.
fn matched(puzzle: &Puzzle, jobs: &[usize]) -> usize {
    let mut job_of: Vec<Option<usize>> = vec![None; puzzle.people];
    jobs.iter()
        .filter(|job| find(puzzle, **job, &mut job_of, &mut vec![false; puzzle.people]))
        .count()
}

/// Finds a person for one more job, along a path of jobs that change theirs.
fn find(puzzle: &Puzzle, job: usize, job_of: &mut [Option<usize>], asked: &mut [bool]) -> bool {
    for person in &puzzle.jobs[job].may {
        if std::mem::replace(&mut asked[*person], true) {
            continue;
        }
        if job_of[*person].is_none_or(|other| find(puzzle, other, job_of, asked)) {
            job_of[*person] = Some(job);
            return true;
        }
    }
    false
}
