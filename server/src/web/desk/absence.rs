//! Reporting somebody away: the form, the preview, saving, taking it back.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use serde::Deserialize;
use tenants::calendar::local_time;
use tenants::cut::Cut;
use tenants::staff::Absence;

use super::answer;
use super::clerk::Clerk;
use crate::desk::{self, Saved, TakenBack};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::absence::{AbsencePage, choices, cut_in_words, fields, known, takeable};
use crate::views::desk::day::typed_date;
use crate::views::desk::displaced::saved_url;
use crate::views::desk::frame::address;
use crate::views::desk::plan::PlanPage;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

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
    match read(&clerk, &typed) {
        Ok(cut) => {
            let plan = desk::preview(&clerk, &cut).await?;
            plan_page(&clerk, StatusCode::OK, &cut, &plan, None)
        }
        Err(mistakes) => form(&clerk, StatusCode::UNPROCESSABLE_ENTITY, &typed, None, mistakes).await,
    }
}

/// Saves what was shown.
pub async fn save(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let cut = match read(&clerk, &typed) {
        Ok(cut) => cut,
        Err(mistakes) => return form(&clerk, StatusCode::UNPROCESSABLE_ENTITY, &typed, None, mistakes).await,
    };
    match desk::save(&clerk, &cut, &typed.siegel).await? {
        Saved::Done(number) => Ok(answer::send_on(&saved_url(&clerk.town.slug, number))),
        Saved::ChangedMeanwhile(plan) => plan_page(
            &clerk,
            StatusCode::CONFLICT,
            &cut,
            &plan,
            Some(changed_meanwhile()),
        ),
    }
}

/// What is told when the plan is another than the one that was shown.
pub(super) fn changed_meanwhile() -> Notice {
    Notice::warning(
        "Inzwischen hat sich etwas geändert, nichts wurde gespeichert.",
        "Unten steht, was jetzt geschieht. Bitte prüfen Sie es und speichern Sie noch einmal.",
    )
}

/// The cut an address speaks of.
#[derive(Deserialize)]
pub struct CutPath {
    #[serde(rename = "town")]
    _town: String,
    number: i32,
}

/// Makes everything as it was before a cut was saved.
pub async fn take_back(clerk: Clerk, ValidPath(path): ValidPath<CutPath>) -> Outcome<Response> {
    let (status, notice) = match desk::take_back(&clerk, path.number).await? {
        TakenBack::Done { others: 0 } => (
            StatusCode::OK,
            Notice::success(
                "Zurückgenommen: Alle Termine sind wieder wie zuvor, niemand wurde benachrichtigt.",
            ),
        ),
        TakenBack::Done { others } => {
            let told = if others == 1 {
                "Ein Termin hat"
            } else {
                "Einige Termine haben"
            };
            let text = format!("{told} sich seit dem Speichern geändert und bleiben, wie sie jetzt sind.");
            (
                StatusCode::OK,
                Notice::warning("Zurückgenommen, mit Ausnahmen.", text),
            )
        }
        TakenBack::TooLate => (
            StatusCode::CONFLICT,
            Notice::warning(
                "Dafür ist es zu spät, nichts wurde geändert.",
                "Zurücknehmen geht nur, solange noch keine Nachricht hinausgehen konnte. Eine Abwesenheit können Sie unten früher beenden.",
            ),
        ),
        TakenBack::NotFree => (
            StatusCode::CONFLICT,
            Notice::warning(
                "Das lässt sich nicht mehr zurücknehmen, nichts wurde geändert.",
                "Ein Teil der Zeit ist inzwischen anders vergeben. Eine Abwesenheit können Sie unten früher beenden.",
            ),
        ),
    };
    form(&clerk, status, &Typed::default(), Some(notice), Vec::new()).await
}

fn plan_page(
    clerk: &Clerk,
    status: StatusCode,
    cut: &Cut,
    plan: &desk::Plan,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let fields = fields(&clerk.town, cut, &plan.seal);
    let page = PlanPage {
        fields,
        save: "Abwesenheit speichern",
        ..PlanPage::new(&clerk.town, plan)
    };
    answer_plan(clerk, "abwesenheit", status, cut, page, notice)
}

/// Shows a plan at its place in the navigation, which is also where saving is sent to and giving up leads.
pub(super) fn answer_plan(
    clerk: &Clerk,
    place: &str,
    status: StatusCode,
    cut: &Cut,
    page: PlanPage,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let frame = clerk
        .frame(cut_in_words(&clerk.town, cut), place)
        .with_notice(notice);
    let url = address(&clerk.town.slug, place);
    let page = PlanPage {
        action: url.clone(),
        back_url: url,
        ..page
    };
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

async fn form(
    clerk: &Clerk,
    status: StatusCode,
    typed: &Typed,
    notice: Option<Notice>,
    mistakes: Vec<Mistake>,
) -> Outcome<Response> {
    // The town as it is after what was just done, not as it was when the request began.
    let town = clerk.visitor.reading().await?.town.clone();
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
        takeable: takeable(&town, &desk::takeable_back(clerk).await?),
        known: known(&town, people(), today),
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
fn read(clerk: &Clerk, typed: &Typed) -> Result<Cut, Vec<Mistake>> {
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
        (Some(person), Some((from, until))) if mistakes.is_empty() => Ok(Cut::Absence {
            staff: person.id,
            absence: Absence { from, until },
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
