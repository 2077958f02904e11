//! The door: signing in and out.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use super::answer;
use super::clerk::{Clerk, SESSION};
use crate::auth::sign_in::{self as door, Credentials};
use crate::booking::secrets::Secret;
use crate::refusal::Outcome;
use crate::views::desk::frame::{DeskFrame, address, address_with};
use crate::views::desk::sign_in::{ForgottenPage, SignInPage};
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidQuery};
use crate::web::visitor::Visitor;

/// What the door's address may say.
#[derive(Deserialize)]
pub struct Way {
    /// Page to open afterwards.
    #[serde(default)]
    pub(super) weiter: String,
}

/// The door's form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    email: String,
    password: String,
    #[serde(default)]
    weiter: String,
}

/// Asks who is there.
pub async fn ask(visitor: Visitor, ValidQuery(way): ValidQuery<Way>) -> Outcome<Response> {
    page(
        &visitor,
        StatusCode::OK,
        SignInPage::new(&visitor.town, String::new(), way.weiter),
        None,
    )
    .await
}

/// Lets somebody in, with a new session, or says no.
pub async fn sign_in(
    visitor: Visitor,
    headers: HeaderMap,
    jar: CookieJar,
    ValidForm(form): ValidForm<Form>,
) -> Outcome<Response> {
    let shown = Credentials {
        email: form.email.clone(),
        password: form.password,
        device: device(&headers),
    };
    let Some(entry) = door::sign_in(&visitor, shown).await? else {
        let no = Notice::danger(
            "Die Anmeldung hat nicht geklappt.",
            "E-Mail-Adresse oder Passwort stimmen nicht, oder es gab zu viele Versuche hintereinander. Bitte prüfen Sie beides \
             oder versuchen Sie es später noch einmal; nach spätestens einer Stunde geht es wieder.",
        );
        let page_of = SignInPage::new(&visitor.town, form.email, form.weiter);
        return page(&visitor, StatusCode::UNPROCESSABLE_ENTITY, page_of, Some(no)).await;
    };
    let next = next(&visitor.town, &form.weiter);
    let on = if entry.complete {
        next
    } else {
        address_with(&visitor.town, "zweiter-faktor", &[("weiter", &next)])
    };
    Ok((jar.add(cookie(&entry.token)), answer::send_on(&on)).into_response())
}

/// The cookie that keeps a session's token.
pub fn cookie(token: &Secret) -> Cookie<'static> {
    Cookie::build((SESSION, token.text()))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .build()
}

/// What to do without a password. It asks for nothing: nobody learns here who has an account.
pub async fn forgotten(visitor: Visitor) -> Outcome<Response> {
    let town = visitor.reading().await?.town.clone();
    let page_of = ForgottenPage {
        door_url: address(&town.slug, "anmelden"),
    };
    let frame = DeskFrame::outside(&town, "Passwort vergessen");
    answer::page(&visitor.app, StatusCode::OK, &frame, &page_of)
}

/// Ends the session.
pub async fn sign_out(clerk: Clerk, jar: CookieJar) -> Outcome<Response> {
    let tx = clerk.visitor.writing().await?;
    tx.end_session(&clerk.session.token).await?;
    tx.commit_quietly().await?;
    let gone = Cookie::build(SESSION).path("/").secure(true);
    Ok((
        jar.remove(gone),
        answer::send_on(&address(&clerk.visitor.town, "anmelden")),
    )
        .into_response())
}

/// Where to go after signing in: only to a page of this town's desk.
pub fn next(town: &str, wished: &str) -> String {
    let home = address(town, "");
    let inside = wished == home
        || wished
            .strip_prefix(&home)
            .is_some_and(|rest| rest.starts_with('/') || rest.starts_with('?'));
    if inside { wished.to_owned() } else { home }
}

pub(super) fn device(headers: &HeaderMap) -> String {
    let name = headers
        .get(header::USER_AGENT)
        .and_then(|name| name.to_str().ok());
    name.unwrap_or_default().to_owned()
}

async fn page(
    visitor: &Visitor,
    status: StatusCode,
    page: SignInPage,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let town = visitor.reading().await?.town.clone();
    let frame = DeskFrame::outside(&town, "Anmelden").with_notice(notice);
    answer::page(&visitor.app, status, &frame, &page.offering(&town))
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn nobody_is_sent_to_another_site_or_town() {
        for (wished, expected) in [
            ("/desk/a/tag?datum=2026-11-24", "/desk/a/tag?datum=2026-11-24"),
            ("/desk/a", "/desk/a"),
            ("/desk/ab/tag", "/desk/a"),
            ("https://evil.example/", "/desk/a"),
            ("//evil.example/desk/a", "/desk/a"),
            ("/desk/a.evil", "/desk/a"),
            ("", "/desk/a"),
        ] {
            assert_eq!(next("a", wished), expected, "{wished}");
        }
    }
}
