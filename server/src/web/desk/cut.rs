//! What all pages have in common on which time is cut out of the calendar: the plan, saving it, taking it back.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::cut::Cut;

use super::clerk::Clerk;
use super::{absence, answer, closure, shifts};
use crate::auth::Role;
use crate::desk::{self, Plan, Saved, TakenBack};
use crate::refusal::Outcome;
use crate::views::desk::cut::{cut_in_words, home, intro, place, save_label, taken_back_in_words};
use crate::views::desk::displaced::saved_url;
use crate::views::desk::frame::address;
use crate::views::desk::plan::PlanPage;
use crate::views::pages::Hidden;
use crate::views::pages::frame::Notice;
use crate::web::input::ValidPath;

/// What is told when the plan is another than the one that was shown.
pub(super) fn changed_meanwhile() -> Notice {
    Notice::warning(
        "Inzwischen hat sich etwas geändert, nichts wurde gespeichert.",
        "Unten steht, was jetzt geschieht. Bitte prüfen Sie es und speichern Sie noch einmal.",
    )
}

/// Shows what a cut would do. `fields` say it once more when it is saved.
pub(super) async fn look(
    clerk: &Clerk,
    status: StatusCode,
    cut: &Cut,
    fields: Vec<Hidden>,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let plan = desk::preview(clerk, cut).await?;
    plan_page(clerk, status, cut, &plan, fields, notice)
}

/// Saves what was shown, and leads to who is left; shows the plan as it is now if that is another. Nothing if the calendar is
/// another, and the cut with it.
pub(super) async fn save(
    clerk: &Clerk,
    cut: &Cut,
    fields: Vec<Hidden>,
    seal: &str,
) -> Outcome<Option<Response>> {
    Ok(match desk::save(clerk, cut, seal).await? {
        Saved::Done(number) => Some(answer::send_on(&saved_url(&clerk.town.slug, number))),
        Saved::ChangedMeanwhile(plan) => {
            let notice = Some(changed_meanwhile());
            Some(plan_page(
                clerk,
                StatusCode::CONFLICT,
                cut,
                &plan,
                fields,
                notice,
            )?)
        }
        Saved::Outdated => None,
    })
}

/// Shows a plan at its place in the navigation, which is also where saving is sent to and giving up leads.
fn plan_page(
    clerk: &Clerk,
    status: StatusCode,
    cut: &Cut,
    plan: &Plan,
    mut fields: Vec<Hidden>,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let town = &clerk.town;
    fields.push(("siegel".to_owned(), plan.seal.clone()));
    let url = address(&town.slug, home(cut));
    let is_leaving = matches!(cut, Cut::Shifts { change, .. } if change.is_leaving);
    let accounts_url = accounts_url(clerk);
    let page = PlanPage {
        fields,
        intro: intro(town, cut, !accounts_url.is_empty()),
        accounts_url: if is_leaving { accounts_url } else { String::new() },
        save: save_label(cut),
        action: url.clone(),
        back_url: url,
        ..PlanPage::new(town, plan)
    };
    let frame = clerk
        .frame(cut_in_words(town, cut), place(cut))
        .with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// Where an account is locked; empty for those who may not.
pub(super) fn accounts_url(clerk: &Clerk) -> String {
    if clerk.account.role >= Role::Administrator {
        address(&clerk.town.slug, "konten")
    } else {
        String::new()
    }
}

/// The cut an address speaks of.
#[derive(Deserialize)]
pub struct CutPath {
    #[serde(rename = "town")]
    _town: String,
    number: i32,
}

/// Makes everything as it was before a cut was saved, and shows the page on which it was made.
pub async fn take_back(clerk: Clerk, ValidPath(path): ValidPath<CutPath>) -> Outcome<Response> {
    let (cut, ended) = desk::take_back(&clerk, path.number).await?;
    let otherwise = match &cut {
        Cut::Absence { .. } => "Eine Abwesenheit können Sie unten früher beenden.",
        Cut::Closure { .. } | Cut::Holiday { .. } | Cut::Shifts { .. } => {
            "Wer betroffen ist, steht unter „Betroffene“; dort können Sie noch einmal jemanden suchen."
        }
    };
    let done = taken_back_in_words(&cut);
    let (status, notice) = match ended {
        TakenBack::Done { others: 0 } => {
            let text = format!("{done}: Alle Termine sind wieder wie zuvor, niemand wurde benachrichtigt.");
            (StatusCode::OK, Notice::success(text))
        }
        TakenBack::Done { others } => {
            let text = if others == 1 {
                "Ein Termin bleibt, wie er jetzt ist: Er hat sich seit dem Speichern geändert, oder seine Zeit fehlt auch ohne diesen \
                 Eintrag. Wer niemanden hat, steht weiter unter „Betroffene“."
            } else {
                "Einige Termine bleiben, wie sie jetzt sind: Sie haben sich seit dem Speichern geändert, oder ihre Zeit fehlt auch ohne \
                 diesen Eintrag. Wer niemanden hat, steht weiter unter „Betroffene“."
            };
            (
                StatusCode::OK,
                Notice::warning(format!("{done}, mit Ausnahmen."), text),
            )
        }
        TakenBack::TooLate => {
            let text = format!(
                "Zurücknehmen geht nur, solange noch keine Nachricht hinausgehen konnte. {otherwise}"
            );
            let title = "Dafür ist es zu spät, nichts wurde geändert.";
            (StatusCode::CONFLICT, Notice::warning(title, text))
        }
        TakenBack::NotFree => {
            let text = format!("Zeit oder Dienstzeiten sind inzwischen anders. {otherwise}");
            let title = "Das lässt sich nicht mehr zurücknehmen, nichts wurde geändert.";
            (StatusCode::CONFLICT, Notice::warning(title, text))
        }
    };
    let clerk = clerk.anew().await?;
    match cut {
        Cut::Absence { .. } => absence::form_after(&clerk, status, notice).await,
        Cut::Closure { .. } | Cut::Holiday { .. } => closure::form_after(&clerk, status, notice).await,
        Cut::Shifts { .. } => shifts::form_after(&clerk, status, notice).await,
    }
}
