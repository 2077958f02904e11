//! The towns of the installation as its operator sees them: the phone book, and counts. Nothing of what a town keeps behind
//! its wall but how much of it there is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use tenants::calendar::Cell;
use tenants::{TownId, operator};

use super::{Db, Suspension};
use crate::refusal::{Outcome, Trouble};

/// A line of the phone book of towns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub id: TownId,
    /// Name in URLs.
    pub slug: String,
    /// "Gemeinde Dörentrup"; empty if it was taken in before names were listed.
    pub name: String,
    /// Version of its calendar; rises with every change.
    pub version: i64,
    /// Whether its online appointments are stopped.
    pub suspension: Option<Suspension>,
}

impl Listed {
    /// Its name, or what it is called in addresses.
    #[must_use]
    pub fn called(&self) -> &str {
        if self.name.is_empty() {
            &self.slug
        } else {
            &self.name
        }
    }

    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            id: TownId(row.try_get("", "id")?),
            slug: row.try_get("", "slug")?,
            name: row.try_get("", "name")?,
            version: row.try_get("", "version")?,
            suspension: Suspension::read(row)?,
        })
    }
}

/// How much there is in a town, and whether it is well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Departments.
    pub departments: i64,
    /// Members of staff.
    pub colleagues: i64,
    /// Accounts in use.
    pub accounts: i64,
    /// How many of them administer the town.
    pub administrators: i64,
    /// Appointments to come.
    pub to_come: i64,
    /// Appointments that are kept, over and cancelled ones too: most of what a town takes in bytes.
    pub kept: i64,
    /// Messages that should have gone out by now.
    pub waiting: i64,
    /// Messages that reached nobody and that nobody has looked after.
    pub dead: i64,
    /// When somebody was last at the desk, or had an appointment made, as far as that is remembered.
    pub used_at: Option<DateTime<Utc>>,
}

/// Every town, by its name in URLs. The operator's own house is none.
///
/// # Errors
/// If the database cannot be read.
pub async fn list(db: &Db) -> Outcome<Vec<Listed>> {
    let sql = format!("SELECT {LINE} FROM town WHERE id <> $1 ORDER BY slug");
    all(db, &sql, vec![operator::ID.0.into()], Listed::read).await
}

/// The town with this name in URLs, if there is one. The operator's own house is none.
///
/// # Errors
/// If the database cannot be read.
pub async fn listed(db: &Db, slug: &str) -> Outcome<Option<Listed>> {
    let sql = format!("SELECT {LINE} FROM town WHERE id <> $1 AND slug = $2");
    let found = all(db, &sql, vec![operator::ID.0.into(), slug.into()], Listed::read).await?;
    Ok(found.into_iter().next())
}

const LINE: &str = "id, slug, name, version, suspended_at, suspended_for";

/// Counts in these towns as of now, in one statement for all that fit into one.
///
/// # Errors
/// If the database cannot be read.
pub async fn count(db: &Db, towns: &[TownId], now: DateTime<Utc>) -> Outcome<HashMap<TownId, Counts>> {
    let counts = if db.is_postgres() {
        BEHIND_WALLS
    } else {
        WITHOUT_WALLS
    };
    let mut counted = HashMap::new();
    for some in towns.chunks(AT_ONCE) {
        let places: Vec<_> = (3..some.len() + 3).map(|number| format!("${number}")).collect();
        let sql = format!("{counts} WHERE t.id IN ({})", places.join(", "));
        let mut values = vec![Cell::containing(now).0.into(), now.timestamp_micros().into()];
        values.extend(some.iter().map(|town| Value::from(town.0)));
        counted.extend(all(db, &sql, values, counts_of).await?);
    }
    Ok(counted)
}

/// Towns that are counted by one statement.
const AT_ONCE: usize = 1_000;

fn counts_of(row: &QueryResult) -> Result<(TownId, Counts), DbErr> {
    let used_at: Option<i64> = row.try_get("", "used_at")?;
    let counts = Counts {
        departments: row.try_get("", "departments")?,
        colleagues: row.try_get("", "colleagues")?,
        accounts: row.try_get("", "accounts")?,
        administrators: row.try_get("", "administrators")?,
        to_come: row.try_get("", "to_come")?,
        kept: row.try_get("", "kept")?,
        waiting: row.try_get("", "waiting")?,
        dead: row.try_get("", "dead")?,
        used_at: used_at.and_then(DateTime::from_timestamp_micros),
    };
    Ok((TownId(row.try_get("", "id")?), counts))
}

const BEHIND_WALLS: &str = "SELECT t.id, c.departments, c.colleagues, c.accounts, c.administrators,
        h.to_come, h.kept, h.waiting, h.dead, h.used_at
    FROM town t CROSS JOIN LATERAL count_in_town(t.id) c CROSS JOIN LATERAL health_in_town(t.id, $1, $2) h";

const WITHOUT_WALLS: &str = "SELECT t.id,
    (SELECT count(*) FROM department d WHERE d.town_id = t.id) AS departments,
    (SELECT count(*) FROM staff_member s WHERE s.town_id = t.id) AS colleagues,
    (SELECT count(*) FROM account a WHERE a.town_id = t.id AND a.state = 'active') AS accounts,
    (SELECT count(*) FROM account a WHERE a.town_id = t.id AND a.state = 'active' AND a.role = 'administrator') AS administrators,
    (SELECT count(*) FROM appointment a WHERE a.town_id = t.id AND a.first_cell >= $1 AND a.state IN ('booked', 'displaced')) AS to_come,
    (SELECT count(*) FROM appointment a WHERE a.town_id = t.id) AS kept,
    (SELECT count(*) FROM errand e WHERE e.town_id = t.id AND e.due_at <= $2) AS waiting,
    (SELECT count(*) FROM notice n WHERE n.town_id = t.id AND n.state = 'dead') AS dead,
    (SELECT max(used) FROM (SELECT max(a.booked_at) AS used FROM appointment a WHERE a.town_id = t.id
        UNION ALL SELECT max(s.seen_at) FROM session s WHERE s.town_id = t.id)) AS used_at
    FROM town t";

async fn all<T>(
    db: &Db,
    sql: &str,
    values: Vec<Value>,
    read: impl Fn(&QueryResult) -> Result<T, DbErr>,
) -> Outcome<Vec<T>> {
    let statement = Statement::from_sql_and_values(db.reading.get_database_backend(), sql, values);
    let rows = db.reading.query_all_raw(statement).await?;
    rows.iter()
        .map(read)
        .collect::<Result<_, _>>()
        .map_err(Trouble::from)
}
