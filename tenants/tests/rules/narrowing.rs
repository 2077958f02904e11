//! What the person who writes papers and questions sees of what people will read.

use tenants::fee::PieceFee;
use tenants::narrowing::{Case, cases};
use tenants::service::{PossibleAnswer, Question, ServiceFacts};
use tenants::{Answers, Text};

use crate::towns::{doerentrup, visit};

fn passport() -> ServiceFacts {
    let town = doerentrup();
    let service = town.service_named("reisepass").expect("a passport");
    service.facts.clone()
}

fn said(case: &Case<'_>) -> (Vec<String>, Vec<String>) {
    let answers = case.answers.iter().map(|(_, answer)| answer.key.clone());
    let papers = case
        .papers
        .iter()
        .map(|paper| paper.text.in_language("de").to_owned());
    (answers.collect(), papers.collect())
}

#[test]
fn every_combination_of_answers_shows_what_a_visit_with_them_would() {
    let town = doerentrup();
    let asking = town
        .services()
        .filter(|service| !service.facts.questions.is_empty());
    let mut seen = 0;
    for service in asking {
        let slug = service.facts.slug.as_str();
        for case in cases(&service.facts, 1000) {
            assert_eq!(case.answers.len(), service.facts.questions.len(), "{slug}");
            let given = case
                .answers
                .iter()
                .map(|(question, answer)| (slug, question.key.as_str(), answer.key.as_str()));
            let answers = Answers::parse(&town, given).expect("its own answers");
            let visit = visit(&town, &[(slug, 1)]);
            let papers: Vec<_> = visit
                .checklist(&town, &answers, "de")
                .into_iter()
                .map(|paper| paper.text)
                .collect();
            assert_eq!(said(&case).1, papers, "{slug}");
            let fee = match case.fee {
                PieceFee::Cents(cents) => tenants::fee::amount(cents.into(), "de"),
                PieceFee::Open | PieceFee::Unknown => tenants::fee::in_words(&service.facts.fees, "de"),
            };
            assert_eq!(fee, visit.fee(&town, &answers).in_words("de"), "{slug}");
            seen += 1;
        }
    }
    assert!(seen > 2, "{seen} cases");
}

#[test]
fn too_many_combinations_are_told_answer_by_answer_and_no_question_in_one_case() {
    let mut facts = passport();
    let answers = |count: usize| {
        let answer = |number| PossibleAnswer {
            key: format!("a{number}"),
            text: Text::new([("de", "x")]),
        };
        (0..count).map(answer).collect()
    };
    facts.questions = ["q", "r", "s"]
        .map(|key| Question {
            key: key.to_owned(),
            text: Text::default(),
            answers: answers(3),
        })
        .to_vec();
    assert_eq!(cases(&facts, 27).len(), 27);
    assert_eq!(
        cases(&facts, 26).len(),
        9,
        "three questions with three answers each"
    );
    facts
        .questions
        .iter_mut()
        .for_each(|question| question.answers.clear());
    assert_eq!(
        cases(&facts, 26).len(),
        1,
        "a question that is not finished yet asks nothing"
    );
    facts.questions.clear();
    let only = &cases(&facts, 26)[0];
    assert!(only.answers.is_empty());
}

#[test]
fn what_is_not_said_in_a_language_is_counted() {
    let mut facts = passport();
    facts.documents.truncate(1);
    facts.documents[0].hint = Text::default();
    facts.in_person = Text::default();
    let before = facts.missing_in("en");
    let german = |text: &str| Text::new([("de", text)]);
    facts.name = german("Reisepass");
    facts.documents[0].hint = german("Nur auf Deutsch.");
    facts.in_person = german("Alle kommen selbst.");
    assert_eq!(facts.missing_in("de"), 0);
    assert_eq!(facts.missing_in("en"), before + 3);
    facts.name = Text::default();
    assert_eq!(
        facts.missing_in("en"),
        before + 2,
        "what nobody says is missing nowhere"
    );
}
