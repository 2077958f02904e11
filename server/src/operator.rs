//! What the operator's people see and do: the installation's towns, who could be asked there, and taking in another one.
//!
//! Nothing of citizens and no appointment is read here.

pub mod town;

use chrono::{DateTime, Utc};
use tenants::definition::{Beginning, Definition, Mistake, Problem, check};
use tenants::{TownId, slug};

use crate::app::App;
use crate::auth::Role;
use crate::auth::accounts::{Unfit, Wanted};
use crate::auth::links::Link;
use crate::auth::manage;
use crate::db::Db;
use crate::db::audit::Author;
use crate::db::operator::{self, Counts, Listed};
use crate::refusal::Outcome;

/// Towns on one page.
pub const ON_A_PAGE: usize = 50;

/// Some of the towns that fit what was looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Towns {
    /// How many there are on the installation.
    pub all: usize,
    /// How many of them fit.
    pub fit: usize,
    /// How many of those stand before this page.
    pub before: usize,
    /// Those of this page, by their names in addresses.
    pub page: Vec<(Listed, Counts)>,
}

/// The towns whose names have every word that was typed, a page of them from here on. Two statements, however many there are:
/// the phone book is read whole, a line of it is a few words; only what is shown is counted.
///
/// # Errors
/// If the database cannot be read.
pub async fn towns(db: &Db, typed: &str, from: usize, now: DateTime<Utc>) -> Outcome<Towns> {
    let mut listed = operator::list(db).await?;
    let all = listed.len();
    let typed = spelt_out(typed);
    let words: Vec<_> = typed.split_whitespace().collect();
    listed.retain(|town| {
        let names = format!("{} {}", town.slug, spelt_out(&town.name));
        words.iter().all(|word| names.contains(word))
    });
    listed.sort_by(|one, other| one.slug.cmp(&other.slug));
    let fit = listed.len();
    // Beyond the end stands the last page, also when towns have gone since the link was made.
    let before = from.min(fit.saturating_sub(1)) / ON_A_PAGE * ON_A_PAGE;
    let shown: Vec<_> = listed.into_iter().skip(before).take(ON_A_PAGE).collect();
    let ids: Vec<TownId> = shown.iter().map(|town| town.id).collect();
    let counts = operator::count(db, &ids, now).await?;
    let counted = |town: Listed| {
        let count = counts.get(&town.id)?;
        Some((town, *count))
    };
    Ok(Towns {
        all,
        fit,
        before,
        page: shown.into_iter().filter_map(counted).collect(),
    })
}

/// A town that is to be taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewTown {
    /// What has to be known of it; without a name in addresses it gets one that follows from its name.
    pub beginning: Beginning,
    /// Who is to administer it.
    pub person: String,
    /// What she will sign in with.
    pub email: String,
}

/// How taking in a town ended.
pub enum Begun {
    /// It is there under this name in addresses, and this is its first administrator's link.
    Done(String, Box<Link>),
    /// Something about the town or about who is to administer it is missing or does not fit; nothing was done.
    Wrong(Vec<Mistake>, Option<Unfit>),
    /// There is a town with this name in addresses; nothing was done.
    Taken,
}

/// Takes in a town that its own people set up from there on.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn begin(app: &App, new: &NewTown, author: &Author, now: DateTime<Utc>) -> Outcome<Begun> {
    let mut seed = new.beginning.clone();
    if seed.slug.is_empty() {
        let towns = operator::list(&app.db).await?;
        let name = [
            "Gemeinde ",
            "Stadt ",
            "Samtgemeinde ",
            "Verbandsgemeinde ",
            "Markt ",
        ]
        .iter()
        .find_map(|kind| seed.name.strip_prefix(kind));
        let name = name.unwrap_or(&seed.name);
        seed.slug = slug::proposed(name, |slug| towns.iter().any(|town| town.slug == slug));
    }
    let definition = Definition::beginning(&seed);
    let mut mistakes = check(&definition);
    if seed.land.is_none() {
        mistakes.push(Mistake {
            path: "holidays".to_owned(),
            problem: Problem {
                english: "name a Land".to_owned(),
                german: "Bitte wählen Sie ein Bundesland.".to_owned(),
            },
        });
    }
    let administrator = Wanted {
        name: new.person.clone(),
        email: new.email.clone(),
        role: Role::Administrator.name().to_owned(),
        ..Wanted::default()
    };
    let unfit = administrator.check().err();
    if !mistakes.is_empty() || unfit.is_some() {
        return Ok(Begun::Wrong(mistakes, unfit));
    }
    if !operator::begin(&app.db, &definition, author, now).await? {
        return Ok(Begun::Taken);
    }
    let tx = app.db.town(seed.slug.as_str()).change().await?;
    match manage::invite_in(&tx, &administrator, author, &app.chance, now).await? {
        Ok(link) => {
            tx.commit_quietly().await?;
            Ok(Begun::Done(seed.slug, Box::new(link)))
        }
        Err(why) => Ok(Begun::Wrong(Vec::new(), Some(why))),
    }
}

/// In small letters, with umlauts as addresses write them: whoever types "dör" or "doer" means the same.
fn spelt_out(text: &str) -> String {
    let small = text.to_lowercase();
    let pairs = [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")];
    pairs
        .iter()
        .fold(small, |text, (letter, written)| text.replace(letter, written))
}

#[cfg(test)]
mod tests {
    use super::spelt_out;

    #[test]
    fn umlauts_can_be_typed_either_way() {
        assert_eq!(spelt_out("Groß-DÖRENTRUP"), "gross-doerentrup");
    }
}
