//! "Einbinden": what a homepage needs so that the booking appears on it.

use serde::Serialize;
use tenants::Town;

use super::form::{Choice, choice};
use super::frame::address;
use super::look;
use crate::texts::LANGUAGES;
use crate::views::pages::Page;

/// Where it is, below a town's desk.
pub const PLACE: &str = "einrichtung/einbinden";
/// The WordPress plugin's file.
pub const PLUGIN: &str = "rathaustermin.php";

/// How the booking is to appear; empty: as it does by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Only this department.
    pub department: String,
    /// This service is chosen already.
    pub service: String,
    /// In this language, whatever the page's is.
    pub language: String,
    /// Level of its headings.
    pub level: String,
}

/// The page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EmbedPage {
    /// Where choosing is sent to.
    pub action: String,
    /// Departments.
    pub departments: Vec<Choice>,
    /// Services.
    pub services: Vec<Choice>,
    /// Languages.
    pub languages: Vec<Choice>,
    /// Levels of headings.
    pub levels: Vec<Choice>,
    /// For any homepage.
    pub snippet: String,
    /// For a Fluid template of TYPO3.
    pub typo3: String,
    /// For WordPress.
    pub shortcode: String,
    /// Where the plugin is that knows the shortcode.
    pub plugin_url: String,
    /// What a homepage's policy needs.
    pub policy: String,
    /// Homepages on which it appears.
    pub origins: Vec<String>,
    /// Where they are changed.
    pub origins_url: String,
    /// Attributes of the booking that is shown.
    pub attributes: Vec<(&'static str, String)>,
    /// The town's page for citizens.
    pub page_url: String,
}

impl Page for EmbedPage {
    const TEMPLATE: &'static str = "desk/embed.html";
}

impl EmbedPage {
    /// For this town on a server of this address.
    #[must_use]
    pub fn new(town: &Town, base_url: &str, chosen: &Options) -> Self {
        let attributes = attributes(&town.slug, chosen);
        let link = format!("{base_url}/{}", town.slug);
        let written: String = attributes
            .iter()
            .map(|(name, value)| format!(" {name}=\"{value}\""))
            .collect();
        let element = format!(
            "<rathaus-termin{written}>\n  <a href=\"{link}\">Termin online vereinbaren</a>\n</rathaus-termin>"
        );
        let loader = format!("{base_url}/widget/v1/loader.js");
        let nothing = |label: &str, now: &str| choice("", label, now.is_empty());
        let departments = town.departments.iter().map(|one| {
            let name = one.name.in_language("de");
            choice(&one.slug, name, one.slug == chosen.department)
        });
        let services = town
            .departments
            .iter()
            .flat_map(|department| &department.services);
        let services = services.map(|one| {
            let facts = &one.facts;
            choice(
                &facts.slug,
                facts.name.in_language("de"),
                facts.slug == chosen.service,
            )
        });
        let spoken = LANGUAGES
            .iter()
            .filter(|code| town.languages.iter().any(|one| one == *code));
        let languages = spoken.map(|code| {
            let name = super::wording::name_of(code);
            choice(code, name, *code == chosen.language)
        });
        let levels = ["3", "4"].map(|level| choice(level, format!("Ebene {level}"), level == chosen.level));
        Self {
            action: address(&town.slug, PLACE),
            departments: std::iter::once(nothing("alle Ämter", &chosen.department))
                .chain(departments)
                .collect(),
            services: std::iter::once(nothing("keine", &chosen.service))
                .chain(services)
                .collect(),
            languages: std::iter::once(nothing("die der Seite", &chosen.language))
                .chain(languages)
                .collect(),
            levels: std::iter::once(nothing("Ebene 2", &chosen.level))
                .chain(levels)
                .collect(),
            snippet: format!("{element}\n<script src=\"{loader}\" async></script>"),
            typo3: format!(
                "<f:asset.script identifier=\"rathaustermin\" src=\"{loader}\" async=\"async\" useNonce=\"true\" />\n{element}"
            ),
            shortcode: format!("[rathaustermin{written}]"),
            plugin_url: address(&town.slug, &format!("{PLACE}/{PLUGIN}")),
            policy: format!("script-src {base_url} 'wasm-unsafe-eval'; connect-src {base_url}"),
            origins: town.origins.clone(),
            origins_url: address(&town.slug, look::HOMEPAGES),
            page_url: format!("/{}", town.slug),
            attributes,
        }
    }
}

fn attributes(town: &str, chosen: &Options) -> Vec<(&'static str, String)> {
    let all = [
        ("town", town),
        ("department", &chosen.department),
        ("service", &chosen.service),
        ("lang", &chosen.language),
        ("heading-level", &chosen.level),
    ];
    let given = all.into_iter().filter(|(_, value)| !value.is_empty());
    given.map(|(name, value)| (name, value.to_owned())).collect()
}

/// The plugin for a server of this address.
#[must_use]
pub fn plugin(base_url: &str) -> String {
    include_str!("../../../../examples/wordpress/rathaustermin.php")
        .replace("https://termine.example", base_url)
}
