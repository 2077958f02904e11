//! What everybody does with her own account.

use tenants::town::SecondFactor;
use wire::ProblemCode;

use super::passwords::Unfit;
use super::role::Account;
use super::sessions::Session;
use super::step_up::{account_by_code, knows_password};
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// Why a password was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// The current password was wrong, or there were too many wrong ones.
    WrongPassword,
    /// The new one does not fit.
    Unfit(Unfit),
}

/// Changes the password; every other session and every link of the account ends.
///
/// # Errors
/// If too many hash at once or something broke.
pub async fn change_password(
    visitor: &Visitor,
    (account, session): (&Account, &Session),
    current: &str,
    (new, again): (&str, &str),
) -> Outcome<Result<(), NotChanged>> {
    let town = visitor.reading().await?.town.clone();
    let fits = visitor.app.passwords.fits((&town, account), new, again);
    if let Err(unfit) = fits.await? {
        return Ok(Err(NotChanged::Unfit(unfit)));
    }
    if !knows_password(visitor, account, current).await? {
        return Ok(Err(NotChanged::WrongPassword));
    }
    let hash = visitor.app.passwords.hash(new, &visitor.app.chance).await?;
    let tx = visitor.writing().await?;
    tx.set_password(account.id, hash).await?;
    tx.burn_links_of(account.id).await?;
    tx.end_sessions_of(account.id, Some(&session.token)).await?;
    tx.commit_quietly().await?;
    Ok(Ok(()))
}

/// Has the list of the day sent by mail, or no longer. Only whoever takes appointments has one.
///
/// # Errors
/// `NotFound` if she takes none.
pub async fn want_daily_list(visitor: &Visitor, account: &Account, wanted: bool) -> Outcome<()> {
    account.staff.ok_or(ProblemCode::NotFound)?;
    let tx = visitor.writing().await?;
    tx.set_daily_list(account.id, wanted).await?;
    tx.commit_quietly().await
}

/// Gives up the second factor, by password and code, where the town does not ask for it; every other session ends. Whether
/// it was.
///
/// # Errors
/// If too many hash at once or something broke.
pub async fn give_up_factor(
    visitor: &Visitor,
    (account, session): (&Account, &Session),
    (password, code): (&str, &str),
) -> Outcome<bool> {
    let required = visitor.reading().await?.town.policy.second_factor == SecondFactor::Required;
    if required || !knows_password(visitor, account, password).await? {
        return Ok(false);
    }
    let tx = visitor.writing().await?;
    let proved = account_by_code(&tx, visitor, account.id, code).await?.is_some();
    if proved {
        tx.set_factor(account.id, None).await?;
        tx.end_sessions_of(account.id, Some(&session.token)).await?;
    }
    tx.commit_quietly().await?;
    Ok(proved)
}

/// Whether she knows her password and, where her second factor is set up, shows a code of it.
///
/// # Errors
/// If too many hash at once or something broke.
pub(super) async fn proves_herself(
    visitor: &Visitor,
    account: &Account,
    (password, code): (&str, &str),
) -> Outcome<bool> {
    if !knows_password(visitor, account, password).await? {
        return Ok(false);
    }
    if !account.is_enrolled() {
        return Ok(true);
    }
    let tx = visitor.writing().await?;
    let proved = account_by_code(&tx, visitor, account.id, code).await?.is_some();
    tx.commit_quietly().await?;
    Ok(proved)
}

/// The sessions of an account that are alive, the newest first.
///
/// # Errors
/// If something broke.
pub async fn sessions(visitor: &Visitor, account: &Account) -> Outcome<Vec<Session>> {
    let all = visitor.reading().await?.sessions_of(account.id).await?;
    Ok(all
        .into_iter()
        .filter(|session| session.is_alive(visitor.now))
        .collect())
}

/// Ends one other session of the account by its name, or all others.
///
/// # Errors
/// If something broke.
pub async fn end_sessions(
    visitor: &Visitor,
    (account, session): (&Account, &Session),
    name: Option<&str>,
) -> Outcome<()> {
    let tx = visitor.writing().await?;
    match name {
        None => tx.end_sessions_of(account.id, Some(&session.token)).await?,
        Some(name) => {
            let all = tx.sessions_of(account.id).await?;
            if let Some(one) = all.iter().find(|one| one.name() == name) {
                tx.end_session(&one.token).await?;
            }
        }
    }
    tx.commit_quietly().await
}
