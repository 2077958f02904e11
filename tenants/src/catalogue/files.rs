//! Every file of the catalogue, in the order in which it is shown. A test looks that none is missing.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../catalogue/", $name, ".toml")))),*]
    };
}

/// What is offered today: name of the entry and its file.
#[rustfmt::skip] // One group a paragraph.
pub(super) const ENTRIES: &[(&str, &str)] = files![
    "personalausweis",
    "vorlaeufiger-personalausweis",
    "personalausweis-verlust",
    "reisepass",
    "vorlaeufiger-reisepass",
    "reisepass-verlust",
    "zweitpass",
    "ausweise-familie",
    "ausweis-abholen",
    "online-ausweis",
    "ausweis-adresse",
    "eid-karte",

    "wohnsitz-anmelden",
    "anmeldung-familie",
    "wohnsitz-abmelden",
    "meldebescheinigung",
    "melderegisterauskunft",
    "auskunftssperre",

    "fuehrungszeugnis",
    "gewerbezentralregister",
    "beglaubigung-dokument",
    "beglaubigung-viele",
    "beglaubigung-unterschrift",
    "lebensbescheinigung",

    "gewerbe-anmelden",
    "gewerbe-ummelden",
    "gewerbe-abmelden",

    "bewohnerparkausweis",
    "behindertenparkausweis",
    "fuehrerschein-umtausch",
    "internationaler-fuehrerschein",
    "fahrzeug-abmelden",

    "eheschliessung",
    "vaterschaft",
    "sterbeurkunde",
    "kirchenaustritt",

    "rente-auskunft",
    "rente-antrag",

    "beratung-baurecht",
    "bauberatung-vorhaben",
    "bauvoranfrage",
    "bauakten-einsicht",

    "fischereischein",
];

/// What was offered before and towns may have taken: `personalausweis@2026-11`, in the folder `earlier`.
pub(super) const EARLIER: &[(&str, &str)] = files![];
