//! Giving an appointment to somebody who calls.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use wire::ServiceCount;

use super::answer;
use super::clerk::Clerk;
use crate::booking::secrets::Secret;
use crate::desk::{self, Giving, Wanted};
use crate::refusal::{Outcome, Refusal, Trouble};
use crate::texts::words;
use crate::views::desk::frame::address;
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
    zeit: String,
    name: String,
    email: String,
    phone: String,
    note: String,
    schluessel: String,
}

impl Typed {
    fn services(&self) -> Vec<ServiceCount> {
        vec![ServiceCount {
            service: self.anliegen.clone(),
            // What is no number is told as a wrong count.
            count: if self.anzahl.is_empty() {
                1
            } else {
                self.anzahl.trim().parse().unwrap_or_default()
            },
        }]
    }
}

/// Asks what for, then when and for whom. Nothing is changed.
pub async fn ask(clerk: Clerk, ValidQuery(typed): ValidQuery<Typed>) -> Outcome<Response> {
    form(&clerk, StatusCode::OK, typed, None).await
}

/// Gives the appointment and shows the slip.
pub async fn give(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let services = typed.services();
    let wanted = Wanted {
        services: &services,
        at: &typed.zeit,
        key: &typed.schluessel,
        name: &typed.name,
        email: &typed.email,
        phone: &typed.phone,
        note: &typed.note,
    };
    match desk::give(&clerk, wanted).await {
        Ok(Giving::Given(appointment, pin)) => {
            let page = SlipPage::new(&clerk.town, &appointment, pin);
            let frame = clerk.frame("Termin vergeben", "vergeben");
            answer::page(&clerk.visitor.app, StatusCode::CREATED, &frame, &page)
        }
        Ok(Giving::NotFree) => {
            let text = "Bitte wählen Sie eine andere; alles Übrige ist noch da.";
            let notice = Notice::warning("Diese Uhrzeit ist nicht mehr frei.", text);
            form(&clerk, StatusCode::CONFLICT, typed, Some((notice, Vec::new()))).await
        }
        Err(Trouble::Refused(refusal)) => {
            let mistakes = mistakes(&refusal);
            let notice = Notice {
                mistakes: mistakes.clone(),
                ..Notice::danger(words("de").problem(refusal.code), "")
            };
            form(
                &clerk,
                StatusCode::UNPROCESSABLE_ENTITY,
                typed,
                Some((notice, mistakes)),
            )
            .await
        }
        Err(fault) => Err(fault),
    }
}

fn mistakes(refusal: &Refusal) -> Vec<Mistake> {
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

async fn form(
    clerk: &Clerk,
    status: StatusCode,
    typed: Typed,
    told: Option<(Notice, Vec<Mistake>)>,
) -> Outcome<Response> {
    let town = &clerk.town;
    let services = town
        .services()
        .filter(|service| clerk.account.works_in(service.department));
    let services = choices(services, &typed.anliegen);
    let chosen = services.iter().any(|(.., chosen)| *chosen);
    let (proposed, wrong) = if chosen {
        match desk::proposals(clerk, &typed.services()).await {
            Ok(proposed) => (proposed, None),
            Err(Trouble::Refused(refusal)) => (Vec::new(), Some(refusal)),
            Err(fault) => return Err(fault),
        }
    } else {
        (Vec::new(), None)
    };
    let told = told.or_else(|| {
        let mistakes = mistakes(&wrong?);
        let notice = Notice::mistakes(words("de"), mistakes.clone());
        Some((notice, mistakes))
    });
    let (notice, mistakes) = told.unzip();
    let page = GivePage {
        action: address(&town.slug, "vergeben"),
        services,
        count: if typed.anzahl.is_empty() {
            "1".to_owned()
        } else {
            typed.anzahl.clone()
        },
        chosen,
        times: times(town, &proposed, &typed.zeit),
        key: if typed.schluessel.is_empty() {
            Secret::drawn(clerk.visitor.app.chance.bytes()).text()
        } else {
            typed.schluessel
        },
        name: typed.name,
        email: typed.email,
        phone: typed.phone,
        note: typed.note,
        mistakes: mistakes.unwrap_or_default(),
    };
    let frame = clerk.frame("Termin vergeben", "vergeben").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
