//! Runs a use case again where the database says that it lost to somebody else without having done anything.

use crate::refusal::{Fault, Outcome};

/// More attempts than colleagues compete for one time anywhere; each lost attempt means that somebody else won.
const ATTEMPTS: usize = 64;

/// How one attempt ended.
pub enum Attempt<T> {
    /// It is done.
    Done(T),
    /// Somebody else was faster; what was read is no longer true, and nothing was written.
    Overtaken,
}

/// Runs attempts until one is done or refused.
///
/// # Errors
/// What the attempt refuses, or a fault when it is overtaken again and again.
pub async fn until_done<T, F>(mut attempt: impl FnMut() -> F) -> Outcome<T>
where
    F: Future<Output = Outcome<Attempt<T>>>,
{
    for _ in 0..ATTEMPTS {
        match attempt().await {
            Ok(Attempt::Done(done)) => return Ok(done),
            Ok(Attempt::Overtaken) => {}
            Err(trouble) if trouble.is_retryable() => {}
            Err(trouble) => return Err(trouble),
        }
    }
    Err(Fault::because("a use case was overtaken on every attempt").into())
}
