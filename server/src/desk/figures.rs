//! "Zahlen": how many appointments there were in the clerk's departments, and what became of them. Reading only.

use tenants::calendar::local_time;
use tenants::figures::{Figures, Period, figures as told};
use tenants::town::Department;
use tenants::{DepartmentId, Town};
use wire::ProblemCode;

use crate::auth::role::Account;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// The figures of a period in the department with this name in addresses, or in all of the clerk's.
///
/// # Errors
/// `NotFound` for a department that is not the clerk's, whether there is one or not.
pub async fn figures(clerk: &Clerk, period: Period, named: Option<&str>) -> Outcome<Figures> {
    let tx = clerk.visitor.reading().await?;
    let town = tx.town.clone();
    let seen: Vec<_> = own_departments(&town, &clerk.account)
        .into_iter()
        .filter(|department| named.is_none_or(|slug| department.slug == slug))
        .collect();
    if seen.is_empty() {
        return Err(ProblemCode::NotFound.into());
    }
    let numbers: Vec<DepartmentId> = seen.iter().map(|department| department.id).collect();
    let services = seen.iter().flat_map(|department| &department.services);
    let services: Vec<String> = services.map(|service| service.facts.slug.clone()).collect();
    let today = local_time::date(town.zone, clerk.visitor.now);
    let counted = tx.counted(period, today, &numbers).await?;
    let hours = tx.counted_by_hours(period, today, &numbers).await?;
    Ok(told((period, today), &numbers, &services, &counted, &hours))
}

/// The departments whose figures are hers to see.
#[must_use]
pub fn own_departments<'a>(town: &'a Town, account: &Account) -> Vec<&'a Department> {
    let all = town.departments.iter();
    all.filter(|department| account.works_in(department.id)).collect()
}
