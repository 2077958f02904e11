//! A town as a file: how it comes in and goes out.
//!
//! A definition is what a town hall can set, without the numbers a database gives. Its parts (`TownFacts`,
//! `DepartmentFacts`, `ServiceFacts`, `StaffFacts`, `Shift`, `Closure`, `Absence`) carry serde, so that a table can
//! keep each as one JSON body; `stored` puts such rows together again, to a town or to a definition.
//!
//! `read` finds as many mistakes at once as it can and names file, line, column and field. `write` gives the file back;
//! comments of the original are not kept.

use serde::{Deserialize, Serialize};

use crate::calendar::Holidays;
use crate::ids::TownId;
use crate::keep::Keep;
use crate::logo::Logo;
use crate::messages::Messages;
use crate::service::ServiceFacts;
use crate::sign_in::SignIn;
use crate::staff::{Absence, Closure, Shift};
use crate::text::Text;
use crate::theme::Theme;
use crate::town::{Contact, Pages, Place, Policy, Town};

mod change;
mod check;
mod read;
mod stored;
mod template;
mod write;

pub use change::{ABSENCES, Change, Difference, FieldChange, changed_fields};
pub use check::{Mistake, Problem, RESERVED_SLUGS, check};
pub use read::{DefinitionError, read};
pub use stored::{Stored, UnknownZone};
pub use template::Beginning;
pub use write::write;

/// A whole town.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What the town itself sets.
    pub facts: TownFacts,
    /// Its departments in order.
    pub departments: Vec<DepartmentDefinition>,
}

/// What a town sets for all of its departments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TownFacts {
    /// Its name in URLs.
    pub slug: String,
    /// "Gemeinde Dörentrup".
    pub name: String,
    /// IANA name of the zone its clocks show.
    pub zone: String,
    /// Languages it offers, its first one in front.
    pub languages: Vec<String>,
    /// Letters in front of its reference numbers.
    pub reference_prefix: String,
    /// Homepages that may embed the widget.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<String>,
    /// How citizens and the town reach each other.
    pub contact: Contact,
    /// Pages the law asks for.
    pub pages: Pages,
    /// Colours.
    pub theme: Theme,
    /// The picture beside its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// Public holidays of the place.
    pub holidays: Holidays,
    /// Rules about time.
    pub policy: Policy,
    /// How it writes to citizens.
    #[serde(default, skip_serializing_if = "Messages::is_usual")]
    pub messages: Messages,
    /// How long people are remembered.
    #[serde(default, skip_serializing_if = "Keep::is_default")]
    pub keep: Keep,
    /// Who tells who its people are, besides their passwords.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignIn>,
}

/// A department with all it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentDefinition {
    /// What it sets.
    pub facts: DepartmentFacts,
    /// Days on which it is closed.
    pub closures: Vec<Closure>,
    /// Its services in order.
    pub services: Vec<ServiceFacts>,
    /// Its people in order.
    pub staff: Vec<StaffDefinition>,
}

/// What a department sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentFacts {
    /// Its name in URLs, unique in the town.
    pub slug: String,
    /// "Bürgerbüro".
    pub name: Text,
    /// Where the citizen goes.
    pub place: Place,
}

/// A staff member with shifts and absences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffDefinition {
    /// What is said of them.
    pub facts: StaffFacts,
    /// When they take appointments.
    pub shifts: Vec<Shift>,
    /// When they are away.
    pub absences: Vec<Absence>,
}

/// What is said of a staff member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffFacts {
    /// Their name in URLs, unique in the town.
    pub slug: String,
    /// The name colleagues use.
    pub name: String,
    /// Slugs of services of their department, or `*` for all of them.
    pub skills: Vec<String>,
}

impl Definition {
    /// The town, its parts numbered from 1 in the order of the definition.
    ///
    /// # Errors
    /// If nobody knows the zone; `check` would have said so.
    pub fn town(&self, id: TownId) -> Result<Town, UnknownZone> {
        Stored::numbered(id, self).town()
    }

    /// Puts the town's first language in front of every text.
    pub(crate) fn order_languages(&mut self) {
        let languages = self.facts.languages.clone();
        self.facts.contact.phone_hours.put_first(&languages);
        self.facts.messages.wording.put_first(&languages);
        for department in &mut self.departments {
            department.facts.order_languages(&languages);
            department
                .closures
                .iter_mut()
                .for_each(|closure| closure.name.put_first(&languages));
            department
                .services
                .iter_mut()
                .for_each(|service| service.order_languages(&languages));
        }
    }
}

impl DepartmentFacts {
    fn order_languages(&mut self, languages: &[String]) {
        for text in [&mut self.name, &mut self.place.name, &mut self.place.hint] {
            text.put_first(languages);
        }
    }
}

impl ServiceFacts {
    pub(crate) fn order_languages(&mut self, languages: &[String]) {
        self.words.put_first(languages);
        self.texts().for_each(|text| text.put_first(languages));
    }

    /// Leaves what is said in these languages, in their order.
    pub(crate) fn keep_languages(&mut self, languages: &[String]) {
        self.words.keep(languages);
        self.texts().for_each(|text| text.keep(languages));
    }

    fn texts(&mut self) -> impl Iterator<Item = &mut Text> {
        let own = [&mut self.name, &mut self.summary, &mut self.in_person].into_iter();
        let online = self.online.iter_mut().map(|online| &mut online.text);
        let fees = self.fees.iter_mut().map(|fee| &mut fee.label);
        let documents = self
            .documents
            .iter_mut()
            .flat_map(|document| [&mut document.text, &mut document.hint]);
        let questions = self.questions.iter_mut().flat_map(|question| {
            std::iter::once(&mut question.text)
                .chain(question.answers.iter_mut().map(|answer| &mut answer.text))
        });
        own.chain(online).chain(fees).chain(documents).chain(questions)
    }
}
