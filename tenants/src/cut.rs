//! Working time that is cut out of a calendar: somebody is away, a department is closed.
//!
//! Promises may stand on it; what becomes of them is the [`rescue`](crate::rescue)'s to say, from the town before and after.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::calendar::{Cell, local_time};
use crate::ids::{DepartmentId, StaffId};
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
}

impl Cut {
    /// The department that has less time; nothing for strangers to this town.
    #[must_use]
    pub fn department(&self, town: &Town) -> Option<DepartmentId> {
        match self {
            Self::Absence { staff, .. } => town.staff_member(*staff).map(|person| person.department),
            Self::Closure { department, .. } => town.department(*department).map(|known| known.id),
        }
    }

    /// The town without this time.
    #[must_use]
    pub fn after(&self, town: &Town) -> Town {
        let mut after = town.clone();
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
                Self::Closure { .. } => {}
            }
        }
        after
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
        }
    }

    /// Every promise that could be touched begins in here: the days of the cut, and what reaches into them.
    #[must_use]
    pub fn touches(&self, town: &Town) -> (Cell, Cell) {
        let (first, last) = match self {
            Self::Absence { absence, .. } => (absence.from.date(), absence.until.date()),
            Self::Closure { closure, .. } => (closure.from, closure.until),
        };
        let midnight = |date: Option<NaiveDate>| {
            let date = date.unwrap_or(first);
            Cell::containing(local_time::bound(town.zone, date.and_time(NaiveTime::MIN)))
        };
        (
            midnight(first.pred_opt()),
            midnight(last.checked_add_days(Days::new(2))),
        )
    }
}
