//! When an appointment shall be instead.

use serde::Serialize;
use tenants::Town;

use super::appointment::kept_by;
use super::day::{concern, span_in_words};
use super::frame::address;
use super::give::times;
use crate::desk::{Movable, NewTimes};
use crate::texts::words;
use crate::views::pages::{Mistake, Page};

/// Asks when instead.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MovePage {
    /// For whom.
    pub name: String,
    /// "Donnerstag, 26. November 2026, 09:15 bis 10:00 Uhr".
    pub when: String,
    /// "2 × Personalausweis".
    pub concern: String,
    /// With whom until now.
    pub with: String,
    /// Where it is sent to.
    pub action: String,
    /// Where somebody is asked to take it beside everything else.
    pub overbook_url: String,
    /// The appointment's page.
    pub back_url: String,
    /// How many steps there were; it is moved only if no other came in between.
    pub revision: i32,
    /// Free times: value, label, whether chosen.
    pub times: Vec<(String, String, bool)>,
    /// Why there are none.
    pub trouble: &'static str,
    /// Whether it can be moved at all.
    pub can_move: bool,
    /// From when on times are shown, as typed.
    pub from: String,
    /// Why, as typed.
    pub reason: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl Page for MovePage {
    const TEMPLATE: &'static str = "desk/move.html";
}

impl MovePage {
    /// The page of an appointment that is to move; the wished time is chosen if it is still free.
    #[must_use]
    pub fn new(town: &Town, movable: &Movable, wished: &str) -> Self {
        let one = &movable.known.appointment;
        let back_url = address(&town.slug, &format!("termine/{}", one.id));
        let date = words("de").date(one.local_start.date());
        let (proposed, trouble) = match &movable.times {
            NewTimes::Free(found) if found.is_empty() => (
                Vec::new(),
                "In diesen vier Wochen ist dafür keine Zeit frei. Bitte suchen Sie ab einem späteren Tag.",
            ),
            NewTimes::Free(found) => (times(town, found, wished), ""),
            NewTimes::Gone => (
                Vec::new(),
                "Dieses Anliegen steht so nicht mehr im Angebot, deshalb lassen sich keine freien Zeiten finden. Bitte sagen Sie den \
                 Termin ab und vergeben Sie einen neuen.",
            ),
            NewTimes::NotNow => (
                Vec::new(),
                "Dieser Termin hat schon begonnen oder ist abgeschlossen.",
            ),
        };
        Self {
            name: one
                .promise
                .as_ref()
                .map(|promise| promise.name.clone())
                .unwrap_or_default(),
            when: format!("{date}, {}", span_in_words(town, one)),
            concern: concern(one),
            with: kept_by(town, one),
            action: format!("{back_url}/verschieben"),
            overbook_url: format!("{back_url}/ueberbuchen"),
            back_url,
            revision: one.revision,
            times: proposed,
            trouble,
            can_move: matches!(movable.times, NewTimes::Free(_)),
            ..Self::default()
        }
    }
}
