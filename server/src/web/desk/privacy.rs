//! "Auskunft": what is kept of one person, for administrators: found, handed over as a file, erased at her wish.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::answer;
use super::clerk::Clerk;
use crate::desk::privacy::Ticked;
use crate::desk::{MOST_FOUND, privacy};
use crate::refusal::{Fault, Outcome};
use crate::views::desk::privacy::PrivacyPage;
use crate::views::pages::frame::Notice;
use crate::views::record::{Group, Reasons, Told, record, wish_record};
use crate::web::input::{ValidForm, ValidQuery};

/// A search.
#[derive(Deserialize)]
pub struct Query {
    #[serde(default)]
    q: String,
}

/// What was ticked, and what is to be done with it.
struct Form {
    typed: String,
    step: String,
    ticked: Ticked,
}

/// Shows whom the search finds.
pub async fn show(clerk: Clerk, ValidQuery(query): ValidQuery<Query>) -> Outcome<Response> {
    found(&clerk, query.q, StatusCode::OK, None).await
}

/// Hands over what was ticked as a file, asks whether to erase it, or erases it.
pub async fn act(clerk: Clerk, ValidForm(pairs): ValidForm<Vec<(String, String)>>) -> Outcome<Response> {
    let form = Form::read(pairs);
    if form.ticked.is_empty() {
        let text = "Bitte kreuzen Sie an, was zu der Person gehört.";
        let notice = Notice::danger("Es ist nichts angekreuzt.", text);
        return found(&clerk, form.typed, StatusCode::UNPROCESSABLE_ENTITY, Some(notice)).await;
    }
    match form.step.as_str() {
        "herunterladen" => file(&clerk, &form.ticked).await,
        "loeschen" => {
            let erased = privacy::erase(&clerk, &form.ticked).await?;
            found(&clerk, String::new(), StatusCode::OK, Some(told(erased))).await
        }
        _ => {
            let ticked = privacy::ticked(&clerk, &form.ticked).await?;
            let page = PrivacyPage::asking(&clerk.town, form.typed, &ticked);
            let frame = clerk.frame("Diese Angaben löschen?", "auskunft");
            answer::page(&clerk.visitor.app, StatusCode::OK, &frame, &page)
        }
    }
}

async fn found(
    clerk: &Clerk,
    typed: String,
    status: StatusCode,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let found = privacy::people(clerk, &typed).await?;
    let past = privacy::past_erasures(clerk).await?;
    let page = PrivacyPage::new(&clerk.town, typed, &found, MOST_FOUND)
        .within(&clerk.town, &clerk.account)
        .remembering(&clerk.town, &past);
    let frame = clerk
        .frame("Auskunft und Löschung", "auskunft")
        .with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

async fn file(clerk: &Clerk, ticked: &Ticked) -> Outcome<Response> {
    let (all, wishes) = privacy::tell_all(clerk, ticked).await?;
    let teller = clerk.visitor.teller(&clerk.town);
    let records: Vec<Group> = all.iter().map(|one| record(teller, one, Reasons::Told)).collect();
    let wishes: Vec<Group> = wishes.iter().map(|one| wish_record(teller, one)).collect();
    let told = Group::default()
        .with("Auskunft vom", teller.time(clerk.visitor.now).label)
        .with("Termine", Told::from(records))
        .with("Liste für frühere Termine", Told::from(wishes));
    let file = serde_json::to_vec_pretty(&told).map_err(|error| Fault(Box::new(error)))?;
    let headers = [
        (CONTENT_TYPE, "application/json; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"auskunft.json\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, file).into_response())
}

fn told(erased: privacy::Erased) -> Notice {
    let mut gone = match erased.gone {
        1 => "1 Termin ist gelöscht.".to_owned(),
        gone => format!("{gone} Termine sind gelöscht."),
    };
    if erased.wishes > 0 {
        let wishes = match erased.wishes {
            1 => "1 Eintrag".to_owned(),
            wishes => format!("{wishes} Einträge"),
        };
        gone = format!("{gone} Von der Liste für frühere Termine gelöscht: {wishes}.");
    }
    match erased.left {
        0 => Notice::success(gone),
        left => Notice::warning(
            gone,
            format!(
                "{left} {} noch gebraucht. Bitte löschen Sie, wenn der Tag des Besuchs vorbei ist.",
                if left == 1 {
                    "weiterer wird"
                } else {
                    "weitere werden"
                }
            ),
        ),
    }
}

impl Form {
    fn read(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self {
            typed: String::new(),
            step: String::new(),
            ticked: Ticked::default(),
        };
        for (name, value) in pairs {
            match name.as_str() {
                "q" => form.typed = value,
                "schritt" => form.step = value,
                "termin" => form.ticked.appointments.extend(value.parse::<Uuid>()),
                "wunsch" => form.ticked.wishes.extend(value.parse::<Uuid>()),
                _ => {}
            }
        }
        form
    }
}
