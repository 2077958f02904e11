//! A town's departments: new ones, what is said of them, their order, and the end of one on which nothing stands.

use tenants::definition::{Definition, DepartmentDefinition, DepartmentFacts};
use tenants::slug;
use wire::ProblemCode;

use super::editing::{Edited, edit};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// How ending a department ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DepartmentEnded {
    /// As any change.
    As(Edited),
    /// So many services and people are still in it.
    InUse(usize, usize),
    /// These accounts work in it.
    HasAccounts(Vec<String>),
}

/// What the town says of a department; nothing where there is none.
#[must_use]
pub fn department_facts(town: &Definition, slug: &str) -> Option<DepartmentFacts> {
    let found = town.departments.iter().find(|one| one.facts.slug == slug);
    found.map(|one| one.facts.clone())
}

/// The departments in their order, by their names in addresses.
#[must_use]
pub fn order_of_departments(town: &Definition) -> Vec<String> {
    let departments = town.departments.iter();
    departments.map(|one| one.facts.slug.clone()).collect()
}

/// Says other things of a department. Its name in addresses stays.
///
/// # Errors
/// If there is none, or the database cannot be read or written.
pub async fn change_department(clerk: &Clerk, seal: &str, facts: DepartmentFacts) -> Outcome<Edited> {
    let slug = facts.slug.clone();
    let part = |town: &Definition| department_facts(town, &slug);
    edit(clerk, seal, part, |town| {
        department_in(town, &slug)?.facts = facts;
        Ok(())
    })
    .await
}

/// Adds a department behind the others. It is called in addresses after its name in the town's first language.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn add_department(clerk: &Clerk, seal: &str, facts: DepartmentFacts) -> Outcome<Edited> {
    edit(clerk, seal, order_of_departments, |town| {
        let known = order_of_departments(town);
        let first = town.facts.languages.first().map_or("de", String::as_str);
        let slug = slug::proposed(facts.name.in_language(first), |slug| {
            known.iter().any(|one| one == slug)
        });
        town.departments.push(DepartmentDefinition {
            facts: DepartmentFacts { slug, ..facts },
            closures: Vec::new(),
            services: Vec::new(),
            staff: Vec::new(),
        });
        Ok(())
    })
    .await
}

/// Puts a department one place further to the front, or to the back.
///
/// # Errors
/// If there is none, or the database cannot be read or written.
pub async fn move_department(clerk: &Clerk, seal: &str, slug: &str, up: bool) -> Outcome<Edited> {
    edit(clerk, seal, order_of_departments, |town| {
        moved(&mut town.departments, |one| one.facts.slug == slug, up)
    })
    .await
}

/// Ends a department in which nobody is and nothing is offered. Appointments of any time keep it.
///
/// # Errors
/// If there is none, or the database cannot be read or written.
pub async fn end_department(clerk: &Clerk, seal: &str, slug: &str) -> Outcome<DepartmentEnded> {
    let found = clerk.town.departments.iter().find(|one| one.slug == slug);
    let department = found.ok_or(ProblemCode::NotFound)?;
    let accounts = clerk.visitor.reading().await?.accounts().await?;
    // Whoever works in no department works in all: none of hers may vanish under her.
    let theirs = accounts
        .into_iter()
        .filter(|one| one.departments.contains(&department.id));
    let theirs: Vec<_> = theirs.map(|account| account.name).collect();
    if !theirs.is_empty() {
        return Ok(DepartmentEnded::HasAccounts(theirs));
    }
    let part = |town: &Definition| department_facts(town, slug);
    let mut in_use = None;
    let edited = edit(clerk, seal, part, |town| {
        let there = department_in(town, slug)?;
        if there.services.is_empty() && there.staff.is_empty() {
            town.departments.retain(|one| one.facts.slug != slug);
        } else {
            in_use = Some((there.services.len(), there.staff.len()));
        }
        Ok(())
    })
    .await?;
    Ok(match in_use {
        Some((services, staff)) => DepartmentEnded::InUse(services, staff),
        None => DepartmentEnded::As(edited),
    })
}

fn department_in<'t>(town: &'t mut Definition, slug: &str) -> Outcome<&'t mut DepartmentDefinition> {
    let found = town.departments.iter_mut().find(|one| one.facts.slug == slug);
    Ok(found.ok_or(ProblemCode::NotFound)?)
}

/// Puts one of several a place further to the front, or to the back; at the end it stays.
///
/// # Errors
/// If it is none of them.
pub(super) fn moved<T>(all: &mut [T], is_it: impl Fn(&T) -> bool, up: bool) -> Outcome<()> {
    let place = all.iter().position(is_it).ok_or(ProblemCode::NotFound)?;
    let other = if up { place.checked_sub(1) } else { Some(place + 1) };
    if let Some(other) = other.filter(|other| *other < all.len()) {
        all.swap(place, other);
    }
    Ok(())
}
