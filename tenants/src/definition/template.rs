//! A town as it begins: everything that has a sensible answer is answered, the rest its own people fill in at the desk.

use super::{Definition, DepartmentDefinition, DepartmentFacts, TownFacts};
use crate::calendar::{Holidays, Land};
use crate::keep::Keep;
use crate::messages::Messages;
use crate::slug;
use crate::text::Text;
use crate::theme::{Colour, Theme};
use crate::town::{Contact, ContactRule, Pages, Place, Policy, SecondFactor};

/// What has to be known of a town before it can begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beginning {
    /// "Gemeinde Dörentrup".
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// In which Land it lies; Berlin where nothing is said.
    pub land: Option<Land>,
    /// Number for those who would rather phone.
    pub phone: String,
    /// Its homepage, `https://www.doerentrup.example`: until the town names others, its legal pages are looked for there.
    pub homepage: String,
    /// "Bürgerbüro".
    pub department: String,
    /// "Poststraße 11".
    pub street: String,
    /// "32694 Dörentrup".
    pub city: String,
}

impl Definition {
    /// A new town. It has one department with nobody in it, so nothing can be booked yet.
    #[must_use]
    pub fn beginning(seed: &Beginning) -> Self {
        let german = |text: &str| Text::new([("de", text)]);
        let homepage = seed.homepage.trim_end_matches('/');
        let department = DepartmentFacts {
            slug: slug::proposed(&seed.department, |_| false),
            name: german(&seed.department),
            place: Place {
                name: german(&seed.department),
                street: seed.street.clone(),
                city: seed.city.clone(),
                hint: Text::default(),
            },
        };
        Self {
            facts: TownFacts {
                slug: seed.slug.clone(),
                name: seed.name.clone(),
                zone: "Europe/Berlin".to_owned(),
                languages: vec!["de".to_owned()],
                reference_prefix: prefix(&seed.slug),
                origins: vec![homepage.to_owned()],
                contact: Contact {
                    required: ContactRule::Either,
                    phone: seed.phone.clone(),
                    phone_hours: Text::default(),
                },
                pages: Pages {
                    privacy: format!("{homepage}/datenschutz"),
                    imprint: format!("{homepage}/impressum"),
                    accessibility: format!("{homepage}/barrierefreiheit"),
                    barrier: format!("{homepage}/barrierefreiheit"),
                },
                logo: None,
                theme: Theme {
                    accent: Colour::BLUE,
                    accent_ink: Colour::WHITE,
                },
                holidays: Holidays::of_land(seed.land.unwrap_or(Land::BE)),
                policy: Policy {
                    grid_minutes: 15,
                    lead_minutes: 60,
                    horizon_days: 60,
                    release: None,
                    hold_minutes: 10,
                    change_until_minutes: 60,
                    max_services: 6,
                    offer_hours: 24,
                    second_factor: SecondFactor::Optional,
                },
                messages: Messages::new(),
                keep: Keep::default(),
                sign_in: None,
            },
            departments: vec![DepartmentDefinition {
                facts: department,
                closures: Vec::new(),
                services: Vec::new(),
                staff: Vec::new(),
            }],
        }
    }
}

/// The first two letters of the town's name in addresses.
fn prefix(slug: &str) -> String {
    let letters = slug.bytes().filter(u8::is_ascii_lowercase).take(2);
    let letters: String = letters
        .map(|letter| char::from(letter.to_ascii_uppercase()))
        .collect();
    if letters.len() == 2 {
        letters
    } else {
        "RT".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::{check, read, write};

    #[test]
    fn a_new_town_is_sound_and_goes_out_and_comes_in() {
        let town = Definition::beginning(&Beginning {
            name: "Gemeinde Neu-Dörentrup".to_owned(),
            slug: "neu-doerentrup".to_owned(),
            land: Some(Land::NW),
            phone: "0221 4710-123".to_owned(),
            homepage: "https://www.neu-doerentrup.example/".to_owned(),
            department: "Bürgerbüro".to_owned(),
            street: "Poststraße 11".to_owned(),
            city: "32694 Dörentrup".to_owned(),
        });
        assert_eq!(check(&town), []);
        assert_eq!(read(&write(&town), "town.toml"), Ok(town));
    }

    #[test]
    fn what_is_missing_is_said_by_name() {
        let wrong: Vec<_> = check(&Definition::beginning(&Beginning::default()))
            .into_iter()
            .map(|mistake| mistake.path)
            .collect();
        for path in [
            "name",
            "slug",
            "contact.phone",
            "origins[0]",
            "departments[0].name.de",
            "departments[0].place.street",
        ] {
            assert!(wrong.iter().any(|known| known == path), "{path}: {wrong:?}");
        }
    }
}
