//! A town's definition, written as rows.

use std::collections::BTreeSet;

use sea_orm::{DatabaseTransaction, DbErr, Value};
use tenants::definition::Stored;

use super::execute;
use crate::{db::parts, refusal::Outcome};

/// Rows that go in one statement: whoever takes in thousands of towns would mostly wait for answers otherwise. Well below what
/// either database takes as values of a statement.
const ROWS_AT_ONCE: usize = 500;

/// Removes services and people that the new definition no longer has.
pub(super) async fn remove_gone_parts(
    tx: &DatabaseTransaction,
    before: &Stored,
    after: &Stored,
) -> Outcome<()> {
    // Parts without a slug have no identity of their own; they are written anew.
    for table in ["shift", "absence", "closure"] {
        let sql = format!("DELETE FROM {table} WHERE town_id = $1");
        execute(tx, &sql, vec![before.id.0.into()]).await?;
    }
    let services = |stored: &Stored| stored.services.iter().map(|row| row.0.0).collect();
    remove(tx, before, "service", services(before), services(after)).await?;
    let staff = |stored: &Stored| -> BTreeSet<i32> { stored.staff.iter().map(|row| row.0.0).collect() };
    let (known, kept) = (staff(before), staff(after));
    for id in known.difference(&kept) {
        // Whoever is no longer asked for appointments can still sign in.
        let sql = "UPDATE account SET staff_id = NULL WHERE town_id = $1 AND staff_id = $2";
        execute(tx, sql, vec![before.id.0.into(), (*id).into()]).await?;
    }
    Ok(remove(tx, before, "staff_member", known, kept).await?)
}

/// The same of departments. Only when everything else is written: what has moved to another one must not go with it.
pub(super) async fn remove_gone_departments(
    tx: &DatabaseTransaction,
    before: &Stored,
    after: &Stored,
) -> Outcome<()> {
    let departments = |stored: &Stored| stored.departments.iter().map(|row| row.0.0).collect();
    Ok(remove(tx, before, "department", departments(before), departments(after)).await?)
}

async fn remove(
    tx: &DatabaseTransaction,
    town: &Stored,
    table: &str,
    known: BTreeSet<i32>,
    kept: BTreeSet<i32>,
) -> Result<(), DbErr> {
    for id in known.difference(&kept) {
        let sql = format!("DELETE FROM {table} WHERE town_id = $1 AND id = $2");
        execute(tx, &sql, vec![town.id.0.into(), (*id).into()]).await?;
    }
    Ok(())
}

/// Writes what the town itself sets.
pub(super) async fn write_facts(tx: &DatabaseTransaction, stored: &Stored) -> Outcome<()> {
    let town = stored.id.0;
    let sql = "INSERT INTO town_profile (town_id, body) VALUES ($1, $2)
               ON CONFLICT (town_id) DO UPDATE SET body = excluded.body";
    execute(tx, sql, vec![town.into(), parts::body_of(&stored.facts)?.into()]).await?;
    let sql = "UPDATE town SET name = $2 WHERE id = $1";
    Ok(execute(tx, sql, vec![town.into(), stored.facts.name.clone().into()]).await?)
}

/// Writes every part, over what was there under the same number.
pub(super) async fn write(tx: &DatabaseTransaction, stored: &Stored) -> Outcome<()> {
    write_facts(tx, stored).await?;
    let mut departments = Rows::of(stored, "department (town_id, id, slug, position, body)");
    for (id, facts) in &stored.departments {
        let slug = facts.slug.clone();
        departments.add([id.0.into(), slug.into()], parts::body_of(facts)?);
    }
    departments.write(tx, OVER_DEPARTMENTS).await?;

    let mut services = Rows::of(
        stored,
        "service (town_id, id, department_id, slug, position, body)",
    );
    for (id, department, facts) in &stored.services {
        let slug = facts.slug.clone();
        services.add(
            [id.0.into(), department.0.into(), slug.into()],
            parts::body_of(facts)?,
        );
    }
    services.write(tx, OVER_PARTS).await?;

    let mut staff = Rows::of(
        stored,
        "staff_member (town_id, id, department_id, slug, position, body)",
    );
    for (id, department, facts) in &stored.staff {
        let slug = facts.slug.clone();
        staff.add(
            [id.0.into(), department.0.into(), slug.into()],
            parts::body_of(facts)?,
        );
    }
    staff.write(tx, OVER_PARTS).await?;

    let mut shifts = Rows::of(stored, "shift (town_id, id, staff_id, position, body)");
    for (person, shift) in &stored.shifts {
        shifts.add_nameless(person.0, parts::body_of(shift)?);
    }
    shifts.write(tx, "").await?;

    let mut absences = Rows::of(stored, "absence (town_id, id, staff_id, position, body)");
    for (person, absence) in &stored.absences {
        absences.add_nameless(person.0, parts::body_of(absence)?);
    }
    absences.write(tx, "").await?;

    let mut closures = Rows::of(stored, "closure (town_id, id, department_id, position, body)");
    for (department, closure) in &stored.closures {
        closures.add_nameless(department.0, parts::body_of(closure)?);
    }
    Ok(closures.write(tx, "").await?)
}

const OVER_DEPARTMENTS: &str =
    "ON CONFLICT (town_id, id) DO UPDATE SET position = excluded.position, body = excluded.body";

/// A service or a person keeps its number by its slug, in whatever department.
const OVER_PARTS: &str = "ON CONFLICT (town_id, id) DO UPDATE
    SET department_id = excluded.department_id, position = excluded.position, body = excluded.body";

/// Rows of one table, in the town's order.
struct Rows {
    town: i32,
    into: &'static str,
    rows: Vec<Vec<Value>>,
}

impl Rows {
    fn of(stored: &Stored, into: &'static str) -> Self {
        Self {
            town: stored.id.0,
            into,
            rows: Vec::new(),
        }
    }

    fn add<const WIDTH: usize>(&mut self, columns: [Value; WIDTH], body: String) {
        let position = i32::try_from(self.rows.len()).unwrap_or(i32::MAX);
        let mut row = vec![self.town.into()];
        row.extend(columns);
        row.extend([position.into(), body.into()]);
        self.rows.push(row);
    }

    /// A part that is known by its place in the list only.
    fn add_nameless(&mut self, parent: i32, body: String) {
        let number = i32::try_from(self.rows.len()).unwrap_or(i32::MAX - 1) + 1;
        self.add([number.into(), parent.into()], body);
    }

    async fn write(self, tx: &DatabaseTransaction, over: &str) -> Result<(), DbErr> {
        for rows in self.rows.chunks(ROWS_AT_ONCE) {
            let mut number = 0;
            let places: Vec<_> = rows.iter().map(|row| places(row.len(), &mut number)).collect();
            let sql = format!("INSERT INTO {} VALUES {} {over}", self.into, places.join(", "));
            execute(tx, &sql, rows.concat()).await?;
        }
        Ok(())
    }
}

/// "($4, $5, $6)", counting on.
fn places(width: usize, number: &mut usize) -> String {
    let places: Vec<_> = (0..width)
        .map(|_| {
            *number += 1;
            format!("${number}")
        })
        .collect();
    format!("({})", places.join(", "))
}
