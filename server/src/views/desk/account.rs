//! One's own account.

use chrono::{DateTime, Utc};
use serde::Serialize;
use tenants::Town;
use tenants::calendar::local_time;
use tenants::town::SecondFactor;

use super::elsewhere::Offer;
use super::frame::address;
use crate::auth::role::Account;
use crate::auth::sessions::Session;
use crate::auth::strength::SHORTEST;
use crate::texts::{clock_face, words};
use crate::views::pages::{Mistake, Page};

/// One's own account.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountPage {
    /// "M. Kaya".
    pub name: String,
    /// What she signs in with.
    pub email: String,
    /// What she may do.
    pub role: &'static str,
    /// Where: "Bürgerbüro, Bauamt".
    pub departments: String,
    /// Where her calendar gets its address; empty for whoever takes no appointments.
    pub calendar_url: String,
    /// Where a new password is sent to.
    pub password_url: String,
    /// Fewest characters of one.
    pub shortest: usize,
    /// What is wrong with what was typed.
    pub mistakes: Vec<Mistake>,
    /// Whether the second factor is set up.
    pub enrolled: bool,
    /// Recovery codes that are left.
    pub recovery_left: usize,
    /// Whether the town asks for it.
    pub required: bool,
    /// Where to set it up.
    pub enrol_url: String,
    /// Where giving it up is sent to.
    pub give_up_url: String,
    /// Where she is signed in.
    pub sessions: Vec<SessionRow>,
    /// Where ending them is sent to.
    pub sessions_url: String,
    /// Where wishing for the list of the day is sent to; empty for whoever takes no appointments.
    pub daily_url: String,
    /// Whether it comes by mail.
    pub daily: bool,
    /// The town's identity provider, with where linking or unlinking is sent to.
    pub elsewhere: Offer,
    /// Whether her account is linked with a sign-in there.
    pub linked: bool,
}

/// One device.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SessionRow {
    /// "Firefox, Windows".
    pub device: String,
    /// "Dienstag, 24. November 2026, 09:15 Uhr".
    pub since: String,
    /// When it was seen last.
    pub seen: String,
    /// Whether this page is shown on it.
    pub current: bool,
    /// Its name in forms.
    pub name: String,
}

impl AccountPage {
    /// The page of an account.
    #[must_use]
    pub fn new(town: &Town, (account, session): (&Account, &Session), all: &[Session]) -> Self {
        let slug = &town.slug;
        let rows = all.iter().map(|one| SessionRow {
            device: device(&one.device),
            since: moment(town, one.created_at),
            seen: moment(town, one.seen_at),
            current: one.token == session.token,
            name: one.name(),
        });
        Self {
            name: account.name.clone(),
            email: account.email.clone(),
            role: account.role.title(town),
            departments: departments(town, account),
            calendar_url: account
                .staff
                .map_or_else(String::new, |_| address(slug, "konto/kalender")),
            password_url: address(slug, "konto/passwort"),
            shortest: SHORTEST,
            mistakes: Vec::new(),
            enrolled: account.is_enrolled(),
            recovery_left: account.factor.as_ref().map_or(0, |factor| factor.recovery.len()),
            required: town.policy.second_factor == SecondFactor::Required,
            enrol_url: address(slug, "zweiter-faktor/einrichten"),
            give_up_url: address(slug, "konto/zweiter-faktor"),
            sessions: rows.collect(),
            sessions_url: address(slug, "konto/sitzungen"),
            daily_url: account
                .staff
                .map(|_| address(slug, "konto/tagesliste"))
                .unwrap_or_default(),
            daily: account.daily_list,
            elsewhere: Offer::of(town, "konto/anbieter"),
            linked: false,
        }
    }

    /// With whether her account is linked with a sign-in at the town's identity provider.
    #[must_use]
    pub fn linked(mut self, linked: bool) -> Self {
        if linked {
            self.elsewhere.url += "/trennen";
        }
        Self { linked, ..self }
    }

    /// With what is wrong in what was typed.
    #[must_use]
    pub fn correcting(self, mistakes: Vec<Mistake>) -> Self {
        Self { mistakes, ..self }
    }
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "desk/account.html";
}

/// Where somebody works: "Bürgerbüro, Bauamt". The operator's house has no such parts.
#[must_use]
pub fn departments(town: &Town, account: &Account) -> String {
    if town.is_operator() {
        return String::new();
    }
    if account.departments.is_empty() {
        return "alle Ämter".to_owned();
    }
    let own = town
        .departments
        .iter()
        .filter(|department| account.works_in(department.id));
    own.map(|department| department.name.in_language("de"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn moment(town: &Town, at: DateTime<Utc>) -> String {
    let local = local_time::local(town.zone, at);
    format!(
        "{}, {} Uhr",
        words("de").date(local.date_naive()),
        clock_face(local.time())
    )
}

/// "Firefox, Windows", from what a browser calls itself.
fn device(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    // Edge and Opera call themselves Chrome, too, and everybody calls itself Safari.
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(known), None) | (None, Some(known)) => known.to_owned(),
        (None, None) => "unbekanntes Gerät".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn devices_are_told_as_people_call_them() {
        for (agent, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox, Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1",
                "Safari, iPad",
            ),
            ("curl/8", "unbekanntes Gerät"),
            ("", "unbekanntes Gerät"),
        ] {
            assert_eq!(device(agent), expected);
        }
    }
}
