//! One appointment: its page, and the steps a clerk takes with it; and the search for one.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::clerk::Clerk;
use super::displaced::call_once_more;
use super::{answer, reason};
use crate::desk::{self, Known, Said, Stepped};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::appointment::AppointmentPage;
use crate::views::desk::frame::address_with;
use crate::views::desk::search::SearchPage;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// The appointment an address speaks of.
#[derive(Deserialize)]
pub struct OnePath {
    pub(super) id: Uuid,
}

/// What the page was opened after.
#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    verschoben: String,
    #[serde(default)]
    abholbereit: String,
}

/// A step.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepForm {
    schritt: Word,
    revision: i32,
    #[serde(default)]
    grund: String,
}

/// What can be said.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Da,
    Erledigt,
    NichtGekommen,
    Absagen,
    Bestaetigen,
    Zuruecknehmen,
}

/// Shows an appointment.
pub async fn show(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidQuery(after): ValidQuery<After>,
) -> Outcome<Response> {
    let moved = match after.verschoben.as_str() {
        "ja" => Some(Notice::success("Der Termin ist verschoben.")),
        "nein" => Some(Notice::success("Der Termin findet zur bisherigen Uhrzeit statt.")),
        "anrufen" => Some(call_once_more()),
        _ if !after.abholbereit.is_empty() => {
            Some(Notice::success("Die Nachricht geht hinaus, sobald es Tag ist."))
        }
        _ => None,
    };
    page(&clerk, path.id, StatusCode::OK, moved, String::new()).await
}

/// Takes a step and leads back to the day, or says why not.
pub async fn step(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidForm(form): ValidForm<StepForm>,
) -> Outcome<Response> {
    let said = match form.schritt {
        Word::Da => Said::Arrived,
        Word::Erledigt => Said::Done,
        Word::NichtGekommen => Said::NoShow,
        Word::Absagen => Said::Cancelled,
        Word::Bestaetigen => Said::Confirmed,
        Word::Zuruecknehmen => Said::TakenBack,
    };
    let reason = form.grund.trim().to_owned();
    let kept = match reason::read(&reason) {
        // Whoever calls an appointment off says why; the citizen will ask.
        Ok(None) if said == Said::Cancelled => {
            Err(reason::wrong("Bitte geben Sie einen Grund an. Er bleibt intern."))
        }
        kept => kept,
    };
    let kept = match kept {
        Ok(kept) => kept,
        Err(mistake) => {
            let (notice, status) = (
                Notice::mistakes(words("de"), vec![mistake]),
                StatusCode::UNPROCESSABLE_ENTITY,
            );
            return page(&clerk, path.id, status, Some(notice), reason).await;
        }
    };
    match desk::step(&clerk, path.id, form.revision, said, kept).await? {
        Stepped::Done => {
            let known = desk::appointment(&clerk, path.id).await?;
            Ok(answer::send_on(
                &AppointmentPage::new(&clerk.town, &known).day_url,
            ))
        }
        Stepped::ChangedMeanwhile => {
            let text =
                "Unten steht der neue Stand. Ihre Eingabe wurde nicht ausgeführt; bitte entscheiden Sie neu.";
            let notice = Notice::warning("Dieser Termin hat sich inzwischen geändert.", text);
            page(&clerk, path.id, StatusCode::CONFLICT, Some(notice), reason).await
        }
        Stepped::NotNow => {
            let text = "Der Termin steht unten, wie er jetzt ist.";
            let notice = Notice::warning("Das geht bei diesem Termin nicht mehr.", text);
            page(&clerk, path.id, StatusCode::CONFLICT, Some(notice), reason).await
        }
    }
}

/// Has the citizen told that she can pick up what she applied for.
pub async fn ready(clerk: Clerk, ValidPath(path): ValidPath<OnePath>) -> Outcome<Response> {
    if desk::tell_ready(&clerk, path.id).await? {
        let page = format!("termine/{}", path.id);
        let address = address_with(&clerk.town.slug, &page, &[("abholbereit", "ja")]);
        return Ok(answer::send_on(&address));
    }
    let text = "Der Termin steht unten, wie er jetzt ist.";
    let notice = Notice::warning(
        "Zu diesem Termin kann diese Nachricht nicht verschickt werden.",
        text,
    );
    page(&clerk, path.id, StatusCode::CONFLICT, Some(notice), String::new()).await
}

async fn page(
    clerk: &Clerk,
    id: Uuid,
    status: StatusCode,
    notice: Option<Notice>,
    reason: String,
) -> Outcome<Response> {
    let known = desk::appointment(clerk, id).await?;
    let mistakes = notice
        .as_ref()
        .map_or_else(Vec::new, |notice| notice.mistakes.clone());
    let frame = clerk.frame(page_name(&known), "tag").with_notice(notice);
    let page = AppointmentPage {
        reason,
        mistakes,
        ..AppointmentPage::new(&clerk.town, &known)
    };
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// The appointment once more, with an address that does not fit on a letter.
pub(super) async fn page_with_address(
    clerk: &Clerk,
    id: Uuid,
    status: StatusCode,
    notice: Notice,
    address: String,
) -> Outcome<Response> {
    let known = desk::appointment(clerk, id).await?;
    let page = AppointmentPage {
        mistakes: notice.mistakes.clone(),
        address,
        letter_open: true,
        ..AppointmentPage::new(&clerk.town, &known)
    };
    let frame = clerk.frame(page_name(&known), "tag").with_notice(Some(notice));
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// For whom it is.
fn page_name(known: &Known) -> &str {
    let promise = known.appointment.promise.as_ref();
    promise.map_or("", |promise| &promise.name)
}

/// What to look for.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    q: String,
}

/// Searches.
pub async fn search(clerk: Clerk, ValidQuery(wanted): ValidQuery<Wanted>) -> Outcome<Response> {
    let found = desk::search(&clerk, &wanted.q).await?;
    let page = SearchPage::new(&clerk.town, wanted.q, &found, desk::MOST_FOUND);
    answer::page(
        &clerk.visitor.app,
        StatusCode::OK,
        &clerk.frame("Suche", "suche"),
        &page,
    )
}
