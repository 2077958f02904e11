//! Promises without a person: the list, looking again for somebody, and the call list.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::answer;
use super::clerk::Clerk;
use crate::db::calls::Tried;
use crate::desk::{self, CallStep, Called, Found};
use crate::refusal::Outcome;
use crate::views::desk::cut::saved_in_words;
use crate::views::desk::displaced::{CallsPage, DisplacedPage};
use crate::views::desk::frame::address;
use crate::views::desk::messages::DeadLetter;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// What the list was opened after.
#[derive(Deserialize)]
pub struct After {
    /// Number of the cut that was just saved.
    gespeichert: Option<i32>,
}

/// Shows the promises without a person.
pub async fn show(clerk: Clerk, ValidQuery(after): ValidQuery<After>) -> Outcome<Response> {
    page(&clerk, StatusCode::OK, after.gespeichert, None).await
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

/// Somebody keeps it again, and only a call can tell its citizen.
pub(super) fn call_once_more() -> Notice {
    Notice::warning(
        "Der Termin findet doch statt. Bitte rufen Sie noch einmal an.",
        "Die Bürgerin oder der Bürger weiß, dass er ausfallen sollte, und ist nur telefonisch zu erreichen. Die Nummer \
         steht beim Termin; die Suche findet ihn mit dem Namen.",
    )
}

/// Looks once more for somebody who can keep a promise.
pub async fn look_again(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidForm(seen): ValidForm<Seen>,
) -> Outcome<Response> {
    let (status, notice) = match desk::look_again(&clerk, path.id, seen.revision).await? {
        Found::Somebody => {
            let url = address(&clerk.town.slug, &format!("termine/{}", path.id));
            return Ok(answer::send_on(&url));
        }
        Found::SomebodyUntold => (StatusCode::OK, call_once_more()),
        Found::Nobody => {
            let text =
                "Bitte rufen Sie die Bürgerin oder den Bürger an, oder versuchen Sie es später noch einmal.";
            let title = "Noch ist niemand frei, der diesen Termin übernehmen kann.";
            (StatusCode::OK, Notice::warning(title, text))
        }
        Found::ChangedMeanwhile => (
            StatusCode::CONFLICT,
            Notice::warning(
                "Dieser Termin hat sich inzwischen geändert.",
                "Unten steht der neue Stand.",
            ),
        ),
    };
    page(&clerk, status, None, Some(notice)).await
}

async fn page(
    clerk: &Clerk,
    status: StatusCode,
    saved: Option<i32>,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let waiting = desk::displaced(clerk).await?;
    let takeable = match saved {
        Some(_) => desk::takeable_back(clerk).await?,
        None => Vec::new(),
    };
    let just_saved = takeable.iter().find(|one| Some(one.id) == saved);
    let done = just_saved.map_or("Gespeichert. Die freien Zeiten sind schon angepasst.", |one| {
        saved_in_words(&one.cut)
    });
    let notice = notice.or_else(|| saved.map(|_| Notice::success(done)));
    let frame = clerk
        .frame("Betroffene Termine", "betroffene")
        .with_notice(notice);
    let page = DisplacedPage::new(&clerk.town, &waiting, just_saved, clerk.visitor.now);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// Shows the call list.
pub async fn calls(clerk: Clerk) -> Outcome<Response> {
    calls_page(&clerk, StatusCode::OK, None).await
}

/// A step with an entry.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallForm {
    schritt: Word,
}

/// What can be said of a call.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Nehmen,
    Zuruecklegen,
    Erreicht,
    NichtErreicht,
}

/// Takes a step with an entry of the call list.
pub async fn call(
    clerk: Clerk,
    ValidPath(path): ValidPath<OnePath>,
    ValidForm(form): ValidForm<CallForm>,
) -> Outcome<Response> {
    let step = match form.schritt {
        Word::Nehmen => CallStep::Take,
        Word::Zuruecklegen => CallStep::PutBack,
        Word::Erreicht => CallStep::Tried(Tried::Reached),
        Word::NichtErreicht => CallStep::Tried(Tried::NotReached),
    };
    let notice = match desk::call(&clerk, path.id, step).await? {
        Called::Done => return Ok(answer::send_on(&address(&clerk.town.slug, "anrufliste"))),
        Called::SomebodyElse => Notice::warning(
            "Diesen Anruf hat inzwischen jemand anderes übernommen.",
            "Unten steht, wer gerade anruft. Bitte nehmen Sie einen anderen Eintrag.",
        ),
        Called::Settled => Notice::warning(
            "Dieser Termin ist inzwischen geregelt.",
            "Es ist niemand mehr anzurufen; die Liste unten ist auf dem neuen Stand.",
        ),
    };
    calls_page(&clerk, StatusCode::CONFLICT, Some(notice)).await
}

/// The call list, with what happened.
pub(super) async fn calls_page(
    clerk: &Clerk,
    status: StatusCode,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let waiting = desk::displaced(clerk).await?;
    let frame = clerk.frame("Anrufliste", "anrufliste").with_notice(notice);
    let undelivered = desk::undelivered(clerk).await?;
    let mut page = CallsPage {
        letters: undelivered
            .iter()
            .map(|one| DeadLetter::new(&clerk.town, one))
            .collect(),
        ..CallsPage::new(&clerk.town, &waiting, clerk.account.id, clerk.visitor.now)
    };
    for line in &mut page.mine {
        if let Some(one) = waiting.iter().find(|one| one.appointment.id == line.id) {
            line.propose(
                clerk.town.zone,
                &desk::suggestions(clerk, &one.appointment).await?,
            );
        }
    }
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
