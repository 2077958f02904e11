//! What an appointment is for, as it was told when it was made.
//!
//! Later edits of the catalogue never move it: names, place, papers and fee are kept with the appointment, in every
//! language the town spoke then.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tenants::{Answers, DepartmentId, Text, Town, Visit, town::Place};

use crate::refusal::Fault;

/// A visit, kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptVisit {
    /// What was chosen, in the citizen's order.
    pub services: Vec<KeptService>,
    /// Where to go.
    pub place: Place,
    /// What was said about papers and fee, by language; empty while it is only a hold.
    #[serde(default)]
    pub told: BTreeMap<String, Told>,
}

/// A service of a visit, kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptService {
    /// Its name in URLs at that time.
    pub slug: String,
    /// Its name at that time.
    pub name: Text,
    /// How often.
    pub count: u32,
}

/// Papers and fee in one language.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Told {
    /// Papers, each with its hint.
    pub papers: Vec<(String, Option<String>)>,
    /// The fee in words.
    pub fee: String,
}

impl KeptVisit {
    /// The same visit, as the town would settle it today in this department; nothing if it would not any more.
    #[must_use]
    pub fn settled_today(&self, town: &Town, department: DepartmentId) -> Option<Visit> {
        let services = self.services.iter();
        let visit = Visit::parse(town, services.map(|kept| (kept.slug.as_str(), kept.count))).ok()?;
        (visit.department() == department).then_some(visit)
    }

    /// What is kept of a visit from the moment it is held.
    #[must_use]
    pub fn of(town: &Town, visit: &Visit, place: &Place) -> Self {
        let services = visit.items().iter().filter_map(|item| {
            let facts = &town.service(item.service)?.facts;
            Some(KeptService {
                slug: facts.slug.clone(),
                name: facts.name.clone(),
                count: item.count,
            })
        });
        Self {
            services: services.collect(),
            place: place.clone(),
            told: BTreeMap::new(),
        }
    }

    /// The first of its services, by its name in addresses.
    #[must_use]
    pub fn leading(&self) -> &str {
        self.services.first().map_or("", |service| service.slug.as_str())
    }

    /// Adds what is said about papers and fee, given the answers.
    #[must_use]
    pub fn telling(mut self, town: &Town, visit: &Visit, answers: &Answers) -> Self {
        let fee = visit.fee(town, answers);
        let told = town.languages.iter().map(|language| {
            let papers = visit.checklist(town, answers, language);
            let papers = papers.into_iter().map(|paper| (paper.text, paper.hint)).collect();
            (
                language.clone(),
                Told {
                    papers,
                    fee: fee.in_words(language),
                },
            )
        });
        self.told = told.collect();
        self
    }

    /// What was said, in this language or in the first that was used.
    #[must_use]
    pub fn told_in(&self, language: &str) -> Told {
        self.told
            .get(language)
            .or_else(|| self.told.values().next())
            .cloned()
            .unwrap_or_default()
    }

    /// Whether both are for the same services as often.
    #[must_use]
    pub fn is_same_visit(&self, other: &Self) -> bool {
        let counts = |visit: &Self| {
            visit
                .services
                .iter()
                .map(|service| (service.slug.clone(), service.count))
                .collect::<BTreeMap<_, _>>()
        };
        counts(self) == counts(other)
    }

    /// As it is stored.
    ///
    /// # Errors
    /// Never in practice: it is made of strings and numbers.
    pub fn written(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(|error| Fault(Box::new(error)))
    }

    /// From what is stored.
    ///
    /// # Errors
    /// If the row was written by a stranger.
    pub fn read(text: &str) -> Result<Self, Fault> {
        serde_json::from_str(text).map_err(|error| Fault(Box::new(error)))
    }
}
