//! "Kommune": what a town sets for all of its departments, as a form.

use tenants::Town;
use tenants::town::{ContactRule, SecondFactor};

use super::form::{Field, FormPage, Group, choice};
use super::frame::address;
use super::{setup, wording::name_of};
use crate::desk::Settings;
use crate::texts::LANGUAGES;

/// Where it is, below a town's desk.
pub const PLACE: &str = "einrichtung/kommune";

/// What forms call something that is so; empty where it is not.
pub const YES: &str = "ja";

/// What a citizen has to give: as it is sent, and in words.
pub const CONTACT_RULES: [(ContactRule, &str, &str); 3] = [
    (ContactRule::Email, "email", "E-Mail-Adresse"),
    (ContactRule::Phone, "phone", "Telefonnummer"),
    (ContactRule::Either, "either", "eines von beiden"),
];

/// The form of a town as it is set.
#[must_use]
pub fn settings_form(town: &Town, settings: &Settings, seal: String) -> FormPage {
    FormPage {
        action: address(&town.slug, PLACE),
        back_url: address(&town.slug, setup::PLACE),
        back: "Einrichtung",
        seal,
        groups: vec![
            contact(settings),
            times(settings),
            messages(town, settings),
            keep(settings),
        ],
        save: "Einstellungen speichern",
        ..FormPage::default()
    }
}

fn contact(settings: &Settings) -> Group {
    let contact = &settings.contact;
    let rules = CONTACT_RULES.map(|(rule, word, label)| choice(word, label, rule == contact.required));
    let known = settings.languages.iter().map(String::as_str);
    let known: Vec<_> = known.collect();
    let others = LANGUAGES.into_iter().filter(|language| !known.contains(language));
    let languages = known.iter().copied().chain(others);
    let languages = languages.map(|one| choice(one, name_of(one), known.contains(&one)));
    let hours = Field::texts(
        &settings.languages,
        "contact.phone_hours",
        "Wann das Telefon besetzt ist",
        &contact.phone_hours,
        120,
    );
    let mut fields = vec![
        Field::line("name", "Name der Kommune", &settings.name, 120),
        Field::several(
            "languages",
            "Sprachen für Bürgerinnen und Bürger",
            languages.collect(),
        )
        .hint("Die erste ist die Sprache, auf die alles zurückfällt, was noch nicht übersetzt ist."),
        Field::line(
            "reference_prefix",
            "Buchstaben der Terminnummer",
            &settings.reference_prefix,
            3,
        )
        .hint("Zwei oder drei große Buchstaben, mit denen neue Terminnummern beginnen."),
        Field::line("zone", "Zeitzone", &settings.zone, 60).hint("In Deutschland ist es Europe/Berlin."),
        Field::line("contact.phone", "Telefon", &contact.phone, 40)
            .hint("Für alle, die lieber anrufen. Steht auf jeder Seite und in jeder Nachricht."),
    ];
    fields.extend(hours);
    fields.push(Field::one(
        "contact.required",
        "Was müssen Bürgerinnen und Bürger angeben?",
        rules.into(),
    ));
    Group {
        title: "Kommune und Kontakt",
        fields,
    }
}

fn times(settings: &Settings) -> Group {
    let policy = &settings.policy;
    let release = policy
        .release
        .as_ref()
        .map_or_else(String::new, |release| release.at.to_string());
    Group {
        title: "Termine",
        fields: vec![
            Field::number("policy.grid_minutes", "Raster in Minuten", policy.grid_minutes).hint(
                "Termine beginnen, wenn die Uhr ein Vielfaches davon zeigt: bei 15 um 8:00, 8:15, 8:30 Uhr.",
            ),
            Field::number(
                "policy.lead_minutes",
                "Vorlaufzeit in Minuten",
                policy.lead_minutes,
            )
            .hint("So lange vor dem Beginn kann im Internet noch gebucht werden."),
            Field::number(
                "policy.horizon_days",
                "Buchungszeitraum in Tagen",
                policy.horizon_days,
            )
            .hint("So weit im Voraus, höchstens 366."),
            Field::line(
                "policy.release.at",
                "Neue Tage werden freigegeben um",
                &release,
                5,
            )
            .hint("An Werktagen, zum Beispiel 08:00. Leer: um Mitternacht."),
            Field::number(
                "policy.hold_minutes",
                "Reservierung in Minuten",
                policy.hold_minutes,
            )
            .hint("So lange bleibt eine Uhrzeit reserviert, während jemand das Formular ausfüllt."),
            Field::number(
                "policy.change_until_minutes",
                "Verschieben und absagen bis … Minuten vorher",
                policy.change_until_minutes,
            ),
            Field::number(
                "policy.max_services",
                "Höchstens so viele Dienstleistungen in einem Termin",
                policy.max_services,
            ),
            Field::number(
                "policy.offer_hours",
                "Ersatztermine bleiben reserviert (Stunden an Werktagen)",
                policy.offer_hours,
            ),
            Field::one(
                "policy.second_factor",
                "Zweiter Faktor beim Anmelden",
                vec![
                    choice("", "wer möchte", policy.second_factor == SecondFactor::Optional),
                    choice(
                        YES,
                        "für alle verpflichtend",
                        policy.second_factor == SecondFactor::Required,
                    ),
                ],
            )
            .hint("Sechs Ziffern aus einer App, zusätzlich zum Passwort. Ist er verpflichtend, gilt das sofort: Wer noch keinen hat, auch Sie selbst, richtet ihn beim nächsten Klick ein und kommt vorher nicht weiter."),
        ],
    }
}

fn messages(town: &Town, settings: &Settings) -> Group {
    let messages = &settings.messages;
    let chosen = messages.pickup.as_deref().unwrap_or_default();
    let none = choice("", "keine", chosen.is_empty());
    let services = town.services().map(|service| {
        let facts = &service.facts;
        choice(&facts.slug, facts.name.in_language("de"), facts.slug == chosen)
    });
    let yes_or_no = |yes: bool| vec![choice("", "nein", !yes), choice(YES, "ja", yes)];
    Group {
        title: "Nachrichten",
        fields: vec![
            Field::line("messages.reply_to", "Antworten gehen an", &messages.reply_to, 254)
                .hint("Eine E-Mail-Adresse. Leer: Antworten liest niemand, und das steht in der Nachricht."),
            Field::number(
                "messages.reminder_hours",
                "Erinnerung … Stunden vorher",
                messages.reminder_hours,
            ),
            Field::number(
                "messages.earlier_hours",
                "Frühere Uhrzeit reservieren (Stunden)",
                messages.earlier_hours,
            )
            .hint("So lange kann antworten, wem eine frühere Uhrzeit angeboten wird."),
            Field::number(
                "messages.release_within_minutes",
                "Frei gewordene Uhrzeiten öffnen innerhalb von … Minuten",
                messages.release_within_minutes,
            )
            .hint("0: sofort. Sonst zu einem zufälligen Zeitpunkt, den kein Programm abpassen kann."),
            Field::one(
                "messages.prove_address",
                "E-Mail-Adresse erst bestätigen lassen",
                yes_or_no(messages.prove_address),
            ),
            Field::number(
                "messages.prove_within_minutes",
                "Zeit dafür in Minuten",
                messages.prove_within_minutes,
            ),
            Field::one(
                "messages.sms",
                "SMS an alle, die keine E-Mail lesen",
                yes_or_no(messages.sms),
            ),
            Field::number(
                "messages.sms_per_day",
                "Höchstens so viele SMS am Tag",
                messages.sms_per_day,
            ),
            Field::one(
                "messages.pickup",
                "Dienstleistung für die Abholung",
                std::iter::once(none).chain(services).collect(),
            )
            .hint("Dorthin führt die Nachricht, dass etwas abgeholt werden kann."),
        ],
    }
}

fn keep(settings: &Settings) -> Group {
    let keep = &settings.keep;
    let days = |name: &str, label: &str, days: u32| Field::number(name, label, days);
    Group {
        title: "Aufbewahrung in Tagen",
        fields: vec![
            days(
                "keep.visit_days",
                "Termine, die stattgefunden haben",
                keep.visit_days,
            )
            .hint("1 bis 365 Tage nach dem Termin. Danach bleiben nur Zahlen ohne Namen."),
            days("keep.cancelled_days", "Abgesagte Termine", keep.cancelled_days),
            days(
                "keep.answer_days",
                "Antworten fremder Mailserver",
                keep.answer_days,
            ),
            days(
                "keep.absence_days",
                "Abwesenheiten von Mitarbeitenden",
                keep.absence_days,
            ),
        ],
    }
}
