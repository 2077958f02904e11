//! Towns to try rules on.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use tenants::calendar::{Busy, Cell, Span, local_time};
use tenants::definition::{Definition, read};
use tenants::{StaffId, Town, TownId, Visit};

pub const DOERENTRUP: &str = include_str!("../fixtures/doerentrup.toml");

/// Kaya: identity cards and passports. Brandt: everything, Monday mornings and all of Tuesday.
pub const KAYA: StaffId = StaffId(1);
pub const BRANDT: StaffId = StaffId(2);

pub fn definition() -> Definition {
    static READ: LazyLock<Definition> =
        LazyLock::new(|| read(DOERENTRUP, "doerentrup.toml").unwrap_or_else(|errors| panic!("{errors:#?}")));
    READ.clone()
}

pub fn doerentrup() -> Town {
    definition().town(TownId(1)).unwrap()
}

/// Dörentrup with another rule or two.
pub fn doerentrup_with(change: impl FnOnce(&mut Definition)) -> Town {
    let mut definition = definition();
    change(&mut definition);
    definition.town(TownId(1)).unwrap()
}

pub fn visit(town: &Town, wishes: &[(&str, u32)]) -> Visit {
    Visit::parse(town, wishes.iter().copied()).unwrap()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A time on the wall in Dörentrup.
pub fn at(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
    local_time::instant(chrono_tz::Europe::Berlin, local).unwrap()
}

pub fn cell(text: &str) -> Cell {
    Cell::beginning_at(at(text)).unwrap()
}

pub fn busy(staff: StaffId, from: &str, minutes: u32) -> Busy {
    Busy {
        staff,
        span: Span {
            first: cell(from),
            cells: minutes / 5,
        },
    }
}

/// "09:30" of starts in Dörentrup.
pub fn on_the_wall(starts: &[Cell]) -> Vec<String> {
    let local = |start: &Cell| local_time::local(chrono_tz::Europe::Berlin, start.start());
    starts
        .iter()
        .map(|start| local(start).format("%H:%M").to_string())
        .collect()
}
