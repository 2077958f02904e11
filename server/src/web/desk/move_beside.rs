//! Moving an appointment to a time at which nobody is free: the form, and what is wrong with it.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::clerk::Clerk;
use super::move_to::{OnePath, moved, not_moved};
use super::{answer, overbook};
use crate::desk::{self, Beside, Moving, To, Wished};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::absence::choices;
use crate::views::desk::frame::address;
use crate::views::desk::move_beside::MoveBesidePage;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// What was typed so far.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    datum: String,
    uhrzeit: String,
    person: String,
    grund: String,
    revision: i32,
}

/// Asks when instead, with whom and why. Nothing is changed.
pub async fn ask(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidQuery(typed): ValidQuery<Typed>,
) -> Outcome<Response> {
    form(&clerk, path.id, (StatusCode::OK, None), typed, Vec::new()).await
}

/// Moves it and shows it, or says why not even so.
pub async fn move_to(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidForm(typed): ValidForm<Typed>,
) -> Outcome<Response> {
    let when = (typed.datum.as_str(), typed.uhrzeit.as_str());
    let (first, reason) = match overbook::when_and_why(&clerk, when, &typed.grund) {
        Ok(read) => read,
        Err(mistakes) => return mistaken(&clerk, path.id, typed, mistakes).await,
    };
    let wished = Wished {
        to: To::Beside(Beside {
            first,
            person: &typed.person,
            reason: &reason,
        }),
        seen: typed.revision,
    };
    match desk::move_to(&clerk, path.id, wished).await? {
        done @ (Moving::Moved | Moving::Rescued { .. }) => Ok(moved(&clerk, path.id, done)),
        Moving::Refused(refused) => mistaken(&clerk, path.id, typed, vec![overbook::told(refused)]).await,
        why_not => {
            let notice = not_moved(&clerk, path.id, why_not).await?;
            form(
                &clerk,
                path.id,
                (StatusCode::CONFLICT, Some(notice)),
                typed,
                Vec::new(),
            )
            .await
        }
    }
}

async fn mistaken(clerk: &Clerk, id: Uuid, typed: Typed, mistakes: Vec<Mistake>) -> Outcome<Response> {
    let notice = Notice::mistakes(words("de"), mistakes.clone());
    let told = (StatusCode::UNPROCESSABLE_ENTITY, Some(notice));
    form(clerk, id, told, typed, mistakes).await
}

async fn form(
    clerk: &Clerk,
    id: Uuid,
    (status, notice): (StatusCode, Option<Notice>),
    typed: Typed,
    mistakes: Vec<Mistake>,
) -> Outcome<Response> {
    let town = &clerk.town;
    let (one, Some(able)) = desk::could_take_moved(clerk, id).await? else {
        // Why it cannot move is told there.
        let times = address(&town.slug, &format!("termine/{id}/verschieben"));
        return Ok(answer::send_on(&times));
    };
    let staff = able.people.iter().filter_map(|person| town.staff_member(*person));
    let page = MoveBesidePage {
        people: choices(staff, &typed.person),
        date: typed.datum,
        time: typed.uhrzeit,
        reason: typed.grund,
        mistakes,
        ..MoveBesidePage::new(town, &one, able.minutes)
    };
    let frame = clerk
        .frame("Termin verschieben und überbuchen", "tag")
        .with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
