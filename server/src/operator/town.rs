//! One town, as the operator's people see it, and what they may do about it: stop its online appointments and let them go on,
//! and let somebody in who lets others in, where nobody else can.

use chrono::{DateTime, Utc};
use wire::ProblemCode;

use crate::app::App;
use crate::auth::accounts::{Unfit, Wanted};
use crate::auth::links::Link;
use crate::auth::role::Account;
use crate::auth::sign_in::address;
use crate::auth::{AccountState, Role, manage};
use crate::db::audit::Author;
use crate::db::operator::{self, Counts, Listed};
use crate::refusal::{Fault, Outcome};

/// Most letters of a reason.
pub const MOST: usize = 200;

/// A town.
pub struct Seen {
    /// Its line of the phone book.
    pub town: Listed,
    /// How much there is in it.
    pub counts: Counts,
    /// Whose accounts administer it although none of them can sign in; empty as soon as somebody can.
    pub kept_out: Vec<Account>,
}

/// The town with this name in addresses.
///
/// # Errors
/// `NotFound` if there is none.
pub async fn look(app: &App, slug: &str, now: DateTime<Utc>) -> Outcome<Seen> {
    let town = operator::listed(&app.db, slug).await?;
    let town = town.ok_or(ProblemCode::NotFound)?;
    let counts = operator::count(&app.db, &[town.id], now).await?;
    let counts = counts.get(&town.id).copied().ok_or(ProblemCode::NotFound)?;
    let mut kept_out = Vec::new();
    if counts.administrators == 0 {
        kept_out = app.db.town(town.slug.as_str()).read().await?.accounts().await?;
        kept_out.retain(|account| account.role == Role::Administrator);
    }
    Ok(Seen {
        town,
        counts,
        kept_out,
    })
}

/// How letting somebody in ended.
pub enum LetIn {
    /// This link sets her password.
    Done(Box<Link>),
    /// Who is to be let in is not said rightly, or has an account with which one administers nothing.
    Unfit(Unfit),
    /// Somebody can sign in who lets others in: that is the town's own business then.
    NotNeeded,
}

/// Makes a link for somebody who is to administer a town in which nobody who does can sign in: for whoever is invited or
/// locked, or for somebody new.
///
/// # Errors
/// `NotFound` if there is no such town.
pub async fn let_in(
    app: &App,
    slug: &str,
    (name, email): (&str, &str),
    author: &Author,
    now: DateTime<Utc>,
) -> Outcome<LetIn> {
    let wanted = Wanted {
        name: name.to_owned(),
        email: email.to_owned(),
        role: Role::Administrator.name().to_owned(),
        ..Wanted::default()
    };
    if let Err(unfit) = wanted.check() {
        return Ok(LetIn::Unfit(unfit));
    }
    if operator::listed(&app.db, slug).await?.is_none() {
        return Err(ProblemCode::NotFound.into());
    }
    let tx = app.db.town(slug).change().await?;
    let accounts = tx.accounts().await?;
    let administers = |one: &&Account| one.role == Role::Administrator;
    if accounts
        .iter()
        .filter(administers)
        .any(|one| one.state == AccountState::Active)
    {
        return Ok(LetIn::NotNeeded);
    }
    let email = address(email.trim());
    let link = match accounts.iter().find(|one| one.email == email) {
        None => match manage::invite_in(&tx, &wanted, author, &app.chance, now).await? {
            Ok(link) => link,
            Err(unfit) => return Ok(LetIn::Unfit(unfit)),
        },
        Some(known) if known.role != Role::Administrator => return Ok(LetIn::Unfit(Unfit::Known)),
        Some(known) => {
            if known.state == AccountState::Suspended {
                manage::lock_in(&tx, known, false, author, now).await?;
            }
            let known = tx.account(known.id).await?.ok_or(ProblemCode::NotFound)?;
            let link = manage::make_link_in(&tx, known, author, &app.chance, now).await?;
            link.ok_or_else(|| Fault::because("an account was locked while it was let in"))?
        }
    };
    tx.commit_quietly().await?;
    Ok(LetIn::Done(Box::new(link)))
}

/// A reason as the town will read it: one line that says something.
#[must_use]
pub fn reason(typed: &str) -> Option<String> {
    let reason = typed.trim();
    let fits = !reason.is_empty() && reason.chars().count() <= MOST && !reason.chars().any(char::is_control);
    fits.then(|| reason.to_owned())
}

/// Stops a town's online appointments for this reason; without one they go on.
///
/// # Errors
/// `NotFound` if there is no such town.
pub async fn suspend(
    app: &App,
    slug: &str,
    reason: Option<&str>,
    author: &Author,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let done = match reason {
        Some(reason) => operator::suspend(&app.db, slug, reason, author, now).await?,
        None => operator::resume(&app.db, slug, author, now).await?,
    };
    if done {
        return Ok(());
    }
    Err(ProblemCode::NotFound.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_that_says_something() {
        assert_eq!(reason(" Vertrag endet \n").as_deref(), Some("Vertrag endet"));
        for none in ["", " \t", "a\u{7}b", "zwei\nZeilen", &"x".repeat(MOST + 1)] {
            assert_eq!(reason(none), None, "{none}");
        }
    }
}
