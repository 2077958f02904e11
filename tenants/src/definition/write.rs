//! Writes a definition as TOML, in the order in which a person would.
//!
//! The town's groups and its departments, services and people get a header each; everything within is written on lines
//! of its own, lists of tables with a line for each entry.

use std::fmt::Write;

use serde::Serialize;
use toml::{Table, Value};

use super::{Definition, DepartmentDefinition};

/// The file that reads as this definition.
#[must_use]
pub fn write(definition: &Definition) -> String {
    let mut file = String::new();
    let (groups, lines): (Vec<_>, Vec<_>) = table_of(&definition.facts)
        .into_iter()
        .partition(|(_, value)| value.is_table());
    lines.iter().for_each(|(key, value)| line(&mut file, key, value));
    for (name, group) in groups {
        let group = group.as_table().into_iter().flatten();
        let (nested, lines): (Vec<_>, Vec<_>) = group.partition(|(_, value)| holds_tables(value));
        if !lines.is_empty() {
            header(&mut file, &format!("[{name}]"));
            lines.iter().for_each(|(key, value)| line(&mut file, key, value));
        }
        for (key, table) in nested {
            header(&mut file, &format!("[{name}.{key}]"));
            let table = table.as_table().into_iter().flatten();
            table.for_each(|(key, value)| line(&mut file, key, value));
        }
    }
    definition
        .departments
        .iter()
        .for_each(|department| write_department(&mut file, department));
    file
}

/// Tables of tables get a header of their own: a line would be too long to read.
fn holds_tables(value: &Value) -> bool {
    let table = value.as_table().filter(|table| !table.is_empty());
    table.is_some_and(|table| {
        table.values().all(|value| {
            value
                .as_table()
                .is_some_and(|table| table.values().all(Value::is_table))
        })
    })
}

fn write_department(file: &mut String, department: &DepartmentDefinition) {
    header(file, "[[departments]]");
    lines(file, &department.facts);
    list(file, "closures", &department.closures);
    for service in &department.services {
        header(file, "[[departments.services]]");
        lines(file, service);
    }
    for person in &department.staff {
        header(file, "[[departments.staff]]");
        lines(file, &person.facts);
        list(file, "shifts", &person.shifts);
        list(file, "absences", &person.absences);
    }
}

/// Every field of a part, a line each.
fn lines(file: &mut String, part: &impl Serialize) {
    table_of(part)
        .iter()
        .for_each(|(key, value)| line(file, key, value));
}

fn list(file: &mut String, key: &str, parts: &[impl Serialize]) {
    if !parts.is_empty() {
        line(
            file,
            key,
            &Value::Array(parts.iter().map(|part| Value::Table(table_of(part))).collect()),
        );
    }
}

fn line(file: &mut String, key: &str, value: &Value) {
    // Writing to a string cannot fail.
    let _ = match value.as_array() {
        Some(items) if items.iter().any(Value::is_table) => {
            let items: String = items.iter().map(|item| format!("  {item},\n")).collect();
            writeln!(file, "{key} = [\n{items}]")
        }
        _ => writeln!(file, "{key} = {value}"),
    };
}

fn header(file: &mut String, header: &str) {
    let _ = writeln!(file, "\n{header}");
}

fn table_of(part: &impl Serialize) -> Table {
    // Parts are structs of texts, numbers, lists and tables; every one of them is a table in TOML.
    Table::try_from(part).unwrap_or_default()
}
