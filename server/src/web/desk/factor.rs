//! The second factor: shown at the door, and set up.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;
use wire::ProblemCode;

use super::answer;
use super::clerk::Clerk;
use super::sign_in::{Way, cookie, next};
use crate::auth::{enrolment, step_up};
use crate::refusal::{Fault, Outcome};
use crate::views::desk::code::{CodePage, EnrolPage, RecoveryPage};
use crate::views::desk::frame::address;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidQuery};

/// A code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    code: String,
    #[serde(default)]
    weiter: String,
}

/// Asks for a code, or leads to setting the factor up.
pub async fn ask(clerk: Clerk, ValidQuery(way): ValidQuery<Way>) -> Outcome<Response> {
    if clerk.is_in() {
        return Ok(answer::send_on(&next(&clerk.town.slug, &way.weiter)));
    }
    if !clerk.account.is_enrolled() {
        return Ok(answer::send_on(&enrolment_address(&clerk)));
    }
    code_page(&clerk, StatusCode::OK, way.weiter, None)
}

/// Makes the session whole.
pub async fn step_up(clerk: Clerk, jar: CookieJar, ValidForm(form): ValidForm<Form>) -> Outcome<Response> {
    match step_up::step_up(&clerk.visitor, &clerk.session, &form.code).await? {
        Some(token) => {
            let on = answer::send_on(&next(&clerk.town.slug, &form.weiter));
            Ok((jar.add(cookie(&token)), on).into_response())
        }
        None => code_page(
            &clerk,
            StatusCode::UNPROCESSABLE_ENTITY,
            form.weiter,
            Some(wrong_code()),
        ),
    }
}

/// How to set the factor up.
pub async fn show(clerk: Clerk) -> Outcome<Response> {
    enrol_page(&clerk, StatusCode::OK, None)
}

/// Draws the secret.
pub async fn begin(clerk: Clerk) -> Outcome<Response> {
    enrolment::begin(&clerk.visitor, &clerk.account).await?;
    Ok(answer::send_on(&enrolment_address(&clerk)))
}

/// Takes the factor into use and shows the recovery codes, this once.
pub async fn confirm(clerk: Clerk, jar: CookieJar, ValidForm(form): ValidForm<Form>) -> Outcome<Response> {
    let Some(enrolled) = enrolment::confirm(&clerk.visitor, &clerk.session, &form.code).await? else {
        return enrol_page(&clerk, StatusCode::UNPROCESSABLE_ENTITY, Some(wrong_code()));
    };
    let notice = Notice::success("Der zweite Faktor ist eingerichtet.");
    let frame = clerk.frame("Ersatzcodes", "").with_notice(Some(notice));
    let page = RecoveryPage {
        codes: enrolled.recovery,
        town: clerk.town.name.clone(),
        email: clerk.account.email.clone(),
    };
    let page = answer::page(&clerk.visitor.app, StatusCode::OK, &frame, &page)?;
    Ok((jar.add(cookie(&enrolled.token)), page).into_response())
}

/// The picture an app reads. There is none once the factor is in use.
pub async fn picture(clerk: Clerk) -> Outcome<Response> {
    let pending = clerk.account.factor.as_ref().filter(|factor| !factor.is_set_up());
    let pending = pending.ok_or(ProblemCode::NotFound)?;
    let address = pending.address(&clerk.town.name, &clerk.account.email);
    let code = QrCode::new(address).map_err(|error| Fault(error.into()))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

fn enrolment_address(clerk: &Clerk) -> String {
    address(&clerk.town.slug, "zweiter-faktor/einrichten")
}

fn code_page(clerk: &Clerk, status: StatusCode, next: String, notice: Option<Notice>) -> Outcome<Response> {
    let frame = clerk.frame("Zweiter Faktor", "").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &CodePage { next })
}

fn enrol_page(clerk: &Clerk, status: StatusCode, notice: Option<Notice>) -> Outcome<Response> {
    if clerk.account.is_enrolled() {
        let on = if clerk.is_in() { "konto" } else { "zweiter-faktor" };
        return Ok(answer::send_on(&address(&clerk.town.slug, on)));
    }
    let frame = clerk.frame("Zweiten Faktor einrichten", "").with_notice(notice);
    let page = EnrolPage::new(&clerk.town, &clerk.account, clerk.is_in());
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

fn wrong_code() -> Notice {
    Notice::danger(
        "Dieser Code gilt nicht.",
        "Bitte geben Sie den Code ein, den Ihre App jetzt zeigt; jeder Code gilt nur einmal. Nach mehreren falschen Versuchen \
         warten Sie bitte einige Minuten.",
    )
}
