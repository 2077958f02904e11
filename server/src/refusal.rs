//! The two ways in which a use case can end other than well.
//!
//! A *refusal* is expected: the rules say no, and the reader learns why and what to do instead. A *fault* is
//! something broken: opaque, logged once at the edge, told as "please try again or phone". Use cases return
//! `Outcome`; only `web::problem` turns either into words and a status.

use tenants::appointment::StepRefused;
use wire::{ProblemCode, TimeView};

/// What a use case returns.
pub type Outcome<T> = Result<T, Trouble>;

/// Why a use case did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The rules say no.
    #[error("refused: {}", .0.code.as_str())]
    Refused(Refusal),
    /// Something broke.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A "no" with everything needed to tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which "no".
    pub code: ProblemCode,
    /// For input: the field's name in the request, and the key of the text that says what would be right.
    pub fields: Vec<(String, &'static str)>,
    /// Nearest free times instead of the wished one, already labelled in the reader's language.
    pub alternatives: Vec<TimeView>,
}

/// Something is broken. The cause is for the log only.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Fault(#[source] pub Box<dyn std::error::Error + Send + Sync>);

impl Fault {
    /// A fault told by a sentence of ours, where no library error exists.
    #[must_use]
    pub fn because(reason: impl Into<String>) -> Self {
        Self(reason.into().into())
    }
}

impl From<ProblemCode> for Trouble {
    fn from(code: ProblemCode) -> Self {
        Self::Refused(Refusal {
            code,
            fields: Vec::new(),
            alternatives: Vec::new(),
        })
    }
}

impl Trouble {
    /// What a refused step of a hold is told as.
    #[must_use]
    pub fn of_hold(refused: &StepRefused) -> Self {
        match refused {
            StepRefused::AlreadyExtended => ProblemCode::AlreadyExtended.into(),
            StepRefused::Expired
            | StepRefused::TooLate
            | StepRefused::AnotherDay
            | StepRefused::NotFrom(_) => ProblemCode::HoldExpired.into(),
        }
    }

    /// Refuses input, naming one field and the key of the text that says what would be right.
    #[must_use]
    pub fn field(field: impl Into<String>, text: &'static str) -> Self {
        Self::fields(vec![(field.into(), text)])
    }

    /// Refuses input, naming every wrong field.
    #[must_use]
    pub fn fields(fields: Vec<(String, &'static str)>) -> Self {
        Self::Refused(Refusal {
            code: ProblemCode::InvalidInput,
            fields,
            alternatives: Vec::new(),
        })
    }
}
