//! Working time that is cut out of a calendar: somebody is away, a department is closed, a day becomes a holiday, a shift
//! ends or becomes shorter, a colleague leaves.
//!
//! Promises may stand on it; what becomes of them is the [`rescue`](crate::rescue)'s to say, from the town before and after.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::calendar::holidays::AddedHoliday;
use crate::calendar::{Cell, local_time};
use crate::ids::{DepartmentId, StaffId};
use crate::shifts::ShiftChange;
use crate::staff::{Absence, Closure};
use crate::town::Town;

/// What is cut out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// One person's time.
    Absence {
        /// Whose.
        staff: StaffId,
        /// When.
        absence: Absence,
    },
    /// A department's days.
    Closure {
        /// Whose.
        department: DepartmentId,
        /// Which.
        closure: Closure,
    },
    /// A day of the whole town, in all departments at once.
    Holiday {
        /// Which.
        holiday: AddedHoliday,
    },
    /// One person's working hours, from a day on.
    Shifts {
        /// Whose.
        staff: StaffId,
        /// What becomes of them.
        change: ShiftChange,
    },
}

impl Cut {
    /// The departments that have less time; none for strangers to this town.
    #[must_use]
    pub fn departments(&self, town: &Town) -> Vec<DepartmentId> {
        match self {
            Self::Absence { staff, .. } | Self::Shifts { staff, .. } => {
                let person = town.staff_member(*staff);
                person.map(|person| person.department).into_iter().collect()
            }
            Self::Closure { department, .. } => {
                let department = town.department(*department);
                department.map(|known| known.id).into_iter().collect()
            }
            Self::Holiday { .. } => town.departments.iter().map(|known| known.id).collect(),
        }
    }

    /// Its last day; nothing for working hours, which are others from a day on.
    #[must_use]
    pub fn last_day(&self) -> Option<NaiveDate> {
        match self {
            Self::Absence { absence, .. } => Some(absence.last_day()),
            Self::Closure { closure, .. } => Some(closure.until),
            Self::Holiday { holiday } => Some(holiday.date),
            Self::Shifts { .. } => None,
        }
    }

    /// The town without this time.
    #[must_use]
    pub fn after(&self, town: &Town) -> Town {
        let mut after = town.clone();
        if let Self::Holiday { holiday } = self {
            after.holidays.add.push(holiday.clone());
        }
        for department in &mut after.departments {
            match self {
                Self::Absence { staff, absence } => {
                    for person in department.staff.iter_mut().filter(|person| person.id == *staff) {
                        person.absences.push(absence.clone());
                    }
                }
                Self::Closure {
                    department: closed,
                    closure,
                } if department.id == *closed => {
                    department.closures.push(closure.clone());
                }
                Self::Shifts { staff, change } => {
                    for person in department.staff.iter_mut().filter(|person| person.id == *staff) {
                        person.shifts.clone_from(&change.after);
                    }
                }
                Self::Closure { .. } | Self::Holiday { .. } => {}
            }
        }
        after
    }

    /// The town with this time again. Of two that are equal one stays.
    #[must_use]
    pub fn undone(&self, town: &Town) -> Town {
        let mut before = town.clone();
        if let Self::Holiday { holiday } = self {
            remove_one(&mut before.holidays.add, holiday);
        }
        for department in &mut before.departments {
            match self {
                Self::Absence { staff, absence } => {
                    for person in department.staff.iter_mut().filter(|person| person.id == *staff) {
                        remove_one(&mut person.absences, absence);
                    }
                }
                Self::Closure {
                    department: closed,
                    closure,
                } if department.id == *closed => remove_one(&mut department.closures, closure),
                Self::Shifts { staff, change } => {
                    for person in department.staff.iter_mut().filter(|person| person.id == *staff) {
                        person.shifts.clone_from(&change.before);
                    }
                }
                Self::Closure { .. } | Self::Holiday { .. } => {}
            }
        }
        before
    }

    /// Whether the town is as it was when this cut was thought of: what says how things are before it still says so, and a
    /// holiday is not one already. Absences and closures may overlap with others.
    #[must_use]
    pub fn fits(&self, town: &Town) -> bool {
        match self {
            Self::Absence { .. } | Self::Closure { .. } => true,
            Self::Holiday { holiday } => town.holidays.name_of(holiday.date).is_none(),
            Self::Shifts { staff, change } => town
                .staff_member(*staff)
                .is_some_and(|person| person.shifts == change.before),
        }
    }

    /// Whether exactly this is cut out of a town already.
    #[must_use]
    pub fn is_in(&self, town: &Town) -> bool {
        match self {
            Self::Absence { staff, absence } => town
                .staff_member(*staff)
                .is_some_and(|person| person.absences.contains(absence)),
            Self::Closure { department, closure } => town
                .department(*department)
                .is_some_and(|known| known.closures.contains(closure)),
            Self::Holiday { holiday } => town.holidays.add.contains(holiday),
            Self::Shifts { staff, change } => town
                .staff_member(*staff)
                .is_some_and(|person| person.shifts == change.after),
        }
    }

    /// Every promise that could be touched begins in here: the days of the cut, and what reaches into them. Shifts have no
    /// last day.
    #[must_use]
    pub fn touches(&self, town: &Town) -> (Cell, Cell) {
        let (first, last) = match self {
            Self::Absence { absence, .. } => (absence.from.date(), Some(absence.until.date())),
            Self::Closure { closure, .. } => (closure.from, Some(closure.until)),
            Self::Holiday { holiday } => (holiday.date, Some(holiday.date)),
            Self::Shifts { change, .. } => (change.from, None),
        };
        let midnight = |date: Option<NaiveDate>| {
            let date = date.unwrap_or(first);
            Cell::containing(local_time::bound(town.zone, date.and_time(NaiveTime::MIN)))
        };
        let end = last.map_or(Cell(i32::MAX), |last| {
            midnight(last.checked_add_days(Days::new(2)))
        });
        (midnight(first.pred_opt()), end)
    }
}

fn remove_one<T: PartialEq>(known: &mut Vec<T>, one: &T) {
    if let Some(last) = known.iter().rposition(|other| other == one) {
        known.remove(last);
    }
}
