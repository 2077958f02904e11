//! Closing a department for some days, or the whole town for a holiday: the form, the preview, saving. Whoever has an
//! appointment then is looked after as on a day somebody is ill.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::Text;
use tenants::calendar::holidays::AddedHoliday;
use tenants::calendar::local_time;
use tenants::cut::Cut;
use tenants::staff::Closure;

use super::clerk::Clerk;
use super::cut::changed_meanwhile;
use super::{answer, cut};
use crate::desk;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::closure::{ClosurePage, WHOLE_TOWN, fields, holiday_fields};
use crate::views::desk::cut::takeable;
use crate::views::desk::day::typed_date;
use crate::views::pages::frame::Notice;
use crate::views::pages::{Hidden, Mistake};
use crate::web::input::{ValidForm, ValidQuery};

/// The longest closure, in days.
const LONGEST_DAYS: i64 = 366;
/// Most letters of its name.
const LONGEST_NAME: usize = 100;

/// What is closed and when, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    amt: String,
    von: String,
    bis: String,
    anlass: String,
    siegel: String,
}

/// Asks, or shows what would happen. Nothing is changed.
pub async fn ask(clerk: Clerk, ValidQuery(typed): ValidQuery<Typed>) -> Outcome<Response> {
    if typed.amt.is_empty() && typed.von.is_empty() {
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
    let clerk = clerk.anew().await?;
    look(&clerk, StatusCode::CONFLICT, &typed, Some(changed_meanwhile())).await
}

async fn look(clerk: &Clerk, status: StatusCode, typed: &Typed, notice: Option<Notice>) -> Outcome<Response> {
    let read = read(clerk, typed).and_then(|(cut, fields)| Ok((new_holiday(clerk, cut)?, fields)));
    match read {
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
    let today = local_time::date(clerk.town.zone, clerk.visitor.now);
    let own = |department: &&tenants::town::Department| clerk.account.works_in(department.id);
    let mut page = ClosurePage {
        from: typed.von.clone(),
        until: typed.bis.clone(),
        name: typed.anlass.clone(),
        mistakes: mistakes.clone(),
        takeable: takeable(&clerk.town, &desk::takeable_back(clerk).await?),
        ..ClosurePage::new(
            &clerk.town,
            clerk.town.departments.iter().filter(own),
            &typed.amt,
            today,
        )
    };
    if clerk.account.decides_for_the_town() {
        page.offer_the_whole_town(&typed.amt);
    }
    let notice = if mistakes.is_empty() {
        notice
    } else {
        Some(Notice::mistakes(words("de"), mistakes))
    };
    let frame = clerk.frame("Schließtage", "schliesstage").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// A day that is a holiday already cannot become one. Saving asks first whether this very wish has come true: a second click
/// is no mistake.
fn new_holiday(clerk: &Clerk, cut: Cut) -> Result<Cut, Vec<Mistake>> {
    let known = match &cut {
        Cut::Holiday { holiday } => clerk.town.holidays.name_of(holiday.date),
        Cut::Absence { .. } | Cut::Closure { .. } | Cut::Shifts { .. } => None,
    };
    let Some(name) = known else { return Ok(cut) };
    let text = format!("Dieser Tag ist schon ein Feiertag: {name}. Bitte geben Sie einen anderen Tag an.");
    Err(vec![Mistake {
        field: "von".to_owned(),
        text,
    }])
}

/// What was typed as a closure of one of the clerk's departments, or as a holiday, and as it is sent once more.
fn read(clerk: &Clerk, typed: &Typed) -> Result<(Cut, Vec<Hidden>), Vec<Mistake>> {
    let town = &clerk.town;
    let today = local_time::date(town.zone, clerk.visitor.now);
    let mut mistakes = Vec::new();
    let mut wrong = |field: &str, text: &str| {
        mistakes.push(Mistake {
            field: field.to_owned(),
            text: text.to_owned(),
        });
    };
    let mut own = town
        .departments
        .iter()
        .filter(|one| clerk.account.works_in(one.id));
    let department = own.find(|one| one.slug == typed.amt);
    let is_holiday = typed.amt == WHOLE_TOWN && clerk.account.decides_for_the_town();
    if department.is_none() && !is_holiday {
        wrong("amt", "Bitte wählen Sie, was geschlossen ist.");
    }
    let from = typed_date(&typed.von, today);
    let until = if typed.bis.trim().is_empty() {
        from
    } else {
        typed_date(&typed.bis, today)
    };
    match (from, until) {
        (None, _) => wrong("von", "Bitte geben Sie den ersten Tag in der Form 26.11. ein."),
        (_, None) => wrong("bis", "Bitte geben Sie den letzten Tag in der Form 26.11. ein."),
        (Some(from), Some(until)) if until < from => {
            wrong(
                "bis",
                "Das Ende liegt vor dem Beginn. Bitte geben Sie einen späteren Tag an.",
            );
        }
        (Some(_), Some(until)) if until < today => {
            wrong(
                "bis",
                "Diese Tage sind schon vorbei. Bitte geben Sie einen Tag in der Zukunft an.",
            );
        }
        (Some(from), Some(until)) if is_holiday && from != until => {
            wrong(
                "bis",
                "Ein Feiertag ist ein einzelner Tag. Bitte lassen Sie dieses Feld leer und tragen Sie jeden Tag für sich ein.",
            );
        }
        (Some(from), Some(until)) if (until - from).num_days() > LONGEST_DAYS => {
            wrong(
                "bis",
                "Länger als ein Jahr schließt ein Amt nicht auf diesem Weg. Bitte geben Sie einen früheren Tag an.",
            );
        }
        (Some(_), Some(_)) => {}
    }
    let name = typed.anlass.trim();
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        wrong(
            "anlass",
            "Bitte fassen Sie den Anlass in eine Zeile von höchstens 100 Zeichen.",
        );
    }
    if is_holiday && name.is_empty() {
        wrong("anlass", "Bitte geben Sie an, wie der Feiertag heißt.");
    }
    let (Some(from), Some(until), true) = (from, until, mistakes.is_empty()) else {
        return Err(mistakes);
    };
    if let Some(department) = department {
        let name = if name.is_empty() {
            Text::default()
        } else {
            Text::new([(town.first_language(), name)])
        };
        let closure = Closure { from, until, name };
        let fields = fields(town, department, &closure);
        let department = department.id;
        Ok((Cut::Closure { department, closure }, fields))
    } else {
        let holiday = AddedHoliday {
            date: from,
            name: name.to_owned(),
        };
        let fields = holiday_fields(&holiday);
        Ok((Cut::Holiday { holiday }, fields))
    }
}
