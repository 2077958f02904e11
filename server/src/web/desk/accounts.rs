//! "Konten": who may sign in, for administrators.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::answer;
use super::clerk::Clerk;
use crate::auth::{AccountId, manage};
use crate::refusal::Outcome;
use crate::views::desk::accounts::{AccountsPage, FreshLink, lasts};
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath};

/// Town and account in the address.
#[derive(Deserialize)]
pub struct AccountPath {
    #[serde(rename = "town")]
    _town: String,
    account: i32,
}

/// Whether to lock or to unlock.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockForm {
    locked: bool,
}

/// All of them.
pub async fn list(clerk: Clerk) -> Outcome<Response> {
    page(&clerk, StatusCode::OK, None, None).await
}

/// Makes a link and shows it, this once.
pub async fn make_link(clerk: Clerk, ValidPath(path): ValidPath<AccountPath>) -> Outcome<Response> {
    let Some(link) = manage::make_link(&clerk.visitor, AccountId(path.account)).await? else {
        let no = Notice::danger(
            "Dieses Konto ist gesperrt.",
            "Bitte entsperren Sie es zuerst; dann können Sie einen Link erstellen.",
        );
        return page(&clerk, StatusCode::CONFLICT, None, Some(no)).await;
    };
    let fresh = FreshLink {
        url: link.address(&clerk.visitor.app.config.base_url(), &clerk.town.slug),
        lasts: lasts(link.occasion),
        name: link.account.name,
    };
    page(&clerk, StatusCode::OK, Some(fresh), None).await
}

/// Locks or unlocks.
pub async fn lock(
    clerk: Clerk,
    ValidPath(path): ValidPath<AccountPath>,
    ValidForm(form): ValidForm<LockForm>,
) -> Outcome<Response> {
    let of = AccountId(path.account);
    let done = manage::lock(&clerk.visitor, of, form.locked, clerk.account.id).await?;
    let (status, notice) = match done {
        None => (
            StatusCode::CONFLICT,
            Notice::danger(
                "Ihr eigenes Konto können Sie nicht sperren.",
                "Bitte lassen Sie das eine andere Person der Verwaltung tun.",
            ),
        ),
        Some(account) if form.locked => {
            let text = format!("{} ist gesperrt und überall abgemeldet.", account.name);
            (StatusCode::OK, Notice::success(text))
        }
        Some(account) => {
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
