//! "Änderungen des Katalogs": what it says differently by now about services that were taken from it, to be accepted field by field.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::catalogue::Difference;
use tenants::service::ServiceFacts;
use tenants::town::Department;
use wire::ProblemCode;

use super::answer;
use super::clerk::Clerk;
use crate::desk::{self, Edited};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::catalogue::CHANGES;
use crate::views::desk::catalogue_changes::{ChangedService, ChangesPage};
use crate::views::desk::frame::address_with;
use crate::views::desk::setup;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// Which service.
#[derive(Deserialize)]
pub struct ServicePath {
    service: String,
}

/// What has just been decided about.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shown {
    erledigt: String,
}

/// What is accepted.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Accepted {
    feld: Vec<String>,
    /// The service, as it was shown.
    stand: String,
    /// The entry, as it was shown.
    fassung: String,
}

/// A service of hers that the catalogue says something new about.
pub(super) struct Changed<'a> {
    department: &'a Department,
    service: &'a ServiceFacts,
    difference: Difference<'a>,
}

/// All of them.
pub(super) fn changed(clerk: &Clerk) -> Vec<Changed<'_>> {
    let (catalogue, languages) = (&clerk.visitor.app.catalogue, &clerk.town.languages);
    let departments = clerk.town.departments.iter();
    let own = departments.filter(|department| clerk.account.works_in(department.id));
    own.flat_map(|department| {
        department
            .services
            .iter()
            .map(move |service| (department, &service.facts))
    })
    .filter_map(|(department, service)| {
        let difference = Difference::of(catalogue, service, languages)?;
        Some(Changed {
            department,
            service,
            difference,
        })
    })
    .collect()
}

/// "1 Dienstleistung", "3 Dienstleistungen".
pub(super) fn several(count: usize) -> String {
    format!("{count} Dienstleistung{}", if count == 1 { "" } else { "en" })
}

/// What is new about services of hers.
pub async fn show(clerk: Clerk, ValidQuery(shown): ValidQuery<Shown>) -> Outcome<Response> {
    let mut all = clerk
        .town
        .departments
        .iter()
        .flat_map(|department| &department.services);
    let done = all.find(|service| service.facts.slug == shown.erledigt);
    let notice =
        done.map(|service| Notice::success(format!("Entschieden: {}", service.facts.name.in_language("de"))));
    told(&clerk, StatusCode::OK, sections(&clerk), notice)
}

/// Accepts what is ticked. What is not stays, and is not offered again.
pub async fn accept(
    clerk: Clerk,
    ValidPath(path): ValidPath<ServicePath>,
    ValidForm(accepted): ValidForm<Accepted>,
) -> Outcome<Response> {
    let app = clerk.visitor.app.clone();
    let department = clerk.town.departments.iter().find(|department| {
        department
            .services
            .iter()
            .any(|service| service.facts.slug == path.service)
    });
    clerk.must_work_in(department.ok_or(ProblemCode::NotFound)?.id)?;
    let name = accepted.fassung.split('@').next().unwrap_or_default();
    let entry = app
        .catalogue
        .entry(name)
        .filter(|entry| entry.origin().to_string() == accepted.fassung);
    let edited = match entry {
        Some(entry) => {
            let fields: Vec<_> = accepted.feld.iter().map(String::as_str).collect();
            desk::accept_changes(&clerk, &path.service, (entry, &fields), &accepted.stand).await?
        }
        // Another version of the program knows another catalogue.
        None => Edited::ChangedMeanwhile(Vec::new(), String::new()),
    };
    match edited {
        Edited::Done => Ok(answer::send_on(&address_with(
            &clerk.town.slug,
            CHANGES,
            &[("erledigt", &path.service)],
        ))),
        Edited::ChangedMeanwhile(..) => {
            let clerk = clerk.anew().await?;
            let notice = Notice::warning(
                "Diese Dienstleistung oder der Katalog hat sich inzwischen geändert.",
                "Nichts ist gespeichert. Unten steht, was jetzt gilt, und was Sie angekreuzt haben, ist noch angekreuzt. Bitte \
                 prüfen Sie es und speichern Sie noch einmal.",
            );
            let services = ticking(&clerk, &path.service, &accepted, Vec::new());
            told(&clerk, StatusCode::CONFLICT, services, Some(notice))
        }
        Edited::Wrong(wrong) => {
            let together = Mistake {
                field: format!("dienst-{}", path.service),
                text: "Fragen, Unterlagen und Gebühren hängen zusammen. Bitte übernehmen Sie sie gemeinsam oder keine davon.".to_owned(),
            };
            let found = wrong.into_iter().map(|wrong| Mistake {
                text: wrong.problem.german,
                ..together.clone()
            });
            let mistakes: Vec<_> = std::iter::once(together.clone()).chain(found).collect();
            let services = ticking(&clerk, &path.service, &accepted, mistakes.clone());
            let notice = Notice::mistakes(words("de"), mistakes);
            told(&clerk, StatusCode::UNPROCESSABLE_ENTITY, services, Some(notice))
        }
        // Nothing goes, so nobody is left.
        Edited::WouldOrphan(_) => Err(ProblemCode::NotFound.into()),
    }
}

fn sections(clerk: &Clerk) -> Vec<ChangedService> {
    let section = |changed: &Changed<'_>| {
        let department = changed.department.name.in_language("de");
        ChangedService::new(&clerk.town, department, changed.service, &changed.difference)
    };
    changed(clerk).iter().map(section).collect()
}

/// The same with what she has ticked for one of them, and what is wrong with that.
fn ticking(clerk: &Clerk, slug: &str, accepted: &Accepted, mistakes: Vec<Mistake>) -> Vec<ChangedService> {
    let mut services = sections(clerk);
    if let Some(place) = services.iter().position(|service| service.slug == slug) {
        let mut service = services.remove(place).ticking(&accepted.feld);
        service.mistakes = mistakes;
        services.insert(place, service);
    }
    services
}

fn told(
    clerk: &Clerk,
    status: StatusCode,
    services: Vec<ChangedService>,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let page = ChangesPage::new(&clerk.town.slug, services);
    let frame = clerk
        .frame("Änderungen des Katalogs", setup::PLACE)
        .with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
