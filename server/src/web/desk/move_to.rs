//! Moving an appointment to another time.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use tenants::calendar::local_time;
use uuid::Uuid;

use super::clerk::Clerk;
use super::{answer, reason};
use crate::desk::{self, Moving, To, Wished};
use crate::refusal::{Outcome, Trouble};
use crate::texts::words;
use crate::views::desk::day::typed_date;
use crate::views::desk::frame::address_with;
use crate::views::desk::move_to::MovePage;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// The appointment an address speaks of.
#[derive(Deserialize)]
pub struct OnePath {
    pub(super) id: Uuid,
}

/// What was typed so far.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    ab: String,
    zeit: String,
    revision: i32,
    grund: String,
}

/// Asks when instead. Nothing is changed.
pub async fn ask(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidQuery(typed): ValidQuery<Typed>,
) -> Outcome<Response> {
    match first_day(&clerk, &typed.ab) {
        Ok(_) => form(&clerk, path.id, StatusCode::OK, typed, None).await,
        Err(mistake) => mistaken(&clerk, path.id, typed, mistake).await,
    }
}

/// Moves it and shows it, or says why not.
pub async fn move_to(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidForm(typed): ValidForm<Typed>,
) -> Outcome<Response> {
    let reason = match reason::read(&typed.grund) {
        Ok(reason) => reason,
        Err(mistake) => return mistaken(&clerk, path.id, typed, mistake).await,
    };
    let wished = Wished {
        to: To::Free {
            at: &typed.zeit,
            reason: reason.as_deref(),
        },
        seen: typed.revision,
    };
    let why_not = match desk::move_to(&clerk, path.id, wished).await {
        Ok(done @ (Moving::Moved | Moving::Rescued { .. })) => return Ok(moved(&clerk, path.id, done)),
        Ok(why_not) => why_not,
        Err(Trouble::Refused(refusal)) if refusal.code != wire::ProblemCode::NotFound => {
            let mistake = Mistake {
                field: "zeit".to_owned(),
                text: "Bitte wählen Sie eine der freien Zeiten.".to_owned(),
            };
            return mistaken(&clerk, path.id, typed, mistake).await;
        }
        Err(trouble) => return Err(trouble),
    };
    let notice = not_moved(&clerk, path.id, why_not).await?;
    form(&clerk, path.id, StatusCode::CONFLICT, typed, Some(notice)).await
}

/// Shows what was moved, or has somebody again at its own time.
pub(super) fn moved(clerk: &Clerk, id: Uuid, done: Moving) -> Response {
    let place = format!("termine/{id}");
    let told = match done {
        Moving::Rescued { untold: false } => "nein",
        Moving::Rescued { untold: true } => "anrufen",
        _ => "ja",
    };
    answer::send_on(&address_with(&clerk.town.slug, &place, &[("verschoben", told)]))
}

/// Why it was not moved, in words.
pub(super) async fn not_moved(clerk: &Clerk, id: Uuid, why: Moving) -> Outcome<Notice> {
    let (title, text) = match why {
        Moving::ChangedMeanwhile => (
            "Dieser Termin hat sich inzwischen geändert.",
            "Ihre Eingabe wurde nicht ausgeführt; bitte entscheiden Sie neu.".to_owned()
                + &last_step(clerk, id).await?,
        ),
        Moving::Moved | Moving::Rescued { .. } | Moving::NotNow => (
            "Dieser Termin lässt sich nicht mehr verschieben.",
            last_step(clerk, id).await?,
        ),
        Moving::NotFree | Moving::Refused(_) => (
            "Diese Uhrzeit ist nicht mehr frei.",
            "Bitte wählen Sie eine andere; alles Übrige ist noch da.".to_owned(),
        ),
        Moving::SameTime => (
            "Das ist die bisherige Uhrzeit.",
            "Bitte wählen Sie eine andere.".to_owned(),
        ),
    };
    Ok(Notice::warning(title, text.trim()))
}

/// The day from which times are looked for; nothing if none was typed.
pub(super) fn first_day(clerk: &Clerk, text: &str) -> Result<Option<NaiveDate>, Mistake> {
    let today = local_time::date(clerk.town.zone, clerk.visitor.now);
    if text.trim().is_empty() {
        return Ok(None);
    }
    match typed_date(text, today) {
        Some(date) => Ok(Some(date)),
        None => Err(Mistake {
            field: "ab".to_owned(),
            text: "Bitte geben Sie den Tag in der Form 26.11. ein.".to_owned(),
        }),
    }
}

/// What somebody else did last, in words.
async fn last_step(clerk: &Clerk, id: Uuid) -> Outcome<String> {
    let known = desk::appointment(clerk, id).await?;
    let steps = crate::views::desk::appointment::story(&clerk.town, &known);
    Ok(steps
        .first()
        .map_or_else(String::new, |step| format!(" Zuletzt: {step}.")))
}

async fn mistaken(clerk: &Clerk, id: Uuid, typed: Typed, mistake: Mistake) -> Outcome<Response> {
    let notice = Notice::mistakes(words("de"), vec![mistake]);
    form(clerk, id, StatusCode::UNPROCESSABLE_ENTITY, typed, Some(notice)).await
}

async fn form(
    clerk: &Clerk,
    id: Uuid,
    status: StatusCode,
    typed: Typed,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let from = first_day(clerk, &typed.ab).ok().flatten();
    let movable = desk::new_times(clerk, id, from).await?;
    let page = MovePage {
        from: typed.ab,
        reason: typed.grund,
        mistakes: notice
            .as_ref()
            .map_or_else(Vec::new, |notice| notice.mistakes.clone()),
        ..MovePage::new(&clerk.town, &movable, &typed.zeit)
    };
    let frame = clerk.frame("Termin verschieben", "tag").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
