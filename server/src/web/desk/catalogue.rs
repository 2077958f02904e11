//! "Katalog": a lead picks ready-made services for a department of hers, several at once.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::town::Department;
use wire::ProblemCode;

use super::answer;
use super::catalogue_changes::{changed, several};
use super::clerk::Clerk;
use crate::desk::{self, Edited, Picking};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::catalogue::{CataloguePage, Chosen, PLACE};
use crate::views::desk::frame::address_with;
use crate::views::desk::setup;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidQuery};

/// What is sought and picked, as typed and ticked. Searching and picking are one form: nothing is lost by looking for more.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    amt: String,
    suche: String,
    eintrag: Vec<String>,
    kann: Vec<String>,
    stand: String,
    /// What has just been added.
    neu: Vec<String>,
}

/// The catalogue, or what of it fits.
pub async fn show(clerk: Clerk, ValidQuery(typed): ValidQuery<Typed>) -> Outcome<Response> {
    let department = department(&clerk, &typed)?;
    let services = department.services.iter().map(|service| &service.facts);
    let new: Vec<_> = services
        .filter(|service| typed.neu.contains(&service.slug))
        .map(|service| service.name.in_language("de"))
        .collect();
    let name = department.name.in_language("de");
    let notice = (!new.is_empty()).then(|| Notice {
        text: format!(
            "{}. Bürgerinnen und Bürger können sie jetzt buchen. Bitte prüfen Sie Gebühren und Unterlagen.",
            new.join(", ")
        ),
        ..Notice::success(format!("{} neu: {name}", several(new.len())))
    });
    told(&clerk, StatusCode::OK, &typed, notice, Vec::new()).await
}

/// Adds what is ticked.
pub async fn pick(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let department = department(&clerk, &typed)?;
    let app = clerk.visitor.app.clone();
    let entries: Vec<_> = typed
        .eintrag
        .iter()
        .filter_map(|name| app.catalogue.entry(name))
        .collect();
    if entries.is_empty() {
        let text = "Bitte kreuzen Sie mindestens eine Dienstleistung an.";
        return told(
            &clerk,
            StatusCode::UNPROCESSABLE_ENTITY,
            &typed,
            None,
            vec![mistake("eintrag", text)],
        )
        .await;
    }
    let picking = Picking {
        department: &department.slug,
        entries,
        people: typed.kann.iter().map(String::as_str).collect(),
    };
    let (edited, new) = desk::pick(&clerk, &picking, &typed.stand).await?;
    match edited {
        Edited::Done => {
            let mut pairs = vec![("amt", department.slug.as_str())];
            pairs.extend(new.iter().map(|slug| ("neu", slug.as_str())));
            Ok(answer::send_on(&address_with(&clerk.town.slug, PLACE, &pairs)))
        }
        Edited::ChangedMeanwhile(..) => {
            let clerk = clerk.anew().await?;
            let notice = Notice::warning(
                "In diesem Amt hat inzwischen jemand anderes Dienstleistungen hinzugefügt oder entfernt.",
                "Nichts ist gespeichert. Ihre Auswahl ist noch angekreuzt. Bitte prüfen Sie, was das Amt inzwischen hat, und \
                 übernehmen Sie sie noch einmal.",
            );
            told(&clerk, StatusCode::CONFLICT, &typed, Some(notice), Vec::new()).await
        }
        Edited::Wrong(mistakes) => {
            // An entry that fits nobody's skills is told once, beside the people.
            let mut found: Vec<Mistake> = Vec::new();
            for wrong in mistakes {
                let field = if wrong.path.ends_with(".slug") { "kann" } else { "" };
                let one = mistake(field, &wrong.problem.german);
                if !found.contains(&one) {
                    found.push(one);
                }
            }
            told(&clerk, StatusCode::UNPROCESSABLE_ENTITY, &typed, None, found).await
        }
        // Nothing goes, so nobody is left.
        Edited::WouldOrphan(_) => Err(ProblemCode::NotFound.into()),
    }
}

async fn told(
    clerk: &Clerk,
    status: StatusCode,
    typed: &Typed,
    notice: Option<Notice>,
    mistakes: Vec<Mistake>,
) -> Outcome<Response> {
    let chosen = department(clerk, typed)?;
    let definition = desk::own_department(clerk, &chosen.slug).await?;
    let app = &clerk.visitor.app;
    let mut page = CataloguePage::new(
        &clerk.town.slug,
        &app.catalogue,
        &definition,
        Chosen {
            typed: &typed.suche,
            entries: &typed.eintrag,
            people: &typed.kann,
        },
    );
    page.departments = own(clerk)
        .map(|one| {
            (
                one.slug.clone(),
                one.name.in_language("de").to_owned(),
                one.id == chosen.id,
            )
        })
        .collect();
    page.changes = match changed(clerk).len() {
        0 => String::new(),
        count => several(count),
    };
    page.mistakes.clone_from(&mistakes);
    let notice = if mistakes.is_empty() {
        notice
    } else {
        Some(Notice::mistakes(words("de"), mistakes))
    };
    let frame = clerk
        .frame("Katalog der Dienstleistungen", setup::PLACE)
        .with_notice(notice);
    answer::page(app, status, &frame, &page)
}

fn own(clerk: &Clerk) -> impl Iterator<Item = &Department> {
    let departments = clerk.town.departments.iter();
    departments.filter(|department| clerk.account.works_in(department.id))
}

/// The department that is spoken of; her first one where none is.
fn department<'a>(clerk: &'a Clerk, typed: &Typed) -> Outcome<&'a Department> {
    let found = own(clerk).find(|department| typed.amt.is_empty() || department.slug == typed.amt);
    Ok(found.ok_or(ProblemCode::NotFound)?)
}

fn mistake(field: &str, text: &str) -> Mistake {
    Mistake {
        field: field.to_owned(),
        text: text.to_owned(),
    }
}
