//! A link that sets a password.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::answer;
use crate::auth::links::{self, Used};
use crate::auth::passwords::Unfit;
use crate::auth::role::Account;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::frame::{DeskFrame, address};
use crate::views::desk::link::{LinkPage, unfit};
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath};
use crate::web::visitor::Visitor;

/// Town and secret in the address.
#[derive(Deserialize)]
pub struct LinkPath {
    #[serde(rename = "town")]
    _town: String,
    secret: String,
}

impl LinkPath {
    /// What the link is known by.
    pub(super) fn secret(&self) -> &str {
        &self.secret
    }
}

/// The new password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    new: String,
    again: String,
}

/// Asks for a password. Changes nothing.
pub async fn show(visitor: Visitor, ValidPath(path): ValidPath<LinkPath>) -> Outcome<Response> {
    match links::look(&visitor, &path.secret).await? {
        Some(account) => ask(&visitor, (&account, &path.secret), None).await,
        None => dead(&visitor).await,
    }
}

/// Sets it.
pub async fn set_password(
    visitor: Visitor,
    ValidPath(path): ValidPath<LinkPath>,
    ValidForm(form): ValidForm<Form>,
) -> Outcome<Response> {
    match links::set_password(&visitor, &path.secret, &form.new, &form.again).await? {
        Used::Set => done(&visitor).await,
        Used::Dead => dead(&visitor).await,
        Used::Unfit(account, why) => ask(&visitor, (&account, &path.secret), Some(why)).await,
    }
}

async fn ask(visitor: &Visitor, of: (&Account, &str), why: Option<Unfit>) -> Outcome<Response> {
    let town = visitor.reading().await?.town.clone();
    let mistakes: Vec<_> = why.map(unfit).into_iter().collect();
    let (status, notice) = if mistakes.is_empty() {
        (StatusCode::OK, None)
    } else {
        let notice = Notice::mistakes(words("de"), mistakes.clone());
        (StatusCode::UNPROCESSABLE_ENTITY, Some(notice))
    };
    let frame = DeskFrame::outside(&town, "Passwort festlegen").with_notice(notice);
    let page = LinkPage::new(&town, of, mistakes);
    answer::page(&visitor.app, status, &frame, &page)
}

async fn done(visitor: &Visitor) -> Outcome<Response> {
    let town = visitor.reading().await?.town.clone();
    let frame = DeskFrame::outside(&town, "Ihr Passwort ist festgelegt");
    let text = "Bitte melden Sie sich jetzt mit Ihrer E-Mail-Adresse und dem neuen Passwort an. Alle anderen Anmeldungen \
                dieses Kontos wurden beendet.";
    let door = address(&town.slug, "anmelden");
    Ok(answer::message(&visitor.app, StatusCode::OK, &frame, text, &door))
}

/// One page for a link that was used, has ended, belongs to another town or never was one.
pub(super) async fn dead(visitor: &Visitor) -> Outcome<Response> {
    let town = visitor.reading().await?.town.clone();
    let frame = DeskFrame::outside(&town, "Dieser Link gilt nicht mehr");
    let text = "Jeder Link gilt nur einmal und nur für begrenzte Zeit. Wenn Sie Ihr Passwort schon festgelegt haben, melden Sie \
                sich bitte damit an. Sonst bitten Sie eine Person, die bei Ihnen die Konten verwaltet, um einen neuen Link.";
    let door = address(&town.slug, "anmelden");
    Ok(answer::message(
        &visitor.app,
        StatusCode::NOT_FOUND,
        &frame,
        text,
        &door,
    ))
}
