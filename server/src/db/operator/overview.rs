//! The towns of the installation as its operator sees them: the phone book, and counts. Nothing of what a town keeps behind
//! its wall but how much of it there is.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use tenants::{TownId, operator};

use super::Db;
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
}

/// How much there is in a town.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Which town.
    pub town: TownId,
    /// Departments.
    pub departments: i64,
    /// Members of staff.
    pub colleagues: i64,
    /// Accounts in use.
    pub accounts: i64,
    /// How many of them administer the town.
    pub administrators: i64,
}

/// Every town, by its name in URLs. The operator's own house is none.
///
/// # Errors
/// If the database cannot be read.
pub async fn list(db: &Db) -> Outcome<Vec<Listed>> {
    let sql = "SELECT id, slug, name, version FROM town WHERE id <> $1 ORDER BY slug";
    let read = |row: &QueryResult| {
        Ok(Listed {
            id: TownId(row.try_get("", "id")?),
            slug: row.try_get("", "slug")?,
            name: row.try_get("", "name")?,
            version: row.try_get("", "version")?,
        })
    };
    all(db, sql, vec![operator::ID.0.into()], read).await
}

/// Counts these towns, in one statement for all of them.
///
/// # Errors
/// If the database cannot be read.
pub async fn count(db: &Db, towns: &[TownId]) -> Outcome<Vec<Counts>> {
    if towns.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<_> = (1..=towns.len()).map(|number| format!("${number}")).collect();
    let counts = if db.is_postgres() {
        BEHIND_WALLS
    } else {
        WITHOUT_WALLS
    };
    let sql = format!("{counts} WHERE t.id IN ({})", places.join(", "));
    let read = |row: &QueryResult| {
        Ok(Counts {
            town: TownId(row.try_get("", "id")?),
            departments: row.try_get("", "departments")?,
            colleagues: row.try_get("", "colleagues")?,
            accounts: row.try_get("", "accounts")?,
            administrators: row.try_get("", "administrators")?,
        })
    };
    all(db, &sql, towns.iter().map(|town| town.0.into()).collect(), read).await
}

const BEHIND_WALLS: &str = "SELECT t.id, c.departments, c.colleagues, c.accounts, c.administrators
    FROM town t CROSS JOIN LATERAL count_in_town(t.id) c";

const WITHOUT_WALLS: &str = "SELECT t.id,
    (SELECT count(*) FROM department d WHERE d.town_id = t.id) AS departments,
    (SELECT count(*) FROM staff_member s WHERE s.town_id = t.id) AS colleagues,
    (SELECT count(*) FROM account a WHERE a.town_id = t.id AND a.state = 'active') AS accounts,
    (SELECT count(*) FROM account a WHERE a.town_id = t.id AND a.state = 'active' AND a.role = 'administrator') AS administrators
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
