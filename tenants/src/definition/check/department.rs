//! Checks of a department as a whole.

use std::collections::BTreeSet;

use super::fields::{Fields, NAME, SENTENCES, say};
use super::{service, staff};
use crate::definition::DepartmentDefinition;
use crate::service::OfferedTo;

/// Names in URLs that are given away already.
#[derive(Default)]
pub(super) struct Slugs<'a> {
    departments: BTreeSet<&'a str>,
    services: BTreeSet<&'a str>,
    staff: BTreeSet<&'a str>,
}

pub(super) fn check<'a>(
    fields: &mut Fields<'_>,
    slugs: &mut Slugs<'a>,
    path: &str,
    department: &'a DepartmentDefinition,
) {
    let facts = &department.facts;
    slug(
        fields,
        &mut slugs.departments,
        &format!("{path}.slug"),
        &facts.slug,
    );
    fields.text(&format!("{path}.name"), &facts.name, NAME);
    fields.text(&format!("{path}.place.name"), &facts.place.name, NAME);
    fields.line(format_args!("{path}.place.street"), &facts.place.street, NAME);
    fields.line(format_args!("{path}.place.city"), &facts.place.city, NAME);
    fields.text_if_any(&format!("{path}.place.hint"), &facts.place.hint, SENTENCES);
    for (number, closure) in department.closures.iter().enumerate() {
        let path = format!("{path}.closures[{number}]");
        let in_order = closure.from <= closure.until;
        fields.must(
            in_order,
            format_args!("{path}.until"),
            say(
                "the last closed day lies before the first",
                "Der letzte Schließtag liegt vor dem ersten.",
            ),
        );
        fields.text_if_any(&format!("{path}.name"), &closure.name, NAME);
    }
    for (number, one) in department.services.iter().enumerate() {
        let path = format!("{path}.services[{number}]");
        slug(fields, &mut slugs.services, &format!("{path}.slug"), &one.slug);
        service::check(fields, &path, one);
        let skilled = department.staff.iter().flat_map(|person| &person.facts.skills);
        let somebody = skilled
            .into_iter()
            .any(|skill| skill == "*" || *skill == one.slug);
        let is_off = one.offered_to == OfferedTo::Nobody;
        let problem = say(
            "nobody in the department can do this; name it in somebody's skills",
            "Niemand im Amt kann das. Bitte geben Sie mindestens einer Person diese Dienstleistung.",
        );
        fields.must(somebody || is_off, format_args!("{path}.slug"), problem);
    }
    let offered: BTreeSet<&str> = department
        .services
        .iter()
        .map(|service| service.slug.as_str())
        .collect();
    for (number, person) in department.staff.iter().enumerate() {
        let path = format!("{path}.staff[{number}]");
        slug(
            fields,
            &mut slugs.staff,
            &format!("{path}.slug"),
            &person.facts.slug,
        );
        staff::check(fields, &path, person, &offered);
    }
}

/// A slug that no other part of its kind has.
fn slug<'a>(fields: &mut Fields<'_>, taken: &mut BTreeSet<&'a str>, path: &str, slug: &'a str) {
    fields.slug(path, slug);
    fields.must(
        taken.insert(slug),
        path,
        say(
            format_args!("\"{slug}\" is given twice in this town"),
            format_args!("„{slug}“ gibt es in dieser Kommune schon. Bitte wählen Sie ein anderes Wort."),
        ),
    );
}
