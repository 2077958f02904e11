//! Signing in at the town's identity provider: leaving for it, coming back, and linking one's account.
//!
//! Whoever leaves is shown a page that leads on by itself: where a form is sent from, no browser lets it lead to another site. Coming
//! back is the one GET that changes something, because a provider sends people back by nothing else; it counts once, and only in the
//! browser that left.

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;
use tenants::Town;

use super::clerk::Clerk;
use super::link::{LinkPath, dead};
use super::sign_in::{Way, cookie, device, next};
use super::{account, answer};
use crate::auth::elsewhere::{self, Arrived, Back, Departure, Purpose};
use crate::booking::secrets::Secret;
use crate::refusal::Outcome;
use crate::views::desk::elsewhere::{LeavingPage, told};
use crate::views::desk::frame::{DeskFrame, address, address_with};
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};
use crate::web::visitor::Visitor;

/// Name of the cookie that a browser keeps on its way to the provider and back.
const BROWSER: &str = "__Host-unterwegs";

/// What a provider sends back; whatever else it adds is nothing to us.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Return {
    state: String,
    code: String,
    iss: Option<String>,
}

/// What proves that an account is somebody's own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofForm {
    password: String,
    #[serde(default)]
    code: String,
}

/// Leaves to sign in.
pub async fn leave(visitor: Visitor, jar: CookieJar, ValidForm(way): ValidForm<Way>) -> Outcome<Response> {
    let departure = elsewhere::begin(&visitor, Purpose::SignIn, way.weiter).await?;
    leaving(&visitor, jar, departure).await
}

/// Leaves to answer an invitation.
pub async fn leave_by_link(
    visitor: Visitor,
    jar: CookieJar,
    ValidPath(path): ValidPath<LinkPath>,
) -> Outcome<Response> {
    match elsewhere::begin_by_link(&visitor, path.secret()).await? {
        Some(departure) => leaving(&visitor, jar, departure).await,
        None => dead(&visitor).await,
    }
}

/// Leaves to link her account.
pub async fn link(clerk: Clerk, jar: CookieJar, ValidForm(form): ValidForm<ProofForm>) -> Outcome<Response> {
    let proof = (form.password.as_str(), form.code.as_str());
    match elsewhere::begin_linking(&clerk.visitor, clerk.own(), proof).await? {
        Some(departure) => leaving(&clerk.visitor, jar, departure).await,
        None => {
            account::page(
                &clerk,
                StatusCode::UNPROCESSABLE_ENTITY,
                Vec::new(),
                Some(not_her()),
            )
            .await
        }
    }
}

/// Takes the link away.
pub async fn unlink(clerk: Clerk, ValidForm(form): ValidForm<ProofForm>) -> Outcome<Response> {
    let proof = (form.password.as_str(), form.code.as_str());
    let (status, notice) = if elsewhere::unlink(&clerk.visitor, clerk.own(), proof).await? {
        let done = Notice::success("Die Verbindung ist gelöst. Alle anderen Geräte wurden abgemeldet.");
        (StatusCode::OK, done)
    } else {
        (StatusCode::UNPROCESSABLE_ENTITY, not_her())
    };
    account::page(&clerk, status, Vec::new(), Some(notice)).await
}

/// Takes in whoever comes back.
pub async fn come_back(
    visitor: Visitor,
    headers: HeaderMap,
    jar: CookieJar,
    ValidQuery(query): ValidQuery<Return>,
) -> Outcome<Response> {
    let browser = jar.get(BROWSER).and_then(|kept| Secret::parse(kept.value()));
    let back = Back {
        state: query.state,
        code: query.code,
        issuer: query.iss,
    };
    let arrived = elsewhere::come_back(&visitor, back, browser, &device(&headers)).await?;
    let jar = jar.remove(Cookie::build(BROWSER).path("/").secure(true));
    let (entry, wished) = match arrived {
        Arrived::In(entry, wished) => (entry, wished),
        other => {
            let town = visitor.reading().await?.town.clone();
            return Ok((jar, message(&visitor, &town, &other)).into_response());
        }
    };
    let next = next(&visitor.town, &wished);
    let on = if entry.complete {
        next
    } else {
        address_with(&visitor.town, "zweiter-faktor", &[("weiter", &next)])
    };
    Ok((jar.add(cookie(&entry.token)), answer::send_on(&on)).into_response())
}

/// The page that leads on to the provider, or says that it does not answer.
async fn leaving(visitor: &Visitor, jar: CookieJar, departure: Option<Departure>) -> Outcome<Response> {
    let town = visitor.reading().await?.town.clone();
    let Some(departure) = departure else {
        return Ok(message(visitor, &town, &Arrived::Silent));
    };
    let kept = Cookie::build((BROWSER, departure.browser.text()))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax);
    let frame = DeskFrame::outside(&town, format!("Weiter zu {}", departure.label));
    let page = LeavingPage {
        url: departure.url,
        label: departure.label,
    };
    let page = answer::page(&visitor.app, StatusCode::OK, &frame, &page)?;
    Ok((jar.add(kept), page).into_response())
}

/// How coming back ended for whoever is not in.
fn message(visitor: &Visitor, town: &Town, arrived: &Arrived) -> Response {
    let status = match arrived {
        Arrived::In(..) | Arrived::Linked => StatusCode::OK,
        Arrived::Silent => StatusCode::SERVICE_UNAVAILABLE,
        Arrived::Taken => StatusCode::CONFLICT,
        Arrived::Stranger | Arrived::Stale | Arrived::Refused => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let (heading, text, place) = told(town, arrived);
    let frame = DeskFrame::outside(town, heading);
    answer::message(&visitor.app, status, &frame, &text, &address(&town.slug, place))
}

fn not_her() -> Notice {
    Notice::danger(
        "Es ist alles geblieben, wie es war.",
        "Passwort oder Code stimmen nicht, oder es gab zu viele Versuche. Bitte prüfen Sie beides oder warten Sie einige Minuten.",
    )
}
