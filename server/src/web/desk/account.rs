//! "Mein Konto": password, second factor, devices.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::answer;
use super::clerk::Clerk;
use crate::auth::elsewhere;
use crate::auth::own::{self, NotChanged};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::account::AccountPage;
use crate::views::desk::link::unfit;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::ValidForm;

/// A new password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordForm {
    current: String,
    new: String,
    again: String,
}

/// Giving the second factor up.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorForm {
    password: String,
    code: String,
}

/// Which session to end; nothing: all others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionForm {
    #[serde(default)]
    session: Option<String>,
}

/// Whether the list of the day is to come by mail.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DailyForm {
    #[serde(default)]
    daily: bool,
}

/// Switches the list of the day on or off.
pub async fn daily_list(mut clerk: Clerk, ValidForm(form): ValidForm<DailyForm>) -> Outcome<Response> {
    own::want_daily_list(&clerk.visitor, &clerk.account, form.daily).await?;
    clerk.account.daily_list = form.daily;
    let text = if form.daily {
        "Ihre Tagesliste kommt ab jetzt morgens um 6:30 Uhr, an Tagen mit Terminen."
    } else {
        "Ihre Tagesliste kommt nicht mehr per E-Mail."
    };
    page(&clerk, StatusCode::OK, Vec::new(), Some(Notice::success(text))).await
}

/// The account.
pub async fn show(clerk: Clerk) -> Outcome<Response> {
    page(&clerk, StatusCode::OK, Vec::new(), None).await
}

/// A new password.
pub async fn change_password(clerk: Clerk, ValidForm(form): ValidForm<PasswordForm>) -> Outcome<Response> {
    let new = (form.new.as_str(), form.again.as_str());
    let mistake = match own::change_password(&clerk.visitor, clerk.own(), &form.current, new).await? {
        Ok(()) => {
            let done = Notice::success("Ihr Passwort ist geändert. Alle anderen Geräte wurden abgemeldet.");
            return page(&clerk, StatusCode::OK, Vec::new(), Some(done)).await;
        }
        Err(NotChanged::Unfit(why)) => unfit(why),
        Err(NotChanged::WrongPassword) => Mistake {
            field: "current".to_owned(),
            text: "Das ist nicht Ihr jetziges Passwort, oder es gab zu viele Versuche. Bitte prüfen Sie es oder warten Sie einige \
                   Minuten."
                .to_owned(),
        },
    };
    let notice = Notice::mistakes(words("de"), vec![mistake.clone()]);
    page(
        &clerk,
        StatusCode::UNPROCESSABLE_ENTITY,
        vec![mistake],
        Some(notice),
    )
    .await
}

/// No second factor any more; not where the town asks for it.
pub async fn give_up_factor(mut clerk: Clerk, ValidForm(form): ValidForm<FactorForm>) -> Outcome<Response> {
    let proof = (form.password.as_str(), form.code.as_str());
    if own::give_up_factor(&clerk.visitor, clerk.own(), proof).await? {
        clerk.account.factor = None;
        let done =
            Notice::success("Der zweite Faktor ist ausgeschaltet. Alle anderen Geräte wurden abgemeldet.");
        return page(&clerk, StatusCode::OK, Vec::new(), Some(done)).await;
    }
    let no = Notice::danger(
        "Der zweite Faktor bleibt eingeschaltet.",
        "Passwort oder Code stimmen nicht, oder der zweite Faktor ist hier vorgeschrieben. Bitte prüfen Sie beides oder warten Sie \
         einige Minuten.",
    );
    page(&clerk, StatusCode::UNPROCESSABLE_ENTITY, Vec::new(), Some(no)).await
}

/// Ends a session, or all others.
pub async fn end_sessions(clerk: Clerk, ValidForm(form): ValidForm<SessionForm>) -> Outcome<Response> {
    own::end_sessions(&clerk.visitor, clerk.own(), form.session.as_deref()).await?;
    let done = Notice::success("Diese Anmeldung ist beendet.");
    let all = Notice::success("Alle anderen Anmeldungen sind beendet.");
    let notice = if form.session.is_some() { done } else { all };
    page(&clerk, StatusCode::OK, Vec::new(), Some(notice)).await
}

/// The page, with what happened.
pub(super) async fn page(
    clerk: &Clerk,
    status: StatusCode,
    mistakes: Vec<Mistake>,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let sessions = own::sessions(&clerk.visitor, &clerk.account).await?;
    let linked = elsewhere::is_linked(&clerk.visitor, &clerk.account).await?;
    let page = AccountPage::new(&clerk.town, clerk.own(), &sessions)
        .linked(linked)
        .correcting(mistakes);
    let frame = clerk.frame("Mein Konto", "konto").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
