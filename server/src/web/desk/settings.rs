//! "Kommune": what an administrator sets for all departments.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::calendar::ClockTime;
use tenants::keep::Keep;
use tenants::messages::Messages;
use tenants::town::{Contact, ContactRule, Policy, Release, SecondFactor};

use super::clerk::Clerk;
use super::form::{Typed, all, answered, correct, one, texts, told};
use super::{answer, setup};
use crate::desk::{self, Settings, seal_of};
use crate::refusal::Outcome;
use crate::views::desk::form::FormPage;
use crate::views::desk::frame::address;
use crate::views::desk::settings::{CONTACT_RULES, PLACE, YES, settings_form};
use crate::views::pages::Mistake;
use crate::web::input::{ValidForm, ValidQuery};

const HEADING: &str = "Kommune";

/// What has just happened.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct SettingsQuery {
    pub(super) gespeichert: String,
}

/// As they are.
pub async fn show(clerk: Clerk, ValidQuery(query): ValidQuery<SettingsQuery>) -> Outcome<Response> {
    let (_, page) = form(&clerk).await?;
    told(
        &clerk,
        HEADING,
        StatusCode::OK,
        &page,
        setup::saved(&query.gespeichert),
    )
}

/// Saves them.
pub async fn change(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let (present, page) = form(&clerk).await?;
    let settings = match read(&typed, &present) {
        Ok(settings) => settings,
        Err(mistakes) => return correct(&clerk, HEADING, page, &typed, mistakes),
    };
    let edited = desk::change_settings(&clerk, one(&typed, "stand"), settings).await?;
    let (_, page) = form(&clerk.anew().await?).await?;
    answered(&clerk, HEADING, (page, ""), &typed, edited, || {
        answer::send_on(&format!("{}?gespeichert=ja", address(&clerk.town.slug, PLACE)))
    })
}

async fn form(clerk: &Clerk) -> Outcome<(Settings, FormPage)> {
    let definition = clerk.visitor.reading().await?.definition().await?;
    let settings = Settings::of(&definition);
    let page = settings_form(&clerk.town, &settings, seal_of(&settings));
    Ok((settings, page))
}

/// What was typed. Numbers are read here; whether they fit is the check's question.
fn read(typed: &Typed, present: &Settings) -> Result<Settings, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut wrong = |field: &str, text: &str| {
        mistakes.push(Mistake {
            field: field.to_owned(),
            text: text.to_owned(),
        });
    };
    let mut number = |name: &str| {
        let number = one(typed, name).parse::<u32>();
        if number.is_err() {
            wrong(name, "Bitte geben Sie eine ganze Zahl ein, ohne Punkt und Komma.");
        }
        number.unwrap_or_default()
    };
    let yes = |name: &str| one(typed, name) == YES;
    let keep = Keep {
        visit_days: number("keep.visit_days"),
        cancelled_days: number("keep.cancelled_days"),
        answer_days: number("keep.answer_days"),
        absence_days: number("keep.absence_days"),
    };
    let messages = Messages {
        reminder_hours: number("messages.reminder_hours"),
        earlier_hours: number("messages.earlier_hours"),
        release_within_minutes: number("messages.release_within_minutes"),
        prove_within_minutes: number("messages.prove_within_minutes"),
        sms_per_day: number("messages.sms_per_day"),
        prove_address: yes("messages.prove_address"),
        sms: yes("messages.sms"),
        reply_to: one(typed, "messages.reply_to").to_owned(),
        pickup: Some(one(typed, "messages.pickup").to_owned()).filter(|slug| !slug.is_empty()),
        ..present.messages.clone()
    };
    let mut policy = Policy {
        grid_minutes: number("policy.grid_minutes"),
        lead_minutes: number("policy.lead_minutes"),
        horizon_days: number("policy.horizon_days"),
        hold_minutes: number("policy.hold_minutes"),
        change_until_minutes: number("policy.change_until_minutes"),
        max_services: number("policy.max_services"),
        offer_hours: number("policy.offer_hours"),
        release: None,
        second_factor: if yes("policy.second_factor") {
            SecondFactor::Required
        } else {
            SecondFactor::Optional
        },
    };
    let release = one(typed, "policy.release.at");
    if !release.is_empty() {
        // "8:00" is "08:00".
        match format!("{release:0>5}").parse::<ClockTime>() {
            Ok(at) => policy.release = Some(Release { at }),
            Err(_) => wrong(
                "policy.release.at",
                "Bitte geben Sie die Uhrzeit in der Form 08:00 ein.",
            ),
        }
    }
    let rule = CONTACT_RULES
        .iter()
        .find(|(_, word, _)| *word == one(typed, "contact.required"));
    let settings = Settings {
        name: one(typed, "name").to_owned(),
        zone: one(typed, "zone").to_owned(),
        reference_prefix: one(typed, "reference_prefix").to_owned(),
        languages: all(typed, "languages").into_iter().map(str::to_owned).collect(),
        contact: Contact {
            required: rule.map_or(ContactRule::Either, |(rule, _, _)| *rule),
            phone: one(typed, "contact.phone").to_owned(),
            phone_hours: texts(typed, "contact.phone_hours", &present.languages),
        },
        policy,
        messages,
        keep,
    };
    if mistakes.is_empty() {
        Ok(settings)
    } else {
        Err(mistakes)
    }
}
