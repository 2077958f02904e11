//! What can be settled at a counter: how long it takes, what to bring, what it costs.
//!
//! A service says nothing about who does it; staff members name their skills.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::Channel;
use crate::ids::{DepartmentId, ServiceId};
use crate::text::{Text, Words};

/// A service of a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its number.
    pub id: ServiceId,
    /// Who offers it.
    pub department: DepartmentId,
    /// What the town says about it.
    pub facts: ServiceFacts,
}

/// What a town says about a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceFacts {
    /// Its name in URLs, unique in the town.
    pub slug: String,
    /// "Personalausweis beantragen".
    pub name: Text,
    /// One or two sentences.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub summary: Text,
    /// Everyday words people search for.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub words: Words,
    /// Whether it stands among the often chosen ones.
    #[serde(default, skip_serializing_if = "is_false")]
    pub popular: bool,
    /// Who can have an appointment for it.
    #[serde(default, skip_serializing_if = "OfferedTo::is_to_everyone")]
    pub offered_to: OfferedTo,
    /// Minutes one of these takes.
    pub minutes: u32,
    /// Minutes the staff member needs afterwards; a visit needs the largest once.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub buffer_minutes: u32,
    /// Most of these in one visit.
    #[serde(default = "one")]
    pub max_count: u32,
    /// Lead time, where it differs from the town's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_minutes: Option<u32>,
    /// Horizon, where it differs from the town's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<u32>,
    /// Entry of our catalogue it was taken from, and its version: `personalausweis@2026-11`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<String>,
    /// Key in the federal catalogue of services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leika: Option<String>,
    /// Who must come in person, a sentence.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub in_person: Text,
    /// A way to settle this without a visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online: Option<Online>,
    /// Fees for one piece, read in order; none: nothing is known of a fee.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Fee>,
    /// Papers to bring.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// Questions that narrow papers and fees.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

impl ServiceFacts {
    /// How many of its texts say nothing in this language although they do in another.
    #[must_use]
    pub fn missing_in(&self, language: &str) -> usize {
        let own = [&self.name, &self.summary, &self.in_person].into_iter();
        let online = self.online.iter().map(|online| &online.text);
        let fees = self.fees.iter().map(|fee| &fee.label);
        let documents = self.documents.iter().flat_map(|one| [&one.text, &one.hint]);
        let questions = self.questions.iter().flat_map(|question| {
            std::iter::once(&question.text).chain(question.answers.iter().map(|answer| &answer.text))
        });
        own.chain(online)
            .chain(fees)
            .chain(documents)
            .chain(questions)
            .filter(|text| !text.is_empty() && text.exactly(language).is_none())
            .count()
    }

    /// What people may search for: the words of this language first, then words and names of the other languages,
    /// because who reads English has heard "Perso" and has a German letter in their hand.
    #[must_use]
    pub fn searched_by(&self, language: &str) -> Vec<String> {
        let mut words = self.words.in_language(language).to_vec();
        let all = self.words.iter().flat_map(|(_, words)| words);
        let foreign = self.name.iter().filter(|(spoken, _)| *spoken != language);
        for word in all.chain(foreign.map(|(_, name)| name)) {
            if !words.contains(word) {
                words.push(word.clone());
            }
        }
        words
    }
}

/// Who can have an appointment for a service. Appointments that exist are not touched by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferedTo {
    /// Whoever wants one.
    #[default]
    Everyone,
    /// Whom a clerk gives one: citizens do not see it.
    Desk,
    /// Nobody, for the time being.
    Nobody,
}

impl OfferedTo {
    /// Whether appointments are made this way.
    #[must_use]
    pub const fn through(self, channel: Channel) -> bool {
        match self {
            Self::Everyone => true,
            Self::Desk => matches!(channel, Channel::Desk),
            Self::Nobody => false,
        }
    }

    fn is_to_everyone(&self) -> bool {
        *self == Self::Everyone
    }
}

/// Answers under which something counts: for each question the answers that leave it possible.
pub type Conditions = BTreeMap<String, Vec<String>>;

/// A way to settle a service without a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Online {
    /// Where.
    pub url: String,
    /// "auch online möglich".
    pub text: Text,
}

/// A fee for one piece of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Whole cents; 0 is free of charge.
    pub cents: u32,
    /// "unter 24 Jahren"; absent for the ordinary fee.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub label: Text,
    /// Answers under which it counts; none: always.
    #[serde(default, skip_serializing_if = "Conditions::is_empty")]
    pub when: Conditions,
}

/// A paper to bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// "Alter Reisepass oder Personalausweis".
    pub text: Text,
    /// "oder im Bürgerbüro aufnehmen, 6,00 €".
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub hint: Text,
    /// Answers under which it is needed; none: always.
    #[serde(default, skip_serializing_if = "Conditions::is_empty")]
    pub when: Conditions,
}

/// A question whose answer narrows papers and fees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Key, unique in the service.
    pub key: String,
    /// "Für wen ist der Reisepass?"
    pub text: Text,
    /// At least two.
    pub answers: Vec<PossibleAnswer>,
}

/// One possible answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PossibleAnswer {
    /// Key, unique in the question.
    pub key: String,
    /// "Kind unter 18".
    pub text: Text,
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &u32) -> bool {
    *value == 0
}

fn one() -> u32 {
    1
}
