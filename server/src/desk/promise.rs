//! Makes a promise to somebody who calls or stands at the counter: held and promised in one step, whoever keeps it and
//! whenever that is. A way to be reached is welcome, not needed.

use tenants::appointment::{Kept, State, Step};
use tenants::calendar::{Channel, local_time};
use tenants::contact::{Email, Note, PersonName, Phone};
use tenants::reference::Reference;
use tenants::{Answers, Visit};
use wire::{ProblemCode, ServiceCount};

use super::appointment::promised;
use crate::booking::kept_visit::KeptVisit;
use crate::booking::secrets::{Secret, fingerprint, key_hash};
use crate::booking::taken::Taken;
use crate::booking::wish;
use crate::db::TownTx;
use crate::db::appointments::{Appointment, By, Confirmation, NewHold, Promise};
use crate::db::notices::{Actor, Deed};
use crate::refusal::{Fault, Outcome, Trouble};
use crate::web::desk::clerk::Clerk;

/// Who wants what, as the clerk typed it.
pub struct Caller<'a> {
    /// What for.
    pub services: &'a [ServiceCount],
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
    /// Whether she wants to be reminded.
    pub reminder: bool,
}

/// What the citizen is told: the appointment, and the PIN, which is told once.
pub type Slip = (Box<Appointment>, String);

/// What was given under this key before; sending a form twice promises once.
pub(super) async fn given_before(clerk: &Clerk, tx: &TownTx, key: &str) -> Outcome<Option<Slip>> {
    let known = tx.find(By::HoldKey(&key_hash("desk", key))).await?;
    let pin = |id| clerk.visitor.app.key.link(tx.id(), id).pin().text().to_owned();
    Ok(known.map(|known| (Box::new(known.clone()), pin(known.id))))
}

/// Promises this visit at this time to this person; the caller commits. Nothing if somebody was faster, and nothing may be
/// committed then.
pub(super) async fn promise(
    clerk: &Clerk,
    tx: &TownTx,
    (caller, person): (&Caller<'_>, &Person),
    (visit, kept): (&Visit, Kept),
    reason: Option<&str>,
) -> Outcome<Option<Slip>> {
    let visitor = &clerk.visitor;
    let now = visitor.now;
    let town = &tx.town;
    let secret = secret(tx, caller.key);
    let place = town
        .department(visit.department())
        .map(|department| &department.place);
    let place = place.ok_or_else(|| Fault::because("a visit without department"))?;
    let told = KeptVisit::of(town, visit, place).telling(town, visit, &Answers::none());
    let id = visitor.app.chance.uuid_v7(now);
    let link = visitor.app.key.link(tx.id(), id);
    let request = fingerprint(&(caller.services, kept.span.first.0, caller.name));
    let held = NewHold {
        id,
        state: State::held(kept, now, &town.policy),
        department: visit.department(),
        minutes: visit.minutes(),
        local_start: local_time::local(town.zone, kept.span.first.start()).naive_local(),
        zone: town.zone,
        visit: told.clone(),
        secret: secret.hash(),
        key: Some(key_hash("desk", caller.key)),
        request: request.clone(),
    };
    if !tx.insert_hold(held, now).await? || (!kept.overbooked && !tx.claim(kept.staff, kept.span, id).await?)
    {
        return Ok(None);
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
            reminder: caller.reminder,
            mail_fails: false,
        },
        manage: link.hash(),
        request,
        key: None,
        visit: told,
    };
    match tx.confirm(&before, after, confirmation, now).await {
        Ok(true) => {}
        Ok(false) => return Ok(None),
        // The drawn reference was somebody's already: it is drawn anew.
        Err(trouble) if trouble.is_taken_already() => return Ok(None),
        Err(trouble) => return Err(trouble),
    }
    Taken::new(&before, after, Deed::Booked, Actor::Clerk(clerk.account.id))
        .because(reason.map(str::to_owned))
        .reminding(caller.reminder)
        .record(visitor, tx)
        .await?;
    let given = promised(clerk, tx, id).await?;
    Ok(Some((Box::new(given), link.pin().text().to_owned())))
}

/// Follows from the key, so that whoever sends the form again is told the same PIN.
fn secret(tx: &TownTx, key: &str) -> Secret {
    Secret::of_hold(tx.id().0, Some(key), [0; 32])
}

/// A visit of one of the clerk's departments.
pub(super) fn own_visit(clerk: &Clerk, tx: &TownTx, services: &[ServiceCount]) -> Outcome<Visit> {
    let visit = wish::visit(&tx.town, services, Channel::Desk)?;
    if clerk.account.works_in(visit.department()) {
        Ok(visit)
    } else {
        Err(ProblemCode::UnknownService.into())
    }
}

/// For whom it is, read.
pub(super) struct Person {
    name: PersonName,
    email: Option<Email>,
    phone: Option<Phone>,
    note: Option<Note>,
}

impl Person {
    /// Reads every field and names all that are wrong at once.
    pub(super) fn parse(caller: &Caller<'_>) -> Result<Self, Trouble> {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let name = PersonName::parse(caller.name);
        let email = given(caller.email).map(|text| Email::parse(&text)).transpose();
        let phone = given(caller.phone).map(|text| Phone::parse(&text)).transpose();
        let note = given(caller.note).map(|text| Note::parse(&text)).transpose();
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
