//! "Konten": who may sign in, for administrators.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::answer;
use super::clerk::Clerk;
use crate::auth::accounts::{Unfit, Wanted};
use crate::auth::links::Link;
use crate::auth::manage;
use crate::auth::standing::{self, NotChanged};
use crate::auth::{AccountId, Role};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::accounts::{AccountsPage, FreshLink, lasts};
use crate::views::desk::new_account::NewAccountPage;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath};

/// Town and account in the address.
#[derive(Deserialize)]
pub struct AccountPath {
    #[serde(rename = "town")]
    _town: String,
    pub(super) account: i32,
}

/// Whether to lock or to unlock.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockForm {
    locked: bool,
}

/// All of them.
pub async fn list(clerk: Clerk) -> Outcome<Response> {
    if !clerk.account.decides_for_the_town() {
        return Ok(answer::not_allowed(&clerk));
    }
    page(&clerk, StatusCode::OK, None, None).await
}

/// Makes a link and shows it, this once.
pub async fn make_link(clerk: Clerk, ValidPath(path): ValidPath<AccountPath>) -> Outcome<Response> {
    if !clerk.account.decides_for_the_town() {
        return Ok(answer::not_allowed(&clerk));
    }
    let Some(link) = manage::make_link(&clerk.visitor, AccountId(path.account), &clerk.author()).await?
    else {
        let no = Notice::danger(
            "Dieses Konto ist gesperrt.",
            "Bitte entsperren Sie es zuerst; dann können Sie einen Link erstellen.",
        );
        return page(&clerk, StatusCode::CONFLICT, None, Some(no)).await;
    };
    page(&clerk, StatusCode::OK, Some(fresh(&clerk, link)), None).await
}

/// A link to hand over, shown this once.
fn fresh(clerk: &Clerk, link: Link) -> FreshLink {
    FreshLink {
        url: link.address(&clerk.visitor.app.config.base_url(), &clerk.town.slug),
        lasts: lasts(link.occasion),
        name: link.account.name,
    }
}

/// Asks who is to get an account.
pub async fn ask(clerk: Clerk) -> Outcome<Response> {
    if !clerk.account.decides_for_the_town() {
        return Ok(answer::not_allowed(&clerk));
    }
    form(&clerk, &Wanted::default(), None)
}

/// Makes it, and the link for its first password.
pub async fn invite(clerk: Clerk, ValidForm(pairs): ValidForm<Vec<(String, String)>>) -> Outcome<Response> {
    if !clerk.account.decides_for_the_town() {
        return Ok(answer::not_allowed(&clerk));
    }
    let mut who = Wanted::default();
    if clerk.town.is_operator() {
        Role::Administrator.name().clone_into(&mut who.role);
    }
    for (name, value) in pairs {
        match name.as_str() {
            "name" => who.name = value,
            "email" => who.email = value,
            "rolle" => who.role = value,
            "amt" => who.departments.push(value),
            "person" => who.staff = Some(value).filter(|slug| !slug.is_empty()),
            _ => {}
        }
    }
    match manage::invite(&clerk.visitor, &who, &clerk.author()).await? {
        Ok(link) => page(&clerk, StatusCode::OK, Some(fresh(&clerk, link)), None).await,
        Err(why) => form(&clerk, &who, Some(why)),
    }
}

fn form(clerk: &Clerk, who: &Wanted, why: Option<Unfit>) -> Outcome<Response> {
    let mistakes: Vec<_> = why.map(told).into_iter().collect();
    let (status, notice) = if mistakes.is_empty() {
        (StatusCode::OK, None)
    } else {
        let notice = Notice::mistakes(words("de"), mistakes.clone());
        (StatusCode::UNPROCESSABLE_ENTITY, Some(notice))
    };
    let page = NewAccountPage::new(&clerk.town, who, mistakes);
    let frame = clerk.frame("Neues Konto", "konten").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

/// What is wrong, at its field.
pub(super) fn told(why: Unfit) -> Mistake {
    let (field, text) = match why {
        Unfit::Name(_) => ("name", "Bitte geben Sie einen Namen mit 2 bis 120 Zeichen an."),
        Unfit::Email(_) => (
            "email",
            "Bitte geben Sie eine vollständige E-Mail-Adresse an, zum Beispiel m.kaya@rathaus.de.",
        ),
        Unfit::Known => (
            "email",
            "Mit dieser Adresse gibt es schon ein Konto. In der Liste können Sie einen neuen Link für ein Passwort erstellen.",
        ),
        Unfit::Role(_) => ("rolle", "Bitte wählen Sie eine Berechtigung."),
        Unfit::Department(_) => (
            "amt",
            "Dieses Amt gibt es nicht mehr. Bitte wählen Sie noch einmal.",
        ),
        Unfit::Staff(_) => (
            "person",
            "Diese Person gibt es nicht mehr. Bitte wählen Sie noch einmal.",
        ),
    };
    Mistake {
        field: field.to_owned(),
        text: text.to_owned(),
    }
}

/// Locks or unlocks.
pub async fn lock(
    clerk: Clerk,
    ValidPath(path): ValidPath<AccountPath>,
    ValidForm(form): ValidForm<LockForm>,
) -> Outcome<Response> {
    let of = AccountId(path.account);
    let (status, notice) = match standing::lock(&clerk.visitor, of, form.locked, &clerk.account).await? {
        Err(NotChanged::Own) => (
            StatusCode::CONFLICT,
            Notice::danger(
                "Ihr eigenes Konto können Sie nicht sperren.",
                "Bitte lassen Sie das eine andere Person der Verwaltung tun.",
            ),
        ),
        Err(_) => return Ok(answer::not_allowed(&clerk)),
        Ok(account) if form.locked => {
            let text = format!("{} ist gesperrt und überall abgemeldet.", account.name);
            (StatusCode::OK, Notice::success(text))
        }
        Ok(account) => {
            let text = format!("{} ist wieder freigegeben.", account.name);
            (StatusCode::OK, Notice::success(text))
        }
    };
    page(&clerk, status, None, Some(notice)).await
}

async fn page(
    clerk: &Clerk,
    status: StatusCode,
    link: Option<FreshLink>,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let all = clerk.visitor.reading().await?.accounts().await?;
    let page = AccountsPage::new(&clerk.town, &all, clerk.account.id, link);
    let frame = clerk.frame("Konten", "konten").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
