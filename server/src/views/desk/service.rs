//! One service with everything that can be said of it, in all of the town's languages side by side, as it stands in a form.

use serde::Serialize;
use tenants::Town;
use tenants::definition::FieldChange;
use tenants::service::ServiceFacts;

use super::form::Difference;
use super::frame::address;
use super::service_fields::{Lines, Said, lines_of, said_in};
use super::service_words::{called, preview};
use super::services::{PLACE, service_url};
use super::wording::name_of;
use crate::desk::Draft;
use crate::views::pages::{Mistake, Page};

/// A service in a form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ServicePage {
    /// Where the form is sent to.
    pub action: String,
    /// The list.
    pub list_url: String,
    /// Stands for the service that these changes are made to; empty for a new one.
    pub seal: String,
    /// "Bürgerbüro".
    pub department: String,
    /// The same in addresses, for a new one.
    pub amt: String,
    /// Texts of the service itself.
    pub said: Vec<Said>,
    /// Numbers of the service: field, label, hint, what stands there.
    pub numbers: Vec<(&'static str, &'static str, String, String)>,
    /// To whom it can be offered: word, label, whether it is.
    pub offered: Vec<(&'static str, &'static str, bool)>,
    /// Whether it stands among the often chosen ones.
    pub popular: bool,
    /// Key in the federal catalogue.
    pub leika: String,
    /// Which entry of the catalogue it was taken from.
    pub catalogue: String,
    /// Where it can be settled without a visit.
    pub online_url: String,
    /// What that is called.
    pub online_text: Said,
    /// Fees, papers, questions.
    pub lines: Lines,
    /// Who could do it: field, name, whether she does; for a new one.
    pub people: Vec<(String, String, bool)>,
    /// Who can do it, in words.
    pub able: String,
    /// What a colleague has made of it meanwhile.
    pub theirs: Vec<Difference>,
    /// What people will read.
    pub preview: Preview,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
    /// The field to go on with.
    pub focus: String,
}

/// What people will read, for every way to answer.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Preview {
    /// "Deutsch", "English": code and name.
    pub languages: Vec<(String, String)>,
    /// One a way to answer.
    pub cases: Vec<PreviewCase>,
}

/// A language, the fee, and the papers with their hints.
pub type ToldIn = (String, String, Vec<(String, String)>);

/// What somebody reads who has answered so.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PreviewCase {
    /// Question and answer.
    pub answers: Vec<(String, String)>,
    /// In each language.
    pub told: Vec<ToldIn>,
}

impl Page for ServicePage {
    const TEMPLATE: &'static str = "desk/service.html";
}

impl ServicePage {
    /// A service of this town as it stands in these fields; `facts` is what they say.
    #[must_use]
    pub fn new(town: &Town, draft: &Draft, facts: &ServiceFacts) -> Self {
        let said = |field: &'static str, label, hint, long| {
            said_in(
                town,
                draft,
                field,
                label,
                hint,
                if long { "textarea" } else { "text" },
            )
        };
        let number = |field, label, hint: String| (field, label, hint, draft.get(field).to_owned());
        let policy = &town.policy;
        let offered = draft.get("offered_to");
        Self {
            action: service_url(town, &facts.slug),
            list_url: address(&town.slug, PLACE),
            said: vec![
                said("name", "Name", "So steht es in der Liste.", false),
                said(
                    "words",
                    "Alltagswörter",
                    "Ein Wort je Zeile: danach wird gesucht.",
                    true,
                ),
                said("summary", "Kurz erklärt", "", true),
                said("in_person", "Wer selbst kommen muss", "", true),
            ],
            numbers: vec![
                number("minutes", "Dauer in Minuten", "5 bis 480".to_owned()),
                number(
                    "buffer_minutes",
                    "Nachbereitung in Minuten",
                    "bleibt danach frei".to_owned(),
                ),
                number("max_count", "Höchstens je Termin", "1 bis 20 Stück".to_owned()),
                number(
                    "lead_minutes",
                    "Vorlaufzeit in Minuten",
                    format!("leer: wie sonst, {}", policy.lead_minutes),
                ),
                number(
                    "horizon_days",
                    "Buchungszeitraum in Tagen",
                    format!("leer: wie sonst, {}", policy.horizon_days),
                ),
            ],
            offered: [
                ("alle", "Online und in der Terminverwaltung"),
                ("intern", "Nur intern: Termine vergibt nur das Amt"),
                ("niemand", "Ausgeschaltet: keine neuen Termine"),
            ]
            .map(|(word, label)| {
                (
                    word,
                    label,
                    word == offered || (offered.is_empty() && word == "alle"),
                )
            })
            .to_vec(),
            popular: draft.has("popular"),
            leika: draft.get("leika").to_owned(),
            catalogue: draft.get("catalogue").to_owned(),
            online_url: draft.get("online.url").to_owned(),
            online_text: said(
                "online.text",
                "Hinweis",
                "zum Beispiel „auch online möglich“",
                false,
            ),
            lines: lines_of(town, draft),
            preview: Preview {
                languages: town
                    .languages
                    .iter()
                    .map(|code| (code.clone(), name_of(code)))
                    .collect(),
                cases: preview(town, facts),
            },
            ..Self::default()
        }
    }

    /// With what is wrong in it, each beside its field.
    #[must_use]
    pub fn correcting(self, mistakes: Vec<Mistake>) -> Self {
        Self { mistakes, ..self }
    }

    /// With what a colleague has made of it meanwhile.
    #[must_use]
    pub fn beside(self, fields: &[FieldChange]) -> Self {
        let difference = |one: &FieldChange| Difference {
            label: called(&one.field),
            theirs: one.before.clone(),
            yours: one.after.clone(),
        };
        Self {
            theirs: fields.iter().map(difference).collect(),
            ..self
        }
    }
}
