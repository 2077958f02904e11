//! States of an appointment, and every step between them.

use chrono::{DateTime, TimeDelta, Utc};
use tenants::StaffId;
use tenants::appointment::{Kept, Party, State, StateName, Step, StepRefused};
use tenants::calendar::{Cell, Span};

use crate::towns::{at, cell, doerentrup};

const KEPT: Kept = Kept {
    staff: StaffId(1),
    span: Span {
        first: Cell(5_000_000),
        cells: 3,
    },
};
const OTHER: Kept = Kept {
    staff: StaffId(2),
    span: Span {
        first: Cell(5_000_300),
        cells: 3,
    },
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

fn steps() -> [Step; 10] {
    [
        Step::Extend { until: later() },
        Step::AwaitProof { until: later() },
        Step::Confirm,
        Step::Arrive,
        Step::Finish,
        Step::MissOut,
        Step::Cancel { by: Party::Town },
        Step::Move { to: OTHER },
        Step::Reassign { to: OTHER.staff },
        Step::Displace,
    ]
}

/// Every step there is: where it leads, and from everywhere else it is refused.
fn leads_to(from: StateName, step: Step) -> Option<StateName> {
    use StateName::*;
    match (from, step) {
        (Held, Step::Extend { .. }) => Some(Held),
        (Held, Step::AwaitProof { .. }) => Some(Pending),
        (Held | Pending, Step::Confirm) => Some(Booked),
        (Booked, Step::Arrive) => Some(Arrived),
        (Arrived, Step::Finish) => Some(Done),
        (Booked, Step::MissOut) => Some(NoShow),
        (Booked, Step::Cancel { .. }) => Some(Cancelled),
        (Booked, Step::Move { .. } | Step::Reassign { .. }) => Some(Booked),
        (Booked, Step::Displace) => Some(Displaced),
        (Displaced, Step::Reassign { .. }) => Some(Booked),
        _ => None,
    }
}

#[test]
fn every_step_leads_from_its_states_and_from_no_other() {
    for name in StateName::ALL {
        for step in steps() {
            let result = state(*name).step(step, now());
            let expected = leads_to(*name, step).ok_or(StepRefused::NotFrom(*name));
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
}
