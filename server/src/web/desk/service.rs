//! One service: changed, begun, taken away. Buttons that add or remove a line send the whole form and save nothing, so that it
//! works without a script and keeps what was typed.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::service::ServiceFacts;
use tenants::town::Department;

use super::answer;
use super::clerk::Clerk;

use crate::desk::{self, Draft, Edited, LineStep, led_department, own_service, seal_of};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::frame::address;
use crate::views::desk::service::ServicePage;
use crate::views::desk::service_words::told;
use crate::views::desk::services::{NEW, PLACE, people, service_url};
use crate::views::desk::setup;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// The service an address speaks of.
#[derive(Deserialize)]
pub struct ServicePath {
    service: String,
}

/// The department that gets a new one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewQuery {
    amt: String,
}

/// A form as it was sent: what stands in its fields, and which button was pushed.
struct Sent {
    draft: Draft,
    seal: String,
    step: String,
    amt: String,
    people: Vec<String>,
}

impl Sent {
    fn read(mut form: BTreeMap<String, String>) -> Self {
        let mut taken = |name: &str| form.remove(name).unwrap_or_default();
        let (seal, step, amt) = (taken("stand"), taken("schritt"), taken("amt"));
        let people = form.extract_if(.., |field, _| field.starts_with(PERSON));
        let people = people.map(|(field, _)| field.trim_start_matches(PERSON).to_owned());
        Self {
            people: people.collect(),
            draft: Draft::typed(form),
            seal,
            step,
            amt,
        }
    }
}

/// Fields that say who can do it begin like this.
const PERSON: &str = "person.";

/// A service as it is.
pub async fn show(clerk: Clerk, ValidPath(path): ValidPath<ServicePath>) -> Outcome<Response> {
    let facts = &own_service(&clerk, &path.service)?.facts;
    let page = page_of(&clerk, &Draft::of(facts), facts, seal_of(&Some(facts)))?;
    answer(&clerk, &heading(facts), StatusCode::OK, &page, None)
}

/// Saves it, takes it away, or shows what was typed with a line more or less.
pub async fn change(
    clerk: Clerk,
    ValidPath(path): ValidPath<ServicePath>,
    ValidForm(form): ValidForm<BTreeMap<String, String>>,
) -> Outcome<Response> {
    let sent = Sent::read(form);
    own_service(&clerk, &path.service)?;
    match sent.step.as_str() {
        "speichern" => save(&clerk, &path.service, sent).await,
        "entfernen" => remove(&clerk, &path.service, &sent.seal).await,
        _ => {
            let (draft, focus) = after(sent.draft, &sent.step);
            let facts = draft.read(&path.service, &clerk.town.languages);
            let page = ServicePage {
                focus,
                ..page_of(&clerk, &draft, &facts, sent.seal)?
            };
            answer(
                &clerk,
                &heading(&facts),
                StatusCode::OK,
                &page,
                looked_at(&sent.step),
            )
        }
    }
}

/// An empty form for a department.
pub async fn ask(clerk: Clerk, ValidQuery(query): ValidQuery<NewQuery>) -> Outcome<Response> {
    let department = led_department(&clerk, &query.amt)?;
    // Whoever can do everything can do this; the others are asked for.
    let page = new_page(&clerk, department, &begun(), &[]);
    answer(&clerk, "Neue Dienstleistung", StatusCode::OK, &page, None)
}

/// Begins a service, or shows what was typed with a line more or less.
pub async fn begin(clerk: Clerk, ValidForm(form): ValidForm<BTreeMap<String, String>>) -> Outcome<Response> {
    let sent = Sent::read(form);
    let department = led_department(&clerk, &sent.amt)?;
    if sent.step != "speichern" {
        let (draft, focus) = after(sent.draft, &sent.step);
        let page = ServicePage {
            focus,
            ..new_page(&clerk, department, &draft, &sent.people)
        };
        return answer(
            &clerk,
            "Neue Dienstleistung",
            StatusCode::OK,
            &page,
            looked_at(&sent.step),
        );
    }
    let draft = sent.draft.without_blanks();
    let facts = draft.read("", &clerk.town.languages);
    let (edited, slug) = desk::add_service(&clerk, &sent.amt, facts, &sent.people).await?;
    if edited == Edited::Done {
        return Ok(answer::send_on(&service_url(&clerk.town, &slug)));
    }
    let mistakes = mistakes_of(&clerk, &draft, &edited);
    let page = new_page(&clerk, department, &draft, &sent.people).correcting(mistakes.clone());
    let notice = Notice::mistakes(words("de"), mistakes);
    answer(
        &clerk,
        "Neue Dienstleistung",
        StatusCode::UNPROCESSABLE_ENTITY,
        &page,
        Some(notice),
    )
}

async fn save(clerk: &Clerk, slug: &str, sent: Sent) -> Outcome<Response> {
    let draft = sent.draft.without_blanks();
    let facts = draft.read(slug, &clerk.town.languages);
    let edited = desk::save_service(clerk, facts.clone(), &sent.seal).await?;
    let clerk = clerk.anew().await?;
    let page = page_of(&clerk, &draft, &facts, sent.seal)?;
    let (status, page, notice) = match &edited {
        Edited::Done => {
            let facts = &own_service(&clerk, slug)?.facts;
            let page = page_of(&clerk, &Draft::of(facts), facts, seal_of(&Some(facts)))?;
            let notice = Notice::success("Die Dienstleistung ist gespeichert und gilt ab sofort.");
            (StatusCode::OK, page, notice)
        }
        Edited::ChangedMeanwhile(fields, seal) => {
            let page = ServicePage {
                seal: seal.clone(),
                ..page.beside(fields)
            };
            let notice = Notice::warning(
                "Diese Dienstleistung hat inzwischen jemand anderes geändert.",
                "Nichts ist gespeichert. Ihre Fassung steht in den Feldern, die Tabelle zeigt, worin sie sich von der geltenden \
                 unterscheidet. Wenn Sie noch einmal speichern, gilt Ihre Fassung.",
            );
            (StatusCode::CONFLICT, page, notice)
        }
        Edited::Wrong(_) | Edited::WouldOrphan(_) => {
            let mistakes = mistakes_of(&clerk, &draft, &edited);
            let notice = Notice::mistakes(words("de"), mistakes.clone());
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                page.correcting(mistakes),
                notice,
            )
        }
    };
    answer(&clerk, &heading(&facts), status, &page, Some(notice))
}

async fn remove(clerk: &Clerk, slug: &str, seal: &str) -> Outcome<Response> {
    let edited = desk::remove_service(clerk, slug, seal).await?;
    if edited == Edited::Done {
        return Ok(answer::send_on(&address(&clerk.town.slug, PLACE)));
    }
    let clerk = clerk.anew().await?;
    let facts = &own_service(&clerk, slug)?.facts;
    let page = page_of(&clerk, &Draft::of(facts), facts, seal_of(&Some(facts)))?;
    let why = match edited {
        Edited::WouldOrphan(_) => {
            "Dafür stehen noch Termine bevor. Schalten Sie die Dienstleistung aus, damit keine neuen dazukommen; nach dem letzten \
             Termin können Sie sie entfernen."
        }
        Edited::ChangedMeanwhile(..) => {
            "Jemand anderes hat sie inzwischen geändert. Unten steht, was jetzt gilt; wenn sie trotzdem wegfallen soll, entfernen Sie \
             sie noch einmal."
        }
        Edited::Wrong(_) | Edited::Done => {
            "Mindestens eine Person kann nichts anderes. Geben Sie ihr zuerst eine andere Dienstleistung, oder schalten Sie diese aus."
        }
    };
    let notice = Notice::warning("Die Dienstleistung ist nicht entfernt.", why);
    answer(&clerk, &heading(facts), StatusCode::CONFLICT, &page, Some(notice))
}

/// What was typed after a button has changed a list, and the field to go on with.
fn after(mut draft: Draft, step: &str) -> (Draft, String) {
    let mut focus = String::new();
    if let Some(step) = LineStep::parse(step) {
        draft.step(step);
        if let LineStep::More(list) = step {
            focus = match (list, draft.len(list).saturating_sub(1)) {
                ("fees", last) => format!("fees[{last}].cents"),
                (list, last) => format!("{list}[{last}].text.de"),
            };
        }
    }
    (draft, focus)
}

fn looked_at(step: &str) -> Option<Notice> {
    (step == "vorschau").then(|| {
        Notice::success("Die Vorschau unten zeigt, was in den Feldern steht. Gespeichert ist dadurch nichts.")
    })
}

fn mistakes_of(clerk: &Clerk, draft: &Draft, edited: &Edited) -> Vec<Mistake> {
    match edited {
        Edited::Wrong(mistakes) => told(&clerk.town, draft, mistakes),
        Edited::WouldOrphan(_) => vec![Mistake {
            field: String::new(),
            text: "Dafür gibt es Termine. Bitte klären Sie diese zuerst.".to_owned(),
        }],
        Edited::Done | Edited::ChangedMeanwhile(..) => Vec::new(),
    }
}

/// What a new service begins with.
fn begun() -> Draft {
    let fields = [("minutes", "15"), ("buffer_minutes", "0"), ("max_count", "1")];
    let fields = fields.map(|(field, value)| (field.to_owned(), value.to_owned()));
    Draft::typed(BTreeMap::from(fields))
}

fn page_of(clerk: &Clerk, draft: &Draft, facts: &ServiceFacts, seal: String) -> Outcome<ServicePage> {
    let service = own_service(clerk, &facts.slug)?;
    let department = clerk.town.department(service.department);
    Ok(ServicePage {
        seal,
        department: department.map_or_else(String::new, |one| one.name.in_language("de").to_owned()),
        able: department.map_or_else(String::new, |one| people(one, service)),
        ..ServicePage::new(&clerk.town, draft, facts)
    })
}

fn new_page(clerk: &Clerk, department: &Department, draft: &Draft, people: &[String]) -> ServicePage {
    let facts = draft.read("", &clerk.town.languages);
    let person = |one: &tenants::staff::StaffMember| {
        let field = format!("{PERSON}{}", one.slug);
        (field, one.name.clone(), people.contains(&one.slug))
    };
    ServicePage {
        action: address(&clerk.town.slug, NEW),
        amt: department.slug.clone(),
        department: department.name.in_language("de").to_owned(),
        people: department.staff.iter().map(person).collect(),
        ..ServicePage::new(&clerk.town, draft, &facts)
    }
}

fn heading(facts: &ServiceFacts) -> String {
    match facts.name.in_language("de") {
        "" => "Dienstleistung".to_owned(),
        name => name.to_owned(),
    }
}

fn answer(
    clerk: &Clerk,
    heading: &str,
    status: StatusCode,
    page: &ServicePage,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let frame = clerk.frame(heading, setup::PLACE).with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, page)
}
