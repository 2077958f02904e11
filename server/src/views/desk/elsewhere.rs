//! Signing in at the town's identity provider: leaving for it, and how coming back ended.

use serde::Serialize;
use tenants::Town;

use super::frame::address;
use crate::auth::elsewhere::Arrived;
use crate::views::pages::Page;

/// Leads on to the provider by itself.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LeavingPage {
    /// Where to.
    pub url: String,
    /// What the provider is called.
    pub label: String,
}

impl Page for LeavingPage {
    const TEMPLATE: &'static str = "desk/leaving.html";
}

/// A provider to sign in with, as pages offer it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Offer {
    /// What it is called; empty where there is none.
    pub label: String,
    /// Where leaving for it is sent to.
    pub url: String,
}

impl Offer {
    /// The provider of a town, with where below its desk leaving is sent to.
    #[must_use]
    pub fn of(town: &Town, path: &str) -> Self {
        let provider = town.sign_in.as_ref();
        provider.map_or_else(Self::default, |provider| Self {
            label: provider.label.clone(),
            url: address(&town.slug, path),
        })
    }
}

/// How coming back ended for whoever is not in: heading, what to do, and where below the desk to go on.
#[must_use]
pub fn told(town: &Town, arrived: &Arrived) -> (&'static str, String, &'static str) {
    let label = town
        .sign_in
        .as_ref()
        .map_or("", |provider| provider.label.as_str());
    let not_in = "Die Anmeldung hat nicht geklappt";
    match arrived {
        Arrived::In(..) | Arrived::Linked => (
            "Ihr Konto ist verbunden",
            format!("Sie können sich ab jetzt mit {label} anmelden. Alle anderen Geräte wurden abgemeldet."),
            "konto",
        ),
        Arrived::Stranger => (
            not_in,
            format!(
                "Mit dieser Anmeldung bei {label} ist hier kein Konto verbunden, das in Gebrauch ist. Wenn Sie hier ein Konto haben, \
                 melden Sie sich mit E-Mail-Adresse und Passwort an und verbinden Sie es unter „Mein Konto“. Sonst bitten Sie eine \
                 Person, die bei Ihnen die Konten verwaltet, um einen Link."
            ),
            "anmelden",
        ),
        Arrived::Taken => (
            "Ihr Konto wurde nicht verbunden",
            format!(
                "Diese Anmeldung bei {label} ist schon mit einem Konto verbunden, oder Ihr Konto schon mit einer anderen Anmeldung. Bitte \
                 lösen Sie zuerst die alte Verbindung."
            ),
            "konto",
        ),
        Arrived::Stale => (
            not_in,
            "Dieser Versuch gilt nicht mehr: Er wurde schon benutzt, hat länger als zehn Minuten gedauert oder wurde in einem anderen \
             Browser begonnen. Bitte beginnen Sie noch einmal."
                .to_owned(),
            "anmelden",
        ),
        Arrived::Refused => (
            not_in,
            format!(
                "{label} hat die Anmeldung nicht bestätigt. Bitte beginnen Sie noch einmal, oder melden Sie sich mit E-Mail-Adresse und \
                 Passwort an."
            ),
            "anmelden",
        ),
        Arrived::Silent => (
            not_in,
            format!(
                "{label} antwortet gerade nicht. Bitte versuchen Sie es in einigen Minuten noch einmal, oder melden Sie sich mit \
                 E-Mail-Adresse und Passwort an."
            ),
            "anmelden",
        ),
    }
}
