//! What surrounds every page: the town's name and colours, the step, the languages, the way to a person and the law's links.
//!
//! Help stands at the same place on every page, whatever went wrong.

use serde::Serialize;
use tenants::Town;
use wire::TownView;

use super::links::Links;
use super::{Hidden, Mistake};
use crate::texts::{self, Words};

/// What surrounds a page.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// Title of the document, which starts with "Fehler:" where something is to be corrected.
    pub title: String,
    /// Heading of the page.
    pub heading: String,
    /// Which of the four steps this is.
    pub step: Option<u32>,
    /// The town; absent where it is not known.
    pub town: Option<TownFace>,
    /// First page of the town.
    pub home_url: String,
    /// Where to find an appointment without its link.
    pub find_url: String,
    /// Languages to choose from.
    pub languages: Vec<LanguageChoice>,
    /// Form the language buttons belong to, on pages that are the answer to a form; empty elsewhere.
    pub language_form: String,
    /// What happened.
    pub notice: Option<Notice>,
}

/// What is said of a town on every page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TownFace {
    /// Name in URLs.
    pub slug: String,
    /// "Gemeinde Dörentrup".
    pub name: String,
    /// Number for those who would rather phone.
    pub phone: String,
    /// The number as an address, `tel:+492214710123`.
    pub phone_url: String,
    /// When it is answered; may be empty.
    pub phone_hours: String,
    /// Privacy notice.
    pub privacy_url: String,
    /// Imprint.
    pub imprint_url: String,
    /// Accessibility statement.
    pub accessibility_url: String,
    /// Where to say that a page is hard to use.
    pub barrier_url: String,
    /// The town's colours.
    pub theme_url: String,
    /// Languages the town offers.
    #[serde(skip)]
    pub languages: Vec<String>,
}

/// One language to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LanguageChoice {
    /// BCP 47 tag.
    pub code: String,
    /// "Deutsch".
    pub name: &'static str,
    /// This page in that language.
    pub url: String,
    /// Whether it is shown now.
    pub current: bool,
}

/// What happened, on top of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Word of KERN's alerts: danger, warning, success, info.
    pub kind: &'static str,
    /// What happened.
    pub title: String,
    /// What can be done now; may be empty.
    pub text: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl Notice {
    /// Something went well.
    #[must_use]
    pub fn success(title: impl Into<String>) -> Self {
        Self {
            kind: "success",
            title: title.into(),
            text: String::new(),
            mistakes: Vec::new(),
        }
    }

    /// Something is to be known before going on.
    #[must_use]
    pub fn warning(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            kind: "warning",
            title: title.into(),
            text: text.into(),
            mistakes: Vec::new(),
        }
    }

    /// Something went wrong and this is the way out.
    #[must_use]
    pub fn danger(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            kind: "danger",
            title: title.into(),
            text: text.into(),
            mistakes: Vec::new(),
        }
    }

    /// Fields are to be corrected.
    #[must_use]
    pub fn mistakes(words: Words, mistakes: Vec<Mistake>) -> Self {
        let title = words.get("pages.mistakes").to_owned();
        Self {
            kind: "danger",
            title,
            text: String::new(),
            mistakes,
        }
    }
}

impl TownFace {
    /// A town as its definition says, in one language.
    #[must_use]
    pub fn of(town: &Town, language: &str) -> Self {
        let colours = [town.theme.accent, town.theme.accent_ink].map(|colour| colour.to_string());
        Self {
            slug: town.slug.clone(),
            name: town.name.clone(),
            phone: town.contact.phone.clone(),
            phone_url: dial(&town.contact.phone),
            phone_hours: town.contact.phone_hours.in_language(language).to_owned(),
            privacy_url: town.pages.privacy.clone(),
            imprint_url: town.pages.imprint.clone(),
            accessibility_url: town.pages.accessibility.clone(),
            barrier_url: town.pages.barrier.clone(),
            theme_url: theme_url(&town.slug, &colours),
            languages: town.languages.clone(),
        }
    }
}

impl TownFace {
    /// A town of which little more than the name is known just now. Links without an address are left out.
    #[must_use]
    pub fn little_known(slug: &str, name: &str, phone: &str) -> Self {
        Self {
            slug: slug.to_owned(),
            name: name.to_owned(),
            phone: phone.to_owned(),
            phone_url: dial(phone),
            ..Self::default()
        }
    }
}

impl From<&TownView> for TownFace {
    fn from(town: &TownView) -> Self {
        let colours = [town.theme.accent.clone(), town.theme.accent_ink.clone()];
        Self {
            slug: town.slug.clone(),
            name: town.name.clone(),
            phone: town.phone.clone(),
            phone_url: dial(&town.phone),
            phone_hours: town.phone_hours.clone(),
            privacy_url: town.privacy_url.clone(),
            imprint_url: town.imprint_url.clone(),
            accessibility_url: town.accessibility_url.clone(),
            barrier_url: town.barrier_url.clone(),
            theme_url: theme_url(&town.slug, &colours),
            languages: town.languages.clone(),
        }
    }
}

impl Frame {
    /// The surroundings of a page of this town; `path` and `pairs` are its own address.
    #[must_use]
    pub fn new(words: Words, town: TownFace, heading: &'static str, path: &str, pairs: &[Hidden]) -> Self {
        let links = Links::new(&town.slug, words.language);
        let heading = words.get(heading).to_owned();
        let offered = town
            .languages
            .iter()
            .filter(|code| texts::LANGUAGES.contains(&code.as_str()));
        let languages = offered.map(|code| LanguageChoice {
            code: code.clone(),
            name: texts::words(code).get("pages.language_name"),
            url: links.in_language(code).at(path, pairs),
            current: code == words.language,
        });
        Self {
            title: words.fill("pages.title", &[("title", &heading), ("town", &town.name)]),
            step: None,
            home_url: links.at("", &[]),
            find_url: links.at("termin", &[]),
            languages: languages.collect(),
            language_form: String::new(),
            notice: None,
            heading,
            town: Some(town),
        }
    }

    /// The surroundings of a page where nothing is known of a town.
    #[must_use]
    pub fn without_town(words: Words, heading: &'static str) -> Self {
        let heading = words.get(heading).to_owned();
        Self {
            title: words.fill(
                "pages.title",
                &[("title", &heading), ("town", words.get("pages.brand"))],
            ),
            step: None,
            home_url: String::new(),
            find_url: String::new(),
            languages: Vec::new(),
            language_form: String::new(),
            notice: None,
            heading,
            town: None,
        }
    }

    /// Says which of the four steps this is.
    #[must_use]
    pub fn step(mut self, words: Words, number: u32) -> Self {
        self.step = Some(number);
        let step = words.fill("pages.step", &[("number", &number.to_string())]);
        self.title = words.fill("pages.title_step", &[("step", &step), ("title", &self.title)]);
        self
    }

    /// Puts a notice on top; trouble is told in the document's title, too, which is read out first.
    #[must_use]
    pub fn notice(mut self, words: Words, notice: Option<Notice>) -> Self {
        if notice.as_ref().is_some_and(|notice| notice.kind == "danger") {
            self.title = words.fill("pages.title_error", &[("title", &self.title)]);
        }
        self.notice = notice;
        self
    }

    /// Lets the language buttons send this form, because the page is its answer and has no address of its own.
    #[must_use]
    pub fn language_by(mut self, form: &str) -> Self {
        form.clone_into(&mut self.language_form);
        self
    }
}

/// "0221 4710-123" as an address. A number without a country is a German one.
#[must_use]
pub fn dial(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix('0') {
        _ if phone.trim_start().starts_with('+') => format!("tel:+{digits}"),
        Some(rest) => format!("tel:+49{rest}"),
        None => format!("tel:{digits}"),
    }
}

/// The colours stand in the address, so that a browser asks again when the town changes them.
fn theme_url(slug: &str, [accent, ink]: &[String; 2]) -> String {
    let hex = |colour: &str| colour.trim_start_matches('#').to_owned();
    format!("/{slug}/theme.css?v={}-{}", hex(accent), hex(ink))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_can_be_dialled_from_anywhere() {
        assert_eq!(dial("0221 4710-123"), "tel:+492214710123");
        assert_eq!(dial("+49 (221) 4710-123"), "tel:+492214710123");
        assert_eq!(dial("115"), "tel:115");
    }
}
