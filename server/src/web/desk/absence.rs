//! Reporting somebody away: the form, the preview, saving.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use serde::Deserialize;
use tenants::calendar::local_time;
use tenants::cut::Cut;
use tenants::staff::Absence;

use super::clerk::Clerk;
use super::cut::changed_meanwhile;
use super::{answer, cut};
use crate::desk;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::absence::{AbsencePage, choices, fields, known};
use crate::views::desk::cut::takeable;
use crate::views::desk::day::typed_date;
use crate::views::desk::frame::address;
use crate::views::pages::frame::Notice;
use crate::views::pages::{Hidden, Mistake};
use crate::web::input::{ValidForm, ValidQuery};

/// The longest absence, in days; whoever is away longer has no shifts.
const LONGEST_DAYS: i64 = 366;

/// Who is away and when, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    person: String,
    zeitraum: String,
    von: String,
    ab: String,
    bis: String,
    um: String,
    siegel: String,
}

/// Asks, or shows what would happen. Nothing is changed.
pub async fn ask(clerk: Clerk, ValidQuery(typed): ValidQuery<Typed>) -> Outcome<Response> {
    if typed.person.is_empty() && typed.zeitraum.is_empty() {
        return form(&clerk, StatusCode::OK, &typed, None, Vec::new()).await;
    }
    look(&clerk, StatusCode::OK, &typed, None).await
}

/// Saves what was shown.
pub async fn save(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    if let Ok((cut, fields)) = read(&clerk, &typed)
        && let Some(answer) = cut::save(&clerk, &cut, fields, &typed.siegel).await?
    {
        return Ok(answer);
    }
    look(
        &clerk.anew().await?,
        StatusCode::CONFLICT,
        &typed,
        Some(changed_meanwhile()),
    )
    .await
}

async fn look(clerk: &Clerk, status: StatusCode, typed: &Typed, notice: Option<Notice>) -> Outcome<Response> {
    match read(clerk, typed) {
        Ok((cut, fields)) => cut::look(clerk, status, &cut, fields, notice).await,
        Err(mistakes) => form(clerk, StatusCode::UNPROCESSABLE_ENTITY, typed, None, mistakes).await,
    }
}

/// The form, with what is told on top of it.
pub(super) async fn form_after(clerk: &Clerk, status: StatusCode, notice: Notice) -> Outcome<Response> {
    form(clerk, status, &Typed::default(), Some(notice), Vec::new()).await
}

async fn form(
    clerk: &Clerk,
    status: StatusCode,
    typed: &Typed,
    notice: Option<Notice>,
    mistakes: Vec<Mistake>,
) -> Outcome<Response> {
    let town = &clerk.town;
    let mine = clerk.account.staff.and_then(|staff| town.staff_member(staff));
    let chosen = if typed.person.is_empty() {
        mine.map_or("", |person| &person.slug)
    } else {
        &typed.person
    };
    let people = || {
        town.staff()
            .filter(|person| clerk.account.works_in(person.department))
    };
    let today = local_time::date(town.zone, clerk.visitor.now);
    let page = AbsencePage {
        action: address(&town.slug, "abwesenheit"),
        people: choices(people(), chosen),
        stretch: if typed.zeitraum.is_empty() {
            "heute".to_owned()
        } else {
            typed.zeitraum.clone()
        },
        from: typed.von.clone(),
        from_time: typed.ab.clone(),
        until: typed.bis.clone(),
        until_time: typed.um.clone(),
        mistakes: mistakes.clone(),
        takeable: takeable(town, &desk::takeable_back(clerk).await?),
        known: known(town, people(), today),
    };
    let notice = if mistakes.is_empty() {
        notice
    } else {
        Some(Notice::mistakes(words("de"), mistakes))
    };
    let frame = clerk
        .frame("Abwesenheit melden", "abwesenheit")
        .with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// What was typed as an absence of one of the clerk's colleagues.
fn read(clerk: &Clerk, typed: &Typed) -> Result<(Cut, Vec<Hidden>), Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut wrong = |field: &str, text: &str| {
        mistakes.push(Mistake {
            field: field.to_owned(),
            text: text.to_owned(),
        });
    };
    let town = &clerk.town;
    let mut people = town
        .staff()
        .filter(|person| clerk.account.works_in(person.department));
    let person = people.find(|person| person.slug == typed.person);
    if person.is_none() {
        wrong("person", "Bitte wählen Sie, wer abwesend ist.");
    }
    let now = local_time::local(town.zone, clerk.visitor.now).naive_local();
    let now = now
        .with_second(0)
        .and_then(|now| now.with_nanosecond(0))
        .unwrap_or(now);
    let stretch = match typed.zeitraum.as_str() {
        "heute" => Some((now.date().and_time(NaiveTime::MIN), end_of(now.date()))),
        "rest" => Some((now, end_of(now.date()))),
        _ => typed_stretch(typed, now.date(), &mut wrong),
    };
    if let Some((from, until)) = stretch {
        if until <= from {
            wrong(
                "bis",
                "Das Ende liegt vor dem Beginn. Bitte geben Sie ein späteres Ende an.",
            );
        } else if until <= now {
            wrong(
                "bis",
                "Diese Zeit ist schon vorbei. Bitte geben Sie ein Ende in der Zukunft an.",
            );
        } else if until - from > TimeDelta::days(LONGEST_DAYS) {
            wrong(
                "bis",
                "Eine Abwesenheit dauert höchstens ein Jahr. Bitte nehmen Sie danach die Dienstzeiten heraus.",
            );
        }
    }
    match (person, stretch) {
        (Some(person), Some((from, until))) if mistakes.is_empty() => {
            let absence = Absence { from, until };
            let fields = fields(person, &absence);
            let staff = person.id;
            Ok((Cut::Absence { staff, absence }, fields))
        }
        _ => Err(mistakes),
    }
}

fn typed_stretch(
    typed: &Typed,
    today: NaiveDate,
    wrong: &mut impl FnMut(&str, &str),
) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let from = typed_date(&typed.von, today);
    if from.is_none() {
        wrong("von", "Bitte geben Sie den ersten Tag in der Form 26.11. ein.");
    }
    let until = if typed.bis.trim().is_empty() {
        from
    } else {
        typed_date(&typed.bis, today)
    };
    if until.is_none() && from.is_some() {
        wrong("bis", "Bitte geben Sie den letzten Tag in der Form 26.11. ein.");
    }
    let mut time = |field: &str, text: &str| match text.trim() {
        "" | "00:00" => Some(None),
        text => match NaiveTime::parse_from_str(text, "%H:%M") {
            Ok(time) => Some(Some(time)),
            Err(_) => {
                wrong(field, "Bitte geben Sie die Uhrzeit in der Form 09:30 ein.");
                None
            }
        },
    };
    let (ab, um) = (time("ab", &typed.ab), time("um", &typed.um));
    let (from, until) = (from?, until?);
    let begin = from.and_time(ab?.unwrap_or(NaiveTime::MIN));
    let end = match um? {
        Some(time) => until.and_time(time),
        // A whole last day; where the form was filled by us, its end is the next midnight already.
        None if typed.um.trim() == "00:00" => until.and_time(NaiveTime::MIN),
        None => end_of(until),
    };
    Some((begin, end))
}

fn end_of(date: NaiveDate) -> NaiveDateTime {
    let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
    next.and_time(NaiveTime::MIN)
}
