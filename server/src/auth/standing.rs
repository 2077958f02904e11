//! What administrators change about accounts of others: their standing, their second factor, where they are signed in.
//!
//! Nobody changes her own standing, so nobody raises herself; and whoever changes another's decides for the whole town and still does
//! so afterwards, so there is always somebody left who can. Both is looked at in the transaction that changes, one after the other.

use serde::Serialize;
use tenants::Town;
use tenants::definition::{Change, FieldChange, changed_fields};
use wire::ProblemCode;

use super::accounts::{Unfit, Wanted};
use super::manage::{forget_factor, lock_in, note, said};
use super::role::Account;
use super::{AccountId, AccountState, elsewhere};
use crate::db::TownTx;
use crate::db::audit::Author;
use crate::desk::seal_of;
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// What an account may do, and for whom it is: called as in its form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// "M. Kaya".
    pub name: String,
    /// Name of the role.
    pub rolle: String,
    /// Departments, in the town's order; none: all.
    pub amt: Vec<String>,
    /// The member of staff she is; empty: none.
    pub person: String,
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// It is her own account.
    Own,
    /// She does not decide for the whole town, or no longer.
    NotAllowed,
    /// It does not fit the town.
    Unfit(Unfit),
    /// A colleague has changed it since it was shown: where hers (before) differs from this one (after), and the seal of hers.
    Meanwhile(Vec<FieldChange>, String),
}

impl Standing {
    /// As it is.
    #[must_use]
    pub fn of(town: &Town, account: &Account) -> Self {
        let own = |id| account.departments.contains(&id);
        let departments = town.departments.iter().filter(|one| own(one.id));
        let person = account.staff.and_then(|id| town.staff_member(id));
        Self {
            name: account.name.clone(),
            rolle: account.role.name().to_owned(),
            amt: departments.map(|one| one.slug.clone()).collect(),
            person: person.map_or_else(String::new, |person| person.slug.clone()),
        }
    }

    /// As it would be.
    fn wanted(town: &Town, wanted: &Wanted) -> Self {
        let departments = town.departments.iter().map(|one| one.slug.clone());
        Self {
            name: wanted.name.trim().to_owned(),
            rolle: wanted.role.clone(),
            amt: departments
                .filter(|slug| wanted.departments.contains(slug))
                .collect(),
            person: wanted.staff.clone().unwrap_or_default(),
        }
    }

    /// In words, field by field, for the log.
    fn told(&self, town: &Town) -> [(&'static str, String); 4] {
        let role = self
            .rolle
            .parse()
            .map_or("", |role: super::Role| role.title(town));
        let departments = town.departments.iter().filter(|one| self.amt.contains(&one.slug));
        let names: Vec<_> = departments.map(|one| one.name.in_language("de")).collect();
        let everywhere = if names.is_empty() {
            "alle".to_owned()
        } else {
            names.join(", ")
        };
        let person = town.staff().find(|one| one.slug == self.person);
        [
            ("Name", self.name.clone()),
            ("Berechtigung", role.to_owned()),
            ("Ämter", everywhere),
            (
                "Eigene Termine",
                person.map_or_else(String::new, |one| one.name.clone()),
            ),
        ]
    }
}

/// Gives an account another standing. What is returned is the account as it was.
///
/// # Errors
/// `NotFound` if the town has no such account.
pub async fn change(
    visitor: &Visitor,
    (of, by): (AccountId, &Account),
    seal: &str,
    wanted: &Wanted,
) -> Outcome<Result<Account, NotChanged>> {
    let tx = visitor.changing().await?;
    let account = match others(&tx, of, by).await? {
        Ok(account) => account,
        Err(why) => return Ok(Err(why)),
    };
    let wanted = Wanted {
        email: account.email.clone(),
        ..wanted.clone()
    };
    let mut new = match wanted.in_town(&tx.town, None) {
        Ok(new) => new,
        Err(why) => return Ok(Err(NotChanged::Unfit(why))),
    };
    let (before, after) = (
        Standing::of(&tx.town, &account),
        Standing::wanted(&tx.town, &wanted),
    );
    if before == after {
        // A second click.
        return Ok(Ok(account));
    }
    let present = seal_of(&before);
    if present != seal {
        return Ok(Err(NotChanged::Meanwhile(
            changed_fields(&before, &after),
            present,
        )));
    }
    if before.amt == after.amt {
        // Also a department that is no longer there: without any she would be in all of them.
        new.departments.clone_from(&account.departments);
    }
    let fields = before.told(&tx.town).into_iter().zip(after.told(&tx.town));
    let changed = fields.filter(|((_, before), (_, after))| before != after);
    let changed = changed.map(|((field, before), (_, after))| (field.to_owned(), before, after));
    let author = Author::from(by);
    note(
        &tx,
        &author,
        Change::Changed,
        &account,
        changed.collect(),
        visitor.now,
    )
    .await?;
    tx.set_standing(account.id, new).await?;
    tx.commit_quietly().await?;
    Ok(Ok(account))
}

/// Locks an account or takes it into use again.
///
/// # Errors
/// `NotFound` if the town has no such account.
pub async fn lock(
    visitor: &Visitor,
    of: AccountId,
    locked: bool,
    by: &Account,
) -> Outcome<Result<Account, NotChanged>> {
    let tx = visitor.changing().await?;
    let account = match others(&tx, of, by).await? {
        Ok(account) => account,
        Err(why) => return Ok(Err(why)),
    };
    if locked != (account.state == AccountState::Suspended) {
        lock_in(&tx, &account, locked, &Author::from(by), visitor.now).await?;
        tx.commit_quietly().await?;
    }
    Ok(Ok(account))
}

/// What is taken from an account without a question back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// The second factor, from whoever has lost phone and recovery codes.
    Factor,
    /// Every session.
    Sessions,
    /// The link with a sign-in at the town's identity provider.
    Link,
}

/// Takes it; every session of the account ends.
///
/// # Errors
/// `NotFound` if the town has no such account, or no provider.
pub async fn take(
    visitor: &Visitor,
    of: AccountId,
    what: Taking,
    by: &Account,
) -> Outcome<Result<Account, NotChanged>> {
    let tx = visitor.changing().await?;
    let account = match others(&tx, of, by).await? {
        Ok(account) => account,
        Err(why) => return Ok(Err(why)),
    };
    let author = Author::from(by);
    let note = async |field: &str, before: &str, after: &str| {
        note(
            &tx,
            &author,
            Change::Changed,
            &account,
            said(field, before, after),
            visitor.now,
        )
        .await
    };
    match what {
        Taking::Factor => {
            if account.factor.is_some() {
                note("Zweiter Faktor", "eingerichtet", "vergessen").await?;
            }
            forget_factor(&tx, &account).await?;
        }
        Taking::Sessions => note("Anmeldungen", "", "alle beendet").await?,
        Taking::Link => elsewhere::unlink_in(&tx, &account, &author, visitor.now).await?,
    }
    tx.end_sessions_of(account.id, None).await?;
    tx.commit_quietly().await?;
    Ok(Ok(account))
}

/// Somebody else's account, for whoever decides for the whole town at this moment. The town's row is locked: of two who would lock each
/// other out, the second finds herself locked.
async fn others(tx: &TownTx, of: AccountId, by: &Account) -> Outcome<Result<Account, NotChanged>> {
    let account = tx.account(of).await?.ok_or(ProblemCode::NotFound)?;
    let reader = tx.account(by.id).await?;
    let decides = |one: &Account| one.state == AccountState::Active && one.decides_for_the_town();
    if !reader.is_some_and(|reader| decides(&reader)) {
        return Ok(Err(NotChanged::NotAllowed));
    }
    if of == by.id {
        return Ok(Err(NotChanged::Own));
    }
    Ok(Ok(account))
}
