//! The rescue against somebody who tries every way to hand out a small day.
//!
//! Shares no code with it: no masks, no parts, no floors; every five minutes are asked for alone. `PROPTEST_CASES` sets
//! how many days are tried.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;
use tenants::calendar::Span;
use tenants::rescue::{Certainty, Fate, Line, Promise, Reason, Rescue, Tie, rescue, rescue_within};
use tenants::staff::{Shift, StaffMember};
use tenants::{StaffId, Town};

use crate::random_days::{Day, day};

/// Begin of each five minutes, on the wall.
fn fives(span: Span) -> impl Iterator<Item = NaiveDateTime> {
    let begin = DateTime::<Utc>::from_timestamp(i64::from(span.first.0) * 300, 0).unwrap();
    (0..span.cells).map(move |five| {
        let at = begin + TimeDelta::minutes(5 * i64::from(five));
        at.with_timezone(&Berlin).naive_local()
    })
}

fn overlap(one: Span, other: Span) -> bool {
    fives(one).any(|five| fives(other).any(|same| same == five))
}

fn person(town: &Town, id: StaffId) -> Option<&StaffMember> {
    town.departments[0].staff.iter().find(|person| person.id == id)
}

/// Whether somebody is away for one of these five minutes.
fn is_away(town: &Town, id: StaffId, five: NaiveDateTime) -> bool {
    let closed = town.departments[0]
        .closures
        .iter()
        .any(|closure| (closure.from..=closure.until).contains(&five.date()));
    let absent = |person: &StaffMember| {
        (0..5).any(|minute| {
            let minute = five + TimeDelta::minutes(minute);
            person
                .absences
                .iter()
                .any(|away| (away.from..away.until).contains(&minute))
        })
    };
    closed || town.holidays.name_of(five.date()).is_some() || person(town, id).is_none_or(absent)
}

/// Whether she has no shift any more.
fn is_gone(town: &Town, id: StaffId, five: NaiveDateTime) -> bool {
    let is_over = |shift: &Shift| shift.valid_until.is_some_and(|last| last < five.date());
    person(town, id).is_some_and(|person| person.shifts.iter().all(is_over))
}

fn works(town: &Town, id: StaffId, five: NaiveDateTime) -> bool {
    let time = (five - five.date().and_hms_opt(0, 0, 0).unwrap()).num_minutes();
    let on_shift = |person: &StaffMember| {
        person.shifts.iter().any(|shift| {
            let hours = i64::from(shift.from.minutes())..i64::from(shift.until.minutes());
            shift.weekday == five.weekday()
                && shift.valid_until.is_none_or(|last| five.date() <= last)
                && hours.contains(&time)
                && hours.contains(&(time + 4))
        })
    };
    !is_away(town, id, five) && person(town, id).is_some_and(on_shift)
}

fn works_throughout(town: &Town, id: StaffId, span: Span) -> bool {
    fives(span).all(|five| works(town, id, five))
}

struct Oracle<'a> {
    day: &'a Day,
    best: Option<(usize, usize)>,
}

impl Oracle<'_> {
    fn is_affected(&self, promise: &Promise<u32>) -> bool {
        promise.keeper.is_none_or(|keeper| {
            fives(promise.span).any(|five| {
                is_away(&self.day.after, keeper, five)
                    || (works(&self.day.before, keeper, five) && !works(&self.day.after, keeper, five))
                    || (is_gone(&self.day.after, keeper, five) && !is_gone(&self.day.before, keeper, five))
            })
        })
    }

    /// Whether it takes its person's time after the change, as long as it is not handed over.
    fn stays(&self, promise: &Promise<u32>) -> bool {
        promise.keeper.is_some() && (promise.tie == Tie::Fixed || !self.is_affected(promise))
    }

    fn is_fixed(&self, promise: &Promise<u32>) -> bool {
        let overbooks = |other: &Promise<u32>| {
            other.id != promise.id
                && other.keeper == promise.keeper
                && self.stays(other)
                && overlap(other.span, promise.span)
        };
        self.stays(promise) && (promise.tie != Tie::Loose || self.day.promises.iter().any(overbooks))
    }

    fn is_qualified(&self, id: StaffId, promise: &Promise<u32>) -> bool {
        let able = |person: &StaffMember| {
            promise
                .services
                .iter()
                .all(|service| person.skills.contains(service))
        };
        person(&self.day.after, id).is_some_and(able)
    }

    /// Who can keep it beside the fixed ones.
    fn candidates(&self, promise: &Promise<u32>) -> Vec<StaffId> {
        let staff = self.day.after.departments[0].staff.iter().map(|person| person.id);
        let free = |id: &StaffId| {
            let fixed = self.day.promises.iter().filter(|other| self.is_fixed(other));
            fixed
                .clone()
                .all(|other| other.keeper != Some(*id) || !overlap(other.span, promise.span))
        };
        let home = promise.keeper.filter(|_| !self.is_affected(promise));
        let others = staff.filter(|id| {
            Some(*id) != home
                && self.is_qualified(*id, promise)
                && works_throughout(&self.day.after, *id, promise.span)
                && free(id)
        });
        home.into_iter().chain(others).collect()
    }

    /// Tries every way to hand out the rest.
    fn try_all(
        &mut self,
        rest: &[(Promise<u32>, Vec<StaffId>)],
        given: &mut Vec<(Span, StaffId)>,
        cost: (usize, usize),
    ) {
        if self.best.is_some_and(|best| best <= cost) {
            return;
        }
        let Some(((promise, candidates), rest)) = rest.split_first() else {
            self.best = Some(cost);
            return;
        };
        let is_affected = self.is_affected(promise);
        for id in candidates {
            if given
                .iter()
                .any(|(span, other)| other == id && overlap(*span, promise.span))
            {
                continue;
            }
            let shifted = !is_affected && promise.keeper != Some(*id);
            given.push((promise.span, *id));
            self.try_all(rest, given, (cost.0, cost.1 + usize::from(shifted)));
            given.pop();
        }
        if is_affected {
            self.try_all(rest, given, (cost.0 + 1, cost.1));
        }
    }
}

/// How many are lost and how many shifted at best.
fn best(day: &Day) -> (usize, usize) {
    let mut oracle = Oracle { day, best: None };
    let open = day.promises.iter().filter(|promise| {
        !oracle.is_fixed(promise) && (promise.keeper.is_some() || promise.tie != Tie::Fixed)
    });
    let rest: Vec<_> = open
        .map(|promise| (promise.clone(), oracle.candidates(promise)))
        .collect();
    oracle.try_all(&rest, &mut Vec::new(), (0, 0));
    oracle.best.unwrap()
}

fn line<'a>(rescue: &'a Rescue<u32>, promise: &Promise<u32>) -> Option<&'a Line<u32>> {
    let mut lines = rescue.lines.iter().filter(|line| line.promise == promise.id);
    let line = lines.next();
    assert!(lines.next().is_none(), "one line for each");
    line
}

/// Everything a plan must be, whether it is the best or not.
pub fn check_honest(day: &Day, rescue: &Rescue<u32>) -> Result<(), TestCaseError> {
    let oracle = Oracle { day, best: None };
    let mut kept: Vec<(&Promise<u32>, StaffId, bool)> = Vec::new();
    for promise in &day.promises {
        let line = line(rescue, promise);
        prop_assert!(line.is_none_or(|line| line.span == promise.span && line.from == promise.keeper));
        let (affected, fixed) = (oracle.is_affected(promise), oracle.is_fixed(promise));
        match line.map(|line| line.fate) {
            None => {
                prop_assert!(!affected || promise.keeper.is_none() && promise.tie == Tie::Fixed);
                kept.extend(promise.keeper.map(|keeper| (promise, keeper, false)));
            }
            Some(Fate::Stranded) => {
                prop_assert!(affected && promise.tie == Tie::Fixed);
                kept.extend(promise.keeper.map(|keeper| (promise, keeper, false)));
            }
            Some(Fate::Displaced { reason }) => {
                prop_assert!(affected && promise.tie != Tie::Fixed);
                let staff = day.after.departments[0].staff.iter().map(|person| person.id);
                let qualified: Vec<_> = staff.filter(|id| oracle.is_qualified(*id, promise)).collect();
                let expected = if qualified
                    .iter()
                    .any(|id| works_throughout(&day.after, *id, promise.span))
                {
                    Reason::AllTaken
                } else if qualified.iter().any(|id| promise.keeper != Some(*id)) {
                    Reason::NobodyWorks
                } else {
                    Reason::NobodyQualified
                };
                prop_assert_eq!(reason, expected);
            }
            Some(Fate::TakenOver { to }) => {
                prop_assert!(affected && promise.tie != Tie::Fixed && promise.keeper != Some(to));
                kept.push((promise, to, true));
            }
            Some(Fate::Shifted { to, for_the_sake_of }) => {
                prop_assert!(!affected && !fixed && promise.tie == Tie::Loose && promise.keeper != Some(to));
                let other = rescue
                    .lines
                    .iter()
                    .find(|line| line.promise == for_the_sake_of)
                    .unwrap();
                let comes = rescue
                    .handed_over()
                    .find(|(id, _)| *id == for_the_sake_of)
                    .map(|(_, to)| to);
                prop_assert!(comes == promise.keeper && overlap(other.span, promise.span));
                kept.push((promise, to, true));
            }
        }
    }
    for (promise, id, is_new) in &kept {
        if *is_new {
            prop_assert!(
                oracle.is_qualified(*id, promise),
                "nobody gets what she has not learnt"
            );
            prop_assert!(
                works_throughout(&day.after, *id, promise.span),
                "nobody works outside of her shifts"
            );
            let busy = |other: &Promise<u32>| other.id != promise.id && overlap(other.span, promise.span);
            prop_assert!(
                !kept.iter().any(|(other, same, _)| same == id && busy(other)),
                "one at a time"
            );
        }
    }
    if rescue.certainty == Certainty::Best {
        check_work_is_even(&oracle, &kept)?;
    }
    check_chains_end(rescue)
}

/// Nobody takes over what a colleague with less to do that day could have taken as well.
fn check_work_is_even(
    oracle: &Oracle<'_>,
    kept: &[(&Promise<u32>, StaffId, bool)],
) -> Result<(), TestCaseError> {
    let on_same_day = |one: Span, other: Span| {
        fives(one).next().map(|at| at.date()) == fives(other).next().map(|at| at.date())
    };
    for (promise, id, _) in kept.iter().filter(|(.., is_new)| *is_new) {
        let load = |person: StaffId| {
            let own = kept
                .iter()
                .filter(|(other, same, _)| *same == person && on_same_day(other.span, promise.span));
            let cells: std::collections::BTreeSet<_> =
                own.flat_map(|(other, ..)| fives(other.span)).collect();
            cells.len()
        };
        for colleague in oracle.candidates(promise) {
            let busy = kept
                .iter()
                .any(|(other, same, _)| *same == colleague && overlap(other.span, promise.span));
            let lighter = load(colleague) + (promise.span.cells as usize) < load(*id);
            prop_assert!(
                busy || promise.keeper == Some(colleague) || !lighter,
                "{} is given unevenly",
                promise.id
            );
        }
    }
    Ok(())
}

/// Every chain of shifts ends with a promise that is saved.
fn check_chains_end(rescue: &Rescue<u32>) -> Result<(), TestCaseError> {
    for line in &rescue.lines {
        let (mut fate, mut steps) = (line.fate, 0);
        while let Fate::Shifted { for_the_sake_of, .. } = fate {
            fate = rescue
                .lines
                .iter()
                .find(|other| other.promise == for_the_sake_of)
                .unwrap()
                .fate;
            steps += 1;
            prop_assert!(steps <= rescue.lines.len(), "a chain in a circle");
        }
        let is_saved = matches!(fate, Fate::TakenOver { .. });
        prop_assert!(steps == 0 || is_saved, "a chain for nobody");
    }
    Ok(())
}

fn cost(rescue: &Rescue<u32>) -> (usize, usize) {
    let shifted = rescue
        .lines
        .iter()
        .filter(|line| matches!(line.fate, Fate::Shifted { .. }));
    (rescue.displaced().count(), shifted.count())
}

proptest! {
    // H10: absence, closure or holiday over existing appointments; none is orphaned, none that is not affected is lost.
    #[test]
    fn no_way_to_hand_out_the_day_keeps_more_or_changes_less(day in day()) {
        let rescue = rescue(&day.before, &day.after, &day.promises);
        prop_assert_eq!(rescue.certainty, Certainty::Best);
        check_honest(&day, &rescue)?;
        prop_assert_eq!(cost(&rescue), best(&day));
    }

    #[test]
    fn a_search_that_is_cut_short_is_honest_and_says_so(day in day(), nodes in 0u32..40) {
        let rescue = rescue_within(&day.before, &day.after, &day.promises, nodes);
        check_honest(&day, &rescue)?;
        let (best, cost) = (best(&day), cost(&rescue));
        prop_assert!(cost >= best);
        prop_assert!(rescue.certainty == Certainty::BestFound || cost.0 == best.0);
        prop_assert!(rescue.certainty != Certainty::Best || cost == best);
    }
}
