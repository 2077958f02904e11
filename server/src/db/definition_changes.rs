//! A town's own people change what their town is: by the same check as a file at the console, and with the same care for
//! appointments.
//!
//! An editor of the desk reads the definition, changes its part of it and hands back the whole. Only in a transaction of
//! `TownDb::change`, which waits for every decision that is being made; the next one sees the change.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Statement, Value};
use tenants::calendar::Cell;
use tenants::definition::{Definition, Mistake, check};

use super::TownTx;
use super::audit::Author;
use super::operator::{self, Applied};
use super::parts::load_stored;
use crate::booking::kept_visit::KeptVisit;
use crate::refusal::{Fault, Outcome};

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
        let wanted = self.still_wanted(definition, now).await?;
        if !wanted.is_empty() {
            return Ok(Redefined::WouldOrphan(wanted));
        }
        let applied = operator::redefine(self.connection(), self.id(), definition, author, now).await?;
        Ok(match applied {
            Applied::Created | Applied::Changed(_) | Applied::Unchanged => Redefined::Done,
            Applied::WouldOrphan(orphans) => Redefined::WouldOrphan(orphans),
        })
    }

    /// Services that would go although somebody is still to come for them. A file may rename what is promised, and the promise keeps
    /// its old name; at the desk a service that is gone cannot be brought back, so there it stays until then.
    async fn still_wanted(&self, definition: &Definition, now: DateTime<Utc>) -> Outcome<Vec<String>> {
        let present = self.definition().await?;
        let staying = slugs(definition);
        let mut gone: Vec<_> = slugs(&present).difference(&staying).copied().collect();
        if gone.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "SELECT visit FROM appointment WHERE town_id = $1 AND first_cell + cells > $2 AND state <> 'cancelled'
                   AND (hold_until IS NULL OR hold_until > $3)";
        let values = [
            Value::from(self.id().0),
            Cell::containing(now).0.into(),
            now.timestamp_micros().into(),
        ];
        let connection = self.connection();
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
        let mut wanted = BTreeSet::new();
        for row in connection.query_all_raw(statement).await? {
            let visit: String = row.try_get("", "visit")?;
            let visit: KeptVisit = serde_json::from_str(&visit).map_err(|error| Fault(Box::new(error)))?;
            wanted.extend(visit.services.into_iter().map(|kept| kept.slug));
        }
        gone.retain(|slug| wanted.contains(*slug));
        Ok(gone.into_iter().map(|slug| format!("service {slug}")).collect())
    }
}

fn slugs(definition: &Definition) -> BTreeSet<&str> {
    let departments = definition.departments.iter();
    let services = departments.flat_map(|department| &department.services);
    services.map(|service| service.slug.as_str()).collect()
}
