//! One day of a clerk's departments: who works when, who is away, and who comes.

use chrono::NaiveDate;
use tenants::StaffId;
use tenants::appointment::State;
use tenants::calendar::{Channel, DayMask, LocalDay, local_time, shifts, working};
use wire::ProblemCode;

use crate::db::appointments::Appointment;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// A day as the desk sees it.
pub struct Day {
    /// The date in the town.
    pub day: LocalDay,
    /// Whose column is the clerk's own, if she takes appointments herself.
    pub own: Option<StaffId>,
    /// One for each colleague of the clerk's departments, in their order.
    pub columns: Vec<Column>,
    /// Appointments that nobody keeps any more.
    pub displaced: Vec<Appointment>,
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
    let mut columns: Vec<Column> = town
        .staff()
        .filter(|person| clerk.account.works_in(person.department))
        .map(|person| Column {
            staff: person.id,
            name: person.name.clone(),
            works: working(&town, person.id, date, Channel::Desk, today),
            shifts: shifts(person, &day),
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
    Ok(Day {
        day,
        own: clerk.account.staff,
        columns,
        displaced,
    })
}
