//! What is told of a service's form: fields by their names, mistakes beside them, and what people will read.

use tenants::Town;
use tenants::definition::Mistake as Wrong;
use tenants::fee::{PieceFee, amount, in_words};
use tenants::narrowing::{Case, cases};
use tenants::service::ServiceFacts;

use super::service::PreviewCase;
use super::wording::name_of;
use crate::desk::Draft;
use crate::views::pages::Mistake;

/// Most ways to answer that are shown in full.
const MOST: usize = 24;

/// Fields with a whole number.
const NUMBERS: [&str; 5] = [
    "minutes",
    "buffer_minutes",
    "max_count",
    "lead_minutes",
    "horizon_days",
];

/// Mistakes of a service beside the fields of its form; what has no field there is told on top.
#[must_use]
pub fn told(town: &Town, draft: &Draft, mistakes: &[Wrong]) -> Vec<Mistake> {
    let mut told: Vec<Mistake> = Vec::new();
    for one in mistakes {
        let mistake = Mistake {
            field: field_of(town, draft, &one.path),
            text: text_of(draft, one),
        };
        if !told.contains(&mistake) {
            told.push(mistake);
        }
    }
    told
}

/// The field that a path means: itself, the first language of a text, or whatever is around it.
fn field_of(town: &Town, draft: &Draft, path: &str) -> String {
    let mut around = path;
    if path == "slug" {
        return "personen".to_owned();
    }
    loop {
        let first = format!("{around}.{}", town.first_language());
        let is_text = ["name", "summary", "in_person", "words", "text", "hint", "label"]
            .iter()
            .any(|text| around == *text || around.ends_with(&format!(".{text}")));
        if is_text {
            return first;
        }
        if draft.has(around) || NUMBERS.contains(&around) || ["leika", "online.url"].contains(&around) {
            return around.to_owned();
        }
        match around.rfind(['.', '[']) {
            Some(end) => around = &around[..end],
            None => return String::new(),
        }
    }
}

fn text_of(draft: &Draft, mistake: &Wrong) -> String {
    let path = mistake.path.as_str();
    if path.starts_with("fees[") && path.ends_with(".cents") {
        return "Bitte geben Sie den Betrag in Euro an, zum Beispiel 37,00; höchstens 10.000,00.".to_owned();
    }
    if NUMBERS.contains(&path) && draft.get(path).trim().parse::<u32>().is_err() {
        return "Bitte geben Sie eine ganze Zahl ein, zum Beispiel 15.".to_owned();
    }
    mistake.problem.german.clone()
}

/// "Unterlage 2, Text (Deutsch)" for `documents[1].text.de`.
#[must_use]
pub fn called(path: &str) -> String {
    let mut words = Vec::new();
    let mut language = None;
    for part in path.split('.') {
        let (word, number) = part.split_once('[').unwrap_or((part, ""));
        let number: Option<usize> = number.trim_end_matches(']').parse().ok();
        match (label(word), number) {
            (Some(label), Some(number)) => words.push(format!("{label} {}", number + 1)),
            (Some(label), None) => words.push(label.to_owned()),
            (None, _) if word.len() == 2 => language = Some(name_of(word)),
            (None, _) => words.push(word.to_owned()),
        }
    }
    match language {
        Some(language) => format!("{} ({language})", words.join(", ")),
        None => words.join(", "),
    }
}

fn label(word: &str) -> Option<&'static str> {
    Some(match word {
        "slug" => "Name in Adressen",
        "name" => "Name",
        "summary" => "Kurz erklärt",
        "words" => "Alltagswörter",
        "in_person" => "Wer selbst kommen muss",
        "popular" => "Oft gewählt",
        "offered_to" => "Angeboten",
        "minutes" => "Dauer in Minuten",
        "buffer_minutes" => "Nachbereitung in Minuten",
        "max_count" => "Höchstens je Termin",
        "lead_minutes" => "Vorlaufzeit in Minuten",
        "horizon_days" => "Buchungszeitraum in Tagen",
        "leika" => "LeiKa-Schlüssel",
        "online" => "Online statt Termin",
        "url" => "Adresse",
        "fees" => "Gebühr",
        "cents" => "Cent",
        "label" => "für wen",
        "documents" => "Unterlage",
        "questions" => "Frage",
        "answers" => "Antwort",
        "text" => "Text",
        "hint" => "Hinweis",
        "when" => "nur bei",
        "key" => "Schlüssel",
        _ => return None,
    })
}

/// What people read for every way to answer, in every language.
#[must_use]
pub fn preview(town: &Town, facts: &ServiceFacts) -> Vec<PreviewCase> {
    let first = town.first_language();
    // What was typed is no amount.
    let mut facts = facts.clone();
    facts.fees.retain(|fee| fee.cents != u32::MAX);
    let case = |case: Case<'_>| PreviewCase {
        told: town
            .languages
            .iter()
            .map(|language| {
                let fee = match case.fee {
                    PieceFee::Cents(cents) => amount(cents.into(), language),
                    PieceFee::Open | PieceFee::Unknown => in_words(&facts.fees, language),
                };
                let papers = case.papers.iter().map(|paper| {
                    let text = paper.text.in_language(language).to_owned();
                    (text, paper.hint.in_language(language).to_owned())
                });
                (language.clone(), fee, papers.collect())
            })
            .collect(),
        answers: case
            .answers
            .iter()
            .map(|(question, answer)| {
                let said = |text: &tenants::Text| text.in_language(first).to_owned();
                (said(&question.text), said(&answer.text))
            })
            .collect(),
    };
    cases(&facts, MOST).into_iter().map(case).collect()
}
