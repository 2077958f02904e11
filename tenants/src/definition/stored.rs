//! A town as rows of tables: each part a body of its own with its number and its parent's.
//!
//! The order of the rows is the town's order. Rows without a parent are left out (foreign keys see to it that there
//! are none), and so are skills nobody offers any more: a renamed service must not take the town down.

use chrono_tz::Tz;

use super::{Definition, DepartmentDefinition, DepartmentFacts, StaffDefinition, StaffFacts, TownFacts};
use crate::ids::{DepartmentId, ServiceId, StaffId, TownId};
use crate::service::{Service, ServiceFacts};
use crate::staff::{Absence, Closure, Shift, StaffMember};
use crate::town::{Department, Town};

/// Rows of one town.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its number.
    pub id: TownId,
    /// What the town itself sets.
    pub facts: TownFacts,
    /// Departments.
    pub departments: Vec<(DepartmentId, DepartmentFacts)>,
    /// Closures of departments.
    pub closures: Vec<(DepartmentId, Closure)>,
    /// Services and their departments.
    pub services: Vec<(ServiceId, DepartmentId, ServiceFacts)>,
    /// Staff members and their departments.
    pub staff: Vec<(StaffId, DepartmentId, StaffFacts)>,
    /// Shifts of staff members.
    pub shifts: Vec<(StaffId, Shift)>,
    /// Absences of staff members.
    pub absences: Vec<(StaffId, Absence)>,
}

/// Nobody knows this zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no time zone \"{0}\"")]
pub struct UnknownZone(pub String);

impl Stored {
    /// Rows of a definition, numbered from 1 in its order.
    #[must_use]
    pub fn numbered(id: TownId, definition: &Definition) -> Self {
        let mut rows = Self {
            id,
            facts: definition.facts.clone(),
            departments: Vec::new(),
            closures: Vec::new(),
            services: Vec::new(),
            staff: Vec::new(),
            shifts: Vec::new(),
            absences: Vec::new(),
        };
        for (department_id, department) in (1..).map(DepartmentId).zip(&definition.departments) {
            rows.departments.push((department_id, department.facts.clone()));
            rows.closures
                .extend(department.closures.iter().map(|one| (department_id, one.clone())));
            for service in &department.services {
                rows.services
                    .push((ServiceId(next(&rows.services)), department_id, service.clone()));
            }
            for person in &department.staff {
                let staff_id = StaffId(next(&rows.staff));
                rows.staff.push((staff_id, department_id, person.facts.clone()));
                rows.shifts
                    .extend(person.shifts.iter().map(|one| (staff_id, one.clone())));
                rows.absences
                    .extend(person.absences.iter().map(|one| (staff_id, one.clone())));
            }
        }
        rows
    }

    /// The definition these rows came from.
    #[must_use]
    pub fn definition(&self) -> Definition {
        let staff = |department: DepartmentId| {
            self.staff
                .iter()
                .filter(move |row| row.1 == department)
                .map(|(id, _, facts)| StaffDefinition {
                    facts: facts.clone(),
                    shifts: of_parent(&self.shifts, *id),
                    absences: of_parent(&self.absences, *id),
                })
        };
        let departments = self.departments.iter().map(|(id, facts)| DepartmentDefinition {
            facts: facts.clone(),
            closures: of_parent(&self.closures, *id),
            services: self
                .services
                .iter()
                .filter(|row| row.1 == *id)
                .map(|row| row.2.clone())
                .collect(),
            staff: staff(*id).collect(),
        });
        let mut definition = Definition {
            facts: self.facts.clone(),
            departments: departments.collect(),
        };
        definition.order_languages();
        definition
    }

    /// The town these rows describe.
    ///
    /// # Errors
    /// If nobody knows the zone.
    pub fn town(mut self) -> Result<Town, UnknownZone> {
        let zone: Tz = self
            .facts
            .zone
            .parse()
            .map_err(|_| UnknownZone(self.facts.zone.clone()))?;
        self.facts.contact.phone_hours.put_first(&self.facts.languages);
        self.facts.messages.wording.put_first(&self.facts.languages);
        let departments = std::mem::take(&mut self.departments);
        let departments = departments
            .into_iter()
            .map(|(id, facts)| self.department(id, facts))
            .collect();
        let facts = self.facts;
        Ok(Town {
            id: self.id,
            slug: facts.slug,
            name: facts.name,
            zone,
            languages: facts.languages,
            reference_prefix: facts.reference_prefix,
            origins: facts.origins,
            contact: facts.contact,
            pages: facts.pages,
            theme: facts.theme,
            logo: facts.logo,
            holidays: facts.holidays,
            policy: facts.policy,
            messages: facts.messages,
            keep: facts.keep,
            sign_in: facts.sign_in,
            departments,
        })
    }

    fn department(&self, id: DepartmentId, mut facts: DepartmentFacts) -> Department {
        facts.order_languages(&self.facts.languages);
        let mut closures = of_parent(&self.closures, id);
        closures
            .iter_mut()
            .for_each(|closure| closure.name.put_first(&self.facts.languages));
        let services = self
            .services
            .iter()
            .filter(|row| row.1 == id)
            .map(|(service, _, facts)| {
                let mut facts = facts.clone();
                facts.order_languages(&self.facts.languages);
                Service {
                    id: *service,
                    department: id,
                    facts,
                }
            });
        Department {
            id,
            slug: facts.slug,
            name: facts.name,
            place: facts.place,
            closures,
            services: services.collect(),
            staff: self
                .staff
                .iter()
                .filter(|row| row.1 == id)
                .map(|row| self.person(row))
                .collect(),
        }
    }

    fn person(&self, (id, department, facts): &(StaffId, DepartmentId, StaffFacts)) -> StaffMember {
        let offered = self.services.iter().filter(|row| row.1 == *department);
        let can_do = |slug: &String| facts.skills.iter().any(|skill| skill == "*" || skill == slug);
        let mut skills: Vec<_> = offered
            .filter(|row| can_do(&row.2.slug))
            .map(|row| row.0)
            .collect();
        skills.sort_unstable();
        StaffMember {
            id: *id,
            department: *department,
            slug: facts.slug.clone(),
            name: facts.name.clone(),
            skills,
            shifts: of_parent(&self.shifts, *id),
            absences: of_parent(&self.absences, *id),
        }
    }
}

fn of_parent<Id: PartialEq, T: Clone>(rows: &[(Id, T)], parent: Id) -> Vec<T> {
    rows.iter()
        .filter(|(of, _)| *of == parent)
        .map(|(_, part)| part.clone())
        .collect()
}

/// The number after the last row's.
fn next<T>(rows: &[T]) -> i32 {
    i32::try_from(rows.len()).unwrap_or(i32::MAX - 1) + 1
}
