//! "Mitarbeitende": who takes appointments, and what each of them can do.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::calendar::local_time;
use tenants::definition::{Definition, Mistake, StaffFacts};
use tenants::staff::StaffMember;
use wire::ProblemCode;

use super::clerk::Clerk;
use super::departments::{ListQuery, own};
use super::form::{Typed, all, answered, one, show as show_form};
use super::{answer, setup};
use crate::desk::{self, Edited, seal_of};
use crate::refusal::Outcome;
use crate::views::desk::form::FormPage;
use crate::views::desk::frame::address;
use crate::views::desk::people::{EVERYTHING, PLACE, PeoplePage, person_form};
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// A person in the address.
#[derive(Deserialize)]
pub struct PersonPath {
    pub(super) person: String,
}

/// The department of somebody new.
#[derive(Deserialize)]
pub struct NewQuery {
    amt: String,
}

/// Those of her departments.
pub async fn list(clerk: Clerk, ValidQuery(query): ValidQuery<ListQuery>) -> Outcome<Response> {
    list_with(&clerk, StatusCode::OK, setup::saved(&query.gespeichert)).await
}

async fn list_with(clerk: &Clerk, status: StatusCode, notice: Option<Notice>) -> Outcome<Response> {
    let definition = clerk.visitor.reading().await?.definition().await?;
    let town = &clerk.town;
    let seal = |department: &str| seal_of(&desk::order_of_people(&definition, department));
    let departments = town.departments.iter();
    let own = departments.filter(|one| clerk.account.works_in(one.id));
    let today = local_time::date(town.zone, clerk.visitor.now);
    let page = PeoplePage::new(&town.slug, own, seal, today);
    let frame = clerk.frame("Mitarbeitende", setup::PLACE).with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// Puts one of them further to the front of her department, or to the back.
pub async fn arrange(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let (_, department) = own(&clerk, one(&typed, "amt"))?;
    let up = one(&typed, "hinauf");
    let slug = if up.is_empty() { one(&typed, "hinab") } else { up };
    let seal = one(&typed, "stand");
    match desk::move_person(&clerk, seal, &department.slug, slug, !up.is_empty()).await? {
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

/// Somebody new.
pub async fn ask(clerk: Clerk, ValidQuery(query): ValidQuery<NewQuery>) -> Outcome<Response> {
    let (place, _) = own(&clerk, &query.amt)?;
    let definition = clerk.visitor.reading().await?.definition().await?;
    show_form(&clerk, "Person anlegen", &new_form(&clerk, &definition, place)?)
}

/// Makes her.
pub async fn begin(
    clerk: Clerk,
    ValidQuery(query): ValidQuery<NewQuery>,
    ValidForm(typed): ValidForm<Typed>,
) -> Outcome<Response> {
    let (place, department) = own(&clerk, &query.amt)?;
    let facts = read(&typed, String::new());
    let edited = desk::add_person(&clerk, one(&typed, "stand"), &department.slug, facts).await?;
    let definition = clerk.visitor.reading().await?.definition().await?;
    let prefix = format!("departments[{place}].staff[{}].", department.staff.len());
    let page = new_form(&clerk, &definition, place)?;
    answered(&clerk, "Person anlegen", (page, &prefix), &typed, edited, || {
        saved(&clerk)
    })
}

/// One of them.
pub async fn show(clerk: Clerk, ValidPath(path): ValidPath<PersonPath>) -> Outcome<Response> {
    let person = colleague(&clerk, &path.person)?;
    let definition = clerk.visitor.reading().await?.definition().await?;
    let (page, _) = form(&clerk, &definition, &person.slug)?;
    show_form(&clerk, &person.name, &page)
}

/// Saves her.
pub async fn change(
    clerk: Clerk,
    ValidPath(path): ValidPath<PersonPath>,
    ValidForm(typed): ValidForm<Typed>,
) -> Outcome<Response> {
    let person = colleague(&clerk, &path.person)?;
    let facts = read(&typed, person.slug.clone());
    let edited = desk::change_person(&clerk, one(&typed, "stand"), facts).await?;
    let definition = clerk.visitor.reading().await?.definition().await?;
    let (page, prefix) = form(&clerk, &definition, &person.slug)?;
    let edited = match edited {
        Edited::Wrong(mistakes) => Edited::Wrong(about_her(&definition, &prefix, mistakes)),
        other => other,
    };
    answered(&clerk, &person.name, (page, &prefix), &typed, edited, || {
        saved(&clerk)
    })
}

/// Somebody of her departments.
pub(super) fn colleague<'a>(clerk: &'a Clerk, slug: &str) -> Outcome<&'a StaffMember> {
    let found = clerk.town.staff().find(|person| person.slug == slug);
    let person = found.ok_or(ProblemCode::NotFound)?;
    clerk.must_work_in(person.department)?;
    Ok(person)
}

/// A service that nobody could do any more is told where it is taken from her.
fn about_her(definition: &Definition, prefix: &str, mistakes: Vec<Mistake>) -> Vec<Mistake> {
    let told = |mistake: Mistake| {
        let within = prefix.split(".staff[").next().unwrap_or_default();
        let place = mistake.path.strip_prefix(within);
        let place = place.and_then(|rest| {
            rest.strip_prefix(".services[")?
                .split_once(']')?
                .0
                .parse::<usize>()
                .ok()
        });
        let departments = definition.departments.iter().enumerate();
        let mut here = departments.filter(|(number, _)| within == format!("departments[{number}]"));
        let service = here
            .next()
            .zip(place)
            .and_then(|((_, one), place)| one.services.get(place));
        match service {
            None => mistake,
            Some(service) => {
                let mut problem = mistake.problem;
                problem.german = format!("{}: {}", service.name.in_language("de"), problem.german);
                Mistake {
                    path: format!("{prefix}skills"),
                    problem,
                }
            }
        }
    };
    mistakes.into_iter().map(told).collect()
}

fn saved(clerk: &Clerk) -> Response {
    answer::send_on(&format!("{}?gespeichert=ja", address(&clerk.town.slug, PLACE)))
}

fn new_form(clerk: &Clerk, definition: &Definition, place: usize) -> Outcome<FormPage> {
    let department = definition.departments.get(place).ok_or(ProblemCode::NotFound)?;
    let seal = seal_of(&desk::order_of_people(definition, &department.facts.slug));
    Ok(person_form(&clerk.town.slug, department, None, seal))
}

fn form(clerk: &Clerk, definition: &Definition, slug: &str) -> Outcome<(FormPage, String)> {
    let (department, place, person) = desk::person_in(definition, slug).ok_or(ProblemCode::NotFound)?;
    let seal = seal_of(&Some(&person.facts));
    let page = person_form(
        &clerk.town.slug,
        &definition.departments[department],
        Some(&person.facts),
        seal,
    );
    Ok((page, format!("departments[{department}].staff[{place}].")))
}

fn read(typed: &Typed, slug: String) -> StaffFacts {
    let skills = all(typed, "skills");
    let everything = skills.contains(&EVERYTHING);
    let skills = if everything { vec![EVERYTHING] } else { skills };
    StaffFacts {
        slug,
        name: one(typed, "name").to_owned(),
        skills: skills.into_iter().map(str::to_owned).collect(),
    }
}
