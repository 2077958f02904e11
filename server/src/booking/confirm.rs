//! From hold to appointment, or to one that is kept until its citizen has proved her address.

use tenants::{
    Answers, Town, Visit,
    appointment::Step,
    contact::{Email, Note, PersonName, Phone},
    notice::Kind,
    proof,
    reference::Reference,
};
use wire::{AppointmentView, ConfirmRequest, ProblemCode};

use super::{
    retry::{Attempt, until_done},
    secrets::{Secret, fingerprint, key_hash},
    taken::Taken,
    view::tell,
    wish,
};
use crate::{
    db::{
        TownTx,
        appointments::{Appointment, By, Confirmation, Promise},
        notices::{Actor, Deed, Owed},
    },
    refusal::{Fault, Outcome, Trouble},
    web::visitor::Visitor,
};

/// Turns a hold into an appointment and owes its holder the confirmation; or the question whether the address is hers, where the
/// town wants to know that first. Asking again with the same hold and the same
/// words gives the same answer.
///
/// # Errors
/// `HoldExpired` if the time was given back, `InvalidInput` with every wrong field, `IdempotencyMismatch` if the hold
/// or the key was used for something else.
pub async fn confirm(
    visitor: &Visitor,
    request: ConfirmRequest,
    key: Option<&str>,
) -> Outcome<AppointmentView> {
    let key = wish::key(key)?;
    let hold = Secret::parse(&request.hold).ok_or(ProblemCode::HoldExpired)?;
    until_done(|| attempt(visitor, &request, &hold, key)).await
}

async fn attempt(
    visitor: &Visitor,
    request: &ConfirmRequest,
    hold: &Secret,
    key: Option<&str>,
) -> Outcome<Attempt<AppointmentView>> {
    let tx = visitor.writing().await?;
    let town = tx.town.clone();
    let person = Person::parse(&town, request)?;

    let held = tx
        .find(By::Hold(&hold.hash()))
        .await?
        .ok_or(ProblemCode::HoldExpired)?;
    let link = visitor.app.key.link(tx.id(), held.id);
    if held.confirm_request.is_some() {
        return repeated(visitor, &tx, request, &link, &held).map(Attempt::Done);
    }
    tx.must_be_open()?;
    let proves = person.email.as_ref().filter(|_| town.messages.prove_address);
    let step = match proves {
        Some(email) => {
            let kept = tx
                .unproved(email.as_str(), visitor.now.timestamp_micros())
                .await?;
            if kept >= proof::MOST_UNPROVED {
                return Err(Trouble::field("email", "field.unproved_often"));
            }
            let until = proof::kept_until(held.span.first, visitor.now);
            Step::AwaitProof { until }
        }
        None => Step::Confirm,
    };
    let asks = proves.is_some();
    let after = held
        .state
        .step(step, visitor.now)
        .map_err(|refused| Trouble::of_hold(&refused))?;

    // The catalogue may have changed since the hold: what is gone from it can no longer be told, but is still kept.
    let known = held
        .visit
        .services
        .iter()
        .map(|service| (service.slug.as_str(), service.count));
    let visit = match Visit::parse(&town, known) {
        Ok(visit) => held.visit.clone().telling(&town, &visit, &person.answers),
        Err(_) => held.visit.clone(),
    };
    let reference = Reference::new(&town.reference_prefix, visitor.app.chance.bytes())
        .map_err(|error| Fault(Box::new(error)))?
        .to_string();
    let promise = Promise {
        pin_hash: link.pin().hash(&reference),
        reference,
        name: person.name.as_str().to_owned(),
        email: person.email.map(|email| email.as_str().to_owned()),
        phone: person.phone.map(|phone| phone.as_str().to_owned()),
        note: person.note.map(|note| note.as_str().to_owned()),
        language: request.language.clone(),
        pin_failures: 0,
        reminder: request.reminder,
        mail_fails: false,
    };
    let confirmation = Confirmation {
        promise: promise.clone(),
        manage: link.hash(),
        request: fingerprint(request),
        key: key.map(|key| key_hash("confirm", key)),
        visit: visit.clone(),
    };
    match tx.confirm(&held, after, confirmation, visitor.now).await {
        Ok(true) => {}
        Ok(false) => return Ok(Attempt::Overtaken),
        Err(trouble) if trouble.is_taken_already() => return someone_has_it(visitor, tx, key).await,
        Err(trouble) => return Err(trouble),
    }
    if !asks {
        Taken::new(&held, after, Deed::Booked, Actor::Citizen)
            .reminding(request.reminder)
            .record(visitor, &tx)
            .await?;
    }
    let made = Appointment {
        state: after,
        visit,
        promise: Some(promise),
        revision: held.revision + 1,
        ..held
    };
    if asks {
        let id = visitor.app.chance.uuid_v7(visitor.now);
        let question = Owed::about(id, Kind::Activation, &made, visitor.now);
        let about = (made.id, made.revision);
        tx.owe(about, question, visitor.now.timestamp_micros()).await?;
    }
    let view = tell(visitor, &tx, &link, &made)?;
    tx.commit().await?;
    Ok(Attempt::Done(view))
}

/// The hold was confirmed before: by these very words, or by others.
fn repeated(
    visitor: &Visitor,
    tx: &TownTx,
    request: &ConfirmRequest,
    link: &Secret,
    known: &Appointment,
) -> Outcome<AppointmentView> {
    if known.confirm_request.as_deref() != Some(&fingerprint(request)) {
        return Err(ProblemCode::IdempotencyMismatch.into());
    }
    if known.has_lapsed(visitor.now) {
        return Err(ProblemCode::HoldExpired.into());
    }
    tell(visitor, tx, link, known)
}

/// A unique value was taken: the key by another request, which is refused, or the drawn reference, which is drawn anew.
async fn someone_has_it(
    visitor: &Visitor,
    tx: TownTx,
    key: Option<&str>,
) -> Outcome<Attempt<AppointmentView>> {
    drop(tx);
    let Some(key) = key else {
        return Ok(Attempt::Overtaken);
    };
    let used = visitor
        .reading()
        .await?
        .find(By::ConfirmKey(&key_hash("confirm", key)))
        .await?;
    if used.is_some() {
        Err(ProblemCode::IdempotencyMismatch.into())
    } else {
        Ok(Attempt::Overtaken)
    }
}

/// What a citizen says about herself, read.
struct Person {
    name: PersonName,
    email: Option<Email>,
    phone: Option<Phone>,
    note: Option<Note>,
    answers: Answers,
}

impl Person {
    /// Reads every field and names all that are wrong at once.
    fn parse(town: &Town, request: &ConfirmRequest) -> Result<Self, Trouble> {
        let mut wrong = Vec::new();
        let name = PersonName::parse(&request.name);
        let email = given(request.email.as_ref()).map(Email::parse).transpose();
        let phone = given(request.phone.as_ref()).map(Phone::parse).transpose();
        let note = given(request.note.as_ref()).map(Note::parse).transpose();
        let answers = Answers::parse(
            town,
            request.answers.iter().take(MOST_ANSWERS).map(|given| {
                (
                    given.service.as_str(),
                    given.question.as_str(),
                    given.answer.as_str(),
                )
            }),
        );
        let mut refuse = |refused: bool, field: &str, text: &'static str| {
            if refused {
                wrong.push((field.to_owned(), text));
            }
        };
        refuse(name.is_err(), "name", "field.name");
        refuse(email.is_err(), "email", "field.email");
        refuse(phone.is_err(), "phone", "field.phone");
        refuse(note.is_err(), "note", "field.note");
        refuse(answers.is_err(), "answers", "field.answer");
        refuse(
            !town.languages.contains(&request.language),
            "language",
            "field.language",
        );
        let reached = |read: bool, text: Option<&String>| read && given(text).is_some();
        let (by_email, by_phone) = (
            reached(email.is_ok(), request.email.as_ref()),
            reached(phone.is_ok(), request.phone.as_ref()),
        );
        if email.is_ok() && phone.is_ok() && !town.contact.required.is_met_by(by_email, by_phone) {
            use tenants::town::ContactRule;
            match town.contact.required {
                ContactRule::Email => refuse(true, "email", "field.email_missing"),
                ContactRule::Phone => refuse(true, "phone", "field.phone_missing"),
                ContactRule::Either => refuse(true, "email", "field.contact_required"),
            }
        }
        refuse(!request.privacy_accepted, "privacy_accepted", "field.privacy");
        match (name, email, phone, note, answers) {
            (Ok(name), Ok(email), Ok(phone), Ok(note), Ok(answers)) if wrong.is_empty() => Ok(Self {
                name,
                email,
                phone,
                note,
                answers,
            }),
            _ => Err(Trouble::fields(wrong)),
        }
    }
}

/// More answers than any visit has questions.
const MOST_ANSWERS: usize = 256;

/// A text that somebody really wrote.
fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}
