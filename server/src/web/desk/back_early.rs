//! Ending an absence early: when she is back, and which appointments she gets back.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use serde::Deserialize;
use tenants::StaffId;
use tenants::calendar::local_time;
use tenants::staff::Absence;
use uuid::Uuid;
use wire::ProblemCode;

use super::answer;
use super::clerk::Clerk;
use crate::desk::{self, Ended, Ending};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::absence::MOMENT;
use crate::views::desk::back_early::BackEarlyPage;
use crate::views::desk::day::typed_date;
use crate::views::desk::frame::address;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidQuery};

/// Which absence, and when it ends, as typed. Both are empty at first: then it ends now.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    person: String,
    von: String,
    bis: String,
    tag: String,
    uhrzeit: String,
}

/// The same with what is given back.
pub type Pairs = Vec<(String, String)>;

/// Shows what she could have back. Changes nothing.
pub async fn ask(clerk: Clerk, ValidQuery(typed): ValidQuery<Typed>) -> Outcome<Response> {
    page(&clerk, &typed, StatusCode::OK, None).await
}

/// Ends it.
pub async fn end(clerk: Clerk, ValidForm(pairs): ValidForm<Pairs>) -> Outcome<Response> {
    let (typed, chosen) = read(pairs)?;
    let Some((staff, absence)) = absence(&clerk, &typed).await? else {
        return Ok(gone(&clerk));
    };
    let Ok(at) = back_at(&clerk, &typed, &absence) else {
        return page(&clerk, &typed, StatusCode::UNPROCESSABLE_ENTITY, None).await;
    };
    let ending = Ending { staff, absence, at };
    match desk::end_early(&clerk, &ending, &chosen).await? {
        Ended::Done => Ok(answer::send_on(&address(&clerk.town.slug, "abwesenheit"))),
        Ended::ChangedMeanwhile => {
            let notice = Notice::warning(
                "Inzwischen hat sich etwas geändert, nichts wurde gespeichert.",
                "Unten steht, welche Termine sie jetzt zurückbekommen kann. Bitte wählen Sie noch einmal.",
            );
            page(&clerk, &typed, StatusCode::CONFLICT, Some(notice)).await
        }
    }
}

/// What was typed, and the appointments that were ticked, each with its revision.
fn read(pairs: Pairs) -> Outcome<(Typed, Vec<(Uuid, i32)>)> {
    let (mut typed, mut chosen) = (Typed::default(), Vec::new());
    for (name, value) in pairs {
        match name.as_str() {
            "person" => typed.person = value,
            "von" => typed.von = value,
            "bis" => typed.bis = value,
            "tag" => typed.tag = value,
            "uhrzeit" => typed.uhrzeit = value,
            "zurueck" => {
                let read = value
                    .split_once(':')
                    .and_then(|(id, revision)| Some((id.parse().ok()?, revision.parse().ok()?)));
                chosen.push(read.ok_or(ProblemCode::InvalidInput)?);
            }
            _ => return Err(ProblemCode::InvalidInput.into()),
        }
    }
    Ok((typed, chosen))
}

/// The absence an address or a form speaks of, as the calendar has it; nothing if it is not, or not any more, one of a
/// colleague's.
async fn absence(clerk: &Clerk, typed: &Typed) -> Outcome<Option<(StaffId, Absence)>> {
    let moment = |text: &str| NaiveDateTime::parse_from_str(text, MOMENT).ok();
    let Some((from, until)) = moment(&typed.von).zip(moment(&typed.bis)) else {
        return Ok(None);
    };
    let wanted = Absence { from, until };
    let town = clerk.visitor.reading().await?.town.clone();
    let mut colleagues = town
        .staff()
        .filter(|person| clerk.account.works_in(person.department));
    let person = colleagues.find(|person| person.slug == typed.person && person.absences.contains(&wanted));
    Ok(person.map(|person| (person.id, wanted)))
}

fn gone(clerk: &Clerk) -> Response {
    let text = "Vielleicht hat sie inzwischen jemand geändert oder beendet. Die Liste zeigt, welche Abwesenheiten es gibt.";
    let frame = clerk.frame("Diese Abwesenheit gibt es so nicht mehr", "abwesenheit");
    let url = address(&clerk.town.slug, "abwesenheit");
    answer::message(&clerk.visitor.app, StatusCode::NOT_FOUND, &frame, text, &url)
}

/// When she is back: as typed, else now or, before it has begun, at its beginning.
fn back_at(clerk: &Clerk, typed: &Typed, absence: &Absence) -> Result<NaiveDateTime, Mistake> {
    let now = local_time::local(clerk.town.zone, clerk.visitor.now).naive_local();
    let begin = now.max(absence.from);
    if typed.tag.trim().is_empty() {
        // To the next five minutes: an absence ends on the calendar's grain.
        let over = begin.minute() % 5 * 60 + begin.second();
        let rest = if over == 0 { 0 } else { 300 - over };
        let at = begin + TimeDelta::seconds(rest.into());
        return Ok(at.with_nanosecond(0).unwrap_or(at).min(absence.until));
    }
    let wrong = |field: &str, text: &str| Mistake {
        field: field.to_owned(),
        text: text.to_owned(),
    };
    let date = typed_date(&typed.tag, now.date())
        .ok_or_else(|| wrong("tag", "Bitte geben Sie den Tag in der Form 26.11. ein."))?;
    let time = match typed.uhrzeit.trim() {
        "" => NaiveTime::MIN,
        text => NaiveTime::parse_from_str(text, "%H:%M")
            .map_err(|_| wrong("uhrzeit", "Bitte geben Sie die Uhrzeit in der Form 09:30 ein."))?,
    };
    let at = date.and_time(time);
    if at < absence.from || at >= absence.until {
        return Err(wrong(
            "tag",
            "Bitte geben Sie eine Zeit innerhalb der Abwesenheit ein.",
        ));
    }
    Ok(at)
}

async fn page(clerk: &Clerk, typed: &Typed, status: StatusCode, notice: Option<Notice>) -> Outcome<Response> {
    let Some((staff, absence)) = absence(clerk, typed).await? else {
        return Ok(gone(clerk));
    };
    let (status, mistakes, back) = match back_at(clerk, typed, &absence) {
        Ok(at) => {
            let ending = Ending {
                staff,
                absence: absence.clone(),
                at,
            };
            let back = desk::regainable(clerk, &ending).await?;
            (status, Vec::new(), Some((at, back)))
        }
        Err(mistake) => (StatusCode::UNPROCESSABLE_ENTITY, vec![mistake], None),
    };
    let notice = if mistakes.is_empty() {
        notice
    } else {
        Some(Notice::mistakes(words("de"), mistakes.clone()))
    };
    let name = clerk.town.staff_member(staff).map_or("", |person| &person.name);
    let frame = clerk
        .frame(format!("{name} ist früher wieder da"), "abwesenheit")
        .with_notice(notice);
    let page = BackEarlyPage {
        day: typed.tag.clone(),
        time: typed.uhrzeit.clone(),
        mistakes,
        ..BackEarlyPage::new(&clerk.town, &typed.person, &absence, back)
    };
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
