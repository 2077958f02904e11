//! An appointment's states, and the steps between them.
//!
//! ```text
//! held ──► booked ◄─► arrived ──► done
//!   └► pending ┘├◄─► no_show
//!               ├◄─► cancelled ◄─┐
//!               └◄─► displaced ──┘
//! ```
//!
//! A state carries its facts; a step consumes the old state and yields the new one, and everything that is not drawn
//! here is a refusal. Held and pending end by time: nothing is left of them then. Pending is no promise yet; how long it is
//! kept says [`crate::proof`]. The database stores a state flat, its name beside its facts. Who may take a step, and whom it is told to, is not decided here.

mod names;

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar::{LocalDay, Span};
use crate::ids::StaffId;
use crate::town::Policy;

pub use names::StateName;

/// How long a citizen can take back that she has called off or moved. Until then nobody is told, and nobody who waits for an earlier
/// time is asked about what has become free.
pub const UNDO: TimeDelta = TimeDelta::minutes(5);

/// Whether what a citizen did at this moment can still be taken back.
#[must_use]
pub fn can_take_back(done_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now < done_at + UNDO
}

/// Where an appointment stands, and what is known because of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The time is kept while a form is filled in.
    Held {
        /// Who would keep it, and when.
        kept: Kept,
        /// The time is given back then.
        until: DateTime<Utc>,
        /// Whether it was extended; once is allowed.
        extended: bool,
    },
    /// The form is filled in, the address not yet proved.
    Pending {
        /// Who would keep it, and when.
        kept: Kept,
        /// The time is given back then.
        until: DateTime<Utc>,
    },
    /// The promise holds.
    Booked {
        /// Who keeps it, and when.
        kept: Kept,
    },
    /// The citizen is there.
    Arrived {
        /// Who keeps it, and when.
        kept: Kept,
        /// Since when.
        at: DateTime<Utc>,
    },
    /// Settled.
    Done {
        /// Who kept it, and when.
        kept: Kept,
        /// When it was settled.
        at: DateTime<Utc>,
    },
    /// Nobody came.
    NoShow {
        /// Who waited, and when.
        kept: Kept,
    },
    /// Ended by the citizen or the town; the time is free again.
    Cancelled {
        /// Who ended it.
        by: Party,
        /// When.
        at: DateTime<Utc>,
    },
    /// A promise without a person to keep it; the citizen's time stands.
    Displaced {
        /// Who would have kept it.
        from: StaffId,
        /// The promised time.
        span: Span,
    },
}

/// A person's time that keeps a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Kept {
    /// Whose.
    pub staff: StaffId,
    /// Which cells.
    pub span: Span,
    /// Whether it is beside everything else she has to do then: somebody answers for that, and no cell is hers alone.
    pub overbooked: bool,
}

/// One of the two sides of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Party {
    /// Whoever holds the appointment.
    Citizen,
    /// The town hall.
    Town,
}

/// A step from one state to the next, with the facts it brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The form takes longer: held stays held, once.
    Extend {
        /// The new end.
        until: DateTime<Utc>,
    },
    /// The form is filled in and the address has to be proved.
    AwaitProof {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The promise is made.
    Confirm,
    /// The citizen is there.
    Arrive,
    /// The visit is settled.
    Finish,
    /// Nobody came.
    MissOut,
    /// Arrived or missed was a slip of the hand, or the citizen came after all; until the day of the visit is over.
    TakeBack {
        /// The town's day it is now.
        today: LocalDay,
    },
    /// One side ends it; also one that was displaced.
    Cancel {
        /// Which.
        by: Party,
    },
    /// The citizen called it off a moment ago and comes after all, at the same time.
    Restore {
        /// Who keeps the promise then, and when.
        to: Kept,
    },
    /// The citizen comes at another time; also where a displaced one is replaced.
    Move {
        /// Who keeps the promise then, and when.
        to: Kept,
    },
    /// Somebody else keeps the promise, at the same time, with time of her own; also for one that was displaced.
    Reassign {
        /// Who.
        to: StaffId,
    },
    /// Nobody is left to keep it.
    Displace,
}

/// Why a step cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum StepRefused {
    /// The hold, or the time to prove the address, is over.
    #[error("the time has been given back")]
    Expired,
    /// A hold can be extended once.
    #[error("the hold has been extended before")]
    AlreadyExtended,
    /// Calling off is taken back at once or not at all.
    #[error("it was called off too long ago")]
    TooLate,
    /// What happened on another day stays as it was written down.
    #[error("the day of the visit is over")]
    AnotherDay,
    /// No such step from this state.
    #[error("this cannot follow on {}", .0.as_str())]
    NotFrom(StateName),
}

impl State {
    /// A fresh hold.
    #[must_use]
    pub fn held(kept: Kept, now: DateTime<Utc>, policy: &Policy) -> Self {
        let until = now.checked_add_signed(TimeDelta::minutes(policy.hold_minutes.into()));
        Self::Held {
            kept,
            until: until.unwrap_or(now),
            extended: false,
        }
    }

    /// The state without its facts.
    #[must_use]
    pub const fn name(&self) -> StateName {
        match self {
            Self::Held { .. } => StateName::Held,
            Self::Pending { .. } => StateName::Pending,
            Self::Booked { .. } => StateName::Booked,
            Self::Arrived { .. } => StateName::Arrived,
            Self::Done { .. } => StateName::Done,
            Self::NoShow { .. } => StateName::NoShow,
            Self::Cancelled { .. } => StateName::Cancelled,
            Self::Displaced { .. } => StateName::Displaced,
        }
    }

    /// The time somebody keeps for it. A cancelled or displaced appointment claims nobody's time.
    #[must_use]
    pub const fn kept(&self) -> Option<Kept> {
        match self {
            Self::Held { kept, .. }
            | Self::Pending { kept, .. }
            | Self::Booked { kept }
            | Self::Arrived { kept, .. }
            | Self::Done { kept, .. }
            | Self::NoShow { kept } => Some(*kept),
            Self::Cancelled { .. } | Self::Displaced { .. } => None,
        }
    }

    /// When the state ends by itself.
    #[must_use]
    pub const fn ends_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Held { until, .. } | Self::Pending { until, .. } => Some(*until),
            Self::Booked { .. }
            | Self::Arrived { .. }
            | Self::Done { .. }
            | Self::NoShow { .. }
            | Self::Cancelled { .. }
            | Self::Displaced { .. } => None,
        }
    }

    /// Takes a step now.
    ///
    /// # Errors
    /// If this step does not lead from here.
    pub fn step(self, step: Step, now: DateTime<Utc>) -> Result<Self, StepRefused> {
        if self.ends_at().is_some_and(|until| until <= now) {
            return Err(StepRefused::Expired);
        }
        match (self, step) {
            (Self::Held { extended: true, .. }, Step::Extend { .. }) => Err(StepRefused::AlreadyExtended),
            (
                Self::Held {
                    kept,
                    extended: false,
                    ..
                },
                Step::Extend { until },
            ) => Ok(Self::Held {
                kept,
                until,
                extended: true,
            }),
            (Self::Held { kept, .. }, Step::AwaitProof { until }) => Ok(Self::Pending { kept, until }),
            (Self::Held { kept, .. } | Self::Pending { kept, .. }, Step::Confirm) => {
                Ok(Self::Booked { kept })
            }
            (Self::Booked { kept }, Step::Arrive) => Ok(Self::Arrived { kept, at: now }),
            (Self::Arrived { kept, .. }, Step::Finish) => Ok(Self::Done { kept, at: now }),
            (Self::Booked { kept }, Step::MissOut) => Ok(Self::NoShow { kept }),
            (Self::Arrived { kept, .. } | Self::NoShow { kept }, Step::TakeBack { today }) => {
                if today.has(kept.span.first) {
                    Ok(Self::Booked { kept })
                } else {
                    Err(StepRefused::AnotherDay)
                }
            }
            (Self::Booked { .. } | Self::Displaced { .. }, Step::Cancel { by }) => {
                Ok(Self::Cancelled { by, at: now })
            }
            (
                Self::Cancelled {
                    by: Party::Citizen,
                    at,
                },
                Step::Restore { to },
            ) => {
                if can_take_back(at, now) {
                    Ok(Self::Booked { kept: to })
                } else {
                    Err(StepRefused::TooLate)
                }
            }
            (Self::Booked { .. } | Self::Displaced { .. }, Step::Move { to }) => {
                Ok(Self::Booked { kept: to })
            }
            (Self::Booked { kept }, Step::Reassign { to }) => Ok(Self::Booked {
                kept: Kept {
                    staff: to,
                    overbooked: false,
                    ..kept
                },
            }),
            (Self::Displaced { span, .. }, Step::Reassign { to }) => Ok(Self::Booked {
                kept: Kept {
                    staff: to,
                    span,
                    overbooked: false,
                },
            }),
            (Self::Booked { kept }, Step::Displace) => Ok(Self::Displaced {
                from: kept.staff,
                span: kept.span,
            }),
            (other, _) => Err(StepRefused::NotFrom(other.name())),
        }
    }

    /// Whether everything that is known of it may be erased now: of what is to come while this side may still call it off; of what
    /// was to be today once the day is over, so that the desk can finish its list.
    #[must_use]
    pub fn is_erasable(&self, by: Party, now: DateTime<Utc>, policy: &Policy, today: &LocalDay) -> bool {
        match self {
            Self::Cancelled { .. } | Self::Displaced { .. } | Self::Done { .. } => true,
            Self::Booked { kept } if kept.span.first.start() > now => {
                by == Party::Town || self.is_changeable(now, policy)
            }
            Self::Booked { kept } | Self::Arrived { kept, .. } | Self::NoShow { kept } => {
                kept.span.first < today.midnight
            }
            Self::Held { .. } | Self::Pending { .. } => false,
        }
    }

    /// Whether the citizen may still move or cancel it online.
    #[must_use]
    pub fn is_changeable(&self, now: DateTime<Utc>, policy: &Policy) -> bool {
        match self {
            Self::Booked { kept } => {
                let notice = TimeDelta::minutes(policy.change_until_minutes.into());
                now.checked_add_signed(notice)
                    .is_some_and(|latest| latest <= kept.span.first.start())
            }
            // Nobody waits for her: she may choose another time, or none, whenever she likes.
            Self::Displaced { .. } => true,
            _ => false,
        }
    }
}
