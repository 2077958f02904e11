//! What a citizen comes for: services and counts of one booking, and what follows from them.

use std::collections::BTreeMap;

use crate::calendar::{CELL_MINUTES, Channel};
use crate::fee::{VisitFee, of_piece};
use crate::ids::{DepartmentId, ServiceId};
use crate::service::{Conditions, Service};
use crate::town::Town;

/// Services and counts of one booking. One person of one department settles all of them, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    department: DepartmentId,
    items: Vec<Item>,
    minutes: u32,
    buffer_minutes: u32,
    lead_minutes: u32,
    horizon_days: u32,
}

/// A service and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Which service.
    pub service: ServiceId,
    /// How often, at least once.
    pub count: u32,
}

/// Why services and counts are no visit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VisitRefused {
    /// Nothing was chosen.
    #[error("a visit needs a service")]
    Empty,
    /// The town has no such service.
    #[error("no service \"{slug}\"")]
    UnknownService {
        /// What was asked for.
        slug: String,
    },
    /// Not between one and the most of this service.
    #[error("\"{slug}\" can be chosen 1 to {most} times")]
    Count {
        /// The service.
        slug: String,
        /// Most of it in one visit.
        most: u32,
    },
    /// More services, counted together, than the town settles in one visit.
    #[error("at most {most} services in one visit")]
    TooMany {
        /// Most of them.
        most: u32,
    },
    /// Services of different departments.
    #[error("services of different departments cannot be settled in one visit")]
    NotCombinable,
}

impl Visit {
    /// Reads services by their names in URLs. A service that is named twice counts as often as both together.
    ///
    /// # Errors
    /// If the town would not settle this in one visit.
    pub fn parse<'a>(
        town: &Town,
        wishes: impl IntoIterator<Item = (&'a str, u32)>,
    ) -> Result<Self, VisitRefused> {
        let mut chosen: Vec<(&Service, u32)> = Vec::new();
        for (slug, count) in wishes {
            let service = town
                .service_named(slug)
                .ok_or_else(|| VisitRefused::UnknownService {
                    slug: slug.to_owned(),
                })?;
            let most = service.facts.max_count;
            let refused = || VisitRefused::Count {
                slug: slug.to_owned(),
                most,
            };
            if count == 0 {
                return Err(refused());
            }
            let total = match chosen.iter_mut().find(|(known, _)| known.id == service.id) {
                Some((_, total)) => {
                    *total = total.saturating_add(count);
                    *total
                }
                None => {
                    chosen.push((service, count));
                    count
                }
            };
            if total > most {
                return Err(refused());
            }
        }
        Self::of(town, &chosen)
    }

    /// The same of somebody who wants a new appointment: what is not offered this way is as unknown as what never was.
    ///
    /// # Errors
    /// If the town would not settle this in one visit, or not for whoever asks this way.
    pub fn wished<'a>(
        town: &Town,
        wishes: impl IntoIterator<Item = (&'a str, u32)>,
        channel: Channel,
    ) -> Result<Self, VisitRefused> {
        let wishes = wishes.into_iter().map(|(slug, count)| {
            let service = town.service_named(slug);
            let is_offered = service.is_some_and(|service| service.facts.offered_to.through(channel));
            if is_offered {
                Ok((slug, count))
            } else {
                Err(VisitRefused::UnknownService {
                    slug: slug.to_owned(),
                })
            }
        });
        Self::parse(town, wishes.collect::<Result<Vec<_>, _>>()?)
    }

    fn of(town: &Town, chosen: &[(&Service, u32)]) -> Result<Self, VisitRefused> {
        let policy = &town.policy;
        let (first, _) = chosen.first().ok_or(VisitRefused::Empty)?;
        if chosen
            .iter()
            .any(|(service, _)| service.department != first.department)
        {
            return Err(VisitRefused::NotCombinable);
        }
        let pieces = chosen
            .iter()
            .fold(0u32, |sum, (_, count)| sum.saturating_add(*count));
        if pieces > policy.max_services {
            return Err(VisitRefused::TooMany {
                most: policy.max_services,
            });
        }
        let facts = || chosen.iter().map(|(service, _)| &service.facts);
        let lead = facts()
            .map(|facts| facts.lead_minutes.unwrap_or(policy.lead_minutes))
            .max();
        let horizon = facts()
            .map(|facts| facts.horizon_days.unwrap_or(policy.horizon_days))
            .min();
        Ok(Self {
            department: first.department,
            items: chosen
                .iter()
                .map(|(service, count)| Item {
                    service: service.id,
                    count: *count,
                })
                .collect(),
            minutes: chosen.iter().fold(0u32, |sum, (service, count)| {
                sum.saturating_add(service.facts.minutes.saturating_mul(*count))
            }),
            buffer_minutes: facts().map(|facts| facts.buffer_minutes).max().unwrap_or(0),
            lead_minutes: lead.unwrap_or(policy.lead_minutes),
            horizon_days: horizon.unwrap_or(policy.horizon_days),
        })
    }

    /// The department all services belong to.
    #[must_use]
    pub fn department(&self) -> DepartmentId {
        self.department
    }

    /// Services and counts in the order they were chosen.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The services, each once.
    pub fn services(&self) -> impl Iterator<Item = ServiceId> {
        self.items.iter().map(|item| item.service)
    }

    /// Minutes as told to the citizen.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.minutes
    }

    /// Cells the visit claims: its minutes and the largest buffer, rounded up. Never none.
    #[must_use]
    pub fn cells(&self) -> u32 {
        self.minutes
            .saturating_add(self.buffer_minutes)
            .div_ceil(CELL_MINUTES)
            .max(1)
    }

    /// Minutes between now and the earliest start: the largest of the services.
    #[must_use]
    pub fn lead_minutes(&self) -> u32 {
        self.lead_minutes
    }

    /// Days citizens can look ahead: the smallest of the services.
    #[must_use]
    pub fn horizon_days(&self) -> u32 {
        self.horizon_days
    }

    /// What to bring, in the order of services and papers, nothing twice: what the answers rule out is left away.
    #[must_use]
    pub fn checklist(&self, town: &Town, answers: &Answers, language: &str) -> Vec<Paper> {
        let mut papers: Vec<Paper> = Vec::new();
        for service in self.services().filter_map(|id| town.service(id)) {
            for document in &service.facts.documents {
                if !answers.allow(service.id, &document.when) {
                    continue;
                }
                let hint = document.hint.in_language(language);
                let paper = Paper {
                    text: document.text.in_language(language).to_owned(),
                    hint: (!hint.is_empty()).then(|| hint.to_owned()),
                };
                if !papers.contains(&paper) {
                    papers.push(paper);
                }
            }
        }
        papers
    }

    /// What it costs as far as the answers tell.
    #[must_use]
    pub fn fee(&self, town: &Town, answers: &Answers) -> VisitFee {
        let pieces = self
            .items
            .iter()
            .filter_map(|item| Some((town.service(item.service)?, item.count)));
        VisitFee::sum(pieces.map(|(service, count)| (service, count, of_piece(service, answers))))
    }
}

/// A line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// "Alter Reisepass oder Personalausweis".
    pub text: String,
    /// "oder im Bürgerbüro aufnehmen, 6,00 €".
    pub hint: Option<String>,
}

/// Answers to narrowing questions. An unanswered question excludes nothing: better a paper too many than a visit in
/// vain.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Answers(BTreeMap<(ServiceId, String), String>);

/// The town does not ask this, or knows no such answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{service}\" has no question \"{question}\" with the answer \"{answer}\"")]
pub struct AnswerRefused {
    /// Slug of the service.
    pub service: String,
    /// Key of the question.
    pub question: String,
    /// Key of the answer.
    pub answer: String,
}

impl Answers {
    /// No answer given.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Answers to questions of one service.
    pub(crate) fn to_one<'a>(
        service: ServiceId,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let given = given.into_iter();
        Self(
            given
                .map(|(question, answer)| ((service, question.to_owned()), answer.to_owned()))
                .collect(),
        )
    }

    /// Reads triples of service, question and answer. Of two answers to one question the later counts.
    ///
    /// # Errors
    /// If the town does not ask this.
    pub fn parse<'a>(
        town: &Town,
        given: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
    ) -> Result<Self, AnswerRefused> {
        let mut answers = BTreeMap::new();
        for (slug, question, answer) in given {
            let service = town.service_named(slug).filter(|service| {
                let asked = service.facts.questions.iter().find(|asked| asked.key == question);
                asked.is_some_and(|asked| asked.answers.iter().any(|possible| possible.key == answer))
            });
            let service = service.ok_or_else(|| AnswerRefused {
                service: slug.to_owned(),
                question: question.to_owned(),
                answer: answer.to_owned(),
            })?;
            answers.insert((service.id, question.to_owned()), answer.to_owned());
        }
        Ok(Self(answers))
    }

    /// Whether these conditions are still possible.
    #[must_use]
    pub fn allow(&self, service: ServiceId, when: &Conditions) -> bool {
        when.iter().all(|(question, allowed)| {
            self.to(service, question)
                .is_none_or(|answer| allowed.iter().any(|one| one == answer))
        })
    }

    /// Whether every question of these conditions is answered.
    #[must_use]
    pub fn settle(&self, service: ServiceId, when: &Conditions) -> bool {
        when.keys().all(|question| self.to(service, question).is_some())
    }

    fn to(&self, service: ServiceId, question: &str) -> Option<&str> {
        self.0.get(&(service, question.to_owned())).map(String::as_str)
    }
}
