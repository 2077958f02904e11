//! States of an appointment, and every step between them.

use chrono::{DateTime, Days, TimeDelta, Utc};
use tenants::StaffId;
use tenants::appointment::{Kept, Party, State, StateName, Step, StepRefused, UNDO};
use tenants::calendar::{Cell, LocalDay, Span, local_time};

use crate::towns::{at, cell, doerentrup};

const KEPT: Kept = Kept {
    staff: StaffId(1),
    span: Span {
        first: Cell(5_000_000),
        cells: 3,
    },
    overbooked: false,
};
const OTHER: Kept = Kept {
    staff: StaffId(2),
    span: Span {
        first: Cell(5_000_300),
        cells: 3,
    },
    overbooked: false,
};

fn now() -> DateTime<Utc> {
    at("2026-11-23T08:00")
}

fn later() -> DateTime<Utc> {
    now() + TimeDelta::minutes(10)
}

fn state(name: StateName) -> State {
    match name {
        StateName::Held => State::Held {
            kept: KEPT,
            until: later(),
            extended: false,
        },
        StateName::Pending => State::Pending {
            kept: KEPT,
            until: later(),
        },
        StateName::Booked => State::Booked { kept: KEPT },
        StateName::Arrived => State::Arrived {
            kept: KEPT,
            at: now(),
        },
        StateName::Done => State::Done {
            kept: KEPT,
            at: now(),
        },
        StateName::NoShow => State::NoShow { kept: KEPT },
        StateName::Cancelled => State::Cancelled {
            by: Party::Citizen,
            at: now(),
        },
        StateName::Displaced => State::Displaced {
            from: KEPT.staff,
            span: KEPT.span,
        },
    }
}

/// The day of the visit, or so many days later.
fn day(later: u64) -> LocalDay {
    let zone = doerentrup().zone;
    let date = local_time::date(zone, KEPT.span.first.start());
    LocalDay::of(zone, date + Days::new(later)).unwrap()
}

const STEPS: usize = 12;

fn steps() -> [Step; STEPS] {
    [
        Step::Extend { until: later() },
        Step::AwaitProof { until: later() },
        Step::Confirm,
        Step::Arrive,
        Step::Finish,
        Step::MissOut,
        Step::TakeBack { today: day(0) },
        Step::Cancel { by: Party::Town },
        Step::Move { to: OTHER },
        Step::Reassign { to: OTHER.staff },
        Step::Displace,
        Step::Restore { to: KEPT },
    ]
}

/// Where each of the steps leads, in their order; `None` is a refusal.
fn leads_to(from: StateName) -> [Option<StateName>; STEPS] {
    const NO: Option<StateName> = None;
    const HELD: Option<StateName> = Some(StateName::Held);
    const PEND: Option<StateName> = Some(StateName::Pending);
    const BOOK: Option<StateName> = Some(StateName::Booked);
    const ARRI: Option<StateName> = Some(StateName::Arrived);
    const DONE: Option<StateName> = Some(StateName::Done);
    const MISS: Option<StateName> = Some(StateName::NoShow);
    const CANC: Option<StateName> = Some(StateName::Cancelled);
    const DISP: Option<StateName> = Some(StateName::Displaced);
    #[rustfmt::skip]
    let row = match from {
        //                    extend proof conf  arriv finis miss  back  cancl move  reass displ resto
        StateName::Held =>      [HELD, PEND, BOOK, NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO],
        StateName::Pending =>   [NO,   NO,   BOOK, NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO],
        StateName::Booked =>    [NO,   NO,   NO,   ARRI, NO,   MISS, NO,   CANC, BOOK, BOOK, DISP, NO],
        StateName::Arrived =>   [NO,   NO,   NO,   NO,   DONE, NO,   BOOK, NO,   NO,   NO,   NO,   NO],
        StateName::Done =>      [NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO],
        StateName::NoShow =>    [NO,   NO,   NO,   NO,   NO,   NO,   BOOK, NO,   NO,   NO,   NO,   NO],
        StateName::Cancelled => [NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO,   NO,   BOOK],
        StateName::Displaced => [NO,   NO,   NO,   NO,   NO,   NO,   NO,   CANC, BOOK, BOOK, NO,   NO],
    };
    row
}

#[test]
fn every_step_leads_from_its_states_and_from_no_other() {
    for name in StateName::ALL {
        for (step, expected) in steps().into_iter().zip(leads_to(*name)) {
            let result = state(*name).step(step, now());
            let expected = expected.ok_or(StepRefused::NotFrom(*name));
            assert_eq!(result.map(|state| state.name()), expected, "{name:?} {step:?}");
        }
    }
}

#[test]
fn a_hold_ends_by_time_and_to_the_second() {
    for name in [StateName::Held, StateName::Pending] {
        for step in steps() {
            assert_eq!(
                state(name).step(step, later()),
                Err(StepRefused::Expired),
                "{step:?}"
            );
        }
        let just_before = later() - TimeDelta::microseconds(1);
        assert!(state(name).step(Step::Confirm, just_before).is_ok());
    }
}

#[test]
fn a_hold_is_extended_once() {
    let policy = doerentrup().policy;
    let held = State::held(KEPT, now(), &policy);
    assert_eq!(held.ends_at(), Some(later()));
    let until = later() + TimeDelta::minutes(10);
    let extended = held.step(Step::Extend { until }, now()).unwrap();
    assert_eq!(extended.ends_at(), Some(until));
    assert_eq!(
        extended.step(Step::Extend { until }, now()),
        Err(StepRefused::AlreadyExtended)
    );
}

#[test]
fn what_is_overbooked_stays_so_until_somebody_has_time_of_her_own() {
    let beside = Kept {
        overbooked: true,
        ..KEPT
    };
    let booked = State::Booked { kept: beside };
    let arrived = booked.step(Step::Arrive, now()).unwrap();
    assert_eq!(arrived.kept(), Some(beside));
    let done = arrived.step(Step::Finish, now()).unwrap();
    assert_eq!(done.kept(), Some(beside));
    let taken_over = booked.step(Step::Reassign { to: OTHER.staff }, now()).unwrap();
    let moved = booked.step(Step::Move { to: OTHER }, now()).unwrap();
    for after in [taken_over, moved] {
        assert!(after.kept().is_some_and(|kept| !kept.overbooked), "{after:?}");
    }
}

#[test]
fn a_colleague_takes_over_at_the_promised_time() {
    let step = Step::Reassign { to: OTHER.staff };
    let kept = Kept {
        staff: OTHER.staff,
        ..KEPT
    };
    assert_eq!(
        state(StateName::Booked).step(step, now()),
        Ok(State::Booked { kept })
    );
    assert_eq!(
        state(StateName::Displaced).step(step, now()),
        Ok(State::Booked { kept })
    );
}

#[test]
fn what_nobody_can_keep_is_replaced_or_called_off_by_either_side() {
    let displaced = state(StateName::Booked).step(Step::Displace, now()).unwrap();
    let (from, span) = (KEPT.staff, KEPT.span);
    assert_eq!(displaced, State::Displaced { from, span });
    let replaced = displaced.step(Step::Move { to: OTHER }, now());
    assert_eq!(replaced, Ok(State::Booked { kept: OTHER }));
    for by in [Party::Citizen, Party::Town] {
        let at = now();
        assert_eq!(
            displaced.step(Step::Cancel { by }, at),
            Ok(State::Cancelled { by, at })
        );
    }
    // Whoever went away and is back can have it back, too.
    let back = displaced.step(Step::Reassign { to: KEPT.staff }, now());
    assert_eq!(back, Ok(State::Booked { kept: KEPT }));
}

#[test]
fn a_slip_of_the_hand_is_taken_back_on_the_same_day() {
    for name in [StateName::Arrived, StateName::NoShow] {
        let take_back = |today| state(name).step(Step::TakeBack { today }, now());
        assert_eq!(take_back(day(0)), Ok(State::Booked { kept: KEPT }));
        assert_eq!(take_back(day(1)), Err(StepRefused::AnotherDay));
    }
    let booked = state(StateName::NoShow)
        .step(Step::TakeBack { today: day(0) }, now())
        .unwrap();
    let late = booked.step(Step::Arrive, now()).unwrap();
    assert_eq!(late.name(), StateName::Arrived, "better late than never");
}

#[test]
fn a_cancelled_appointment_takes_nobodys_time() {
    for name in StateName::ALL {
        let expected = !matches!(name, StateName::Cancelled | StateName::Displaced);
        assert_eq!(state(*name).kept().is_some(), expected, "{name:?}");
        assert_eq!(StateName::parse(name.as_str()), Some(*name));
    }
    assert_eq!(StateName::parse("lost"), None);
}

#[test]
fn citizens_change_an_appointment_until_an_hour_before() {
    let policy = doerentrup().policy;
    let kept = Kept {
        span: Span {
            first: cell("2026-11-23T09:00"),
            cells: 3,
        },
        ..KEPT
    };
    let booked = State::Booked { kept };
    assert!(booked.is_changeable(at("2026-11-23T08:00"), &policy));
    assert!(!booked.is_changeable(at("2026-11-23T08:01"), &policy));
    assert!(!booked.is_changeable(at("2026-11-24T08:01"), &policy));
    assert!(!state(StateName::Cancelled).is_changeable(now(), &policy));
    assert!(state(StateName::Displaced).is_changeable(now(), &policy));
}

#[test]
fn what_the_citizen_has_called_off_comes_back_for_five_minutes() {
    let off = |by| state(StateName::Booked).step(Step::Cancel { by }, now()).unwrap();
    let back = Step::Restore { to: OTHER };
    let last = now() + UNDO - TimeDelta::microseconds(1);
    assert_eq!(
        off(Party::Citizen).step(back, last),
        Ok(State::Booked { kept: OTHER })
    );
    assert_eq!(
        off(Party::Citizen).step(back, now() + UNDO),
        Err(StepRefused::TooLate)
    );
    assert_eq!(
        off(Party::Town).step(back, now()),
        Err(StepRefused::NotFrom(StateName::Cancelled))
    );
}
