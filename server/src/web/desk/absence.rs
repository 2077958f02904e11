//! Reporting somebody away: the form, the preview, saving; and what is left without a person.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use serde::Deserialize;
use tenants::calendar::local_time;
use uuid::Uuid;

use super::answer;
use super::clerk::Clerk;
use crate::desk::{self, Away, Found, Recorded};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::absence::{AbsencePage, DisplacedPage, PlanPage, choices, displaced_url};
use crate::views::desk::day::typed_date;
use crate::views::desk::frame::address;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

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
        return form(&clerk, StatusCode::OK, &typed, Vec::new());
    }
    match read(&clerk, &typed) {
        Ok(away) => {
            let plan = desk::preview(&clerk, away).await?;
            plan_page(&clerk, StatusCode::OK, away, &plan, None)
        }
        Err(mistakes) => form(&clerk, StatusCode::UNPROCESSABLE_ENTITY, &typed, mistakes),
    }
}

/// Saves what was shown.
pub async fn record(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let away = match read(&clerk, &typed) {
        Ok(away) => away,
        Err(mistakes) => return form(&clerk, StatusCode::UNPROCESSABLE_ENTITY, &typed, mistakes),
    };
    match desk::record(&clerk, away, &typed.siegel).await? {
        Recorded::Done => Ok(answer::send_on(&displaced_url(&clerk.town.slug, true))),
        Recorded::ChangedMeanwhile(plan) => {
            let notice = Notice::warning(
                "Inzwischen hat sich etwas geändert, nichts wurde gespeichert.",
                "Unten steht, was die Abwesenheit jetzt bewirkt. Bitte prüfen Sie es und speichern Sie noch einmal.",
            );
            plan_page(&clerk, StatusCode::CONFLICT, away, &plan, Some(notice))
        }
    }
}

/// What the list was opened after.
#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    gespeichert: String,
}

/// Shows the promises without a person.
pub async fn displaced(clerk: Clerk, ValidQuery(after): ValidQuery<After>) -> Outcome<Response> {
    let notice = (after.gespeichert == "ja").then(|| Notice::success("Die Abwesenheit ist gespeichert."));
    displaced_page(&clerk, StatusCode::OK, notice).await
}

/// The appointment an address speaks of.
#[derive(Deserialize)]
pub struct OnePath {
    id: Uuid,
}

/// As which the clerk saw it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    revision: i32,
}

/// Looks once more for somebody who can keep a promise.
pub async fn look_again(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidForm(seen): ValidForm<Seen>,
) -> Outcome<Response> {
    match desk::look_again(&clerk, path.id, seen.revision).await? {
        Found::Somebody => Ok(answer::send_on(&address(
            &clerk.town.slug,
            &format!("termine/{}", path.id),
        ))),
        Found::Nobody => {
            let text =
                "Bitte rufen Sie die Bürgerin oder den Bürger an, oder versuchen Sie es später noch einmal.";
            let notice = Notice::warning("Noch ist niemand frei, der diesen Termin übernehmen kann.", text);
            displaced_page(&clerk, StatusCode::OK, Some(notice)).await
        }
        Found::ChangedMeanwhile => {
            let notice = Notice::warning(
                "Dieser Termin hat sich inzwischen geändert.",
                "Unten steht der neue Stand.",
            );
            displaced_page(&clerk, StatusCode::CONFLICT, Some(notice)).await
        }
    }
}

async fn displaced_page(clerk: &Clerk, status: StatusCode, notice: Option<Notice>) -> Outcome<Response> {
    let found = desk::displaced(clerk).await?;
    let frame = clerk
        .frame("Betroffene Termine", "betroffene")
        .with_notice(notice);
    answer::page(
        &clerk.visitor.app,
        status,
        &frame,
        &DisplacedPage::new(&clerk.town, &found),
    )
}

fn plan_page(
    clerk: &Clerk,
    status: StatusCode,
    away: Away,
    plan: &desk::Plan,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let name = clerk
        .town
        .staff_member(away.staff)
        .map_or("", |person| &person.name);
    let heading = format!("{name} ist {} abwesend", stretch(away));
    let frame = clerk.frame(heading, "abwesenheit").with_notice(notice);
    answer::page(
        &clerk.visitor.app,
        status,
        &frame,
        &PlanPage::new(&clerk.town, away, plan),
    )
}

/// "am 24.11. ab 09:00 Uhr", "vom 24.11. bis 27.11.".
fn stretch(away: Away) -> String {
    let day = |date: NaiveDate| date.format("%d.%m.%Y").to_string();
    let whole = away.from.time() == NaiveTime::MIN && away.until.time() == NaiveTime::MIN;
    let last = (away.until - TimeDelta::minutes(1)).date();
    match (whole, away.from.date() == last) {
        (true, true) => format!("am {}", day(last)),
        (true, false) => format!("vom {} bis {}", day(away.from.date()), day(last)),
        (false, true) if away.until.time() == NaiveTime::MIN => {
            format!("am {} ab {} Uhr", day(last), away.from.format("%H:%M"))
        }
        (false, true) => {
            let (from, until) = (away.from.format("%H:%M"), away.until.format("%H:%M"));
            format!("am {} von {from} bis {until} Uhr", day(last))
        }
        (false, false) => {
            let (from, until) = (
                away.from.format("%d.%m. %H:%M"),
                away.until.format("%d.%m. %H:%M"),
            );
            format!("vom {from} bis {until} Uhr")
        }
    }
}

fn form(clerk: &Clerk, status: StatusCode, typed: &Typed, mistakes: Vec<Mistake>) -> Outcome<Response> {
    let mine = clerk
        .account
        .staff
        .and_then(|staff| clerk.town.staff_member(staff));
    let chosen = if typed.person.is_empty() {
        mine.map_or("", |person| &person.slug)
    } else {
        &typed.person
    };
    let people = clerk
        .town
        .staff()
        .filter(|person| clerk.account.works_in(person.department));
    let page = AbsencePage {
        action: address(&clerk.town.slug, "abwesenheit"),
        people: choices(people, chosen),
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
    };
    let notice = (!mistakes.is_empty()).then(|| Notice::mistakes(words("de"), mistakes));
    let frame = clerk
        .frame("Abwesenheit melden", "abwesenheit")
        .with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// What was typed as an absence of one of the clerk's colleagues.
fn read(clerk: &Clerk, typed: &Typed) -> Result<Away, Vec<Mistake>> {
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
        } else if until - from > TimeDelta::days(desk::LONGEST_DAYS) {
            wrong(
                "bis",
                "Eine Abwesenheit dauert höchstens ein Jahr. Bitte nehmen Sie danach die Dienstzeiten heraus.",
            );
        }
    }
    match (person, stretch) {
        (Some(person), Some((from, until))) if mistakes.is_empty() => Ok(Away {
            staff: person.id,
            from,
            until,
        }),
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
