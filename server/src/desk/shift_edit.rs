//! A person's shifts as a lead puts them: looked at first, saved like every other edit. What takes time from appointments goes the way of
//! an absence instead.

use chrono::NaiveDate;
use tenants::Town;
use tenants::calendar::Channel;
use tenants::definition::{Definition, Mistake, check};
use tenants::shifts::replacing;
use tenants::staff::{Shift, StaffMember};
use tenants::visit::Visit;
use wire::ProblemCode;

use super::editing::{Edited, edit, seal_of};
use super::people::{change_in, person_in};
use crate::calendar::{self, Days};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// Days that are looked at before anything is saved.
pub const LOOKED_AT: u32 = 14;

/// What citizens would see of a day: so many free times now, and so many afterwards.
pub type Seen = (NaiveDate, usize, usize);

/// A person's shifts; none where there is nobody.
#[must_use]
pub fn shifts_in(town: &Definition, slug: &str) -> Vec<Shift> {
    person_in(town, slug).map_or_else(Vec::new, |(_, _, person)| person.shifts.clone())
}

/// Puts others in the place of one of a person's shifts from today on, or behind all of them.
///
/// # Errors
/// If there is nobody, or the database cannot be read or written.
pub async fn change_shifts(
    clerk: &Clerk,
    seal: &str,
    slug: &str,
    (chosen, wanted): (Option<&Shift>, &[Shift]),
    today: NaiveDate,
) -> Outcome<Edited> {
    let part = |town: &Definition| shifts_in(town, slug);
    let mut present = None;
    let edited = edit(clerk, seal, part, |town| {
        let person = change_in(town, slug)?;
        if chosen.is_none_or(|chosen| person.shifts.contains(chosen)) {
            person.shifts = replacing(&person.shifts, chosen, wanted, today);
        } else {
            present = Some(seal_of(&person.shifts));
        }
        Ok(())
    })
    .await?;
    // It has gone a moment ago.
    Ok(present.map_or(edited, |seal| Edited::ChangedMeanwhile(Vec::new(), seal)))
}

/// What would be wrong with these shifts of a person; nothing is changed.
///
/// # Errors
/// If there is nobody, or the database cannot be read.
pub async fn wrong_with(clerk: &Clerk, slug: &str, shifts: &[Shift]) -> Outcome<Vec<Mistake>> {
    let before = clerk.visitor.reading().await?.definition().await?;
    let mut after = before.clone();
    change_in(&mut after, slug)?.shifts = shifts.to_vec();
    let known = check(&before);
    let mut mistakes = check(&after);
    mistakes.retain(|mistake| !known.contains(mistake));
    Ok(mistakes)
}

/// How many free times citizens see for a service on the coming days, now and with these shifts of a person.
///
/// # Errors
/// If the town has no such service or person, or the database cannot be read.
pub async fn seen_with(
    clerk: &Clerk,
    person: &StaffMember,
    shifts: &[Shift],
    service: &str,
) -> Outcome<Vec<Seen>> {
    let tx = clerk.visitor.reading().await?;
    let mut after = Town::clone(&tx.town);
    let mut staff = after.departments.iter_mut().flat_map(|one| &mut one.staff);
    let changed = staff
        .find(|one| one.id == person.id)
        .ok_or(ProblemCode::NotFound)?;
    changed.shifts = shifts.to_vec();
    let visit = Visit::parse(&tx.town, [(service, 1)]).map_err(|_| ProblemCode::UnknownService)?;
    let now = clerk.visitor.now;
    let days = Days {
        from: tenants::calendar::local_time::date(tx.town.zone, now),
        count: LOOKED_AT,
    };
    let [before, after] =
        calendar::offers_in(&tx, [&tx.town, &after], &visit, (Channel::Citizen, days), now).await?;
    let both = before.days.iter().zip(&after.days);
    Ok(both
        .map(|(before, after)| (before.date, before.starts.len(), after.starts.len()))
        .collect())
}
