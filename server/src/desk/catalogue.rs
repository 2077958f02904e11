//! Services from the catalogue: picked into a department, and kept up with what the catalogue says later.

use tenants::catalogue::{Entry, accept, take};
use tenants::definition::{Definition, DepartmentDefinition};
use tenants::service::ServiceFacts;
use wire::ProblemCode;

use super::editing::{Edited, edit, seal_of};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// What is picked, and for whom.
pub struct Picking<'a> {
    /// The department, by its slug.
    pub department: &'a str,
    /// The entries.
    pub entries: Vec<&'a Entry>,
    /// Those of its people who take them over, by their slugs.
    pub people: Vec<&'a str>,
}

/// Stands for which services a department has. What they say is not picked and does not count.
#[must_use]
pub fn seal_of_services(department: &DepartmentDefinition) -> String {
    seal_of(&slugs(department).collect::<Vec<_>>())
}

fn slugs(department: &DepartmentDefinition) -> impl Iterator<Item = &str> {
    department.services.iter().map(|service| service.slug.as_str())
}

/// A department of hers, with all it has.
///
/// # Errors
/// `NotFound` for any other; if the database cannot be read.
pub async fn own_department(clerk: &Clerk, slug: &str) -> Outcome<DepartmentDefinition> {
    let tx = clerk.visitor.reading().await?;
    let known = tx
        .town
        .departments
        .iter()
        .find(|department| department.slug == slug);
    clerk.must_work_in(known.ok_or(ProblemCode::NotFound)?.id)?;
    let departments = tx.definition().await?.departments.into_iter();
    let found = departments
        .into_iter()
        .find(|department| department.facts.slug == slug);
    Ok(found.ok_or(ProblemCode::NotFound)?)
}

/// Stands for exactly what a service says.
#[must_use]
pub fn seal_of_service(service: &ServiceFacts) -> String {
    seal_of(&Some(service))
}

/// Adds services to a department that is hers. Tells besides which ones are new.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn pick(clerk: &Clerk, picking: &Picking<'_>, seal: &str) -> Outcome<(Edited, Vec<String>)> {
    let own = picking.department;
    let present = |definition: &Definition| {
        let departments = definition.departments.iter();
        let services = departments
            .filter(|department| department.facts.slug == own)
            .flat_map(slugs);
        services.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut new = Vec::new();
    let edited = edit(clerk, seal, present, |definition| {
        new = take(definition, own, &picking.entries, &picking.people);
        Ok(())
    });
    Ok((edited.await?, new))
}

/// Has a service say in these fields what its entry says now, and nothing else.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn accept_changes(
    clerk: &Clerk,
    slug: &str,
    (entry, fields): (&Entry, &[&str]),
    seal: &str,
) -> Outcome<Edited> {
    let present = |definition: &Definition| {
        let services = definition
            .departments
            .iter()
            .flat_map(|department| &department.services);
        services.into_iter().find(|service| service.slug == slug).cloned()
    };
    edit(clerk, seal, present, |definition| {
        let languages = definition.facts.languages.clone();
        let services = definition
            .departments
            .iter_mut()
            .flat_map(|department| &mut department.services);
        for service in services.filter(|service| service.slug == slug) {
            *service = accept(service, entry, fields, &languages);
        }
        Ok(())
    })
    .await
}
