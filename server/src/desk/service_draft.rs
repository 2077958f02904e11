//! A service as it stands in a form, saved or not: every field as it was typed, under the path that a file would give it,
//! `documents[1].text.de`. So a mistake that names a path names a field.

use std::collections::BTreeMap;

use tenants::service::{
    Conditions, Document, Fee, OfferedTo, Online, PossibleAnswer, Question, ServiceFacts,
};
use tenants::{Text, Words};

mod lines;
mod money;

pub use lines::LineStep;
use money::{cents, euros};

/// What stands in the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft(BTreeMap<String, String>);

impl Draft {
    /// What a form has sent. Lines of lists are counted anew, without gaps.
    #[must_use]
    pub fn typed(fields: BTreeMap<String, String>) -> Self {
        let mut draft = Self(fields);
        for list in ["fees", "documents", "questions"] {
            draft.close_gaps(list);
        }
        for number in 0..draft.len("questions") {
            draft.close_gaps(&format!("questions[{number}].answers"));
        }
        draft
    }

    /// A service that exists.
    #[must_use]
    pub fn of(facts: &ServiceFacts) -> Self {
        let mut draft = Self::default();
        draft.say("name", &facts.name);
        draft.say("summary", &facts.summary);
        draft.say("in_person", &facts.in_person);
        for (language, words) in facts.words.iter() {
            draft.put(format!("words.{language}"), words.join("\n"));
        }
        if facts.popular {
            draft.put("popular", "ja");
        }
        draft.put("offered_to", word_of(facts.offered_to));
        draft.put("minutes", facts.minutes.to_string());
        draft.put("buffer_minutes", facts.buffer_minutes.to_string());
        draft.put("max_count", facts.max_count.to_string());
        let own = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
        draft.put("lead_minutes", own(facts.lead_minutes));
        draft.put("horizon_days", own(facts.horizon_days));
        draft.put("leika", facts.leika.clone().unwrap_or_default());
        if let Some(origin) = &facts.catalogue {
            draft.put("catalogue", origin.clone());
        }
        if let Some(online) = &facts.online {
            draft.put("online.url", online.url.clone());
            draft.say("online.text", &online.text);
        }
        for (number, fee) in facts.fees.iter().enumerate() {
            let line = format!("fees[{number}]");
            draft.put(format!("{line}.cents"), euros(fee.cents));
            draft.say(&format!("{line}.label"), &fee.label);
            draft.tick(&line, &fee.when);
        }
        for (number, document) in facts.documents.iter().enumerate() {
            let line = format!("documents[{number}]");
            draft.say(&format!("{line}.text"), &document.text);
            draft.say(&format!("{line}.hint"), &document.hint);
            draft.tick(&line, &document.when);
        }
        for (number, question) in facts.questions.iter().enumerate() {
            let line = format!("questions[{number}]");
            draft.put(format!("{line}.key"), question.key.clone());
            draft.say(&format!("{line}.text"), &question.text);
            for (number, answer) in question.answers.iter().enumerate() {
                let line = format!("{line}.answers[{number}]");
                draft.put(format!("{line}.key"), answer.key.clone());
                draft.say(&format!("{line}.text"), &answer.text);
            }
        }
        draft
    }

    /// What stands in a field.
    #[must_use]
    pub fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// Whether there is a field, a group of fields or a line of this path.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        let within = |field: &String| {
            let rest = field.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.0.keys().any(within)
    }

    /// The service that the fields describe, under this name in addresses. What is no number becomes one that no check lets
    /// pass.
    #[must_use]
    pub fn read(&self, slug: &str, languages: &[String]) -> ServiceFacts {
        let said = |field: &str| self.text(field, languages);
        let number = |field: &str| self.get(field).trim().parse().unwrap_or(u32::MAX);
        let if_any = |field: &str| (!self.get(field).trim().is_empty()).then(|| number(field));
        let questions = self.questions(languages);
        let lines = |list: &'static str| (0..self.len(list)).map(move |number| format!("{list}[{number}]"));
        let url = one_line(self.get("online.url"));
        let text = said("online.text");
        ServiceFacts {
            slug: slug.to_owned(),
            name: said("name"),
            summary: said("summary"),
            words: self.words(languages),
            popular: self.has("popular"),
            offered_to: offered_to(self.get("offered_to")),
            minutes: number("minutes"),
            buffer_minutes: if_any("buffer_minutes").unwrap_or(0),
            max_count: if_any("max_count").unwrap_or(1),
            lead_minutes: if_any("lead_minutes"),
            horizon_days: if_any("horizon_days"),
            leika: Some(self.get("leika").replace(char::is_whitespace, "")).filter(|key| !key.is_empty()),
            catalogue: Some(self.get("catalogue").to_owned()).filter(|origin| !origin.is_empty()),
            in_person: said("in_person"),
            online: (!url.is_empty() || !text.is_empty()).then_some(Online { url, text }),
            fees: lines("fees")
                .map(|line| Fee {
                    cents: cents(self.get(&format!("{line}.cents"))).unwrap_or(u32::MAX),
                    label: said(&format!("{line}.label")),
                    when: self.conditions(&line, &questions),
                })
                .collect(),
            documents: lines("documents")
                .map(|line| Document {
                    text: said(&format!("{line}.text")),
                    hint: said(&format!("{line}.hint")),
                    when: self.conditions(&line, &questions),
                })
                .collect(),
            questions,
        }
    }

    fn questions(&self, languages: &[String]) -> Vec<Question> {
        let question = |number: usize| {
            let line = format!("questions[{number}]");
            let answers = format!("{line}.answers");
            let answer = |number: usize| PossibleAnswer {
                key: self.get(&format!("{answers}[{number}].key")).to_owned(),
                text: self.text(&format!("{answers}[{number}].text"), languages),
            };
            Question {
                key: self.get(&format!("{line}.key")).to_owned(),
                text: self.text(&format!("{line}.text"), languages),
                answers: (0..self.len(&answers)).map(answer).collect(),
            }
        };
        (0..self.len("questions")).map(question).collect()
    }

    fn text(&self, field: &str, languages: &[String]) -> Text {
        let said = languages.iter().filter_map(|language| {
            let text = one_line(self.get(&format!("{field}.{language}")));
            (!text.is_empty()).then_some((language.as_str(), text))
        });
        Text::new(said)
    }

    fn words(&self, languages: &[String]) -> Words {
        let said = languages.iter().filter_map(|language| {
            let lines = self.get(&format!("words.{language}")).lines();
            let words: Vec<_> = lines.map(one_line).filter(|word| !word.is_empty()).collect();
            (!words.is_empty()).then_some((language.as_str(), words))
        });
        Words::new(said)
    }

    /// The ticked answers of a line, in the order of questions and answers.
    fn conditions(&self, line: &str, questions: &[Question]) -> Conditions {
        let ticked = questions.iter().filter_map(|question| {
            let answers = question.answers.iter().map(|answer| &answer.key);
            let is_ticked = |answer: &&String| self.has(&tick(line, &question.key, answer));
            let answers: Vec<_> = answers.filter(is_ticked).cloned().collect();
            (!answers.is_empty()).then(|| (question.key.clone(), answers))
        });
        ticked.collect()
    }

    fn say(&mut self, field: &str, text: &Text) {
        for (language, text) in text.iter() {
            self.put(format!("{field}.{language}"), text.clone());
        }
    }

    fn tick(&mut self, line: &str, when: &Conditions) {
        for (question, answers) in when {
            for answer in answers {
                self.put(tick(line, question, answer), "ja");
            }
        }
    }

    fn put(&mut self, field: impl Into<String>, value: impl Into<String>) {
        self.0.insert(field.into(), value.into());
    }
}

/// The field that says whether a line counts for an answer.
#[must_use]
pub fn tick(line: &str, question: &str, answer: &str) -> String {
    format!("{line}.when.{question}.{answer}")
}

/// Fields of several lines are for reading what was typed; what is kept is one line.
fn one_line(text: &str) -> String {
    let line: Vec<_> = text.lines().map(str::trim_ascii).collect();
    line.join(" ").trim_ascii().to_owned()
}

const OFFERED: [(OfferedTo, &str); 3] = [
    (OfferedTo::Everyone, "alle"),
    (OfferedTo::Desk, "intern"),
    (OfferedTo::Nobody, "niemand"),
];

/// How forms call it.
#[must_use]
pub fn word_of(offered_to: OfferedTo) -> &'static str {
    let found = OFFERED.iter().find(|(one, _)| *one == offered_to);
    found.map_or("alle", |(_, word)| word)
}

fn offered_to(word: &str) -> OfferedTo {
    let found = OFFERED.iter().find(|(_, known)| *known == word);
    found.map_or(OfferedTo::Everyone, |(one, _)| *one)
}

#[cfg(test)]
mod tests {
    use tenants::definition::read;

    use super::*;

    const TOWNS: [&str; 2] = [
        include_str!("../../../examples/doerentrup/town.toml"),
        include_str!("../../../examples/birkenroda/town.toml"),
    ];

    #[test]
    fn a_service_that_goes_through_a_form_is_the_same_service() {
        for town in TOWNS {
            let town = read(town, "town.toml").unwrap();
            for facts in town.departments.iter().flat_map(|one| &one.services) {
                let draft = Draft::of(facts);
                // As browsers send it.
                let sent = draft
                    .0
                    .iter()
                    .map(|(field, value)| (field.clone(), value.replace('\n', "\r\n")));
                let again = Draft::typed(sent.collect()).without_blanks();
                assert_eq!(
                    again.read(&facts.slug, &town.facts.languages),
                    *facts,
                    "{}",
                    facts.slug
                );
            }
        }
    }

    #[test]
    fn lines_come_go_and_change_places_and_keep_what_stands_in_them() {
        let mut draft = Draft::default();
        draft.step(LineStep::More("questions"));
        draft.step(LineStep::More("documents"));
        draft.step(LineStep::More("documents"));
        draft.put("documents[1].text.de", "Foto");
        let tick = "documents[1].when.frage_1.antwort_2";
        draft.put(tick, "ja");
        assert_eq!(
            (draft.len("documents"), draft.len("questions[0].answers")),
            (2, 2)
        );
        draft.step(LineStep::Up("documents", 1));
        assert_eq!(draft.get("documents[0].text.de"), "Foto");
        assert!(draft.has("documents[0].when.frage_1.antwort_2") && !draft.has(tick));
        draft.step(LineStep::Less("questions[0].answers", 0));
        assert_eq!(draft.get("questions[0].answers[0].key"), "antwort_2");
        assert!(
            draft.has("documents[0].when.frage_1.antwort_2"),
            "the other answer is still there"
        );
        draft.step(LineStep::More("questions[0].answers"));
        assert_eq!(
            draft.get("questions[0].answers[1].key"),
            "antwort_1",
            "a key that nobody has"
        );
        draft.step(LineStep::Less("questions", 0));
        assert!(!draft.has("documents[0].when"), "nobody asks any more");
        assert_eq!(draft.without_blanks().len("documents"), 1);
    }
}
