//! Checks of what a town sets for all of its departments.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::fields::{Fields, NAME, listed_twice, say};
use super::wording;
use crate::calendar::holidays::{Holidays, Land, LocalHoliday};
use crate::contact::Email;
use crate::definition::{Definition, TownFacts};
use crate::keep::Keep;
use crate::sign_in::SignIn;
use crate::theme::{Colour, LEAST_CONTRAST, Theme};
use crate::town::Policy;

/// An identity card takes three to four weeks, a passport up to six.
const PICKUP_DAYS: u32 = 42;
const MONTH_OF_MINUTES: u32 = 30 * 24 * 60;

pub(super) fn check(fields: &mut Fields<'_>, definition: &Definition) {
    let town = &definition.facts;
    fields.slug("slug", &town.slug);
    fields.line("name", &town.name, NAME);
    let zone = town.zone.parse::<Tz>().is_ok();
    fields.must(
        zone,
        "zone",
        say(
            format_args!("no zone \"{}\"; in Germany it is \"Europe/Berlin\"", town.zone),
            format_args!(
                "Die Zeitzone „{}“ gibt es nicht. In Deutschland ist es Europe/Berlin.",
                town.zone
            ),
        ),
    );
    languages(fields, town);
    let letters = town
        .reference_prefix
        .bytes()
        .all(|letter| letter.is_ascii_uppercase());
    let fits = letters && (2..=3).contains(&town.reference_prefix.len());
    fields.must(
        fits,
        "reference_prefix",
        say(
            "must be two or three capital letters A-Z",
            "Bitte verwenden Sie zwei oder drei Großbuchstaben (A–Z).",
        ),
    );
    let mut seen = BTreeSet::new();
    for (number, origin) in town.origins.iter().enumerate() {
        fields.origin(&format!("origins[{number}]"), origin);
        fields.must(
            seen.insert(origin),
            format_args!("origins[{number}]"),
            listed_twice(),
        );
    }
    let phone = &town.contact.phone;
    fields.line("contact.phone", phone, 40);
    let dials = phone.chars().all(|c| c.is_ascii_digit() || " +-/()".contains(c))
        && phone.chars().filter(char::is_ascii_digit).count() >= 3;
    fields.must(
        dials || phone.trim().is_empty(),
        "contact.phone",
        say(
            "must be a phone number, such as \"0221 4710-123\"",
            "Bitte geben Sie eine Telefonnummer an, zum Beispiel 0221 4710-123.",
        ),
    );
    fields.text_if_any("contact.phone_hours", &town.contact.phone_hours, NAME);
    fields.url("pages.privacy", &town.pages.privacy, false);
    fields.url("pages.imprint", &town.pages.imprint, false);
    fields.url("pages.accessibility", &town.pages.accessibility, false);
    fields.url("pages.barrier", &town.pages.barrier, true);
    theme(fields, &town.theme);
    holidays(fields, &town.holidays);
    policy(fields, &town.policy);
    fields.range("messages.reminder_hours", town.messages.reminder_hours, 12..=168);
    fields.range("messages.earlier_hours", town.messages.earlier_hours, 1..=72);
    let window = town.messages.release_within_minutes;
    fields.range("messages.release_within_minutes", window, 0..=240);
    let window = town.messages.prove_within_minutes;
    fields.range("messages.prove_within_minutes", window, 10..=2_880);
    fields.range("messages.sms_per_day", town.messages.sms_per_day, 1..=10_000);
    let reply_to = &town.messages.reply_to;
    fields.must(
        reply_to.is_empty() || Email::parse(reply_to).is_ok_and(|email| email.as_str() == reply_to),
        "messages.reply_to",
        say(
            "must be an e-mail address, its domain in small letters",
            "Bitte geben Sie eine E-Mail-Adresse an, nach dem @ in Kleinbuchstaben.",
        ),
    );
    keep(fields, &town.keep);
    if let Some(provider) = &town.sign_in {
        sign_in(fields, provider);
    }
    if let Some(slug) = &town.messages.pickup {
        let services = || {
            definition
                .departments
                .iter()
                .flat_map(|department| &department.services)
        };
        let names: Vec<_> = services().map(|service| service.slug.as_str()).collect();
        let problem = say(
            format_args!("no service \"{slug}\"; there are {}", names.join(", ")),
            format_args!("Eine Dienstleistung „{slug}“ gibt es nicht. Bitte wählen Sie eine andere."),
        );
        fields.must(names.contains(&slug.as_str()), "messages.pickup", problem);
        let days = town.keep.visit_days;
        let problem = say(
            format_args!(
                "{days} is too few: whoever is to be told that something can be picked up must be known until then, at least {PICKUP_DAYS} days"
            ),
            format_args!(
                "{days} Tage sind zu wenig: Wer erfahren soll, dass etwas abgeholt werden kann, muss bis dahin bekannt sein, mindestens \
                 {PICKUP_DAYS} Tage."
            ),
        );
        fields.must(days >= PICKUP_DAYS, "keep.visit_days", problem);
    }
    wording::check(fields, &town.messages.wording);
    fields.must(
        !definition.departments.is_empty(),
        "departments",
        say(
            "a town needs at least one department",
            "Eine Kommune braucht mindestens ein Amt.",
        ),
    );
}

fn languages(fields: &mut Fields<'_>, town: &TownFacts) {
    fields.must(
        !town.languages.is_empty(),
        "languages",
        say(
            "name at least one, the town's own first",
            "Bitte wählen Sie mindestens eine Sprache, die eigene zuerst.",
        ),
    );
    let mut seen = BTreeSet::new();
    for (number, language) in town.languages.iter().enumerate() {
        let tag =
            (2..=3).contains(&language.len()) && language.bytes().all(|letter| letter.is_ascii_lowercase());
        let path = format!("languages[{number}]");
        fields.must(
            tag,
            &path,
            say(
                format_args!("\"{language}\" must be a language like \"de\" or \"en\""),
                format_args!("„{language}“ muss eine Sprache wie „de“ oder „en“ sein."),
            ),
        );
        fields.must(seen.insert(language), &path, listed_twice());
    }
}

/// As numbers are written in German.
fn comma(number: String) -> String {
    number.replace('.', ",")
}

fn theme(fields: &mut Fields<'_>, theme: &Theme) {
    let pairs = [
        (
            "theme.accent_ink",
            theme.accent_ink.contrast(theme.accent),
            ("on the accent colour", "Schrift auf der Akzentfarbe"),
        ),
        (
            "theme.accent",
            theme.accent.contrast(Colour::WHITE),
            ("as a link on white", "Akzentfarbe als Link auf Weiß"),
        ),
    ];
    for (path, contrast, (place, where_it_is)) in pairs {
        let problem = say(
            format_args!("contrast {place} is {contrast:.2}, people need at least {LEAST_CONTRAST}"),
            format_args!(
                "{where_it_is}: Der Kontrast ist {}, lesbar ist die Farbe ab {}.",
                comma(format!("{contrast:.2}")),
                comma(LEAST_CONTRAST.to_string()),
            ),
        );
        fields.must(contrast >= LEAST_CONTRAST, path, problem);
    }
}

fn holidays(fields: &mut Fields<'_>, holidays: &Holidays) {
    let mut seen = BTreeSet::new();
    for (number, local) in holidays.also.iter().enumerate() {
        let lands: &[Land] = match local {
            LocalHoliday::Augsburg | LocalHoliday::Assumption => &[Land::BY],
            LocalHoliday::CorpusChristi => &[Land::SN, Land::TH],
        };
        let path = format!("holidays.also[{number}]");
        let names: Vec<_> = lands.iter().map(|land| land.code()).collect();
        let problem = say(
            format_args!("is a holiday of single places in {} only", names.join(" and ")),
            format_args!(
                "Diesen Feiertag gibt es nur an einzelnen Orten in {}.",
                names.join(" und ")
            ),
        );
        fields.must(lands.contains(&holidays.land), &path, problem);
        fields.must(seen.insert(*local), &path, listed_twice());
    }
    for (number, added) in holidays.add.iter().enumerate() {
        fields.line(format_args!("holidays.add[{number}].name"), &added.name, NAME);
    }
    let all = Holidays {
        remove: Vec::new(),
        ..holidays.clone()
    };
    for (number, date) in holidays.remove.iter().enumerate() {
        let problem = say(
            format_args!("{date} is no holiday here, so there is nothing to remove"),
            format_args!(
                "Am {} ist hier kein Feiertag, es gibt also nichts wegzunehmen.",
                date.format("%d.%m.%Y")
            ),
        );
        fields.must(
            all.name_of(*date).is_some(),
            format_args!("holidays.remove[{number}]"),
            problem,
        );
    }
}

fn policy(fields: &mut Fields<'_>, policy: &Policy) {
    let grid = policy.grid_minutes;
    let fits = grid > 0 && grid.is_multiple_of(5) && 1440u32.is_multiple_of(grid) && grid <= 480;
    fields.must(fits, "policy.grid_minutes", say(
        format_args!("{grid} must be 5, 10, 15, 20, 30, 40, 45 or 60 minutes, or another multiple of 5 that divides a day"),
        format_args!("{grid} Minuten gehen nicht: Es muss ein Vielfaches von 5 sein, das einen Tag teilt, zum Beispiel 5, 10, 15, 20, 30 oder 60."),
    ));
    fields.range("policy.lead_minutes", policy.lead_minutes, 0..=MONTH_OF_MINUTES);
    fields.range("policy.horizon_days", policy.horizon_days, 1..=366);
    if let Some(release) = &policy.release {
        fields.must(
            release.at.minutes() < 1440,
            "policy.release.at",
            say(
                "must be before \"24:00\"",
                "Die Uhrzeit muss vor 24:00 Uhr liegen.",
            ),
        );
    }
    fields.range("policy.hold_minutes", policy.hold_minutes, 1..=60);
    fields.range(
        "policy.change_until_minutes",
        policy.change_until_minutes,
        0..=MONTH_OF_MINUTES,
    );
    fields.range("policy.max_services", policy.max_services, 1..=20);
    fields.range("policy.offer_hours", policy.offer_hours, 1..=240);
}

fn keep(fields: &mut Fields<'_>, keep: &Keep) {
    for (name, days) in [
        ("visit_days", keep.visit_days),
        ("cancelled_days", keep.cancelled_days),
        ("answer_days", keep.answer_days),
        ("absence_days", keep.absence_days),
    ] {
        fields.range(format_args!("keep.{name}"), days, Keep::DAYS);
    }
}

fn sign_in(fields: &mut Fields<'_>, provider: &SignIn) {
    fields.line("sign_in.label", &provider.label, 60);
    fields.line("sign_in.client_id", &provider.client_id, 255);
    let issuer = &provider.issuer;
    fields.url("sign_in.issuer", issuer, false);
    // It is compared letter by letter, and two documents are found below it (OpenID Connect Discovery, 3).
    let bare = !issuer.contains(['?', '#', '@']) && !issuer.contains("/.well-known/");
    fields.must(
        bare,
        "sign_in.issuer",
        say(
            "must be the issuer alone, without a user, a question mark or /.well-known/…",
            "Bitte geben Sie nur die Adresse des Anmeldedienstes an, ohne Benutzernamen, ohne Fragezeichen und ohne „/.well-known/…“.",
        ),
    );
    if !provider.acr.is_empty() {
        fields.line("sign_in.acr", &provider.acr, 200);
        fields.must(
            !provider.acr.contains(char::is_whitespace),
            "sign_in.acr",
            say(
                "must be one value without blanks",
                "Bitte geben Sie genau einen Wert ohne Leerzeichen an.",
            ),
        );
    }
}
