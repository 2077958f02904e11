//! "Anmeldedienst": which identity provider people can sign in with besides their passwords.

use axum::http::StatusCode;
use axum::response::Response;
use tenants::sign_in::SignIn;

use super::answer;
use super::clerk::Clerk;
use super::form::{Typed, answered, correct, one, told};
use super::settings::SettingsQuery;
use crate::auth::elsewhere;
use crate::desk::{self, ByProvider, SecretWish, seal_of};
use crate::refusal::Outcome;
use crate::views::desk::form::FormPage;
use crate::views::desk::frame::address;
use crate::views::desk::provider::{PLACE, provider_form};
use crate::views::desk::settings::YES;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidQuery};

const HEADING: &str = "Anmeldedienst";

/// As it is; after saving, with whether it answers.
pub async fn show(clerk: Clerk, ValidQuery(query): ValidQuery<SettingsQuery>) -> Outcome<Response> {
    let page = form(&clerk).await?;
    let notice = match query.gespeichert.as_str() {
        "ja" => Some(saved(&clerk).await?),
        _ => None,
    };
    told(&clerk, HEADING, StatusCode::OK, &page, notice)
}

/// Saves it.
pub async fn change(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let secret = match secret(&typed) {
        Ok(secret) => secret,
        Err(mistake) => return correct(&clerk, HEADING, form(&clerk).await?, &typed, vec![mistake]),
    };
    let seal = one(&typed, "stand");
    let edited = desk::change_provider(&clerk, seal, wanted(&typed), secret).await?;
    let page = form(&clerk.anew().await?).await?;
    answered(&clerk, HEADING, (page, ""), &typed, edited, || {
        answer::send_on(&format!("{}?gespeichert=ja", address(&clerk.town.slug, PLACE)))
    })
}

async fn form(clerk: &Clerk) -> Outcome<FormPage> {
    let definition = clerk.visitor.reading().await?.definition().await?;
    let present = ByProvider::of(&definition);
    let known = desk::about_provider(clerk).await?;
    let base = clerk.visitor.app.config.base_url();
    let about = (present.sign_in.as_ref(), &known);
    Ok(provider_form(&clerk.town.slug, &base, about, seal_of(&present)))
}

/// What was typed; nothing at all means no provider.
fn wanted(typed: &Typed) -> Option<SignIn> {
    let line = |name: &str| one(typed, name).to_owned();
    let wanted = SignIn {
        label: line("sign_in.label"),
        issuer: line("sign_in.issuer"),
        client_id: line("sign_in.client_id"),
        second_factor: one(typed, "sign_in.second_factor") == YES,
        acr: line("sign_in.acr"),
    };
    let named = [&wanted.label, &wanted.issuer, &wanted.client_id];
    named.iter().any(|said| !said.is_empty()).then_some(wanted)
}

fn secret(typed: &Typed) -> Result<SecretWish, Mistake> {
    let secret = one(typed, "secret");
    match secret {
        "" if one(typed, "kept") == "vergessen" => Ok(SecretWish::Forget),
        "" => Ok(SecretWish::Keep),
        secret if secret.chars().count() <= 500 && !secret.chars().any(char::is_control) => {
            Ok(SecretWish::Be(secret.to_owned()))
        }
        _ => Err(Mistake {
            field: "secret".to_owned(),
            text:
                "Ein Geheimnis hat höchstens 500 Zeichen in einer Zeile. Bitte fügen Sie es noch einmal ein."
                    .to_owned(),
        }),
    }
}

async fn saved(clerk: &Clerk) -> Outcome<Notice> {
    if clerk.town.sign_in.is_none() {
        return Ok(Notice::success("Gespeichert. Angemeldet wird mit Passwort."));
    }
    if elsewhere::answers(&clerk.visitor).await? {
        return Ok(Notice::success("Gespeichert. Der Anmeldedienst antwortet."));
    }
    Ok(Notice::warning(
        "Gespeichert, aber der Anmeldedienst antwortet nicht.",
        "Bitte prüfen Sie die Adresse: Unter ihr, mit /.well-known/openid-configuration am Ende, muss eine Seite stehen, die genau diese \
         Adresse nennt. Steht der Anmeldedienst in Ihrem eigenen Netz, muss der Betrieb seinen Namen freigeben.",
    ))
}
