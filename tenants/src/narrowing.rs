//! What the answers to a service's questions leave of its papers and fees: for whoever writes them, to see what people will read.

use crate::fee::{PieceFee, of_piece};
use crate::ids::{DepartmentId, ServiceId};
use crate::service::{Document, PossibleAnswer, Question, Service, ServiceFacts};
use crate::visit::Answers;

/// What somebody reads who has answered so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case<'a> {
    /// Questions and what was answered.
    pub answers: Vec<(&'a Question, &'a PossibleAnswer)>,
    /// What to bring.
    pub papers: Vec<&'a Document>,
    /// What it costs.
    pub fee: PieceFee,
}

/// What people can read: a case for every combination of answers or, where those were more than `most`, for every single answer.
/// Without questions there is one.
#[must_use]
pub fn cases(facts: &ServiceFacts, most: usize) -> Vec<Case<'_>> {
    let asked = facts
        .questions
        .iter()
        .filter(|question| !question.answers.is_empty());
    let all = asked
        .clone()
        .fold(1usize, |all, question| all.saturating_mul(question.answers.len()));
    let mut combinations: Vec<Vec<_>> = vec![Vec::new()];
    if all <= most {
        for question in asked {
            let with = |known: Vec<_>| {
                let answers = question.answers.iter();
                answers.map(move |answer| [known.as_slice(), &[(question, answer)]].concat())
            };
            combinations = combinations.into_iter().flat_map(with).collect();
        }
    } else {
        let single = asked.flat_map(|question| question.answers.iter().map(move |one| vec![(question, one)]));
        combinations = single.collect();
    }
    // Numbers mean nothing here: the service stands alone.
    let service = Service {
        id: ServiceId(0),
        department: DepartmentId(0),
        facts: facts.clone(),
    };
    combinations
        .into_iter()
        .map(|given| case_of(&service, facts, given))
        .collect()
}

fn case_of<'a>(
    service: &Service,
    facts: &'a ServiceFacts,
    given: Vec<(&'a Question, &'a PossibleAnswer)>,
) -> Case<'a> {
    let keys = given
        .iter()
        .map(|(question, answer)| (question.key.as_str(), answer.key.as_str()));
    let answers = Answers::to_one(service.id, keys);
    let mut papers: Vec<&Document> = Vec::new();
    for document in &facts.documents {
        let is_new = !papers
            .iter()
            .any(|known| (&known.text, &known.hint) == (&document.text, &document.hint));
        if is_new && answers.allow(service.id, &document.when) {
            papers.push(document);
        }
    }
    Case {
        papers,
        fee: of_piece(service, &answers),
        answers: given,
    }
}
