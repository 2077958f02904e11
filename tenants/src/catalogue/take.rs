//! From entries to services of a department.

use std::collections::BTreeSet;

use super::Entry;
use crate::definition::Definition;
use crate::service::ServiceFacts;

/// Puts entries into a department, in the town's languages, behind what it offers already, and gives them to these people of it.
/// What the department has is passed by, so that doing it twice does it once. Tells the slugs of what is new.
pub fn take(
    definition: &mut Definition,
    department: &str,
    entries: &[&Entry],
    people: &[&str],
) -> Vec<String> {
    let languages = definition.facts.languages.clone();
    let services = definition
        .departments
        .iter()
        .flat_map(|department| &department.services);
    let mut taken: BTreeSet<String> = services.map(|service| service.slug.clone()).collect();
    let mut departments = definition.departments.iter_mut();
    let Some(department) = departments.find(|one| one.facts.slug == department) else {
        return Vec::new();
    };
    let mut new = Vec::new();
    for entry in entries {
        if department.services.iter().any(|service| entry.is(service)) {
            continue;
        }
        let slug = free_slug(&entry.service.slug, &taken);
        taken.insert(slug.clone());
        new.push(slug.clone());
        department.services.push(ServiceFacts {
            slug,
            catalogue: Some(entry.origin().to_string()),
            ..entry.in_languages(&languages)
        });
    }
    let staff = department.staff.iter_mut().map(|person| &mut person.facts);
    for person in staff.filter(|person| people.contains(&person.slug.as_str())) {
        if !person.skills.iter().any(|skill| skill == "*") {
            person.skills.extend(new.iter().cloned());
        }
    }
    new
}

/// The entry's own name, or with the first number behind it that nobody in the town has.
fn free_slug(name: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    // There are more numbers than services.
    names.find(|slug| !taken.contains(slug)).unwrap_or_default()
}
