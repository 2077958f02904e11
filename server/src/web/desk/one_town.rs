//! One town of the installation, for the operator's people: how it is, stopping its online appointments, letting somebody in.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::operator::SLUG;
use wire::ProblemCode;

use super::accounts::told;
use super::answer;
use super::clerk::Clerk;
use crate::db::audit::Author;
use crate::operator::town::{LetIn, let_in, look, reason, suspend};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::accounts::{FreshLink, lasts};
use crate::views::desk::frame::{TOWNS, address};
use crate::views::desk::one_town::{OneTownPage, Typed, place};
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath};
use crate::web::visitor::can_name_a_town;

/// The town in the address.
#[derive(Deserialize)]
pub struct TownPath {
    kommune: String,
}

impl TownPath {
    /// What no town could be called is not worth asking the database, which would not even take some of it.
    fn town(self) -> Outcome<String> {
        if can_name_a_town(&self.kommune) {
            return Ok(self.kommune);
        }
        Err(ProblemCode::NotFound.into())
    }
}

/// Why they are to be stopped.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    grund: String,
}

/// Who is to be let in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newcomer {
    name: String,
    email: String,
}

/// The town.
pub async fn show(clerk: Clerk, ValidPath(path): ValidPath<TownPath>) -> Outcome<Response> {
    page(&clerk, &path.town()?, Typed::default(), StatusCode::OK, None).await
}

/// Stops its online appointments.
pub async fn stop(
    clerk: Clerk,
    ValidPath(path): ValidPath<TownPath>,
    ValidForm(typed): ValidForm<Stop>,
) -> Outcome<Response> {
    let town = path.town()?;
    let Some(reason) = reason(&typed.grund) else {
        let text =
            "Bitte nennen Sie den Grund in einer Zeile, mit höchstens 200 Zeichen. Die Kommune liest ihn.";
        let mistakes = vec![Mistake {
            field: "grund".to_owned(),
            text: text.to_owned(),
        }];
        let reason = typed.grund;
        return wrong(
            &clerk,
            &town,
            Typed {
                reason,
                mistakes,
                ..Typed::default()
            },
        )
        .await;
    };
    act(&clerk, &town, Some(&reason)).await
}

/// Lets them go on.
pub async fn go_on(clerk: Clerk, ValidPath(path): ValidPath<TownPath>) -> Outcome<Response> {
    let town = path.town()?;
    act(&clerk, &town, None).await
}

async fn act(clerk: &Clerk, town: &str, reason: Option<&str>) -> Outcome<Response> {
    let (app, author) = (&clerk.visitor.app, Author::of_operator(&clerk.account));
    suspend(app, town, reason, &author, clerk.visitor.now).await?;
    Ok(answer::send_on(&address(SLUG, &place(town))))
}

/// Makes a link for whoever is to administer the town, and shows it, this once.
pub async fn admit(
    clerk: Clerk,
    ValidPath(path): ValidPath<TownPath>,
    ValidForm(typed): ValidForm<Newcomer>,
) -> Outcome<Response> {
    let town = path.town()?;
    let (app, author) = (&clerk.visitor.app, Author::of_operator(&clerk.account));
    let who = (typed.name.as_str(), typed.email.as_str());
    match let_in(app, &town, who, &author, clerk.visitor.now).await? {
        LetIn::Done(link) => {
            let link = FreshLink {
                url: link.address(&app.config.base_url(), &town),
                lasts: lasts(link.occasion),
                name: link.account.name,
            };
            let typed = Typed {
                link: Some(link),
                ..Typed::default()
            };
            page(&clerk, &town, typed, StatusCode::OK, None).await
        }
        LetIn::Unfit(unfit) => {
            let typed = Typed {
                name: typed.name,
                email: typed.email,
                mistakes: vec![told(unfit)],
                ..Typed::default()
            };
            wrong(&clerk, &town, typed).await
        }
        LetIn::NotNeeded => {
            let no = Notice::danger(
                "Dort kann sich jemand anmelden.",
                "Wer die Kommune verwaltet, erstellt dort selbst Konten und Links.",
            );
            page(&clerk, &town, Typed::default(), StatusCode::CONFLICT, Some(no)).await
        }
    }
}

async fn wrong(clerk: &Clerk, town: &str, typed: Typed) -> Outcome<Response> {
    let notice = Notice::mistakes(words("de"), typed.mistakes.clone());
    page(clerk, town, typed, StatusCode::UNPROCESSABLE_ENTITY, Some(notice)).await
}

async fn page(
    clerk: &Clerk,
    town: &str,
    typed: Typed,
    status: StatusCode,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let app = &clerk.visitor.app;
    let seen = look(app, town, clerk.visitor.now).await?;
    let page = OneTownPage::new(&clerk.town, &seen, typed);
    let frame = clerk.frame(page.name.clone(), TOWNS).with_notice(notice);
    answer::page(app, status, &frame, &page)
}
