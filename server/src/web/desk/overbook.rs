//! Overbooking: the form, and what is wrong with it.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveTime;
use serde::Deserialize;
use tenants::calendar::{Cell, OverbookRefused, local_time};

use super::clerk::Clerk;
use super::{answer, give, reason};
use crate::booking::secrets::Secret;
use crate::desk::{self, Able, Beside, Caller, Overbooking};
use crate::refusal::{Outcome, Trouble};
use crate::texts::words;
use crate::views::desk::absence::choices;
use crate::views::desk::day::typed_date;
use crate::views::desk::frame::{address, address_with};
use crate::views::desk::overbook::OverbookPage;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidQuery};

/// Fewest characters of a reason; what is shorter says nothing.
const FEWEST: usize = 3;

/// What was typed so far.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    anliegen: String,
    anzahl: String,
    datum: String,
    uhrzeit: String,
    person: String,
    grund: String,
    name: String,
    email: String,
    phone: String,
    note: String,
    reminder: String,
    schluessel: String,
}

/// Asks when, with whom and why. Nothing is changed.
pub async fn ask(clerk: Clerk, ValidQuery(typed): ValidQuery<Typed>) -> Outcome<Response> {
    form(&clerk, StatusCode::OK, typed, Vec::new()).await
}

/// Gives the appointment and shows the slip, or says why not even so.
pub async fn overbook(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let (first, reason) = match when_and_why(&clerk, (&typed.datum, &typed.uhrzeit), &typed.grund) {
        Ok(read) => read,
        Err(mistakes) => return form(&clerk, StatusCode::UNPROCESSABLE_ENTITY, typed, mistakes).await,
    };
    let services = give::services(&typed.anliegen, &typed.anzahl);
    let caller = Caller {
        services: &services,
        key: &typed.schluessel,
        name: &typed.name,
        email: &typed.email,
        phone: &typed.phone,
        note: &typed.note,
        reminder: !typed.reminder.is_empty(),
    };
    let beside = Beside {
        first,
        person: &typed.person,
        reason: &reason,
    };
    let mistakes = match desk::overbook(&clerk, caller, beside).await {
        Ok(Overbooking::Given(slip)) => return give::slip(&clerk, slip),
        Ok(Overbooking::Refused(refused)) => vec![told(refused)],
        Err(Trouble::Refused(refusal)) => give::mistakes(&refusal),
        Err(fault) => return Err(fault),
    };
    form(&clerk, StatusCode::UNPROCESSABLE_ENTITY, typed, mistakes).await
}

/// Where it shall begin, and the reason somebody answers for it with.
pub(super) fn when_and_why(
    clerk: &Clerk,
    (date, time): (&str, &str),
    reason: &str,
) -> Result<(Cell, String), Vec<Mistake>> {
    match (first(clerk, date, time), obligatory(reason)) {
        (Ok(first), Ok(reason)) => Ok((first, reason)),
        (first, reason) => Err(first.err().into_iter().chain(reason.err()).collect()),
    }
}

fn first(clerk: &Clerk, date: &str, time: &str) -> Result<Cell, Mistake> {
    let zone = clerk.town.zone;
    let today = local_time::date(zone, clerk.visitor.now);
    let date = typed_date(date, today);
    let date = date.ok_or_else(|| wrong("datum", "Bitte geben Sie das Datum in der Form 26.11. ein."))?;
    let time = NaiveTime::parse_from_str(time.trim(), "%H:%M");
    let cell = time.ok().and_then(|time| {
        let at = local_time::instant(zone, date.and_time(time))?;
        Cell::beginning_at(at)
    });
    let form = "Bitte geben Sie die Uhrzeit auf fünf Minuten genau in der Form 09:30 ein.";
    cell.ok_or_else(|| wrong("uhrzeit", form))
}

fn obligatory(text: &str) -> Result<String, Mistake> {
    let reason = reason::read(text)?.filter(|reason| reason.chars().count() >= FEWEST);
    reason.ok_or_else(|| reason::wrong("Bitte geben Sie an, warum der Termin überbucht wird."))
}

/// Why not even so, at its field.
pub(super) fn told(refused: OverbookRefused) -> Mistake {
    match refused {
        OverbookRefused::Past => wrong(
            "uhrzeit",
            "Diese Uhrzeit ist schon vorbei. Bitte geben Sie eine spätere ein.",
        ),
        OverbookRefused::TooFar => wrong("datum", "Bitte wählen Sie einen Tag innerhalb eines Jahres."),
        OverbookRefused::NextDay => wrong(
            "uhrzeit",
            "Der Termin würde über Mitternacht dauern. Bitte geben Sie eine frühere Uhrzeit ein.",
        ),
        OverbookRefused::Closed => wrong(
            "datum",
            "An diesem Tag ist geschlossen. Bitte wählen Sie einen anderen Tag.",
        ),
        OverbookRefused::Left => wrong(
            "person",
            "Diese Person ist dann nicht mehr im Dienst. Bitte wählen Sie jemand anderen.",
        ),
        OverbookRefused::Away => wrong(
            "person",
            "Diese Person ist dann abwesend. Bitte wählen Sie jemand anderen oder eine andere Zeit.",
        ),
        OverbookRefused::Nobody => wrong("person", "Bitte wählen Sie, wer den Termin übernimmt."),
    }
}

fn wrong(field: &str, text: &str) -> Mistake {
    Mistake {
        field: field.to_owned(),
        text: text.to_owned(),
    }
}

async fn form(clerk: &Clerk, status: StatusCode, typed: Typed, mistakes: Vec<Mistake>) -> Outcome<Response> {
    let town = &clerk.town;
    let chosen = [
        ("anliegen", typed.anliegen.as_str()),
        ("anzahl", typed.anzahl.as_str()),
    ];
    let back_url = address_with(&town.slug, "vergeben", &chosen);
    let services = give::services(&typed.anliegen, &typed.anzahl);
    let able = match desk::could_take(clerk, &services).await {
        Ok(able) => able,
        // What for is asked there, and what is wrong with it is told there.
        Err(Trouble::Refused(_)) => return Ok(answer::send_on(&back_url)),
        Err(fault) => return Err(fault),
    };
    let Able { people, minutes } = able;
    let staff = people.iter().filter_map(|person| town.staff_member(*person));
    let notice = (!mistakes.is_empty()).then(|| Notice::mistakes(words("de"), mistakes.clone()));
    let concern = town.service_named(&typed.anliegen);
    let concern = concern.map_or("", |service| service.facts.name.in_language("de"));
    let page = OverbookPage {
        action: address(&town.slug, "ueberbuchen"),
        back_url,
        concern: match services.first().map(|service| service.count) {
            Some(count) if count > 1 => format!("{count} × {concern}"),
            _ => concern.to_owned(),
        },
        minutes,
        people: choices(staff, &typed.person),
        key: if typed.schluessel.is_empty() {
            Secret::drawn(clerk.visitor.app.chance.bytes()).text()
        } else {
            typed.schluessel
        },
        service: typed.anliegen,
        count: typed.anzahl,
        date: typed.datum,
        time: typed.uhrzeit,
        reason: typed.grund,
        name: typed.name,
        email: typed.email,
        phone: typed.phone,
        note: typed.note,
        reminder: !typed.reminder.is_empty(),
        mistakes,
    };
    let frame = clerk.frame("Termin überbuchen", "vergeben").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
