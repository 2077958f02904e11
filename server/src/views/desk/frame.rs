//! What surrounds every page of the desk: the town, the way around, who is signed in.

use serde::Serialize;
use tenants::Town;

use super::{figures, setup, suspension};
use crate::auth::Role;
use crate::auth::role::Account;
use crate::db::desk_reads::Waiting;
use crate::db::operator::Suspension;
use crate::views::pages::frame::{Notice, TownFace};
use crate::views::pages::links::encode;

/// What surrounds a page.
#[derive(Clone, Debug, Serialize)]
pub struct DeskFrame {
    /// Heading of the page and beginning of the document's title.
    pub heading: String,
    /// The town.
    pub town: TownFace,
    /// First page of the desk.
    pub home_url: String,
    /// Where signing out is sent to; empty for those who are not signed in.
    pub sign_out_url: String,
    /// "M. Kaya".
    pub person: String,
    /// Her account; empty while she may not open it.
    pub person_url: String,
    /// What she may do.
    pub role: &'static str,
    /// The way around.
    pub places: Vec<Place>,
    /// Where the page is told of changes; empty for those who are not signed in.
    pub news_url: String,
    /// What it knows already.
    pub known: String,
    /// Since when and why the town's online appointments are stopped; empty while they are not.
    pub suspended: String,
    /// What happened.
    pub notice: Option<Notice>,
}

/// One entry of the navigation.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// "Heute".
    pub label: &'static str,
    /// Its address.
    pub url: String,
    /// Whether this page is there.
    pub current: bool,
    /// Keys that open it, if there are any.
    pub key: &'static str,
    /// How much waits there; 0 shows nothing.
    pub count: i64,
    /// "3 betroffene Termine".
    pub counted: String,
}

/// Entries of the navigation: label, end of the address, and from which role on.
const PLACES: &[(&str, &str, Role)] = &[
    ("Tag", "tag", Role::Clerk),
    ("Woche", "woche", Role::Clerk),
    ("Termin vergeben", "vergeben", Role::Clerk),
    ("Betroffene", "betroffene", Role::Clerk),
    ("Anrufliste", "anrufliste", Role::Clerk),
    ("Frühere Termine", "frueher", Role::Clerk),
    ("Abwesenheit", "abwesenheit", Role::Clerk),
    ("Dienstplan", "schliesstage", Role::Lead),
    ("Suche", "suche", Role::Clerk),
    ("Einrichtung", setup::PLACE, Role::Lead),
];

/// The same in the operator's house.
const OPERATORS_PLACES: &[(&str, &str, Role)] = &[
    ("Kommunen", TOWNS, Role::Administrator),
    ("Konten", "konten", Role::Administrator),
];

/// Pages of a town that have no entry of their own, and the one they are found by.
const BEHIND: &[(&str, &str)] = &[
    ("konten", setup::PLACE),
    ("auskunft", setup::PLACE),
    (figures::PLACE, setup::PLACE),
];

/// The operator's first page, in the navigation.
pub const TOWNS: &str = "kommunen";

/// What is counted in the navigation: the end of the address, the list it is, and what one and several of it are called.
const COUNTED: &[(&str, &str, &str, &str)] = &[
    (
        "betroffene",
        "displaced",
        "betroffener Termin",
        "betroffene Termine",
    ),
    ("anrufliste", "calls", "Anruf offen", "Anrufe offen"),
    (
        "frueher",
        "earlier",
        "Angebot am Telefon weiterzugeben",
        "Angebote am Telefon weiterzugeben",
    ),
];

impl DeskFrame {
    /// Around a page for somebody who has signed in; `place` is where in the navigation it stands.
    #[must_use]
    pub fn of(town: &Town, account: &Account, heading: impl Into<String>, place: &str) -> Self {
        let slug = &town.slug;
        let all = if town.is_operator() {
            OPERATORS_PLACES
        } else {
            PLACES
        };
        let behind = BEHIND.iter().find(|(page, _)| *page == place);
        let found_by = behind.map_or("", |(_, by)| *by);
        let open = all.iter().filter(|(_, _, role)| account.role >= *role);
        let places = open.map(|&(label, path, _)| Place {
            label,
            url: address(slug, if path == TOWNS { "" } else { path }),
            current: path == place || path == found_by,
            key: key(path),
            count: 0,
            counted: String::new(),
        });
        Self {
            places: places.collect(),
            person_url: address(slug, "konto"),
            ..Self::outside(town, heading).signed_in_as(town, account)
        }
    }

    /// Says what waits at the places of the navigation.
    #[must_use]
    pub fn counting(mut self, waiting: &[Waiting]) -> Self {
        let town = self.town.slug.clone();
        for (path, list, one, several) in COUNTED {
            let own = waiting.iter().filter(|waiting| waiting.list == *list);
            let count = own.map(|waiting| waiting.count).sum();
            let url = address(&town, path);
            if let Some(place) = self.places.iter_mut().find(|place| place.url == url) {
                place.counted = format!("{count} {}", if count == 1 { one } else { several });
                place.count = count;
            }
        }
        self
    }

    /// Has the page told of changes, from what it knows on.
    #[must_use]
    pub fn live(self, known: &str) -> Self {
        Self {
            news_url: address(&self.town.slug, "neues"),
            known: known.to_owned(),
            ..self
        }
    }

    /// Says who is here, without a way around: the second factor is still to be shown.
    #[must_use]
    pub fn signed_in_as(self, town: &Town, account: &Account) -> Self {
        Self {
            sign_out_url: address(&self.town.slug, "abmelden"),
            person: account.name.clone(),
            role: account.role.title(town),
            ..self
        }
    }

    /// Around a page for whoever comes.
    #[must_use]
    pub fn outside(town: &Town, heading: impl Into<String>) -> Self {
        Self {
            heading: heading.into(),
            town: face(town),
            home_url: address(&town.slug, ""),
            sign_out_url: String::new(),
            person: String::new(),
            person_url: String::new(),
            role: "",
            places: Vec::new(),
            news_url: String::new(),
            known: String::new(),
            suspended: String::new(),
            notice: None,
        }
    }

    /// Says on every page that the town's online appointments are stopped, if they are.
    #[must_use]
    pub fn suspended(self, town: &Town, suspension: Option<&Suspension>) -> Self {
        Self {
            suspended: suspension.map_or(String::new(), |known| suspension::told(town, known)),
            ..self
        }
    }

    /// Puts a notice on top.
    #[must_use]
    pub fn with_notice(mut self, notice: Option<Notice>) -> Self {
        self.notice = notice;
        self
    }
}

/// What is said of a town on every page. The operator's house has no page of its own for citizens, and so no colours.
fn face(town: &Town) -> TownFace {
    let face = TownFace::of(town, "de");
    if town.is_operator() {
        let theme_url = String::new();
        return TownFace { theme_url, ..face };
    }
    face
}

/// Keys that open a page.
fn key(path: &str) -> &'static str {
    match path {
        "woche" => "w",
        "vergeben" => "n",
        "abwesenheit" => "a",
        "suche" => "s /",
        _ => "",
    }
}

/// An address of a town's desk.
#[must_use]
pub fn address(town: &str, path: &str) -> String {
    if path.is_empty() {
        format!("/desk/{town}")
    } else {
        format!("/desk/{town}/{path}")
    }
}

/// An address of a town's desk with parameters.
#[must_use]
pub fn address_with(town: &str, path: &str, pairs: &[(&str, &str)]) -> String {
    let mut whole = address(town, path);
    for (number, (name, value)) in pairs.iter().enumerate() {
        whole.push(if number == 0 { '?' } else { '&' });
        encode(&mut whole, name);
        whole.push('=');
        encode(&mut whole, value);
    }
    whole
}
