//! A town's own people change what their town is: by the same check as a file at the console, and with the same care for
//! appointments.
//!
//! An editor of the desk reads the definition, changes its part of it and hands back the whole. Only in a transaction of
//! `TownDb::change`, which waits for every decision that is being made; the next one sees the change.

use chrono::{DateTime, Utc};
use tenants::definition::{Definition, Mistake, check};

use super::TownTx;
use super::audit::Author;
use super::operator::{self, Applied};
use super::parts::load_stored;
use crate::refusal::Outcome;

/// How changing a town ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redefined {
    /// It is so now.
    Done,
    /// It has mistakes that it did not have before; nothing was done.
    Wrong(Vec<Mistake>),
    /// Somebody has an appointment with what would go; nothing was done.
    WouldOrphan(Vec<String>),
}

impl TownTx {
    /// The town as its file would have it.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn definition(&self) -> Outcome<Definition> {
        Ok(load_stored(self.connection(), self.id()).await?.definition())
    }

    /// Makes the town be as described. Its parts keep their numbers by their slugs; its own slug stays.
    ///
    /// # Errors
    /// If the database cannot be read or written.
    pub async fn redefine(
        &self,
        definition: &Definition,
        author: &Author,
        now: DateTime<Utc>,
    ) -> Outcome<Redefined> {
        // What was not right before, because a check came later, is nobody's mistake now.
        let known = check(&self.definition().await?);
        let mut mistakes = check(definition);
        mistakes.retain(|mistake| !known.contains(mistake));
        if !mistakes.is_empty() {
            return Ok(Redefined::Wrong(mistakes));
        }
        let applied = operator::redefine(self.connection(), self.id(), definition, author, now).await?;
        Ok(match applied {
            Applied::Created | Applied::Changed(_) | Applied::Unchanged => Redefined::Done,
            Applied::WouldOrphan(orphans) => Redefined::WouldOrphan(orphans),
        })
    }
}
