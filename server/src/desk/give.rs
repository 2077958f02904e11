//! Give an appointment to somebody who calls or stands at the counter: held and promised in one step.
//! A way to be reached is welcome, not needed.

use tenants::appointment::{State, Step};
use tenants::calendar::{Cell, Span, local_time};
use tenants::contact::{Email, Note, PersonName, Phone};
use tenants::reference::Reference;
use tenants::{Answers, Visit};
use wire::{ProblemCode, ServiceCount};

use super::appointment::promised;
use super::free::{next_times, somebody};
use crate::booking::kept_visit::KeptVisit;
use crate::booking::retry::{Attempt, until_done};
use crate::booking::secrets::{Secret, fingerprint, key_hash};
use crate::booking::taken::Taken;
use crate::booking::wish;
use crate::db::TownTx;
use crate::db::appointments::{Appointment, By, Confirmation, NewHold, Promise};
use crate::db::notices::{Actor, Deed};
use crate::refusal::{Fault, Outcome, Trouble};
use crate::web::desk::clerk::Clerk;

/// Who wants what, and when, as the clerk typed it.
pub struct Wanted<'a> {
    /// What for.
    pub services: &'a [ServiceCount],
    /// When, as it was proposed.
    pub at: &'a str,
    /// Drawn with the form: sending it again gives the same appointment.
    pub key: &'a str,
    /// For whom.
    pub name: &'a str,
    /// Where messages go; may be empty.
    pub email: &'a str,
    /// Number to call; may be empty.
    pub phone: &'a str,
    /// A few words; may be empty.
    pub note: &'a str,
}

/// How giving ended.
pub enum Giving {
    /// It is promised; with the PIN, which is told once.
    Given(Box<Appointment>, String),
    /// The time is gone, or was none; nothing was done.
    NotFree,
}

/// The next free times for the clerk's callers.
///
/// # Errors
/// If the town would not settle this in one visit, or not in one of the clerk's departments.
pub async fn proposals(clerk: &Clerk, services: &[ServiceCount]) -> Outcome<Vec<Cell>> {
    let visitor = &clerk.visitor;
    let tx = visitor.reading().await?;
    let visit = own_visit(clerk, &tx, services)?;
    next_times(clerk, &tx, &visit, None, None).await
}

/// Gives the appointment.
///
/// # Errors
/// What is wrong with what was typed, field by field.
pub async fn give(clerk: &Clerk, wanted: Wanted<'_>) -> Outcome<Giving> {
    wish::key(Some(wanted.key))?;
    let person = Person::parse(&wanted)?;
    until_done(|| attempt(clerk, &wanted, &person)).await
}

async fn attempt(clerk: &Clerk, wanted: &Wanted<'_>, person: &Person) -> Outcome<Attempt<Giving>> {
    let visitor = &clerk.visitor;
    let (now, micros) = (visitor.now, visitor.now.timestamp_micros());
    let tx = visitor.writing().await?;
    let town = tx.town.clone();
    let visit = own_visit(clerk, &tx, wanted.services)?;
    let secret = Secret::of_hold(tx.id().0, Some(wanted.key), [0; 32]);
    let link = secret.manage();
    let key = key_hash("desk", wanted.key);
    if let Some(known) = tx.find(By::HoldKey(&key)).await? {
        return Ok(Attempt::Done(Giving::Given(
            Box::new(known),
            link.pin().text().to_owned(),
        )));
    }
    let span = Span {
        first: wish::start(&town, wanted.at)?,
        cells: visit.cells(),
    };
    let local_start = local_time::local(town.zone, span.first.start()).naive_local();
    tx.end_expired(span, micros).await?;
    let Some(staff) = somebody(clerk, &tx, &visit, span, None).await? else {
        return Ok(Attempt::Done(Giving::NotFree));
    };
    let kept = tenants::appointment::Kept { staff, span };
    let place = town
        .department(visit.department())
        .map(|department| &department.place);
    let place = place.ok_or_else(|| Fault::because("a visit without department"))?;
    let told = KeptVisit::of(&town, &visit, place).telling(&town, &visit, &Answers::none());
    let id = visitor.app.chance.uuid_v7(now);
    let request = fingerprint(&(wanted.services, wanted.at, wanted.name));
    let held = NewHold {
        id,
        state: State::held(kept, now, &town.policy),
        department: visit.department(),
        minutes: visit.minutes(),
        local_start,
        zone: town.zone,
        visit: told.clone(),
        secret: secret.hash(),
        key: Some(key),
        request: request.clone(),
    };
    if !tx.insert_hold(held, now).await? || !tx.claim(staff, span, id).await? {
        return Ok(Attempt::Overtaken);
    }
    let before = tx.appointment(id).await?;
    let before = before.ok_or_else(|| Fault::because("a row that was just written is gone"))?;
    let after = before.state.step(Step::Confirm, now);
    let after = after.map_err(|refused| Fault(Box::new(refused)))?;
    let reference = Reference::new(&town.reference_prefix, visitor.app.chance.bytes());
    let reference = reference.map_err(|error| Fault(Box::new(error)))?.to_string();
    let confirmation = Confirmation {
        promise: Promise {
            pin_hash: link.pin().hash(&reference),
            reference,
            name: person.name.as_str().to_owned(),
            email: person.email.as_ref().map(|email| email.as_str().to_owned()),
            phone: person.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            note: person.note.as_ref().map(|note| note.as_str().to_owned()),
            language: town.first_language().to_owned(),
            pin_failures: 0,
        },
        manage: link.hash(),
        request,
        key: None,
        visit: told,
    };
    match tx.confirm(&before, after, confirmation, now).await {
        Ok(true) => {}
        Ok(false) => return Ok(Attempt::Overtaken),
        // The drawn reference was somebody's already: it is drawn anew.
        Err(trouble) if trouble.is_taken_already() => return Ok(Attempt::Overtaken),
        Err(trouble) => return Err(trouble),
    }
    Taken::new(&before, after, Deed::Booked, Actor::Clerk(clerk.account.id))
        .record(visitor, &tx)
        .await?;
    let given = promised(clerk, &tx, id).await?;
    tx.commit().await?;
    Ok(Attempt::Done(Giving::Given(
        Box::new(given),
        link.pin().text().to_owned(),
    )))
}

/// A visit of one of the clerk's departments.
fn own_visit(clerk: &Clerk, tx: &TownTx, services: &[ServiceCount]) -> Outcome<Visit> {
    let visit = wish::visit(&tx.town, services)?;
    if clerk.account.works_in(visit.department()) {
        Ok(visit)
    } else {
        Err(ProblemCode::UnknownService.into())
    }
}

/// For whom it is, read.
struct Person {
    name: PersonName,
    email: Option<Email>,
    phone: Option<Phone>,
    note: Option<Note>,
}

impl Person {
    /// Reads every field and names all that are wrong at once.
    fn parse(wanted: &Wanted<'_>) -> Result<Self, Trouble> {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let name = PersonName::parse(wanted.name);
        let email = given(wanted.email).map(|text| Email::parse(&text)).transpose();
        let phone = given(wanted.phone).map(|text| Phone::parse(&text)).transpose();
        let note = given(wanted.note).map(|text| Note::parse(&text)).transpose();
        let wrong = [
            (name.is_err(), "name", "field.name"),
            (email.is_err(), "email", "field.email"),
            (phone.is_err(), "phone", "field.phone"),
            (note.is_err(), "note", "field.note"),
        ];
        match (name, email, phone, note) {
            (Ok(name), Ok(email), Ok(phone), Ok(note)) => Ok(Self {
                name,
                email,
                phone,
                note,
            }),
            _ => {
                let wrong = wrong.into_iter().filter(|(wrong, ..)| *wrong);
                Err(Trouble::fields(
                    wrong.map(|(_, field, text)| (field.to_owned(), text)).collect(),
                ))
            }
        }
    }
}
