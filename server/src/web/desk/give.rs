//! Giving an appointment to somebody who calls.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::calendar::Channel;
use wire::ServiceCount;

use super::answer;
use super::clerk::Clerk;
use super::move_to::first_day;
use crate::booking::secrets::Secret;
use crate::desk::{self, Caller, Giving, Slip};
use crate::refusal::{Outcome, Refusal, Trouble};
use crate::texts::words;
use crate::views::desk::frame::{address, address_with};
use crate::views::desk::give::{GivePage, SlipPage, choices, times};
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidQuery};

/// What was typed so far.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    anliegen: String,
    anzahl: String,
    /// From when on times shall be shown, and from when on they were.
    ab: String,
    gezeigt: String,
    suchen: String,
    zeit: String,
    name: String,
    email: String,
    phone: String,
    note: String,
    reminder: String,
    schluessel: String,
}

impl Typed {
    /// Whether other times are asked for. Enter in a field is as good as the button, so that nobody who types another day is
    /// given a time she has not seen.
    fn seeks(&self) -> bool {
        !self.suchen.is_empty() || self.ab.trim() != self.gezeigt.trim()
    }
}

/// Asks what for, then when and for whom. Nothing is changed.
pub async fn ask(clerk: Clerk, ValidQuery(typed): ValidQuery<Typed>) -> Outcome<Response> {
    form(&clerk, StatusCode::OK, typed, None).await
}

/// Gives the appointment and shows the slip; or other times, if they are asked for.
pub async fn give(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    if typed.seeks() {
        return form(&clerk, StatusCode::OK, typed, None).await;
    }
    let services = services(&typed.anliegen, &typed.anzahl);
    let caller = Caller {
        services: &services,
        key: &typed.schluessel,
        name: &typed.name,
        email: &typed.email,
        phone: &typed.phone,
        note: &typed.note,
        reminder: !typed.reminder.is_empty(),
    };
    match desk::give(&clerk, caller, &typed.zeit).await {
        Ok(Giving::Given(given)) => slip(&clerk, given),
        Ok(Giving::NotFree) => {
            let text = "Bitte wählen Sie eine andere; alles Übrige ist noch da.";
            let notice = Notice::warning("Diese Uhrzeit ist nicht mehr frei.", text);
            form(&clerk, StatusCode::CONFLICT, typed, Some(notice)).await
        }
        Err(Trouble::Refused(refusal)) => {
            let notice = Notice {
                mistakes: mistakes(&refusal),
                ..Notice::danger(words("de").problem(refusal.code), "")
            };
            form(&clerk, StatusCode::UNPROCESSABLE_ENTITY, typed, Some(notice)).await
        }
        Err(fault) => Err(fault),
    }
}

/// What is told and taken along.
pub(super) fn slip(clerk: &Clerk, (appointment, pin): Slip) -> Outcome<Response> {
    let page = SlipPage::new(
        &clerk.town,
        &clerk.visitor.app.config.base_url(),
        &appointment,
        pin,
    );
    let frame = clerk.frame("Termin vergeben", "vergeben");
    answer::page(&clerk.visitor.app, StatusCode::CREATED, &frame, &page)
}

/// The services that were asked for: one, so many times.
pub(super) fn services(service: &str, count: &str) -> Vec<ServiceCount> {
    vec![ServiceCount {
        service: service.to_owned(),
        // What is no number is told as a wrong count.
        count: if count.is_empty() {
            1
        } else {
            count.trim().parse().unwrap_or_default()
        },
    }]
}

/// What is wrong with the fields of a caller.
pub(super) fn mistakes(refusal: &Refusal) -> Vec<Mistake> {
    let field = |name: &str| match name {
        "at" => "zeit".to_owned(),
        name if name.starts_with("services") => "anzahl".to_owned(),
        name => name.to_owned(),
    };
    let mistake = |(name, key): &(String, &'static str)| Mistake {
        field: field(name),
        text: words("de").get(key).to_owned(),
    };
    refusal.fields.iter().map(mistake).collect()
}

async fn form(clerk: &Clerk, status: StatusCode, typed: Typed, told: Option<Notice>) -> Outcome<Response> {
    let town = &clerk.town;
    let services = town
        .services()
        .filter(|service| clerk.account.works_in(service.department));
    let services = services.filter(|service| service.facts.offered_to.through(Channel::Desk));
    let services = choices(services, &typed.anliegen);
    let chosen = services.iter().any(|(.., chosen)| *chosen);
    let (from, no_day) = match first_day(clerk, &typed.ab) {
        Ok(from) => (from, Vec::new()),
        Err(mistake) => (None, vec![mistake]),
    };
    let (proposed, wrong) = if chosen {
        match desk::proposals(clerk, &self::services(&typed.anliegen, &typed.anzahl), from).await {
            Ok(proposed) => (Some(proposed), no_day),
            Err(Trouble::Refused(refusal)) => (None, mistakes(&refusal)),
            Err(fault) => return Err(fault),
        }
    } else {
        (None, no_day)
    };
    let (status, notice) = match told {
        None if !wrong.is_empty() => {
            let notice = Notice::mistakes(words("de"), wrong);
            (StatusCode::UNPROCESSABLE_ENTITY, Some(notice))
        }
        told => (status, told),
    };
    let page = GivePage {
        action: address(&town.slug, "vergeben"),
        overbook_url: address_with(
            &town.slug,
            "ueberbuchen",
            &[("anliegen", &typed.anliegen), ("anzahl", &typed.anzahl)],
        ),
        earlier_url: address_with(
            &town.slug,
            "frueher",
            &[("anliegen", &typed.anliegen), ("anzahl", &typed.anzahl)],
        ),
        services,
        count: if typed.anzahl.is_empty() {
            "1".to_owned()
        } else {
            typed.anzahl.clone()
        },
        chosen,
        settled: proposed.is_some(),
        from: typed.ab,
        times: times(town, &proposed.unwrap_or_default(), &typed.zeit),
        key: if typed.schluessel.is_empty() {
            Secret::drawn(clerk.visitor.app.chance.bytes()).text()
        } else {
            typed.schluessel
        },
        name: typed.name,
        email: typed.email,
        phone: typed.phone,
        note: typed.note,
        reminder: !typed.reminder.is_empty(),
        mistakes: notice
            .as_ref()
            .map_or_else(Vec::new, |notice| notice.mistakes.clone()),
    };
    let frame = clerk.frame("Termin vergeben", "vergeben").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
