//! Step 2: what to bring, what it costs, how long it takes, who has to come.

use serde::Serialize;
use wire::{AppointmentView, ChecklistLine, ServiceView, TownView};

use super::links::Links;
use super::wish::Wish;
use super::{Hidden, Page};
use crate::booking::Needs;
use crate::texts::Words;

/// Context of step 2.
#[derive(Clone, Debug, Serialize)]
pub struct PapersPage {
    /// "2 × Personalausweis beantragen".
    pub services: Vec<String>,
    /// This page with other answers.
    pub narrow_url: String,
    /// Step 3.
    pub next_url: String,
    /// Step 1.
    pub back_url: String,
    /// What the form sends along: language and services, not the answers, which are its inputs.
    pub hidden: Vec<Hidden>,
    /// Questions that narrow the list.
    pub questions: Vec<Question>,
    /// What to bring.
    pub checklist: Vec<ChecklistLine>,
    /// What it costs; empty where nothing is known.
    pub fee: String,
    /// "Dauer zusammen 45 Minuten."
    pub duration: String,
    /// Who has to come, one sentence each.
    pub in_person: Vec<String>,
    /// Ways to settle something without a visit.
    pub online: Vec<Online>,
}

impl Page for PapersPage {
    const TEMPLATE: &'static str = "papers.html";
}

/// A question with its answers.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// Name of the inputs, "answer.reisepass.age".
    pub field: String,
    /// "Für wen ist der Reisepass?"
    pub text: String,
    /// The service it is about, where several were chosen; else empty.
    pub service: String,
    /// Its answers.
    pub answers: Vec<Answer>,
    /// Whether none was given.
    pub open: bool,
}

/// One possible answer.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// Key.
    pub key: String,
    /// "Kind unter 18".
    pub text: String,
    /// Whether it was given.
    pub given: bool,
}

/// A way to settle something without a visit.
#[derive(Clone, Debug, Serialize)]
pub struct Online {
    /// "Wohnsitz anmelden".
    pub service: String,
    /// "auch online möglich".
    pub text: String,
    /// Where.
    pub url: String,
}

impl PapersPage {
    /// The page for this town, wish and what follows from it.
    #[must_use]
    pub fn new(words: Words, town: &TownView, links: &Links, wish: &Wish, needs: Needs) -> Self {
        let chosen: Vec<_> = chosen(town, wish).collect();
        let several = chosen.len() > 1;
        let questions = chosen.iter().flat_map(|(service, _)| {
            service.questions.iter().map(move |question| Question {
                field: format!("answer.{}.{}", service.slug, question.key),
                text: question.text.clone(),
                service: if several {
                    service.name.clone()
                } else {
                    String::new()
                },
                open: wish.answer(&service.slug, &question.key).is_none(),
                answers: question
                    .answers
                    .iter()
                    .map(|answer| Answer {
                        key: answer.key.clone(),
                        text: answer.text.clone(),
                        given: wish.answer(&service.slug, &question.key) == Some(answer.key.as_str()),
                    })
                    .collect(),
            })
        });
        let mut in_person: Vec<String> = Vec::new();
        for sentence in chosen
            .iter()
            .filter_map(|(service, _)| service.in_person.as_ref())
        {
            if !in_person.contains(sentence) {
                in_person.push(sentence.clone());
            }
        }
        let online = chosen.iter().filter_map(|(service, _)| {
            service.online.as_ref().map(|online| Online {
                service: service.name.clone(),
                text: online.text.clone(),
                url: online.url.clone(),
            })
        });
        let unanswered = Wish {
            answers: Vec::new(),
            ..wish.clone()
        };
        let mut hidden = vec![("lang".to_owned(), words.language.to_owned())];
        hidden.extend(unanswered.calendar_pairs());
        let pieces: u32 = chosen
            .iter()
            .fold(0, |sum, (_, count)| sum.saturating_add(*count));
        let duration = if pieces > 1 {
            "pages.duration_together"
        } else {
            "pages.duration"
        };
        Self {
            services: services(town, wish),
            narrow_url: links.at("unterlagen", &[]),
            next_url: links.at("zeit", &[]),
            back_url: links.concerns(wish),
            hidden,
            questions: questions.collect(),
            checklist: needs.checklist,
            fee: needs.fee,
            duration: words.fill(duration, &[("minutes", &words.minutes(needs.minutes))]),
            in_person,
            online: online.collect(),
        }
    }
}

/// Chosen services with their counts, in the order they were chosen.
fn chosen<'a>(town: &'a TownView, wish: &'a Wish) -> impl Iterator<Item = (&'a ServiceView, u32)> {
    let every = move || {
        town.departments
            .iter()
            .flat_map(|department| &department.services)
    };
    wish.services
        .iter()
        .filter_map(move |chosen| Some((every().find(|known| known.slug == chosen.service)?, chosen.count)))
}

/// "2 × Personalausweis beantragen", "Reisepass beantragen": one line for each chosen service.
#[must_use]
pub fn services(town: &TownView, wish: &Wish) -> Vec<String> {
    chosen(town, wish)
        .map(|(service, count)| counted(&service.name, count))
        .collect()
}

/// The same of an appointment, with the names of that time.
#[must_use]
pub fn kept_services(appointment: &AppointmentView) -> Vec<String> {
    appointment
        .services
        .iter()
        .map(|chosen| counted(&chosen.name, chosen.count))
        .collect()
}

fn counted(name: &str, count: u32) -> String {
    if count == 1 {
        name.to_owned()
    } else {
        format!("{count} × {name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts;
    use crate::views::pages::samples;

    #[test]
    fn answers_are_inputs_and_everything_else_travels_hidden() {
        let town = samples::town("de");
        let wish = samples::wish(&[
            ("service", "reisepass:2"),
            ("answer.reisepass.first", "yes"),
            ("tageszeit", "ab16"),
        ]);
        let page = PapersPage::new(
            texts::words("de"),
            &town,
            &Links::new("doerentrup", "de"),
            &wish,
            samples::needs("de"),
        );
        let names: Vec<_> = page.hidden.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["lang", "service", "tageszeit"]);
        let first = page
            .questions
            .iter()
            .find(|question| question.field == "answer.reisepass.first")
            .unwrap();
        assert!(!first.open && first.answers.iter().any(|answer| answer.given));
        assert_eq!(page.services, ["2 × Reisepass beantragen"]);
    }
}
