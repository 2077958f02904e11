//! Forms for how a town appears.

use tenants::theme::{Colour, Theme};

use super::form::{Field, FormPage, Group, Swatch};
use super::frame::address;
use super::{embed, setup};
use crate::desk::{Homepages, Look};

/// Where colours and pages are set, below a town's desk.
pub const PLACE: &str = "einrichtung/auftritt";
/// Where homepages are set.
pub const HOMEPAGES: &str = "einrichtung/homepages";

/// Colours and the pages the law asks for.
#[must_use]
pub fn look_form(town: &str, look: &Look, seal: String) -> FormPage {
    let page = |name: &str, label: &str, url: &str| Field::line(name, label, url, 300);
    let pages = &look.pages;
    FormPage {
        action: address(town, PLACE),
        back_url: address(town, setup::PLACE),
        back: "Einrichtung",
        intro:
            "Die Farben gelten für Buchung, Nachrichten und diese Seiten. Schrift muss darauf lesbar sein."
                .to_owned(),
        seal,
        groups: vec![
            Group {
                title: "Farben",
                fields: vec![
                    Field::line("theme.accent", "Akzentfarbe", &look.theme.accent.to_string(), 7)
                        .hint("Für Schaltflächen und Links, zum Beispiel #1f45a8."),
                    Field::line(
                        "theme.accent_ink",
                        "Schrift auf der Akzentfarbe",
                        &look.theme.accent_ink.to_string(),
                        7,
                    )
                    .hint("Zum Beispiel #ffffff."),
                ],
            },
            Group {
                title: "Pflichtseiten",
                fields: vec![
                    page("pages.privacy", "Datenschutzerklärung", &pages.privacy)
                        .hint("Adresse auf Ihrer Homepage."),
                    page("pages.imprint", "Impressum", &pages.imprint),
                    page(
                        "pages.accessibility",
                        "Erklärung zur Barrierefreiheit",
                        &pages.accessibility,
                    ),
                    page("pages.barrier", "Barriere melden", &pages.barrier)
                        .hint("Eine Seite, oder mailto: mit einer Adresse."),
                ],
            },
        ],
        colours: vec![swatch("So sieht es aus", &look.theme, false)],
        save: "Auftritt speichern",
        ..FormPage::default()
    }
}

/// Homepages on which the booking appears.
#[must_use]
pub fn homepages_form(town: &str, homepages: &Homepages, seal: String) -> FormPage {
    let field = Field::line("origins", "Homepages", &homepages.origins.join("\n"), 4_000);
    FormPage {
        action: address(town, HOMEPAGES),
        back_url: address(town, embed::PLACE),
        back: "Einbinden",
        intro: "Auf diesen Homepages erscheint die Terminvergabe, auf allen anderen nur der Link.".to_owned(),
        seal,
        groups: vec![Group {
            title: "",
            fields: vec![Field {
                kind: "lines",
                ..field
                    .hint("Eine in jeder Zeile, ohne Seite dahinter, zum Beispiel https://www.doerentrup.de")
            }],
        }],
        save: "Homepages speichern",
        ..FormPage::default()
    }
}

/// What the colours look like that were typed; beside what cannot be read, what can.
#[must_use]
pub fn swatches(typed: &Theme) -> Vec<Swatch> {
    let proposed = typed.readable();
    let mut shown = vec![swatch("Ihre Eingabe", typed, false)];
    if proposed != *typed {
        shown.push(swatch("Lesbarer Vorschlag", &proposed, true));
    }
    shown
}

fn swatch(title: &'static str, theme: &Theme, proposed: bool) -> Swatch {
    let contrast = theme.accent.contrast(Colour::WHITE);
    Swatch {
        title,
        accent: theme.accent.to_string(),
        ink: theme.accent_ink.to_string(),
        contrast: format!("{contrast:.1}").replace('.', ","),
        proposed,
    }
}
