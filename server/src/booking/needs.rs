//! What a visit needs before a time is chosen: papers, fee, minutes.

use tenants::Answers;
use tenants::calendar::Channel;
use wire::{ChecklistLine, GivenAnswer, ServiceCount};

use super::wish;
use crate::{
    refusal::{Outcome, Trouble},
    web::visitor::Visitor,
};

/// What follows from a visit and the answers given so far.
#[derive(Clone, Debug)]
pub struct Needs {
    /// What to bring.
    pub checklist: Vec<ChecklistLine>,
    /// What it costs, in words; empty where nothing is known.
    pub fee: String,
    /// Minutes of the whole visit.
    pub minutes: u32,
}

/// Tells what to bring, what it costs and how long it takes.
///
/// # Errors
/// If the visit is none, an answer was never offered, or the town's online appointments are stopped.
pub async fn needs(visitor: &Visitor, services: &[ServiceCount], given: &[GivenAnswer]) -> Outcome<Needs> {
    let tx = visitor.reading().await?;
    tx.must_be_open()?;
    let visit = wish::visit(&tx.town, services, Channel::Citizen)?;
    // An answer to a service that was taken out of the visit again says nothing any more.
    let asked = given
        .iter()
        .filter(|given| services.iter().any(|chosen| chosen.service == given.service));
    let triples = asked.map(|one| (one.service.as_str(), one.question.as_str(), one.answer.as_str()));
    let answers = Answers::parse(&tx.town, triples).map_err(|_| Trouble::field("answers", "field.answer"))?;
    let language = visitor.language(&tx.town);
    let papers = visit.checklist(&tx.town, &answers, &language);
    Ok(Needs {
        checklist: papers
            .into_iter()
            .map(|paper| ChecklistLine {
                text: paper.text,
                hint: paper.hint,
            })
            .collect(),
        fee: visit.fee(&tx.town, &answers).in_words(&language),
        minutes: visit.minutes(),
    })
}
