//! One week of a department: how much each colleague has to do and how much of her time is still free.

use chrono::{Days, NaiveDate, Weekday};
use tenants::appointment::State;
use tenants::calendar::{Cell, Channel, Closed, DayMask, LocalDay, closed, local_time, shifts, working};
use tenants::town::Department;
use tenants::{StaffId, Text, Town};
use wire::ProblemCode;

use crate::db::appointments::Appointment;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// A week as the desk sees it.
pub struct Week {
    /// Name in addresses of the department that is shown.
    pub department: String,
    /// The clerk's departments: names in addresses, and names.
    pub departments: Vec<(String, Text)>,
    /// Monday to Friday, and days of the weekend on which somebody works or comes.
    pub days: Vec<WeekDay>,
    /// One for each colleague, in the department's order.
    pub rows: Vec<Row>,
}

/// One day of a week.
pub struct WeekDay {
    /// The date in the town.
    pub day: LocalDay,
    /// Why nobody works, if the department is closed.
    pub closed: Option<Closed>,
    /// Promises of this day that nobody keeps any more.
    pub displaced: usize,
}

/// One colleague's week.
pub struct Row {
    /// Whose.
    pub staff: StaffId,
    /// "Kaya".
    pub name: String,
    /// Day by day.
    pub loads: Vec<Load>,
}

/// One colleague's day.
#[derive(Clone, Copy, Default)]
pub struct Load {
    /// Appointments with her, reservations not counted.
    pub comes: usize,
    /// How many of them were overbooked.
    pub overbooked: usize,
    /// When her shifts are, as if nobody were ever away.
    pub shifts: DayMask,
    /// When she takes appointments; absences, closures and holidays are gone from it.
    pub works: DayMask,
    /// What is taken, by reservations too.
    pub taken: DayMask,
    /// When she could still take somebody: what is over is gone from it.
    pub free: DayMask,
}

/// The week of this date; of the department with this name in addresses, or of the clerk's own, or else of her first.
///
/// # Errors
/// `NotFound` for a date no town plans for, and for a department that is not the clerk's, whether there is one or not.
pub async fn week(clerk: &Clerk, date: NaiveDate, named: Option<&str>) -> Outcome<Week> {
    let visitor = &clerk.visitor;
    let tx = visitor.reading().await?;
    let town = tx.town.clone();
    let departments = town.departments.iter();
    let own = departments.filter(|department| clerk.account.works_in(department.id));
    let own: Vec<&Department> = own.collect();
    let department = chosen(&own, named, clerk.account.staff).ok_or(ProblemCode::NotFound)?;
    let days = days(&town, department, date).ok_or(ProblemCode::NotFound)?;
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Err(ProblemCode::NotFound.into());
    };
    let (from, until) = (first.day.midnight, last.day.midnight.plus(last.day.cells));
    let found = tx
        .appointments(from, until, visitor.now.timestamp_micros())
        .await?;
    drop(tx);
    let today = local_time::date(town.zone, visitor.now);
    let rows = department.staff.iter().map(|person| Row {
        staff: person.id,
        name: person.name.clone(),
        loads: days
            .iter()
            .map(|WeekDay { day, .. }| Load {
                shifts: shifts(person, day),
                works: working(&town, person.id, day.date, Channel::Desk, today),
                ..Load::default()
            })
            .collect(),
    });
    let mut week = Week {
        department: department.slug.clone(),
        departments: own
            .iter()
            .map(|department| (department.slug.clone(), department.name.clone()))
            .collect(),
        rows: rows.collect(),
        days,
    };
    for appointment in found.iter().filter(|one| one.department == department.id) {
        week.enter(appointment);
    }
    week.see_what_is_free(Cell::at_or_after(visitor.now));
    week.leave_out_idle_weekends();
    Ok(week)
}

fn chosen<'a>(own: &[&'a Department], named: Option<&str>, staff: Option<StaffId>) -> Option<&'a Department> {
    let mut own = own.iter().copied();
    if let Some(slug) = named {
        return own.find(|department| department.slug == slug);
    }
    let is_hers = |department: &&Department| department.staff.iter().any(|person| Some(person.id) == staff);
    own.clone().find(is_hers).or_else(|| own.next())
}

/// Monday to Sunday around a date; nothing for years no town plans for.
fn days(town: &Town, department: &Department, date: NaiveDate) -> Option<Vec<WeekDay>> {
    let monday = date.week(Weekday::Mon).checked_first_day()?;
    let days = (0..7).map(|later| {
        let date = monday.checked_add_days(Days::new(later))?;
        Some(WeekDay {
            day: LocalDay::of(town.zone, date)?,
            closed: closed(town, department, date),
            displaced: 0,
        })
    });
    days.collect()
}

impl Week {
    /// Enters who comes where: with the colleague who keeps the appointment, or below with those whom nobody does.
    fn enter(&mut self, appointment: &Appointment) {
        let first = appointment.span.first;
        let Some(at) = self.days.iter().position(|one| one.day.has(first)) else {
            return;
        };
        let Some(kept) = appointment.state.kept() else {
            let is_displaced = matches!(appointment.state, State::Displaced { .. });
            self.days[at].displaced += usize::from(is_displaced);
            return;
        };
        let from = self.days[at].day.offset(first);
        if let Some(row) = self.rows.iter_mut().find(|row| row.staff == kept.staff) {
            let load = &mut row.loads[at];
            load.comes += usize::from(appointment.promise.is_some());
            load.overbooked += usize::from(kept.overbooked);
            load.taken.set_span(from, from + appointment.span.cells);
        }
    }

    /// What is neither taken nor over before this cell is free.
    fn see_what_is_free(&mut self, now: Cell) {
        for row in &mut self.rows {
            for (load, WeekDay { day, .. }) in row.loads.iter_mut().zip(&self.days) {
                load.free = load.works.without(&load.taken);
                load.free.clear_span(0, day.offset(now));
            }
        }
    }

    /// Leaves out days of the weekend on which nobody works and nobody comes.
    fn leave_out_idle_weekends(&mut self) {
        for at in (5..self.days.len()).rev() {
            let idle = |row: &Row| row.loads[at].works.is_empty() && row.loads[at].taken.is_empty();
            if self.rows.iter().all(idle) && self.days[at].displaced == 0 {
                self.days.remove(at);
                for row in &mut self.rows {
                    row.loads.remove(at);
                }
            }
        }
    }
}
