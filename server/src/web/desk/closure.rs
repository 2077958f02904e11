//! Closing a department for some days: the form, the preview, saving. Whoever has an appointment then is looked after as on
//! a day somebody is ill.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::Text;
use tenants::calendar::local_time;
use tenants::cut::Cut;
use tenants::staff::Closure;

use super::absence::{answer_plan, changed_meanwhile};
use super::answer;
use super::clerk::Clerk;
use crate::desk::{self, Saved};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::closure::{ClosurePage, fields};
use crate::views::desk::day::typed_date;
use crate::views::desk::displaced::saved_url;
use crate::views::desk::plan::PlanPage;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidQuery};

/// The longest closure, in days.
const LONGEST_DAYS: i64 = 366;
/// Most letters of its name.
const LONGEST_NAME: usize = 100;

/// Which department is closed and when, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    pub(super) amt: String,
    von: String,
    bis: String,
    anlass: String,
    siegel: String,
}

/// Asks, or shows what would happen. Nothing is changed.
pub async fn ask(clerk: Clerk, ValidQuery(typed): ValidQuery<Typed>) -> Outcome<Response> {
    if typed.amt.is_empty() && typed.von.is_empty() {
        return form(&clerk, StatusCode::OK, &typed, Vec::new());
    }
    match read(&clerk, &typed) {
        Ok(cut) => {
            let plan = desk::preview(&clerk, &cut).await?;
            plan_page(&clerk, StatusCode::OK, &cut, &plan, None)
        }
        Err(mistakes) => form(&clerk, StatusCode::UNPROCESSABLE_ENTITY, &typed, mistakes),
    }
}

/// Saves what was shown.
pub async fn save(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let cut = match read(&clerk, &typed) {
        Ok(cut) => cut,
        Err(mistakes) => return form(&clerk, StatusCode::UNPROCESSABLE_ENTITY, &typed, mistakes),
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
        save: "Schließtag speichern",
        ..PlanPage::new(&clerk.town, plan)
    };
    answer_plan(clerk, "schliesstage", status, cut, page, notice)
}

fn form(clerk: &Clerk, status: StatusCode, typed: &Typed, mistakes: Vec<Mistake>) -> Outcome<Response> {
    let today = local_time::date(clerk.town.zone, clerk.visitor.now);
    let own = |department: &&tenants::town::Department| clerk.account.works_in(department.id);
    let page = ClosurePage {
        from: typed.von.clone(),
        until: typed.bis.clone(),
        name: typed.anlass.clone(),
        mistakes: mistakes.clone(),
        ..ClosurePage::new(
            &clerk.town,
            clerk.town.departments.iter().filter(own),
            &typed.amt,
            today,
        )
    };
    let notice = (!mistakes.is_empty()).then(|| Notice::mistakes(words("de"), mistakes));
    let frame = clerk.frame("Schließtage", "schliesstage").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// What was typed as a closure of one of the clerk's departments.
fn read(clerk: &Clerk, typed: &Typed) -> Result<Cut, Vec<Mistake>> {
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
    if department.is_none() {
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
    match (department, from, until) {
        (Some(department), Some(from), Some(until)) if mistakes.is_empty() => Ok(Cut::Closure {
            department: department.id,
            closure: Closure {
                from,
                until,
                name: if name.is_empty() {
                    Text::default()
                } else {
                    Text::new([(town.first_language(), name)])
                },
            },
        }),
        _ => Err(mistakes),
    }
}
