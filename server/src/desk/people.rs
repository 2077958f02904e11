//! Who takes appointments: new people, what is said of them, and their order, which breaks ties when an appointment is given.

use tenants::definition::{Definition, DepartmentDefinition, StaffDefinition, StaffFacts};
use tenants::slug;
use wire::ProblemCode;

use super::departments::moved;
use super::editing::{Edited, edit};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// What the town's file says of a person, with the places of her department and of herself in it; nothing where there is nobody.
#[must_use]
pub fn person_in<'t>(town: &'t Definition, slug: &str) -> Option<(usize, usize, &'t StaffDefinition)> {
    let departments = town.departments.iter().enumerate();
    departments.into_iter().find_map(|(place, department)| {
        let own = department.staff.iter().position(|one| one.facts.slug == slug)?;
        Some((place, own, &department.staff[own]))
    })
}

/// What the town says of a person; nothing where there is nobody.
#[must_use]
pub fn person_facts(town: &Definition, slug: &str) -> Option<StaffFacts> {
    person_in(town, slug).map(|(_, _, person)| person.facts.clone())
}

/// The people of a department in their order, by their names in addresses.
#[must_use]
pub fn order_of_people(town: &Definition, department: &str) -> Vec<String> {
    let found = town.departments.iter().find(|one| one.facts.slug == department);
    let staff = found.map_or(&[][..], |department| &department.staff);
    staff.iter().map(|one| one.facts.slug.clone()).collect()
}

/// Says other things of a person. Her name in addresses stays.
///
/// # Errors
/// If there is nobody, or the database cannot be read or written.
pub async fn change_person(clerk: &Clerk, seal: &str, facts: StaffFacts) -> Outcome<Edited> {
    let slug = facts.slug.clone();
    let part = |town: &Definition| person_facts(town, &slug);
    edit(clerk, seal, part, |town| {
        change_in(town, &slug)?.facts = facts;
        Ok(())
    })
    .await
}

/// Adds a person behind the others of a department, without shifts.
///
/// # Errors
/// If there is no such department, or the database cannot be read or written.
pub async fn add_person(clerk: &Clerk, seal: &str, department: &str, facts: StaffFacts) -> Outcome<Edited> {
    let part = |town: &Definition| order_of_people(town, department);
    edit(clerk, seal, part, |town| {
        let is_taken = |slug: &str| person_in(town, slug).is_some();
        let slug = slug::proposed(&facts.name, is_taken);
        staff_of(town, department)?.staff.push(StaffDefinition {
            facts: StaffFacts { slug, ..facts },
            shifts: Vec::new(),
            absences: Vec::new(),
        });
        Ok(())
    })
    .await
}

/// Puts a person one place further to the front of her department, or to the back.
///
/// # Errors
/// If there is nobody, or the database cannot be read or written.
pub async fn move_person(
    clerk: &Clerk,
    seal: &str,
    department: &str,
    slug: &str,
    up: bool,
) -> Outcome<Edited> {
    let part = |town: &Definition| order_of_people(town, department);
    edit(clerk, seal, part, |town| {
        moved(
            &mut staff_of(town, department)?.staff,
            |one| one.facts.slug == slug,
            up,
        )
    })
    .await
}

/// The person of this name, to be changed.
///
/// # Errors
/// If there is nobody.
pub(super) fn change_in<'t>(town: &'t mut Definition, slug: &str) -> Outcome<&'t mut StaffDefinition> {
    let mut staff = town
        .departments
        .iter_mut()
        .flat_map(|department| &mut department.staff);
    let found = staff.find(|one| one.facts.slug == slug);
    Ok(found.ok_or(ProblemCode::NotFound)?)
}

fn staff_of<'t>(town: &'t mut Definition, department: &str) -> Outcome<&'t mut DepartmentDefinition> {
    let found = town
        .departments
        .iter_mut()
        .find(|one| one.facts.slug == department);
    Ok(found.ok_or(ProblemCode::NotFound)?)
}
