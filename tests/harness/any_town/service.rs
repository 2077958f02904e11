//! Services with their questions, fees and papers.

use tenants::service::{
    Conditions, Document, Fee, OfferedTo, Online, PossibleAnswer, Question, ServiceFacts,
};

use super::{Throw, shuffle};

impl Throw<'_> {
    pub(super) fn service(&mut self) -> ServiceFacts {
        let questions: Vec<_> = self.several(3, |throw| throw.question());
        let mut fees = self.several(3, |throw| throw.fee(&questions));
        // What counts always stands last.
        fees.retain(|fee| !fee.when.is_empty());
        if self.half() {
            fees.push(self.fee(&[]));
        }
        ServiceFacts {
            slug: self.slug(),
            name: self.text(120),
            summary: self.text_if_any(1_000),
            words: self.words(),
            popular: self.half(),
            offered_to: *self
                .dice
                .one_of(&[OfferedTo::Everyone, OfferedTo::Desk, OfferedTo::Nobody]),
            minutes: self.number(5, 480),
            buffer_minutes: self.number(0, 240),
            max_count: self.number(1, 20),
            lead_minutes: self.maybe(|throw| throw.number(0, 43_200)),
            horizon_days: self.maybe(|throw| throw.number(1, 366)),
            catalogue: self.maybe(|throw| throw.one_of(&["personalausweis@2026-11", "x@1"]).to_owned()),
            leika: self.maybe(|throw| format!("{:014}", throw.dice.number() % 100_000_000_000_000)),
            in_person: self.text_if_any(1_000),
            online: self.maybe(|throw| Online {
                url: throw.address("bund"),
                text: throw.text(120),
            }),
            fees,
            documents: self.several(4, |throw| Document {
                text: throw.text(1_000),
                hint: throw.text_if_any(1_000),
                when: throw.conditions(&questions),
            }),
            questions,
        }
    }

    fn question(&mut self) -> Question {
        let key = format!("frage_{}", self.dice.number());
        Question {
            key,
            text: self.text(1_000),
            answers: (0..self.between(2, 4))
                .map(|number| PossibleAnswer {
                    key: format!("{number}_a"),
                    text: self.text(1_000),
                })
                .collect(),
        }
    }

    fn fee(&mut self, questions: &[Question]) -> Fee {
        Fee {
            cents: self.number(0, 1_000_000),
            label: self.text_if_any(120),
            when: self.conditions(questions),
        }
    }

    /// For some of the questions some of their answers, in any order.
    fn conditions(&mut self, questions: &[Question]) -> Conditions {
        let mut conditions = Conditions::new();
        for question in questions {
            if self.half() {
                let mut answers: Vec<_> = question.answers.iter().map(|answer| answer.key.clone()).collect();
                shuffle(self.dice, &mut answers);
                answers.truncate(self.between(1, answers.len()));
                conditions.insert(question.key.clone(), answers);
            }
        }
        conditions
    }
}
