//! How a town appears: colours, the pages the law asks for, homepages.

use axum::http::StatusCode;
use axum::response::Response;
use tenants::theme::{Colour, Theme};
use tenants::town::Pages;

use super::clerk::Clerk;
use super::form::{Typed, answered, correct, one, told};
use super::settings::SettingsQuery;
use super::{answer, setup};
use crate::desk::{self, Homepages, Look, seal_of};
use crate::refusal::Outcome;
use crate::views::desk::form::FormPage;
use crate::views::desk::frame::address;
use crate::views::desk::look::{HOMEPAGES, PLACE, homepages_form, look_form, swatches};
use crate::views::pages::Mistake;
use crate::web::input::{ValidForm, ValidQuery};

const LOOK: &str = "Farben und Pflichtseiten";
const EMBEDDED: &str = "Erlaubte Homepages";

/// Colours and pages as they are.
pub async fn show(clerk: Clerk, ValidQuery(query): ValidQuery<SettingsQuery>) -> Outcome<Response> {
    let page = form(&clerk).await?;
    told(
        &clerk,
        LOOK,
        StatusCode::OK,
        &page,
        setup::saved(&query.gespeichert),
    )
}

/// Saves them.
pub async fn change(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let typed = with_proposal(typed);
    let mut page = form(&clerk).await?;
    let (accent, ink) = (colour(&typed, "theme.accent"), colour(&typed, "theme.accent_ink"));
    let theme = match (accent, ink) {
        (Ok(accent), Ok(accent_ink)) => Theme { accent, accent_ink },
        (accent, ink) => {
            let wrong = [accent.err(), ink.err()].into_iter().flatten().collect();
            return correct(&clerk, LOOK, page, &typed, wrong);
        }
    };
    page.colours = swatches(&theme);
    let line = |name: &str| one(&typed, name).to_owned();
    let pages = Pages {
        privacy: line("pages.privacy"),
        imprint: line("pages.imprint"),
        accessibility: line("pages.accessibility"),
        barrier: line("pages.barrier"),
    };
    let edited = desk::change_look(&clerk, one(&typed, "stand"), Look { theme, pages }).await?;
    answered(&clerk, LOOK, (page, ""), &typed, edited, || {
        answer::send_on(&format!("{}?gespeichert=ja", address(&clerk.town.slug, PLACE)))
    })
}

/// Homepages as they are.
pub async fn show_homepages(clerk: Clerk, ValidQuery(query): ValidQuery<SettingsQuery>) -> Outcome<Response> {
    let page = form_of_homepages(&clerk).await?;
    let notice = setup::saved(&query.gespeichert);
    told(&clerk, EMBEDDED, StatusCode::OK, &page, notice)
}

/// Saves them.
pub async fn change_homepages(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let lines = one(&typed, "origins").lines().map(str::trim);
    let origins = lines.filter(|line| !line.is_empty()).map(str::to_owned);
    let homepages = Homepages {
        origins: origins.collect(),
    };
    let edited = desk::change_homepages(&clerk, one(&typed, "stand"), homepages).await?;
    let page = form_of_homepages(&clerk).await?;
    answered(&clerk, EMBEDDED, (page, ""), &typed, edited, || {
        answer::send_on(&format!(
            "{}?gespeichert=ja",
            address(&clerk.town.slug, HOMEPAGES)
        ))
    })
}

async fn form(clerk: &Clerk) -> Outcome<FormPage> {
    let look = Look::of(&clerk.visitor.reading().await?.definition().await?);
    Ok(look_form(&clerk.town.slug, &look, seal_of(&look)))
}

async fn form_of_homepages(clerk: &Clerk) -> Outcome<FormPage> {
    let homepages = Homepages::of(&clerk.visitor.reading().await?.definition().await?);
    Ok(homepages_form(&clerk.town.slug, &homepages, seal_of(&homepages)))
}

/// Whoever takes the proposed colours need not type them.
fn with_proposal(mut typed: Typed) -> Typed {
    let proposal = one(&typed, "vorschlag").to_owned();
    let Some((accent, ink)) = proposal.split_once(' ') else {
        return typed;
    };
    for (name, value) in &mut typed {
        match name.as_str() {
            "theme.accent" => accent.clone_into(value),
            "theme.accent_ink" => ink.clone_into(value),
            _ => {}
        }
    }
    typed
}

fn colour(typed: &Typed, name: &str) -> Result<Colour, Mistake> {
    let text = "Bitte schreiben Sie die Farbe als # und sechs Zeichen, zum Beispiel #1f45a8.";
    one(typed, name).parse().map_err(|_| Mistake {
        field: name.to_owned(),
        text: text.to_owned(),
    })
}
