//! The best plan for a puzzle, and whether it is known to be the best.
//!
//! A quick plan first. Where it loses no more than the floor and shifts nothing, it is the best already: most days end
//! here. Otherwise the sweep asks two questions, each easier than both at once: how few can be lost, whoever they are
//! given to; and with so few lost, how few others have to be shifted.

use super::Certainty;
use super::bound::floors;
use super::parts::Puzzle;
use super::plan::Plan;
use super::sweep::{Goal, Sweep};

/// What the search may still visit.
pub(super) struct Nodes(pub(super) u32);

/// Nothing may be visited any more.
pub(super) struct Spent;

impl Nodes {
    /// Visits so many.
    pub(super) fn spend(&mut self, nodes: u32) -> Result<(), Spent> {
        self.0 = self.0.checked_sub(nodes).ok_or(Spent)?;
        Ok(())
    }
}

/// Makes a plan the best that can be found within these nodes, and says how good it is.
pub(super) fn solve(puzzle: &Puzzle, plan: &mut Plan<'_>, nodes: &mut Nodes) -> Certainty {
    let floors = floors(puzzle);
    // Chains are a first guess; most of the allowance is for knowing.
    let mut for_chains = Nodes(nodes.0 / 4);
    nodes.0 -= for_chains.0;
    plan.fill(floors[0], &mut for_chains);
    nodes.0 += for_chains.0;
    let mut certainty = Certainty::BestFound;
    if improve(puzzle, &floors, plan, &mut certainty, nodes).is_ok() {
        certainty = Certainty::Best;
    }
    plan.explain();
    certainty
}

/// Makes the plan the best there is, and tells on the way how good it is.
pub(super) fn improve(
    puzzle: &Puzzle,
    floors: &[u32],
    plan: &mut Plan<'_>,
    certainty: &mut Certainty,
    nodes: &mut Nodes,
) -> Result<(), Spent> {
    let (lost, shifts) = plan.cost_from(0);
    if lost == floors[0] && shifts == 0 {
        return Ok(());
    }
    let mut sweep = Sweep::of(puzzle, floors);
    if lost > floors[0]
        && let Some(found) = sweep.run(0, Goal::Lose { less_than: lost }, nodes)?
    {
        plan.become_that_of(&found.keeper);
        plan.explain();
        *certainty = Certainty::MostKept;
        // Shifts did not count, so there may be far too many. Looking for few is quick.
        let (losing, shifts) = plan.cost_from(0);
        for less_than in
            std::iter::successors(Some(1), |trial| Some(trial * 2)).take_while(|trial| *trial < shifts)
        {
            if let Some(found) = sweep.run(0, Goal::Shift { less_than, losing }, nodes)? {
                plan.become_that_of(&found.keeper);
                return Ok(());
            }
        }
    }
    *certainty = Certainty::MostKept;
    sweep.learn_from(plan, nodes)?;
    let (losing, shifts) = plan.cost_from(0);
    let goal = Goal::Shift {
        less_than: shifts,
        losing,
    };
    if let Some(found) = sweep.run(0, goal, nodes)? {
        plan.become_that_of(&found.keeper);
    }
    Ok(())
}
