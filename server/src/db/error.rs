//! What a database error means: somebody else was there first, try again, too busy, or broken.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

use crate::refusal::{Fault, Trouble};
use wire::ProblemCode;

/// The database failed in a way that no citizen can mend.
#[derive(Debug, thiserror::Error)]
#[error("database: {0}")]
pub struct Broken(#[from] pub DbErr);

impl From<DbErr> for Trouble {
    fn from(error: DbErr) -> Self {
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            return ProblemCode::Unavailable.into();
        }
        Self::Fault(Fault(Box::new(Broken(error))))
    }
}

/// Whether running the whole transaction again is safe and likely to succeed: a deadlock or serialisation failure
/// on PostgreSQL (40P01, 40001), a busy file on SQLite (5 and its extended codes). Never true for a failed commit
/// whose outcome is unknown, because those carry no such code.
#[must_use]
pub fn is_retryable(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let sqlx::Error::Database(error) = error.as_ref() else {
        return false;
    };
    matches!(
        error.code().as_deref(),
        Some("40P01" | "40001" | "5" | "261" | "517")
    )
}

impl Trouble {
    /// Whether the whole use case may be run again, see [`is_retryable`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Fault(Fault(cause)) => cause
                .downcast_ref::<Broken>()
                .is_some_and(|Broken(error)| is_retryable(error)),
            Self::Refused(_) => false,
        }
    }

    /// Whether a value that must be unique was there before.
    #[must_use]
    pub fn is_taken_already(&self) -> bool {
        match self {
            Self::Fault(Fault(cause)) => cause.downcast_ref::<Broken>().is_some_and(|Broken(error)| {
                matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
            }),
            Self::Refused(_) => false,
        }
    }
}
