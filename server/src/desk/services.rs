//! What a department offers: put in order, switched off and on, begun, changed, taken away.

use serde::Serialize;
use tenants::definition::{Definition, DepartmentDefinition, Mistake};
use tenants::service::{OfferedTo, Service, ServiceFacts};
use tenants::slug::proposed;
use tenants::town::Department;
use wire::ProblemCode;

use super::editing::{Edited, edit, seal_of};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// What the list of services does with one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// Before the one above it.
    Up,
    /// Behind the one below it.
    Down,
    /// Offered to others than before.
    Offer(OfferedTo),
}

/// What the list shows of a service that it can change.
#[derive(Serialize)]
struct Standing {
    order: Vec<String>,
    offered_to: OfferedTo,
}

/// A service of a department in which she works.
///
/// # Errors
/// `NotFound`.
pub fn own_service<'a>(clerk: &'a Clerk, slug: &str) -> Outcome<&'a Service> {
    let service = clerk.town.service_named(slug).ok_or(ProblemCode::NotFound)?;
    clerk.must_work_in(service.department)?;
    Ok(service)
}

/// A department in which she works.
///
/// # Errors
/// `NotFound`.
pub fn led_department<'a>(clerk: &'a Clerk, slug: &str) -> Outcome<&'a Department> {
    let department = clerk.town.departments.iter().find(|one| one.slug == slug);
    let department = department.ok_or(ProblemCode::NotFound)?;
    clerk.must_work_in(department.id)?;
    Ok(department)
}

/// Stands for the place of a service in the list and for whom it is offered to.
#[must_use]
pub fn standing_seal(department: &Department, service: &Service) -> String {
    seal_of(&Some(Standing {
        order: slugs(department.services.iter().map(|one| &one.facts)),
        offered_to: service.facts.offered_to,
    }))
}

/// Changes the place of a service, or to whom it is offered.
///
/// # Errors
/// `NotFound`; if the database cannot be read or written.
pub async fn arrange(clerk: &Clerk, slug: &str, step: Arrange, seal: &str) -> Outcome<Edited> {
    own_service(clerk, slug)?;
    let standing = |definition: &Definition| {
        let (department, number) = place_of(definition, slug)?;
        let services = &definition.departments[department].services;
        Some(Standing {
            order: slugs(services.iter()),
            offered_to: services[number].offered_to,
        })
    };
    let edited = edit(clerk, seal, standing, |definition| {
        let (department, number) = place_of(definition, slug).ok_or(ProblemCode::NotFound)?;
        let services = &mut definition.departments[department].services;
        match step {
            Arrange::Up if number > 0 => services.swap(number, number - 1),
            Arrange::Down if number + 1 < services.len() => services.swap(number, number + 1),
            Arrange::Up | Arrange::Down => {}
            Arrange::Offer(to) => services[number].offered_to = to,
        }
        Ok(())
    });
    edited.await
}

/// Makes a service be as described; its name in addresses stays. Paths of mistakes begin within the service.
///
/// # Errors
/// `NotFound`; if the database cannot be read or written.
pub async fn save_service(clerk: &Clerk, facts: ServiceFacts, seal: &str) -> Outcome<Edited> {
    let slug = facts.slug.clone();
    own_service(clerk, &slug)?;
    let mut place = None;
    let edited = edit(
        clerk,
        seal,
        |definition| facts_of(definition, &slug),
        |definition| {
            let (department, number) = place_of(definition, &slug).ok_or(ProblemCode::NotFound)?;
            place = Some((department, number));
            definition.departments[department].services[number] = facts;
            Ok(())
        },
    );
    Ok(within(edited.await?, place))
}

/// Begins a service, after a form or ready-made: at the end of its department's list, done by these people. Its name in
/// addresses is made from its name. Asked for twice, it is begun once. Returns its name in addresses.
///
/// # Errors
/// `NotFound`; if the database cannot be read or written.
pub async fn add_service(
    clerk: &Clerk,
    department: &str,
    facts: ServiceFacts,
    people: &[String],
) -> Outcome<(Edited, String)> {
    led_department(clerk, department)?;
    let nothing = seal_of(&None::<ServiceFacts>);
    let mut slug = String::new();
    let mut place = None;
    let edited = edit(
        clerk,
        &nothing,
        |_| None::<ServiceFacts>,
        |definition| {
            let taken: Vec<_> = all_services(definition).map(|one| one.slug.clone()).collect();
            let departments = &mut definition.departments;
            let number = departments.iter().position(|one| one.facts.slug == department);
            let number = number.ok_or(ProblemCode::NotFound)?;
            let department = &mut departments[number];
            let same = department.services.iter().find(|known| is_same(known, &facts));
            slug = same.map_or_else(
                || {
                    proposed(facts.name.in_language("de"), |slug| {
                        taken.iter().any(|one| one == slug)
                    })
                },
                |same| same.slug.clone(),
            );
            if same.is_some() {
                return Ok(());
            }
            place = Some((number, department.services.len()));
            department.services.push(ServiceFacts {
                slug: slug.clone(),
                ..facts
            });
            for person in &mut department.staff {
                let skills = &mut person.facts.skills;
                if people.contains(&person.facts.slug) && !skills.iter().any(|skill| skill == "*") {
                    skills.push(slug.clone());
                }
            }
            Ok(())
        },
    );
    let edited = edited.await?;
    Ok((within(edited, place), slug))
}

/// Takes a service away, and from everybody's skills.
///
/// # Errors
/// `NotFound`; if the database cannot be read or written.
pub async fn remove_service(clerk: &Clerk, slug: &str, seal: &str) -> Outcome<Edited> {
    own_service(clerk, slug)?;
    let edited = edit(
        clerk,
        seal,
        |definition| facts_of(definition, slug),
        |definition| {
            for department in &mut definition.departments {
                department.services.retain(|service| service.slug != slug);
                for person in &mut department.staff {
                    person.facts.skills.retain(|skill| skill != slug);
                }
            }
            Ok(())
        },
    );
    edited.await
}

fn all_services(definition: &Definition) -> impl Iterator<Item = &ServiceFacts> {
    let departments = definition.departments.iter();
    departments.flat_map(|department: &DepartmentDefinition| &department.services)
}

fn facts_of(definition: &Definition, slug: &str) -> Option<ServiceFacts> {
    all_services(definition).find(|one| one.slug == slug).cloned()
}

/// Where a service stands: department and place in it.
fn place_of(definition: &Definition, slug: &str) -> Option<(usize, usize)> {
    let departments = definition.departments.iter().enumerate();
    let mut places = departments.filter_map(|(number, department)| {
        let place = department.services.iter().position(|one| one.slug == slug)?;
        Some((number, place))
    });
    places.next()
}

fn slugs<'a>(services: impl Iterator<Item = &'a ServiceFacts>) -> Vec<String> {
    services.map(|one| one.slug.clone()).collect()
}

/// Whether both say the same, whatever their names in addresses.
fn is_same(one: &ServiceFacts, other: &ServiceFacts) -> bool {
    let named = ServiceFacts {
        slug: one.slug.clone(),
        ..other.clone()
    };
    *one == named
}

/// With paths that begin within the service which stands there.
fn within(edited: Edited, place: Option<(usize, usize)>) -> Edited {
    let (Edited::Wrong(mistakes), Some((department, number))) = (&edited, place) else {
        return edited;
    };
    let own = format!("departments[{department}].services[{number}].");
    let cut = |mistake: &Mistake| Mistake {
        path: mistake
            .path
            .strip_prefix(&own)
            .unwrap_or(&mistake.path)
            .to_owned(),
        problem: mistake.problem.clone(),
    };
    Edited::Wrong(mistakes.iter().map(cut).collect())
}
