//! How a town appears: its colours, the pages the law asks for, and the homepages on which it is embedded.

use serde::Serialize;
use tenants::definition::Definition;
use tenants::logo::Logo;
use tenants::theme::Theme;
use tenants::town::Pages;

use super::editing::{Edited, edit};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// What a town looks like, as its file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Look {
    /// Colours.
    pub theme: Theme,
    /// Pages the law asks for.
    pub pages: Pages,
}

impl Look {
    /// As it is.
    #[must_use]
    pub fn of(town: &Definition) -> Self {
        Self {
            theme: town.facts.theme.clone(),
            pages: town.facts.pages.clone(),
        }
    }
}

/// Homepages that may embed the booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Homepages {
    /// Origins, `https://www.doerentrup.de`.
    pub origins: Vec<String>,
}

impl Homepages {
    /// As they are.
    #[must_use]
    pub fn of(town: &Definition) -> Self {
        Self {
            origins: town.facts.origins.clone(),
        }
    }
}

/// Makes the town look like this.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn change_look(clerk: &Clerk, seal: &str, look: Look) -> Outcome<Edited> {
    edit(clerk, seal, Look::of, |town| {
        town.facts.theme = look.theme;
        town.facts.pages = look.pages;
        Ok(())
    })
    .await
}

/// Gives the town this logo, or none.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn change_logo(clerk: &Clerk, seal: &str, logo: Option<Logo>) -> Outcome<Edited> {
    edit(
        clerk,
        seal,
        |town| town.facts.logo.clone(),
        |town| {
            town.facts.logo = logo;
            Ok(())
        },
    )
    .await
}

/// Lets these homepages embed the booking.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn change_homepages(clerk: &Clerk, seal: &str, homepages: Homepages) -> Outcome<Edited> {
    edit(clerk, seal, Homepages::of, |town| {
        town.facts.origins = homepages.origins;
        Ok(())
    })
    .await
}
