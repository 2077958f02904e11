//! The list for earlier times, at the desk.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::calendar::{Channel, local_time};
use uuid::Uuid;
use wire::ProblemCode;

use super::answer;
use super::clerk::Clerk;
use super::give::{mistakes, services};
use super::move_to::first_day;
use crate::booking::earlier::Reply;
use crate::booking::secrets::Secret;
use crate::booking::waiting::TypedHours;
use crate::desk::{self, Newcomer};
use crate::refusal::{Outcome, Trouble};
use crate::texts::words;
use crate::views::desk::day::moment;
use crate::views::desk::earlier::{EarlierPage, NewcomerForm};
use crate::views::desk::frame::address;
use crate::views::desk::give::choices;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

type Pairs = Vec<(String, String)>;

/// What was typed so far.
#[derive(Default)]
struct Typed {
    is_open: bool,
    appointment: Option<Uuid>,
    service: String,
    count: String,
    hours: TypedHours,
    last: String,
    name: String,
    phone: String,
    email: String,
    key: String,
}

impl Typed {
    fn read(pairs: &Pairs) -> Self {
        let mut typed = Self::default();
        for (name, value) in pairs {
            let value: String = value.chars().take(300).collect();
            match name.as_str() {
                "neu" => typed.is_open = true,
                "termin" => typed.appointment = Uuid::parse_str(&value).ok(),
                "anliegen" => typed.service = value,
                "anzahl" => typed.count = value,
                "weekday" => typed
                    .hours
                    .weekdays
                    .extend(value.parse::<u32>().ok().filter(|day| *day < 5)),
                "from" => typed.hours.from = value,
                "until" => typed.hours.until = value,
                "last" => typed.last = value,
                "name" => typed.name = value,
                "phone" => typed.phone = value,
                "email" => typed.email = value,
                "schluessel" => typed.key = value,
                _ => {}
            }
        }
        typed.is_open |= typed.appointment.is_some() || !typed.service.is_empty();
        typed.hours.weekdays.truncate(5);
        typed
    }
}

/// Shows who waits, and the form if somebody is to be put on the list. Nothing is changed.
pub async fn show(clerk: Clerk, ValidQuery(pairs): ValidQuery<Pairs>) -> Outcome<Response> {
    page(&clerk, StatusCode::OK, Typed::read(&pairs), None).await
}

/// Puts somebody on the list.
pub async fn put(clerk: Clerk, ValidForm(pairs): ValidForm<Pairs>) -> Outcome<Response> {
    let mut typed = Typed::read(&pairs);
    typed.is_open = true;
    let today = local_time::date(clerk.town.zone, clerk.visitor.now);
    typed.hours.last = match first_day(&clerk, &typed.last) {
        Ok(last) => last.or(Some(desk::usual_last(today))),
        Err(mistake) => {
            let mistake = Mistake {
                field: "last".to_owned(),
                ..mistake
            };
            let told = Notice::mistakes(words("de"), vec![mistake]);
            return page(&clerk, StatusCode::UNPROCESSABLE_ENTITY, typed, Some(told)).await;
        }
    };
    let done = match typed.appointment {
        Some(id) => desk::put_on_list(&clerk, id, &typed.hours).await,
        None => {
            let services = services(&typed.service, &typed.count);
            let newcomer = Newcomer {
                services: &services,
                key: &typed.key,
                name: &typed.name,
                phone: &typed.phone,
                email: &typed.email,
            };
            desk::put_caller_on_list(&clerk, &newcomer, &typed.hours).await
        }
    };
    match done {
        Ok(()) => Ok(answer::send_on(&address(&clerk.town.slug, "frueher"))),
        Err(Trouble::Refused(refusal)) if refusal.code != ProblemCode::NotFound => {
            let told = Notice {
                mistakes: mistakes(&refusal),
                ..Notice::danger(words("de").problem(refusal.code), "")
            };
            page(&clerk, StatusCode::UNPROCESSABLE_ENTITY, typed, Some(told)).await
        }
        Err(trouble) => Err(trouble),
    }
}

/// Whom an address speaks of.
#[derive(Deserialize)]
pub struct OnePath {
    id: Uuid,
}

/// What she has said, or that she is taken off the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    schritt: Word,
    #[serde(default)]
    hold: Option<Uuid>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Nehmen,
    Nicht,
    Aufhoeren,
}

/// Does what somebody on the list has said.
pub async fn step(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidForm(said): ValidForm<Said>,
) -> Outcome<Response> {
    let reply = match (said.schritt, said.hold) {
        (Word::Nehmen, Some(hold)) => Reply::Take(hold),
        (Word::Nicht, Some(hold)) => Reply::Decline(hold),
        (Word::Aufhoeren, _) => Reply::Stop,
        (Word::Nehmen | Word::Nicht, None) => return Err(Trouble::field("hold", "field.required")),
    };
    match desk::reply_for(&clerk, path.id, reply).await {
        Ok(Some(appointment)) if matches!(reply, Reply::Take(_)) => {
            let url = address(&clerk.town.slug, &format!("termine/{appointment}"));
            Ok(answer::send_on(&url))
        }
        Ok(_) => Ok(answer::send_on(&address(&clerk.town.slug, "frueher"))),
        Err(Trouble::Refused(refusal)) if refusal.code == ProblemCode::HoldExpired => {
            let told = Notice::warning(
                "Diese Uhrzeit ist nicht mehr reserviert.",
                "Sie ist schon vergeben oder wird jemand anderem angeboten. Unten steht der neue Stand.",
            );
            page(&clerk, StatusCode::CONFLICT, Typed::default(), Some(told)).await
        }
        Err(trouble) => Err(trouble),
    }
}

async fn page(clerk: &Clerk, status: StatusCode, typed: Typed, notice: Option<Notice>) -> Outcome<Response> {
    let waiting = desk::on_list(clerk).await?;
    let mut page = EarlierPage::new(&clerk.town, &waiting);
    if typed.is_open {
        let appointment = match typed.appointment {
            Some(id) => Some(desk::could_wait(clerk, id).await?),
            None => None,
        };
        let own = clerk.town.services();
        let own = own.filter(|service| clerk.account.works_in(service.department));
        let own = own.filter(|service| service.facts.offered_to.through(Channel::Desk));
        let described = appointment.map(|one| {
            let name = one.promise.as_ref().map_or("", |promise| &promise.name);
            (one.id.to_string(), format!("{name}, {}", moment(one.local_start)))
        });
        page.form = Some(
            NewcomerForm {
                action: address(&clerk.town.slug, "frueher"),
                key: if typed.key.is_empty() {
                    Secret::drawn(clerk.visitor.app.chance.bytes()).text()
                } else {
                    typed.key
                },
                appointment: described,
                services: choices(own, &typed.service),
                count: if typed.count.is_empty() {
                    "1".to_owned()
                } else {
                    typed.count
                },
                last: typed.last,
                name: typed.name,
                phone: typed.phone,
                email: typed.email,
                mistakes: notice
                    .as_ref()
                    .map_or_else(Vec::new, |notice| notice.mistakes.clone()),
                ..NewcomerForm::default()
            }
            .typed(&typed.hours),
        );
    }
    let frame = clerk
        .frame("Liste für frühere Termine", "frueher")
        .with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
