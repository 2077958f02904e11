//! Any town that a file can describe: every field there is, with the most awkward things it may say.
//!
//! Structs are written out in full, so that a new field of a definition does not compile here until it is thrown, too. The same
//! dice give the same town.

mod department;
mod letters;
mod service;

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use tenants::calendar::holidays::{AddedHoliday, LocalHoliday};
use tenants::calendar::{ClockTime, Holidays, Land};
use tenants::definition::{Definition, TownFacts};
use tenants::keep::Keep;
use tenants::logo::Logo;
use tenants::messages::Messages;
use tenants::sign_in::SignIn;
use tenants::theme::Theme;
use tenants::town::{Contact, ContactRule, Pages, Policy, Release, SecondFactor};
use tenants::{Text, Words};

use crate::Dice;

/// A town with this name in addresses. It is sound: a check of its definition finds nothing.
#[must_use]
pub fn any_town(dice: &mut Dice, slug: &str) -> Definition {
    let mut throw = Throw::of(dice);
    let departments: Vec<_> = (0..throw.between(1, 3))
        .map(|number| throw.department(number))
        .collect();
    let services = departments.iter().flat_map(|department| &department.services);
    let services: Vec<String> = services.map(|service| service.slug.clone()).collect();
    let pickup = throw.one_of_if_any(&services);
    let keep = throw.keep(pickup.is_some());
    let languages = throw.languages.clone();
    Definition {
        facts: TownFacts {
            slug: slug.to_owned(),
            name: throw.line(120),
            zone: (*throw
                .dice
                .one_of(&["Europe/Berlin", "Europe/Busingen", "Europe/Zurich"]))
            .to_owned(),
            languages,
            reference_prefix: throw.one_of(&["KS", "DOE", "ZZ"]).to_owned(),
            origins: throw.origins(slug),
            contact: throw.contact(),
            pages: throw.pages(slug),
            theme: throw.theme(),
            logo: throw.logo(),
            sign_in: throw.sign_in(slug),
            holidays: throw.holidays(),
            policy: throw.policy(),
            messages: throw.messages(pickup),
            keep,
        },
        departments,
    }
}

/// What is thrown for one town.
struct Throw<'d> {
    dice: &'d mut Dice,
    languages: Vec<String>,
    /// Counts what has a name in addresses: no two of a town may have the same.
    named: usize,
}

const LANGUAGES: [&str; 6] = ["de", "en", "uk", "ar", "fr", "nds"];

/// What texts are pieced together from: everything that means something to TOML, JSON, SQL or HTML, and letters of the world.
const PIECES: &[&str] = &[
    "Amt",
    "Straße ",
    " ",
    "  ",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "\\",
    "\\n",
    "\\u00e4",
    "#",
    " = ",
    "[",
    "]",
    "[[x]]",
    "{",
    "}",
    "{{ x }}",
    "{% if %}",
    ",",
    ".",
    ";",
    "--",
    "/*",
    "$1",
    "?",
    "%s",
    "&amp;",
    "</script>",
    "<b>",
    "–",
    "„",
    "“",
    "ẞ",
    "é",
    "e\u{301}",
    "Ł",
    "Ğ",
    "🏛️",
    "👩‍⚖️",
    "日本",
    "العربية",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\u{200d}",
    "0",
    "1e9",
    "true",
    "null",
    "2026-11-24",
    "€",
];

impl<'d> Throw<'d> {
    fn of(dice: &'d mut Dice) -> Self {
        let mut languages = LANGUAGES.map(str::to_owned).to_vec();
        shuffle(dice, &mut languages);
        languages.truncate(1 + dice.below(3));
        Self {
            dice,
            languages,
            named: 0,
        }
    }

    fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.dice.below(most - least + 1)
    }

    /// A number of this range, often one of its ends.
    fn number(&mut self, least: u32, most: u32) -> u32 {
        match self.dice.below(5) {
            0 => least,
            1 => most,
            _ => u32::try_from(self.between(least as usize, most as usize)).unwrap_or(least),
        }
    }

    fn half(&mut self) -> bool {
        self.dice.percent(50)
    }

    fn maybe<T>(&mut self, thing: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.half().then(|| thing(self))
    }

    fn several<T>(&mut self, most: usize, mut thing: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.between(0, most)).map(|_| thing(self)).collect()
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.dice.below(words.len())]
    }

    fn one_of_if_any(&mut self, things: &[String]) -> Option<String> {
        (!things.is_empty() && self.dice.percent(30)).then(|| self.dice.one_of(things).clone())
    }

    /// One line that says something, of at most so many characters; now and then exactly so many.
    fn line(&mut self, most: usize) -> String {
        let wanted = if self.dice.percent(5) {
            most
        } else {
            self.between(1, most.min(40))
        };
        let mut line = String::new();
        while line.chars().count() < wanted {
            line.push_str(self.one_of(PIECES));
        }
        let line: String = line.chars().take(wanted).collect();
        if line.trim().is_empty() {
            "x".to_owned()
        } else {
            line
        }
    }

    /// A text in the town's first language and perhaps others, in any order.
    fn text(&mut self, most: usize) -> Text {
        let mut said: Vec<_> = Vec::new();
        for (number, language) in self.languages.clone().into_iter().enumerate() {
            if number == 0 || self.half() {
                said.push((language, self.line(most)));
            }
        }
        shuffle(self.dice, &mut said);
        Text::new(said)
    }

    fn text_if_any(&mut self, most: usize) -> Text {
        self.maybe(|throw| throw.text(most)).unwrap_or_default()
    }

    fn words(&mut self) -> Words {
        let mut said: Vec<(String, Vec<String>)> = Vec::new();
        for language in self.languages.clone() {
            if self.half() {
                said.push((language, self.several(3, |throw| throw.line(60))));
            }
        }
        shuffle(self.dice, &mut said);
        Words::new(said)
    }

    /// A name in addresses that nothing else in the town has.
    fn slug(&mut self) -> String {
        self.named += 1;
        let word = self.one_of(&["a", "amt", "0", "pass-und-ausweis", "x1-y2"]);
        format!("{word}-{}", self.named)
    }

    /// A day near the present, or at the ends of what can be written.
    fn day(&mut self) -> NaiveDate {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        match self.dice.below(20) {
            0 => day(1970, 1, 1),
            1 => day(2999, 12, 31),
            2 => day(2028, 2, 29),
            _ => self.days_after(day(2026, 1, 1), 1_000),
        }
    }

    fn days_after(&mut self, day: NaiveDate, most: usize) -> NaiveDate {
        let days = self.between(0, most) as u64;
        day.checked_add_days(Days::new(days)).expect("a day")
    }

    fn clock_time(&mut self, most: u32) -> ClockTime {
        ClockTime::from_minutes(self.number(0, most)).expect("a time")
    }

    fn address(&mut self, host: &str) -> String {
        let ends = ["", "/", "/seite.html#teil", "/?a=1&b=%C3%A4", "/ä/'x'", ":8443/x"];
        format!("https://www.{host}.example{}", self.one_of(&ends))
    }

    fn origins(&mut self, slug: &str) -> Vec<String> {
        let mut origins = vec![
            format!("https://www.{slug}.example"),
            format!("https://{slug}.example:8443"),
            "http://localhost:8081".to_owned(),
        ];
        shuffle(self.dice, &mut origins);
        origins.truncate(self.between(0, 3));
        origins
    }

    fn contact(&mut self) -> Contact {
        let rules = [ContactRule::Email, ContactRule::Phone, ContactRule::Either];
        Contact {
            required: *self.dice.one_of(&rules),
            phone: (*self
                .dice
                .one_of(&["110", "0221 4710-123", "+49 (0) 221/4710-123"]))
            .to_owned(),
            phone_hours: self.text_if_any(120),
        }
    }

    fn pages(&mut self, slug: &str) -> Pages {
        let mail = self.maybe(|_| format!("mailto:barriere@{slug}.example"));
        Pages {
            privacy: self.address(slug),
            imprint: self.address(slug),
            accessibility: self.address(slug),
            barrier: mail.unwrap_or_else(|| self.address(slug)),
        }
    }

    fn theme(&mut self) -> Theme {
        let mut colour = || {
            format!("#{:06x}", self.dice.below(1 << 24))
                .parse()
                .expect("a colour")
        };
        let theme = Theme {
            accent: colour(),
            accent_ink: colour(),
        };
        theme.readable()
    }

    fn sign_in(&mut self, slug: &str) -> Option<SignIn> {
        self.maybe(|throw| SignIn {
            label: throw.line(60),
            issuer: format!(
                "https://login.{slug}.example{}",
                throw.one_of(&["", "/realms/rathaus", "/"])
            ),
            client_id: throw.line(255),
            second_factor: throw.half(),
            acr: throw
                .one_of(&["", "2", "https://refeds.org/profile/mfa"])
                .to_owned(),
        })
    }

    /// A picture of any size and of nothing in particular: what can be drawn of it does not matter to a file.
    fn logo(&mut self) -> Option<Logo> {
        if self.dice.percent(70) {
            return None;
        }
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend(self.number(1, Logo::WIDEST).to_be_bytes());
        png.extend(self.number(1, Logo::HIGHEST).to_be_bytes());
        for _ in 0..self.between(0, 5_000) {
            png.extend(self.dice.number().to_be_bytes());
        }
        Some(Logo::of(&png).expect("a logo"))
    }

    fn holidays(&mut self) -> Holidays {
        let land = *self.dice.one_of(Land::ALL);
        let local: &[LocalHoliday] = match land {
            Land::BY => &[LocalHoliday::Assumption, LocalHoliday::Augsburg],
            Land::SN | Land::TH => &[LocalHoliday::CorpusChristi],
            _ => &[],
        };
        let mut holidays = Holidays {
            land,
            also: local.iter().copied().filter(|_| self.dice.percent(60)).collect(),
            add: self.several(2, |throw| AddedHoliday {
                date: throw.day(),
                name: throw.line(120),
            }),
            remove: Vec::new(),
        };
        let known: Vec<_> = holidays.of_year(2027).into_iter().map(|(day, _)| day).collect();
        let gone: BTreeSet<_> = self
            .several(2, |throw| *throw.dice.one_of(&known))
            .into_iter()
            .collect();
        holidays.remove = gone.into_iter().rev().collect();
        holidays
    }

    fn policy(&mut self) -> Policy {
        let grids = [5, 10, 15, 20, 30, 40, 45, 60, 80, 90, 120, 160, 180, 240, 480];
        Policy {
            grid_minutes: *self.dice.one_of(&grids),
            lead_minutes: self.number(0, 43_200),
            horizon_days: self.number(1, 366),
            release: self.maybe(|throw| Release {
                at: throw.clock_time(1_439),
            }),
            hold_minutes: self.number(1, 60),
            change_until_minutes: self.number(0, 43_200),
            max_services: self.number(1, 20),
            offer_hours: if self.half() { 24 } else { self.number(1, 240) },
            second_factor: if self.half() {
                SecondFactor::Required
            } else {
                SecondFactor::Optional
            },
        }
    }

    fn messages(&mut self, pickup: Option<String>) -> Messages {
        let usual = Messages::new();
        if pickup.is_none() && self.dice.percent(20) {
            return usual;
        }
        let reply = [
            "",
            "termine@rathaus.example",
            "Zimmer.3+a@xn--drentrup-n4a.example",
        ];
        Messages {
            reminder_hours: if self.half() {
                usual.reminder_hours
            } else {
                self.number(12, 168)
            },
            earlier_hours: if self.half() {
                usual.earlier_hours
            } else {
                self.number(1, 72)
            },
            release_within_minutes: if self.half() { 0 } else { self.number(0, 240) },
            pickup,
            prove_address: self.half(),
            prove_within_minutes: if self.half() {
                usual.prove_within_minutes
            } else {
                self.number(10, 2_880)
            },
            reply_to: self.one_of(&reply).to_owned(),
            sms: self.half(),
            sms_per_day: if self.half() {
                usual.sms_per_day
            } else {
                self.number(1, 10_000)
            },
            wording: self.wording(),
        }
    }

    fn keep(&mut self, for_pickup: bool) -> Keep {
        if !for_pickup && self.half() {
            return Keep::default();
        }
        Keep {
            visit_days: self.number(if for_pickup { 42 } else { 1 }, 365),
            cancelled_days: self.number(1, 365),
            answer_days: self.number(1, 365),
            absence_days: self.number(1, 365),
        }
    }
}

fn shuffle<T>(dice: &mut Dice, things: &mut [T]) {
    for last in (1..things.len()).rev() {
        things.swap(last, dice.below(last + 1));
    }
}

#[cfg(test)]
mod tests {
    use tenants::definition::check;

    use super::*;

    #[test]
    fn every_town_is_sound_and_the_same_dice_give_the_same_one() {
        for seed in 0..300 {
            let town = any_town(&mut Dice::seeded(seed), "irgendwo");
            assert_eq!(check(&town), [], "seed {seed}");
            assert_eq!(town, any_town(&mut Dice::seeded(seed), "irgendwo"));
        }
    }
}
