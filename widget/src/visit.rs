//! What a citizen has chosen: services with counts and answers, and what follows from it: minutes, papers,
//! cost. A twin of the server's rules for showing only; the server decides again.

use wire::{Condition, DepartmentView, DocumentView, GivenAnswer, ServiceCount, ServiceView, TownView};

/// The services of one visit in the order they were chosen.
#[derive(Debug, Default)]
pub struct Visit {
    /// Never holds a count of 0.
    pub items: Vec<Item>,
}

/// One service of a visit.
#[derive(Debug)]
pub struct Item {
    /// Slug.
    pub service: String,
    /// At least 1.
    pub count: u32,
    /// Question and answer by their keys.
    pub answers: Vec<(String, String)>,
}

/// A line of the checklist.
#[derive(Debug)]
pub struct Paper<'a> {
    /// What to bring.
    pub document: &'a DocumentView,
    /// Names of the services that ask for it.
    pub wanted_by: Vec<&'a str>,
}

/// What one service costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost<'a> {
    /// Cents for all pieces together.
    Known(u32),
    /// Depends on answers that were not given; the fee in words.
    Open(&'a str),
    /// The town says nothing.
    Unsaid,
}

impl Visit {
    /// How many of a service; 0 if it is not chosen.
    pub fn count(&self, service: &str) -> u32 {
        self.item(service).map_or(0, |item| item.count)
    }

    /// How many services all in all.
    pub fn total(&self) -> u32 {
        self.items.iter().map(|item| item.count).sum()
    }

    /// Sets the count of a service; its answers stay until it is taken out.
    pub fn set_count(&mut self, service: &str, count: u32) {
        match self.items.iter_mut().find(|item| item.service == service) {
            Some(item) => item.count = count,
            None => self.items.push(Item {
                service: service.to_owned(),
                count,
                answers: Vec::new(),
            }),
        }
        if let Some(place) = self.items.iter().position(|item| item.count == 0) {
            drop(self.items.remove(place));
        }
    }

    /// Answers a question of a chosen service.
    pub fn answer(&mut self, service: &str, question: &str, answer: &str) {
        for item in &mut self.items {
            if item.service == service {
                match item.answers.iter_mut().find(|(other, _)| other == question) {
                    Some((_, before)) => answer.clone_into(before),
                    None => item.answers.push((question.to_owned(), answer.to_owned())),
                }
            }
        }
    }

    /// The answer given to a question.
    pub fn answered(&self, service: &str, question: &str) -> Option<&str> {
        let (_, answer) = self
            .item(service)?
            .answers
            .iter()
            .find(|(other, _)| other == question)?;
        Some(answer)
    }

    /// Chosen services as the town describes them. A service the town no longer offers is left out.
    pub fn services<'a>(&'a self, town: &'a TownView) -> Vec<(&'a ServiceView, &'a Item)> {
        let mut services = Vec::new();
        for item in &self.items {
            if let Some(service) = service(town, &item.service) {
                services.push((service, item));
            }
        }
        services
    }

    /// Minutes of the whole visit.
    pub fn minutes(&self, town: &TownView) -> u32 {
        let mut minutes = 0;
        for (service, item) in self.services(town) {
            minutes += service.minutes * item.count;
        }
        minutes
    }

    /// The department of the visit; `None` while nothing is chosen.
    pub fn department<'a>(&self, town: &'a TownView) -> Option<&'a DepartmentView> {
        department(town, &self.items.first()?.service)
    }

    /// What to bring, each paper once.
    pub fn papers<'a>(&'a self, town: &'a TownView) -> Vec<Paper<'a>> {
        let mut papers: Vec<Paper<'a>> = Vec::new();
        for (service, item) in self.services(town) {
            for document in &service.documents {
                if !item.allows(&document.when) {
                    continue;
                }
                let same = |paper: &&mut Paper<'a>| {
                    paper.document.text == document.text && paper.document.hint == document.hint
                };
                match papers.iter_mut().find(same) {
                    Some(paper) => paper.wanted_by.push(&service.name),
                    None => papers.push(Paper {
                        document,
                        wanted_by: vec![&service.name],
                    }),
                }
            }
        }
        papers
    }

    /// Everything the visit costs; `None` while something is open or unsaid.
    pub fn total_cost(&self, town: &TownView) -> Option<u32> {
        let mut total = 0;
        for (service, item) in self.services(town) {
            match item.cost(service) {
                Cost::Known(cents) => total += cents,
                Cost::Open(_) | Cost::Unsaid => return None,
            }
        }
        Some(total)
    }

    /// For the server: what is asked for.
    pub fn counts(&self) -> Vec<ServiceCount> {
        let mut counts = Vec::new();
        for item in &self.items {
            counts.push(ServiceCount {
                service: item.service.clone(),
                count: item.count,
            });
        }
        counts
    }

    /// For the server: what was answered.
    pub fn answers(&self) -> Vec<GivenAnswer> {
        let mut given = Vec::new();
        for item in &self.items {
            for (question, answer) in &item.answers {
                given.push(GivenAnswer {
                    service: item.service.clone(),
                    question: question.clone(),
                    answer: answer.clone(),
                });
            }
        }
        given
    }

    fn item(&self, service: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.service == service)
    }
}

impl Item {
    /// The first fee not ruled out counts, if all it depends on was answered.
    pub fn cost<'a>(&self, service: &'a ServiceView) -> Cost<'a> {
        match service.fees.iter().find(|fee| self.allows(&fee.when)) {
            None => Cost::Unsaid,
            Some(fee)
                if fee
                    .when
                    .iter()
                    .all(|condition| self.has_answered(&condition.question)) =>
            {
                Cost::Known(fee.cents * self.count)
            }
            Some(_) => Cost::Open(&service.fee),
        }
    }

    fn allows(&self, conditions: &[Condition]) -> bool {
        let answers = || {
            self.answers
                .iter()
                .map(|(question, answer)| (question.as_str(), answer.as_str()))
        };
        conditions.iter().all(|condition| condition.allows(answers()))
    }

    fn has_answered(&self, question: &str) -> bool {
        self.answers.iter().any(|(answered, _)| answered == question)
    }
}

/// A service of the town.
pub fn service<'a>(town: &'a TownView, slug: &str) -> Option<&'a ServiceView> {
    town.departments
        .iter()
        .flat_map(|department| &department.services)
        .find(|service| service.slug == slug)
}

/// The department that offers a service.
pub fn department<'a>(town: &'a TownView, service: &str) -> Option<&'a DepartmentView> {
    town.departments
        .iter()
        .find(|here| here.services.iter().any(|offered| offered.slug == service))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn two_cards_and_a_passport() -> Visit {
        let mut visit = Visit::default();
        visit.set_count("personalausweis", 2);
        visit.set_count("reisepass", 1);
        visit
    }

    #[test]
    fn durations_add_up() {
        let town = sample::town();
        assert_eq!(two_cards_and_a_passport().minutes(&town), 45);
        assert_eq!(two_cards_and_a_passport().total(), 3);
    }

    #[test]
    fn a_paper_two_services_ask_for_stands_on_the_list_once() {
        let town = sample::town();
        let visit = two_cards_and_a_passport();
        let papers = visit.papers(&town);
        let photo = papers
            .iter()
            .find(|paper| paper.document.text == "Digitales Foto")
            .unwrap();
        assert_eq!(photo.wanted_by.len(), 2);
    }

    #[test]
    fn an_answer_takes_papers_away_and_no_answer_takes_none() {
        let town = sample::town();
        let mut visit = two_cards_and_a_passport();
        let all = visit.papers(&town).len();
        visit.answer("reisepass", "age", "adult");
        let fewer = visit.papers(&town);
        assert_eq!(fewer.len(), all - 1);
        assert!(
            fewer
                .iter()
                .all(|paper| paper.document.text != "Zustimmung der Sorgeberechtigten")
        );
    }

    #[test]
    fn a_fee_is_open_until_what_it_depends_on_is_answered() {
        let town = sample::town();
        let mut visit = two_cards_and_a_passport();
        assert_eq!(visit.total_cost(&town), None);
        visit.answer("personalausweis", "age", "over_24");
        visit.answer("reisepass", "age", "adult");
        assert_eq!(visit.total_cost(&town), Some(2 * 4600 + 7000));
        visit.answer("personalausweis", "age", "under_24");
        assert_eq!(visit.total_cost(&town), Some(2 * 2760 + 7000));
    }

    #[test]
    fn taking_a_service_out_forgets_its_answers() {
        let mut visit = two_cards_and_a_passport();
        visit.answer("reisepass", "age", "adult");
        visit.set_count("reisepass", 0);
        visit.set_count("reisepass", 1);
        assert_eq!(visit.answered("reisepass", "age"), None);
    }
}
