//! The search alone, without the quick plan that it usually only has to confirm, against every way there is.

use super::parts::{Piece, Puzzle};
use super::plan::Plan;
use super::solve::{Nodes, improve, solve};
use super::{Certainty, bound::floors};
use crate::calendar::{Cell, Span};

/// Numbers that look drawn and are the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

/// A short day of two to four people, everybody's own jobs one after the other, and some that have nobody.
fn puzzle(draw: &mut Draw) -> Puzzle {
    let people = 2 + draw.below(3);
    let mut jobs: Vec<Piece> = Vec::new();
    for home in (0..people).map(Some).chain([None, None]) {
        let mut cell = draw.below(4);
        while cell < 10 {
            let cells = 1 + draw.below(5);
            if draw.below(3) > 0 {
                let span = Span {
                    first: Cell(cell as i32),
                    cells: cells as u32,
                };
                let may = (0..people).filter(|person| Some(*person) == home || draw.below(2) == 0);
                jobs.push(Piece {
                    span,
                    home,
                    may: may.collect(),
                });
            }
            cell += cells + draw.below(2);
        }
    }
    jobs.sort_by_key(|job| job.span);
    Puzzle { jobs, people }
}

fn overlap(one: Span, other: Span) -> bool {
    one.first < other.end() && other.first < one.end()
}

/// The fewest lost and, with so few, the fewest shifted.
fn best(puzzle: &Puzzle, given: &mut Vec<Option<usize>>, cost: (u32, u32), known: &mut (u32, u32)) {
    if cost >= *known {
        return;
    }
    let Some(job) = puzzle.jobs.get(given.len()) else {
        *known = cost;
        return;
    };
    for person in &job.may {
        let mut before = puzzle.jobs.iter().zip(&*given);
        if before.all(|(other, keeper)| *keeper != Some(*person) || !overlap(other.span, job.span)) {
            given.push(Some(*person));
            let shifted = job.home.is_some_and(|home| home != *person);
            best(puzzle, given, (cost.0, cost.1 + u32::from(shifted)), known);
            given.pop();
        }
    }
    if job.home.is_none() {
        given.push(None);
        best(puzzle, given, (cost.0 + 1, cost.1), known);
        given.pop();
    }
}

fn check(puzzle: &Puzzle, keeper: &[Option<usize>]) {
    for (number, (job, person)) in puzzle.jobs.iter().zip(keeper).enumerate() {
        let Some(person) = person else {
            assert_eq!(job.home, None, "only what has nobody may be lost");
            continue;
        };
        assert!(job.may.contains(person));
        for (other, same) in puzzle.jobs.iter().zip(keeper).skip(number + 1) {
            assert!(
                *same != Some(*person) || !overlap(other.span, job.span),
                "one at a time"
            );
        }
    }
}

#[test]
fn the_search_alone_finds_the_best_plan_there_is() {
    let mut draw = Draw(1);
    let mut with_shifts = 0;
    for _ in 0..3000 {
        let puzzle = puzzle(&mut draw);
        let mut known = (u32::MAX, 0);
        best(&puzzle, &mut Vec::new(), (0, 0), &mut known);
        let mut plan = Plan::at_home(&puzzle, vec![20; puzzle.people]);
        let mut certainty = Certainty::BestFound;
        let is_done = improve(
            &puzzle,
            &floors(&puzzle),
            &mut plan,
            &mut certainty,
            &mut Nodes(u32::MAX),
        )
        .is_ok();
        assert!(is_done && plan.cost_from(0) == known);
        with_shifts += u32::from(known.1 > 1);
        check(&puzzle, plan.keepers());
    }
    assert!(with_shifts > 200, "the puzzles are hard enough");
}

#[test]
fn a_plan_is_sound_and_explained_wherever_the_search_is_cut() {
    let mut draw = Draw(2);
    for _ in 0..3000 {
        let puzzle = puzzle(&mut draw);
        let mut plan = Plan::at_home(&puzzle, vec![20; puzzle.people]);
        solve(&puzzle, &mut plan, &mut Nodes(draw.below(200) as u32));
        plan.even_out();
        let sakes = plan.explain();
        check(&puzzle, plan.keepers());
        for (number, job) in puzzle.jobs.iter().enumerate() {
            let is_shifted = job.home.is_some() && plan.keepers()[number] != job.home;
            assert_eq!(sakes[number].is_some(), is_shifted);
        }
    }
}
