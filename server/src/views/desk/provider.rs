//! "Anmeldedienst": the identity provider that a town's people sign in with, as a form.

use tenants::Town;
use tenants::sign_in::SignIn;

use super::form::{Field, FormPage, Group, choice};
use super::frame::address;
use super::settings::YES;
use super::setup::{self, several};
use crate::auth::elsewhere::BACK;
use crate::desk::AboutProvider;

/// Where it is, below a town's desk.
pub const PLACE: &str = "einrichtung/anmeldedienst";

/// The form.
#[must_use]
pub fn provider_form(
    town: &str,
    base_url: &str,
    (settings, known): (Option<&SignIn>, &AboutProvider),
    seal: String,
) -> FormPage {
    let nothing = SignIn::default();
    let settings = settings.unwrap_or(&nothing);
    let linked = match known.linked {
        0 => String::new(),
        linked => format!(
            " Schon verbunden: {}. Ändern Sie die Adresse, gilt keine dieser Verbindungen mehr.",
            several(linked, "Konto", "Konten")
        ),
    };
    FormPage {
        action: address(town, PLACE),
        back_url: address(town, setup::PLACE),
        back: "Einrichtung",
        intro: format!(
            "Hat Ihre Verwaltung eine eigene Anmeldung (OpenID Connect, zum Beispiel Keycloak oder Entra ID), können Mitarbeitende sie auch \
             hier benutzen. Tragen Sie dort diese Rücksprungadresse ein: {base_url}{}. Konten legen weiterhin Sie an; jede Person \
             verbindet ihr Konto selbst.{linked}",
            address(town, BACK)
        ),
        seal,
        groups: vec![which(settings), proof(known), factor(settings)],
        save: "Anmeldedienst speichern",
        ..FormPage::default()
    }
}

fn which(settings: &SignIn) -> Group {
    Group {
        title: "Anmeldedienst",
        fields: vec![
            Field::line("sign_in.label", "Name auf der Schaltfläche", &settings.label, 60)
                .hint("Zum Beispiel Dörentrup-Login: „Mit Dörentrup-Login anmelden“."),
            Field::line("sign_in.issuer", "Adresse des Anmeldedienstes (Issuer)", &settings.issuer, 300).hint(
                "Genau so, wie der Anmeldedienst sie angibt, zum Beispiel https://login.doerentrup.de/realms/rathaus. Leer, mit leerem \
                 Namen und leerer Kennung: nur Passwörter.",
            ),
            Field::line("sign_in.client_id", "Kennung (Client-ID)", &settings.client_id, 255)
                .hint("Unter ihr kennt der Anmeldedienst diese Terminverwaltung."),
        ],
    }
}

fn proof(known: &AboutProvider) -> Group {
    let secret = Field {
        kind: "secret",
        ..Field::line("secret", "Geheimnis (Client-Secret)", "", 500)
    };
    if !known.has_secret {
        let hint = "Nur wenn der Anmeldedienst eines ausgestellt hat. Es wird verschlüsselt aufbewahrt und nie mehr angezeigt.";
        return Group {
            title: "Geheimnis",
            fields: vec![secret.hint(hint)],
        };
    }
    let keep = vec![
        choice("", "behalten", true),
        choice("vergessen", "vergessen", false),
    ];
    Group {
        title: "Geheimnis",
        fields: vec![
            Field::one("kept", "Hinterlegtes Geheimnis", keep),
            secret.hint("Nur ausfüllen, wenn es ein neues gibt. Das hinterlegte wird nie mehr angezeigt."),
        ],
    }
}

fn factor(settings: &SignIn) -> Group {
    let counts = settings.second_factor;
    Group {
        title: "Zweiter Faktor",
        fields: vec![
            Field::one(
                "sign_in.second_factor",
                "Wer fragt danach?",
                vec![
                    choice("", "diese Terminverwaltung, wie nach einem Passwort", !counts),
                    choice(YES, "der Anmeldedienst; hier wird nicht noch einmal gefragt", counts),
                ],
            ),
            Field::line("sign_in.acr", "Verlangte Stufe (acr)", &settings.acr, 200)
                .hint("Nur wenn der Anmeldedienst mehrere kennt: Ohne genau diese Angabe kommt niemand herein. Leer: jede Stufe."),
        ],
    }
}

/// What a town's people sign in with, besides passwords.
#[must_use]
pub fn figure(town: &Town) -> String {
    let provider = town.sign_in.as_ref();
    provider.map_or_else(|| "nur Passwörter".to_owned(), |provider| provider.label.clone())
}
