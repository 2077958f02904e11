//! An administrator has a letter sent to herself, before anybody else reads it.

use chrono::TimeDelta;
use tenants::notice::Kind;

use super::wording::{Unfit, unfit};
use crate::notices::Trial;
use crate::refusal::{Fault, Outcome};
use crate::web::desk::clerk::Clerk;

/// Most trials of an account in an hour.
const MOST: i64 = 5;

/// How trying out ended.
pub enum Tried {
    /// It is on its way.
    Owed,
    /// She has tried out enough for now.
    TooMany,
    /// The words do not fit.
    Wrong(Vec<Unfit>),
}

/// Owes a letter with these words to the address of the clerk's own account.
///
/// # Errors
/// If the database cannot be written.
pub async fn try_out(clerk: &Clerk, trial: &Trial) -> Outcome<Tried> {
    let unfit = unfit(trial.kind, &trial.own);
    if !unfit.is_empty() {
        return Ok(Tried::Wrong(unfit));
    }
    let (now, own) = (clerk.visitor.now, clerk.account.id);
    let tx = clerk.visitor.writing().await?;
    // Her row is hers until this ends: of two clicks one counts the other.
    tx.account(own).await?;
    let (last, lately) = tx
        .owed_to_colleague((own, Kind::Trial), now - TimeDelta::hours(1))
        .await?;
    if lately >= MOST {
        return Ok(Tried::TooMany);
    }
    let body = serde_json::to_string(trial).map_err(|error| Fault(error.into()))?;
    let id = clerk.visitor.app.chance.uuid_v7(now);
    tx.owe_to_colleague(id, (own, Kind::Trial, last + 1), &body, now)
        .await?;
    tx.commit_quietly().await?;
    Ok(Tried::Owed)
}
