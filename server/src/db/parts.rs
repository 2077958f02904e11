//! A town's calendar as rows, read in one statement and written part by part.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};
use serde::{Serialize, de::DeserializeOwned};
use tenants::{DepartmentId, ServiceId, StaffId, Town, TownId, definition::Stored};

use crate::refusal::{Fault, Outcome};

/// Every part of a town in the town's order: what it is, its number, its parent's number, its body.
const PARTS: &str = "
    SELECT 'town' AS kind, 0 AS id, 0 AS parent, 0 AS position, body FROM town_profile WHERE town_id = $1
    UNION ALL SELECT 'department', id, 0, position, body FROM department WHERE town_id = $1
    UNION ALL SELECT 'closure', id, department_id, position, body FROM closure WHERE town_id = $1
    UNION ALL SELECT 'service', id, department_id, position, body FROM service WHERE town_id = $1
    UNION ALL SELECT 'staff_member', id, department_id, position, body FROM staff_member WHERE town_id = $1
    UNION ALL SELECT 'shift', id, staff_id, position, body FROM shift WHERE town_id = $1
    UNION ALL SELECT 'absence', id, staff_id, position, body FROM absence WHERE town_id = $1
    ORDER BY position, id";

/// Reads a town as the rules see it.
pub(super) async fn load(tx: &DatabaseTransaction, town: TownId) -> Outcome<Town> {
    let stored = load_stored(tx, town).await?;
    stored.town().map_err(|error| Fault(Box::new(error)).into())
}

/// Reads a town's rows.
pub(super) async fn load_stored(tx: &DatabaseTransaction, town: TownId) -> Outcome<Stored> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), PARTS, [Value::from(town.0)]);
    let mut by_kind: HashMap<String, Vec<Part>> = HashMap::new();
    for row in tx.query_all_raw(statement).await? {
        by_kind
            .entry(row.try_get("", "kind")?)
            .or_default()
            .push(Part::read(&row)?);
    }
    let mut take = |kind: &str| by_kind.remove(kind).unwrap_or_default();
    let facts = take("town")
        .pop()
        .ok_or_else(|| Fault::because("a town has no profile"))?;
    Ok(Stored {
        id: town,
        facts: facts.body()?,
        departments: each(take("department"), |part| {
            Ok((DepartmentId(part.id), part.body()?))
        })?,
        closures: each(take("closure"), |part| {
            Ok((DepartmentId(part.parent), part.body()?))
        })?,
        services: each(take("service"), |part| {
            Ok((ServiceId(part.id), DepartmentId(part.parent), part.body()?))
        })?,
        staff: each(take("staff_member"), |part| {
            Ok((StaffId(part.id), DepartmentId(part.parent), part.body()?))
        })?,
        shifts: each(take("shift"), |part| Ok((StaffId(part.parent), part.body()?)))?,
        absences: each(take("absence"), |part| Ok((StaffId(part.parent), part.body()?)))?,
    })
}

struct Part {
    id: i32,
    parent: i32,
    body: String,
}

impl Part {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get("", "id")?,
            parent: row.try_get("", "parent")?,
            body: row.try_get("", "body")?,
        })
    }

    fn body<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_str(&self.body).map_err(|error| Fault(Box::new(error)))
    }
}

fn each<T>(parts: Vec<Part>, read: impl Fn(&Part) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    parts.iter().map(read).collect()
}

/// A body as it is stored.
pub(super) fn body_of(part: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(part).map_err(|error| Fault(Box::new(error)))
}
