//! A town's definition, written as rows.

use std::collections::BTreeSet;

use sea_orm::{DatabaseTransaction, DbErr, Value};
use tenants::definition::Stored;

use super::execute;
use crate::{db::parts, refusal::Outcome};

/// Removes what the new definition no longer has.
pub(super) async fn remove_gone(tx: &DatabaseTransaction, before: &Stored, after: &Stored) -> Outcome<()> {
    let town = Value::from(before.id.0);
    // Parts without a slug have no identity of their own; they are written anew below.
    for table in ["shift", "absence", "closure"] {
        execute(
            tx,
            &format!("DELETE FROM {table} WHERE town_id = $1"),
            vec![town.clone()],
        )
        .await?;
    }
    let gone =
        |known: BTreeSet<i32>, kept: BTreeSet<i32>| known.difference(&kept).copied().collect::<Vec<_>>();
    let gone = [
        (
            "service",
            gone(
                before.services.iter().map(|row| row.0.0).collect(),
                after.services.iter().map(|row| row.0.0).collect(),
            ),
        ),
        (
            "staff_member",
            gone(
                before.staff.iter().map(|row| row.0.0).collect(),
                after.staff.iter().map(|row| row.0.0).collect(),
            ),
        ),
        (
            "department",
            gone(
                before.departments.iter().map(|row| row.0.0).collect(),
                after.departments.iter().map(|row| row.0.0).collect(),
            ),
        ),
    ];
    for (table, ids) in gone {
        for id in ids {
            let sql = format!("DELETE FROM {table} WHERE town_id = $1 AND id = $2");
            execute(tx, &sql, vec![town.clone(), id.into()]).await?;
        }
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
    let town = stored.id.0;
    write_facts(tx, stored).await?;
    for (position, (id, facts)) in (0..).zip(&stored.departments) {
        let sql = "INSERT INTO department (town_id, id, slug, position, body) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (town_id, id) DO UPDATE SET position = excluded.position, body = excluded.body";
        let slug = facts.slug.clone();
        let values = vec![
            town.into(),
            id.0.into(),
            slug.into(),
            Value::from(position),
            parts::body_of(facts)?.into(),
        ];
        execute(tx, sql, values).await?;
    }
    for (position, (id, department, facts)) in (0..).zip(&stored.services) {
        let named = Named {
            town,
            table: "service",
            id: id.0,
            department: department.0,
            slug: &facts.slug,
            position,
        };
        named.write(tx, parts::body_of(facts)?).await?;
    }
    for (position, (id, department, facts)) in (0..).zip(&stored.staff) {
        let named = Named {
            town,
            table: "staff_member",
            id: id.0,
            department: department.0,
            slug: &facts.slug,
            position,
        };
        named.write(tx, parts::body_of(facts)?).await?;
    }
    for (position, (staff, shift)) in (0..).zip(&stored.shifts) {
        Nameless {
            town,
            table: "shift",
            parent: ("staff_id", staff.0),
            position,
        }
        .write(tx, parts::body_of(shift)?)
        .await?;
    }
    for (position, (staff, absence)) in (0..).zip(&stored.absences) {
        Nameless {
            town,
            table: "absence",
            parent: ("staff_id", staff.0),
            position,
        }
        .write(tx, parts::body_of(absence)?)
        .await?;
    }
    for (position, (department, closure)) in (0..).zip(&stored.closures) {
        let parent = ("department_id", department.0);
        Nameless {
            town,
            table: "closure",
            parent,
            position,
        }
        .write(tx, parts::body_of(closure)?)
        .await?;
    }
    Ok(())
}

/// A part of a department that keeps its number by its slug.
struct Named<'a> {
    town: i32,
    table: &'static str,
    id: i32,
    department: i32,
    slug: &'a str,
    position: i32,
}

impl Named<'_> {
    async fn write(self, tx: &DatabaseTransaction, body: String) -> Result<(), DbErr> {
        let sql = format!(
            "INSERT INTO {} (town_id, id, department_id, slug, position, body) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (town_id, id) DO UPDATE
             SET department_id = excluded.department_id, position = excluded.position, body = excluded.body",
            self.table
        );
        let Self {
            town,
            id,
            department,
            slug,
            position,
            ..
        } = self;
        execute(
            tx,
            &sql,
            vec![
                town.into(),
                id.into(),
                department.into(),
                slug.into(),
                position.into(),
                body.into(),
            ],
        )
        .await
    }
}

/// A part that is known by its place in the list only.
struct Nameless {
    town: i32,
    table: &'static str,
    parent: (&'static str, i32),
    position: i32,
}

impl Nameless {
    async fn write(self, tx: &DatabaseTransaction, body: String) -> Result<(), DbErr> {
        let Self {
            town,
            table,
            parent: (column, parent),
            position,
        } = self;
        let sql = format!(
            "INSERT INTO {table} (town_id, id, {column}, position, body) VALUES ($1, $2, $3, $4, $5)"
        );
        execute(
            tx,
            &sql,
            vec![
                town.into(),
                (position + 1).into(),
                parent.into(),
                position.into(),
                body.into(),
            ],
        )
        .await
    }
}
