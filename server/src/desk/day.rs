//! One day of a clerk's departments: who works when, who is away, and who comes.

use chrono::{Days, NaiveDate};
use tenants::appointment::State;
use tenants::calendar::{Channel, Closed, DayMask, LocalDay, closed, local_time, shifts, working};
use tenants::{StaffId, Text, Town};
use wire::ProblemCode;

use crate::db::appointments::Appointment;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// How many days after one without anybody are looked through for the next with somebody.
const LOOKED_THROUGH: u64 = 31;

/// A day as the desk sees it.
pub struct Day {
    /// The date in the town.
    pub day: LocalDay,
    /// What the clerk's departments are called.
    pub departments: Vec<Text>,
    /// One for each colleague of the clerk's departments, in their order.
    pub columns: Vec<Column>,
    /// Appointments that nobody keeps any more.
    pub displaced: Vec<Appointment>,
    /// The next day on which somebody works, if nobody has to do with this one.
    pub next_with_somebody: Option<NaiveDate>,
}

impl Day {
    /// Whether nobody has shifts on this day, or everything is closed, and nobody comes all the same.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        let idle = |column: &Column| column.shifts.is_empty() || column.closed.is_some();
        let comes = |column: &Column| !column.appointments.is_empty();
        self.columns.iter().all(|column| idle(column) && !comes(column)) && self.displaced.is_empty()
    }
}

/// One colleague's day.
pub struct Column {
    /// Whose.
    pub staff: StaffId,
    /// "Kaya".
    pub name: String,
    /// When she takes appointments, for whomever; absences, closures and holidays are gone from it.
    pub works: DayMask,
    /// When her shifts are, as if nobody were ever away.
    pub shifts: DayMask,
    /// Why her department takes nobody on this day, if so.
    pub closed: Option<Closed>,
    /// Who comes to her, in the order of time; also reservations and those who did not come.
    pub appointments: Vec<Appointment>,
}

/// The day of this date.
///
/// # Errors
/// `NotFound` for a date no town plans for.
pub async fn day(clerk: &Clerk, date: NaiveDate) -> Outcome<Day> {
    let visitor = &clerk.visitor;
    let tx = visitor.reading().await?;
    let town = tx.town.clone();
    let day = LocalDay::of(town.zone, date).ok_or(ProblemCode::NotFound)?;
    let end = day.midnight.plus(day.cells);
    let found = tx
        .appointments(day.midnight, end, visitor.now.timestamp_micros())
        .await?;
    drop(tx);
    let today = local_time::date(town.zone, visitor.now);
    let departments = town.departments.iter();
    let departments = departments.filter(|department| clerk.account.works_in(department.id));
    let mut columns: Vec<Column> = departments
        .clone()
        .flat_map(|department| {
            let closed = closed(&town, department, date);
            department
                .staff
                .iter()
                .map(move |person| (person, closed.clone()))
        })
        .map(|(person, closed)| Column {
            staff: person.id,
            name: person.name.clone(),
            works: working(&town, person.id, date, Channel::Desk, today),
            shifts: shifts(person, &day),
            closed,
            appointments: Vec::new(),
        })
        .collect();
    let mut displaced = Vec::new();
    for appointment in found {
        if !clerk.account.works_in(appointment.department) {
            continue;
        }
        match appointment.state.kept() {
            Some(kept) => {
                if let Some(column) = columns.iter_mut().find(|column| column.staff == kept.staff) {
                    column.appointments.push(appointment);
                }
            }
            None if matches!(appointment.state, State::Displaced { .. }) => displaced.push(appointment),
            None => {}
        }
    }
    let mut seen = Day {
        day,
        departments: departments.map(|department| department.name.clone()).collect(),
        columns,
        displaced,
        next_with_somebody: None,
    };
    if seen.is_idle() {
        seen.next_with_somebody = next_with_somebody(&town, &seen.columns, date);
    }
    Ok(seen)
}

fn next_with_somebody(town: &Town, columns: &[Column], after: NaiveDate) -> Option<NaiveDate> {
    let works = |date: NaiveDate| {
        let mut masks = columns.iter();
        masks.any(|column| !working(town, column.staff, date, Channel::Desk, date).is_empty())
    };
    let days = (1..=LOOKED_THROUGH).filter_map(|later| after.checked_add_days(Days::new(later)));
    days.into_iter().find(|date| works(*date))
}
