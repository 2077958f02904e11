//! One account of somebody else, for administrators: what it may do, and what can be taken from it.

use serde::Serialize;
use tenants::Town;

use super::elsewhere::Offer;
use super::form::{Field, FormPage, Group, choice};
use super::frame::address;
use crate::auth::Role;
use crate::auth::role::Account;
use crate::auth::standing::Standing;
use crate::views::pages::Page;

/// One account.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OneAccountPage {
    /// What it may do, as a form.
    #[serde(flatten)]
    pub form: FormPage,
    /// Whether the second factor is set up, or about to be.
    pub factor: bool,
    /// Where forgetting it is sent to.
    pub factor_url: String,
    /// "2 Geräte"; empty where she is signed in nowhere.
    pub devices: String,
    /// Where ending them is sent to.
    pub sessions_url: String,
    /// The town's identity provider with where taking the link is sent to; empty where the account is not linked.
    pub elsewhere: Offer,
}

/// What is known of an account besides itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct AboutAccount {
    /// Sessions that are alive.
    pub devices: usize,
    /// Whether it is linked with a sign-in at the town's identity provider.
    pub linked: bool,
}

impl OneAccountPage {
    /// The page of an account.
    #[must_use]
    pub fn new(town: &Town, account: &Account, known: AboutAccount, seal: String) -> Self {
        let own = format!("konten/{}", account.id.0);
        let at = |action: &str| format!("{own}/{action}");
        let elsewhere = if known.linked {
            Offer::of(town, &at("anbieter"))
        } else {
            Offer::default()
        };
        Self {
            form: FormPage {
                action: address(&town.slug, &own),
                back_url: address(&town.slug, "konten"),
                back: "Alle Konten",
                intro: format!("Angemeldet wird mit {}.", account.email),
                seal,
                groups: vec![Group {
                    title: "",
                    fields: fields(town, &Standing::of(town, account)),
                }],
                save: "Konto speichern",
                ..FormPage::default()
            },
            factor: account.factor.is_some(),
            factor_url: address(&town.slug, &at("zweiter-faktor")),
            devices: match known.devices {
                0 => String::new(),
                1 => "1 Gerät".to_owned(),
                many => format!("{many} Geräten"),
            },
            sessions_url: address(&town.slug, &at("sitzungen")),
            elsewhere,
        }
    }
}

impl Page for OneAccountPage {
    const TEMPLATE: &'static str = "desk/one_account.html";
}

/// In the operator's house everybody may do everything.
fn fields(town: &Town, standing: &Standing) -> Vec<Field> {
    let name = Field::line("name", "Name", &standing.name, 100);
    if town.is_operator() {
        return vec![name];
    }
    let roles = Role::ALL.map(|role| choice(role.name(), role.title(town), standing.rolle == role.name()));
    let departments = town.departments.iter().map(|one| {
        let chosen = standing.amt.contains(&one.slug);
        choice(&one.slug, one.name.in_language("de"), chosen)
    });
    let nobody = choice("", "Nimmt selbst keine Termine", standing.person.is_empty());
    let people = town
        .staff()
        .map(|one| choice(&one.slug, &one.name, one.slug == standing.person));
    vec![
        name.hint("So heißt sie im Kalender und im Protokoll."),
        Field::one("rolle", "Berechtigung", roles.into()).hint(
            "Sachbearbeitung: Termine ihrer Ämter. Amtsleitung: auch Dienstleistungen, Mitarbeitende und Dienstzeiten dieser Ämter. \
             Verwaltung der Kommune: alles, auch Konten.",
        ),
        Field::several("amt", "Ämter (ohne Auswahl: alle)", departments.collect()),
        Field::one("person", "Eigene Termine", std::iter::once(nobody).chain(people).collect())
            .hint("Wessen Spalte im Kalender ist ihre eigene?"),
    ]
}
