//! "Ämter": which departments the town has, where they are, and in which order.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::definition::DepartmentFacts;
use tenants::town::{Department, Place};
use wire::ProblemCode;

use super::clerk::Clerk;
use super::form::{Typed, answered, changed_meanwhile, one, show as show_form, texts};
use super::{answer, setup};
use crate::desk::{self, DepartmentEnded, Edited, seal_of};
use crate::refusal::Outcome;
use crate::views::desk::departments::{DepartmentsPage, PLACE, department_form};
use crate::views::desk::form::FormPage;
use crate::views::desk::frame::address;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// A department in the address.
#[derive(Deserialize)]
pub struct DepartmentPath {
    department: String,
}

/// What has just happened.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct ListQuery {
    pub(super) gespeichert: String,
}

/// Those she works in.
pub async fn list(clerk: Clerk, ValidQuery(query): ValidQuery<ListQuery>) -> Outcome<Response> {
    list_with(&clerk, StatusCode::OK, setup::saved(&query.gespeichert)).await
}

async fn list_with(clerk: &Clerk, status: StatusCode, notice: Option<Notice>) -> Outcome<Response> {
    let definition = clerk.visitor.reading().await?.definition().await?;
    let seal = seal_of(&desk::order_of_departments(&definition));
    let departments = clerk.town.departments.iter();
    let own = departments.filter(|one| clerk.account.works_in(one.id));
    let page = DepartmentsPage::new(&clerk.town.slug, own, works_everywhere(clerk), seal);
    let frame = clerk.frame("Ämter", setup::PLACE).with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// Puts one of them further to the front, or to the back.
pub async fn arrange(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    must_work_everywhere(&clerk)?;
    let up = one(&typed, "hinauf");
    let slug = if up.is_empty() { one(&typed, "hinab") } else { up };
    match desk::move_department(&clerk, one(&typed, "stand"), slug, !up.is_empty()).await? {
        Edited::Done => Ok(answer::send_on(&address(&clerk.town.slug, PLACE))),
        _ => {
            list_with(
                &clerk.anew().await?,
                StatusCode::CONFLICT,
                Some(setup::order_changed()),
            )
            .await
        }
    }
}

/// A new one.
pub async fn ask(clerk: Clerk) -> Outcome<Response> {
    must_work_everywhere(&clerk)?;
    show_form(&clerk, "Amt anlegen", &new_form(&clerk).await?)
}

/// Makes it.
pub async fn begin(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    must_work_everywhere(&clerk)?;
    let facts = read(&clerk, &typed, String::new());
    let prefix = format!("departments[{}].", clerk.town.departments.len());
    let edited = desk::add_department(&clerk, one(&typed, "stand"), facts).await?;
    let page = new_form(&clerk).await?;
    answered(&clerk, "Amt anlegen", (page, &prefix), &typed, edited, || {
        saved(&clerk)
    })
}

/// One of them.
pub async fn show(clerk: Clerk, ValidPath(path): ValidPath<DepartmentPath>) -> Outcome<Response> {
    let (_, department) = own(&clerk, &path.department)?;
    show_form(
        &clerk,
        department.name.in_language("de"),
        &form(&clerk, department).await?,
    )
}

/// Saves it.
pub async fn change(
    clerk: Clerk,
    ValidPath(path): ValidPath<DepartmentPath>,
    ValidForm(typed): ValidForm<Typed>,
) -> Outcome<Response> {
    let (place, department) = own(&clerk, &path.department)?;
    let facts = read(&clerk, &typed, department.slug.clone());
    let edited = desk::change_department(&clerk, one(&typed, "stand"), facts).await?;
    let heading = department.name.in_language("de");
    let (page, prefix) = (form(&clerk, department).await?, format!("departments[{place}]."));
    answered(&clerk, heading, (page, &prefix), &typed, edited, || saved(&clerk))
}

/// Ends it, if nothing stands on it.
pub async fn end(
    clerk: Clerk,
    ValidPath(path): ValidPath<DepartmentPath>,
    ValidForm(typed): ValidForm<Typed>,
) -> Outcome<Response> {
    must_work_everywhere(&clerk)?;
    let (_, department) = own(&clerk, &path.department)?;
    let name = department.name.in_language("de");
    let why = match desk::end_department(&clerk, one(&typed, "stand"), &department.slug).await? {
        DepartmentEnded::As(Edited::Done) => return Ok(saved(&clerk)),
        DepartmentEnded::As(Edited::ChangedMeanwhile(..)) => changed_meanwhile(),
        DepartmentEnded::As(Edited::Wrong(mistakes)) => {
            let told = mistakes.first().map(|mistake| mistake.problem.german.clone());
            Notice::warning(format!("{name} bleibt bestehen."), told.unwrap_or_default())
        }
        DepartmentEnded::As(Edited::WouldOrphan(_)) => Notice::warning(
            format!("{name} bleibt bestehen."),
            "In diesem Amt gibt es Termine, vielleicht auch vergangene. Es lässt sich entfernen, sobald sie nach Ihrer \
             Aufbewahrungsfrist gelöscht sind.",
        ),
        DepartmentEnded::InUse(services, staff) => Notice::warning(
            format!("{name} bleibt bestehen."),
            format!(
                "Hier stehen noch {} und {}. Entfernen lässt sich ein Amt nur, solange es leer ist; sonst lassen Sie die Dienstzeiten \
                 aller enden, dann kann niemand mehr einen Termin vereinbaren.",
                setup::several(services, "Dienstleistung", "Dienstleistungen"),
                setup::several(staff, "Person", "Personen"),
            ),
        ),
        DepartmentEnded::HasAccounts(names) => Notice::warning(
            format!("{name} bleibt bestehen."),
            format!(
                "Diese Konten gehören dazu: {}. Ohne dieses Amt hätten sie keines mehr.",
                names.join(", ")
            ),
        ),
    };
    let clerk = clerk.anew().await?;
    list_with(&clerk, StatusCode::CONFLICT, Some(why)).await
}

/// A department of hers, and where it stands in the town's file.
pub(super) fn own<'a>(clerk: &'a Clerk, slug: &str) -> Outcome<(usize, &'a Department)> {
    let mut all = clerk.town.departments.iter().enumerate();
    let found = all.find(|(_, one)| one.slug == slug);
    let found = found.ok_or(ProblemCode::NotFound)?;
    clerk.must_work_in(found.1.id)?;
    Ok(found)
}

fn works_everywhere(clerk: &Clerk) -> bool {
    clerk.account.departments.is_empty()
}

/// What concerns all departments is nobody's who works in some.
fn must_work_everywhere(clerk: &Clerk) -> Outcome<()> {
    if works_everywhere(clerk) {
        return Ok(());
    }
    Err(ProblemCode::NotFound.into())
}

fn saved(clerk: &Clerk) -> Response {
    answer::send_on(&format!("{}?gespeichert=ja", address(&clerk.town.slug, PLACE)))
}

async fn new_form(clerk: &Clerk) -> Outcome<FormPage> {
    let definition = clerk.visitor.reading().await?.definition().await?;
    let seal = seal_of(&desk::order_of_departments(&definition));
    let town = &clerk.town;
    Ok(department_form(&town.slug, &town.languages, None, seal))
}

async fn form(clerk: &Clerk, department: &Department) -> Outcome<FormPage> {
    let definition = clerk.visitor.reading().await?.definition().await?;
    let facts = desk::department_facts(&definition, &department.slug);
    let town = &clerk.town;
    let page = department_form(&town.slug, &town.languages, facts.as_ref(), seal_of(&facts));
    if works_everywhere(clerk) {
        return Ok(page);
    }
    Ok(FormPage {
        remove_url: String::new(),
        ..page
    })
}

fn read(clerk: &Clerk, typed: &Typed, slug: String) -> DepartmentFacts {
    let languages = &clerk.town.languages;
    DepartmentFacts {
        slug,
        name: texts(typed, "name", languages),
        place: Place {
            name: texts(typed, "place.name", languages),
            street: one(typed, "place.street").to_owned(),
            city: one(typed, "place.city").to_owned(),
            hint: texts(typed, "place.hint", languages),
        },
    }
}
