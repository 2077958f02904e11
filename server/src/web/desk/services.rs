//! "Dienstleistungen": what departments offer, put in order, switched off and on.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::service::OfferedTo;
use wire::ProblemCode;

use super::answer;
use super::clerk::Clerk;
use crate::desk::{self, Arrange, Edited};
use crate::refusal::Outcome;
use crate::views::desk::services::ServicesPage;
use crate::views::desk::setup;
use crate::views::pages::frame::Notice;
use crate::web::input::ValidForm;

/// What a button of the list sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {
    dienstleistung: String,
    stand: String,
    schritt: String,
}

/// The list.
pub async fn list(clerk: Clerk) -> Outcome<Response> {
    told(&clerk, StatusCode::OK, None, (String::new(), String::new()))
}

/// Puts a service in another place, or switches it off or on.
pub async fn arrange(clerk: Clerk, ValidForm(pressed): ValidForm<Pressed>) -> Outcome<Response> {
    let step = match pressed.schritt.as_str() {
        "hoch" => Arrange::Up,
        "runter" => Arrange::Down,
        "aus" => Arrange::Offer(OfferedTo::Nobody),
        "ein" => Arrange::Offer(OfferedTo::Everyone),
        "intern" => Arrange::Offer(OfferedTo::Desk),
        _ => return Err(ProblemCode::InvalidInput.into()),
    };
    let edited = desk::arrange(&clerk, &pressed.dienstleistung, step, &pressed.stand).await?;
    let clerk = clerk.anew().await?;
    let service = desk::own_service(&clerk, &pressed.dienstleistung)?;
    let name = service.facts.name.in_language("de");
    let (status, notice) = match edited {
        Edited::Done => (StatusCode::OK, done(name, step)),
        Edited::ChangedMeanwhile(..) => {
            let text = "Nichts ist gespeichert. Unten steht, was jetzt gilt; wenn Sie möchten, versuchen Sie es noch einmal.";
            let notice = Notice::warning("Diese Liste hat inzwischen jemand anderes geändert.", text);
            (StatusCode::CONFLICT, notice)
        }
        Edited::Wrong(mistakes) => {
            let why: Vec<_> = mistakes
                .into_iter()
                .map(|mistake| mistake.problem.german)
                .collect();
            let notice = Notice::danger(format!("„{name}“ ist nicht geändert."), why.join(" "));
            (StatusCode::UNPROCESSABLE_ENTITY, notice)
        }
        Edited::WouldOrphan(_) => {
            let text = "Bitte klären Sie zuerst die Termine, die es dafür schon gibt.";
            let notice = Notice::danger(format!("„{name}“ ist nicht geändert."), text);
            (StatusCode::CONFLICT, notice)
        }
    };
    let button = match step {
        Arrange::Offer(_) => "schalter",
        Arrange::Up | Arrange::Down => pressed.schritt.as_str(),
    };
    let last = (pressed.dienstleistung.clone(), button.to_owned());
    told(&clerk, status, Some(notice), last)
}

fn done(name: &str, step: Arrange) -> Notice {
    Notice::success(match step {
        Arrange::Up | Arrange::Down => format!("„{name}“ steht jetzt an anderer Stelle."),
        Arrange::Offer(OfferedTo::Nobody) => {
            format!("„{name}“ ist ausgeschaltet. Neue Termine sind nicht möglich, bestehende bleiben.")
        }
        Arrange::Offer(OfferedTo::Desk) => {
            format!(
                "„{name}“ ist eingeschaltet. Termine dafür vergeben nur Sie und Ihre Kolleginnen und Kollegen."
            )
        }
        Arrange::Offer(OfferedTo::Everyone) => format!("„{name}“ ist eingeschaltet und online zu sehen."),
    })
}

fn told(
    clerk: &Clerk,
    status: StatusCode,
    notice: Option<Notice>,
    last: (String, String),
) -> Outcome<Response> {
    let departments = clerk.town.departments.iter();
    let own = departments.filter(|department| clerk.account.works_in(department.id));
    let page = ServicesPage {
        last,
        ..ServicesPage::new(&clerk.town, own)
    };
    let frame = clerk.frame("Dienstleistungen", setup::PLACE).with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
