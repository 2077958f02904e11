//! Getting on the list for earlier times: with an appointment, by its private link, or without one.

use chrono::{DateTime, NaiveDate, Utc};
use tenants::appointment::State;
use tenants::calendar::{Channel, ClockTime, local_time};
use tenants::contact::{Email, PersonName, Phone};
use tenants::earlier::{Hours, HoursRefused};
use tenants::town::ContactRule;
use tenants::{Answers, Town, Visit};
use wire::{GivenAnswer, ProblemCode, ServiceCount};

use super::kept_visit::KeptVisit;
use super::secrets::{Secret, fingerprint};
use super::view::behind_link;
use super::wish;
use crate::auth::AccountId;
use crate::db::TownTx;
use crate::db::appointments::Appointment;
use crate::db::earlier::{NewWish, Person, Wish, WishBy, WishState};
use crate::refusal::{Fault, Outcome, Trouble};
use crate::web::visitor::Visitor;

/// When somebody could come, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct TypedHours {
    /// Weekdays, Monday is 0.
    pub weekdays: Vec<u32>,
    /// Not before this time of day; may be empty.
    pub from: String,
    /// Settled by this time of day; may be empty.
    pub until: String,
    /// The first day; today without one.
    pub first: Option<NaiveDate>,
    /// The last day.
    pub last: Option<NaiveDate>,
}

/// Who wants to be on the list without an appointment, as it was typed.
pub struct Applicant<'a> {
    /// What for.
    pub services: &'a [ServiceCount],
    /// What was answered to narrowing questions.
    pub answers: &'a [GivenAnswer],
    /// Drawn with the form: sending it again is the same wish.
    pub key: &'a str,
    /// Her name.
    pub name: &'a str,
    /// Where messages go.
    pub email: &'a str,
    /// Number to call; may be empty.
    pub phone: &'a str,
    /// Whether she agrees.
    pub agrees: bool,
}

/// Puts whoever has an appointment on the list.
///
/// # Errors
/// What is wrong with what was typed; `NotChangeable` if the appointment is over or too near.
pub async fn wait_with(visitor: &Visitor, token: &str, typed: &TypedHours) -> Outcome<()> {
    let tx = visitor.writing().await?;
    tx.must_be_open()?;
    let (_, appointment) = behind_link(visitor, &tx, token).await?;
    wait_for(visitor, &tx, (&appointment, typed), None).await?;
    tx.commit().await
}

/// Puts whoever has this appointment on the list; the caller commits.
///
/// # Errors
/// As above.
pub async fn wait_for(
    visitor: &Visitor,
    tx: &TownTx,
    (appointment, typed): (&Appointment, &TypedHours),
    by: Option<AccountId>,
) -> Outcome<()> {
    let kept = appointment
        .state
        .kept()
        .filter(|kept| kept.span.first.start() > visitor.now);
    let is_booked = matches!(appointment.state, State::Booked { .. });
    let promise = appointment.promise.as_ref();
    let (Some(_), true, Some(promise)) = (kept, is_booked, promise) else {
        return Err(ProblemCode::NotChangeable.into());
    };
    let typed = TypedHours {
        last: Some(appointment.local_start.date()),
        ..typed.clone()
    };
    let wish = Wish {
        id: visitor.app.chance.uuid_v7(visitor.now),
        department: appointment.department,
        appointment: Some(appointment.id),
        state: WishState::Waiting,
        hours: read_hours(&tx.town, &typed, appointment.minutes, visitor.now)?,
        visit: appointment.visit.clone(),
        person: None,
        language: promise.language.clone(),
        by,
        created_at: visitor.now,
    };
    let request = fingerprint(&wish.id);
    insert(visitor, tx, wish, request).await.map(|_| ())
}

/// Puts somebody without an appointment on the list. Returns the secret of her link; sending the form again, the same.
///
/// # Errors
/// What is wrong with what was typed, field by field.
pub async fn wait_without(
    visitor: &Visitor,
    applicant: &Applicant<'_>,
    typed: &TypedHours,
) -> Outcome<Secret> {
    wish::key(Some(applicant.key))?;
    let tx = visitor.writing().await?;
    tx.must_be_open()?;
    let person = read_person(&tx.town, applicant);
    let visit = wish::visit(&tx.town, applicant.services, Channel::Citizen)?;
    let hours = read_hours(&tx.town, typed, visit.minutes(), visitor.now);
    let (person, hours) = match (person, hours) {
        (Ok(person), Ok(hours)) => (person, hours),
        (person, hours) => {
            let fields = [person.err(), hours.err()].into_iter().flatten();
            return Err(all_of(fields));
        }
    };
    let language = visitor.language(&tx.town);
    let new = newcomer(
        visitor,
        &tx,
        (&visit, applicant.answers),
        (person, hours, language),
        None,
    )?;
    let person = new.person.clone();
    let request = fingerprint(&("earlier", applicant.key));
    let secret = insert(visitor, &tx, new, request).await?;
    // Whoever fills the list with one address would get, or keep from others, whatever becomes free.
    let same = |wish: &&Wish| {
        wish.person
            .as_ref()
            .zip(person.as_ref())
            .is_some_and(|(one, other)| is_same(one, other))
    };
    if tx.wishes().await?.iter().filter(same).count() > MOST_WAITING {
        return Err(Trouble::field("email", "field.earlier_often"));
    }
    tx.commit().await?;
    Ok(secret)
}

/// Most times somebody waits at once.
const MOST_WAITING: usize = 3;

/// Whether two can be reached the same way.
fn is_same(one: &Person, other: &Person) -> bool {
    (one.email.is_some() && one.email == other.email) || (one.phone.is_some() && one.phone == other.phone)
}

/// Somebody new on the list, without an appointment.
///
/// # Errors
/// A fault if the visit has no department.
pub fn newcomer(
    visitor: &Visitor,
    tx: &TownTx,
    (visit, answers): (&Visit, &[GivenAnswer]),
    (person, hours, language): (Person, Hours, String),
    by: Option<AccountId>,
) -> Outcome<Wish> {
    let department = tx.town.department(visit.department());
    let place = &department
        .ok_or_else(|| Fault::because("a visit without department"))?
        .place;
    let given = answers.iter().map(|given| {
        (
            given.service.as_str(),
            given.question.as_str(),
            given.answer.as_str(),
        )
    });
    let answers = Answers::parse(&tx.town, given).unwrap_or_else(|_| Answers::none());
    Ok(Wish {
        id: visitor.app.chance.uuid_v7(visitor.now),
        department: visit.department(),
        appointment: None,
        state: WishState::Waiting,
        hours,
        visit: KeptVisit::of(&tx.town, visit, place).telling(&tx.town, visit, &answers),
        person: Some(person),
        language,
        by,
        created_at: visitor.now,
    })
}

/// Puts a wish on the list. Where the same form did so before, the link of that.
///
/// # Errors
/// If the database cannot be written.
pub async fn insert(visitor: &Visitor, tx: &TownTx, wish: Wish, request: Vec<u8>) -> Outcome<Secret> {
    let id = wish.id;
    let link = visitor.app.key.link(tx.id(), id);
    let new = NewWish {
        wish,
        link: link.hash(),
        request: request.clone(),
    };
    if tx.insert_wish(new).await? {
        return Ok(link);
    }
    let known = tx.wish(WishBy::Request(&request)).await?;
    Ok(visitor.app.key.link(tx.id(), known.map_or(id, |known| known.id)))
}

fn read_person(town: &Town, applicant: &Applicant<'_>) -> Result<Person, Trouble> {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let name = PersonName::parse(applicant.name);
    let email = Email::parse(applicant.email);
    let phone = given(applicant.phone).map(|text| Phone::parse(&text)).transpose();
    let needs_phone = town.contact.required == ContactRule::Phone;
    let email_missing = applicant.email.trim().is_empty();
    let wrong = [
        (name.is_err(), "name", "field.name"),
        (email.is_err() && email_missing, "email", "field.email_missing"),
        (email.is_err() && !email_missing, "email", "field.email"),
        (phone.is_err(), "phone", "field.phone"),
        (needs_phone && phone == Ok(None), "phone", "field.phone_missing"),
        (!applicant.agrees, "agrees", "field.earlier_agrees"),
    ];
    match (name, email, phone) {
        (Ok(name), Ok(email), Ok(phone)) if wrong.iter().all(|(wrong, ..)| !wrong) => Ok(Person {
            name: name.as_str().to_owned(),
            email: Some(email.as_str().to_owned()),
            phone: phone.map(|phone| phone.as_str().to_owned()),
        }),
        _ => {
            let wrong = wrong.into_iter().filter(|(wrong, ..)| *wrong);
            Err(Trouble::fields(
                wrong.map(|(_, field, text)| (field.to_owned(), text)).collect(),
            ))
        }
    }
}

/// Reads when somebody could come.
///
/// # Errors
/// What is wrong with it.
pub fn read_hours(
    town: &Town,
    typed: &TypedHours,
    minutes: u32,
    now: DateTime<Utc>,
) -> Result<Hours, Trouble> {
    let today = local_time::date(town.zone, now);
    let first = typed.first.unwrap_or(today).max(today);
    let clock = |text: &str, usual: u32| match text.trim() {
        "" => ClockTime::from_minutes(usual),
        text => text.parse().ok(),
    };
    let (from, until) = (clock(&typed.from, 0), clock(&typed.until, 24 * 60));
    let missing = [
        (from.is_none(), "from", "field.earlier_time"),
        (until.is_none(), "until", "field.earlier_time"),
        (typed.last.is_none(), "last", "field.earlier_last"),
    ];
    let (Some(from), Some(until), Some(last)) = (from, until, typed.last) else {
        let missing = missing.into_iter().filter(|(missing, ..)| *missing);
        return Err(Trouble::fields(
            missing.map(|(_, field, text)| (field.to_owned(), text)).collect(),
        ));
    };
    let mut weekdays = typed.weekdays.clone();
    weekdays.sort_unstable();
    weekdays.dedup();
    let hours = Hours {
        weekdays,
        from,
        until,
        first,
        last,
    };
    match hours.check(minutes, today) {
        Ok(()) => Ok(hours),
        Err(HoursRefused::Times) => Err(Trouble::field("until", "field.earlier_times")),
        Err(HoursRefused::TooShort) => Err(Trouble::field("until", "field.earlier_short")),
        Err(HoursRefused::Days) => Err(Trouble::field("last", "field.earlier_days")),
    }
}

/// All that is wrong at once.
fn all_of(troubles: impl Iterator<Item = Trouble>) -> Trouble {
    let mut fields = Vec::new();
    for trouble in troubles {
        match trouble {
            Trouble::Refused(refusal) => fields.extend(refusal.fields),
            fault @ Trouble::Fault(_) => return fault,
        }
    }
    Trouble::fields(fields)
}
