//! What a service says, field by field and in words, for whoever decides about it at the desk.

use tenants::fee;
use tenants::service::{Conditions, Question, ServiceFacts};
use tenants::{Text, Words};

use super::wording::name_of;

/// "Kurztext (Deutsch)" for `summary.de`.
#[must_use]
pub fn label(field: &str) -> String {
    let (key, language) = field.split_once('.').unwrap_or((field, ""));
    let name = match key {
        "name" => "Name",
        "summary" => "Kurztext",
        "words" => "Suchwörter",
        "in_person" => "Wer kommt",
        "minutes" => "Dauer",
        "max_count" => "Höchstzahl je Besuch",
        "leika" => "LeiKa-Schlüssel",
        "online" => "Online-Weg",
        "fees" => "Gebühren",
        "questions" => "Fragen",
        "documents" => "Unterlagen",
        other => other,
    };
    if language.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({})", name_of(language))
    }
}

/// What a service says in a field in these languages, line by line; nothing where it says nothing.
#[must_use]
pub fn said(service: &ServiceFacts, field: &str, languages: &[&str]) -> Vec<String> {
    let (key, language) = field.split_once('.').unwrap_or((field, ""));
    let one = |text: &Text| text.exactly(language).cloned().into_iter().collect();
    match key {
        "name" => one(&service.name),
        "summary" => one(&service.summary),
        "in_person" => one(&service.in_person),
        "words" => words(&service.words, language),
        "minutes" => vec![format!("{} Minuten", service.minutes)],
        "max_count" => vec![service.max_count.to_string()],
        "leika" => service.leika.clone().into_iter().collect(),
        "online" => service
            .online
            .iter()
            .map(|online| format!("{}: {}", whole(&online.text, languages), online.url))
            .collect(),
        "fees" => fees(service, languages),
        "questions" => service
            .questions
            .iter()
            .map(|one| question(one, languages))
            .collect(),
        "documents" => papers(service, languages),
        _ => Vec::new(),
    }
}

fn words(words: &Words, language: &str) -> Vec<String> {
    let words = words.exactly(language).filter(|words| !words.is_empty());
    words.map(|words| words.join(", ")).into_iter().collect()
}

fn fees(service: &ServiceFacts, languages: &[&str]) -> Vec<String> {
    let told = |one: &tenants::service::Fee| {
        let label = Some(whole(&one.label, languages)).filter(|label| !label.is_empty());
        let amount = fee::amount(one.cents.into(), "de");
        let fee = label.map_or_else(|| amount.clone(), |label| format!("{label}: {amount}"));
        fee + &only(service, &one.when)
    };
    service.fees.iter().map(told).collect()
}

/// "Wie alt ist die Person? 24 Jahre oder älter · 16 bis 23 Jahre".
fn question(question: &Question, languages: &[&str]) -> String {
    let answers = question
        .answers
        .iter()
        .map(|answer| whole(&answer.text, languages));
    format!(
        "{} {}",
        whole(&question.text, languages),
        answers.collect::<Vec<_>>().join(" · ")
    )
}

fn papers(service: &ServiceFacts, languages: &[&str]) -> Vec<String> {
    let told = |paper: &tenants::service::Document| {
        let hint = Some(whole(&paper.hint, languages)).filter(|hint| !hint.is_empty());
        let hint = hint.map_or_else(String::new, |hint| format!(" ({hint})"));
        format!(
            "{}{hint}{}",
            whole(&paper.text, languages),
            only(service, &paper.when)
        )
    };
    service.documents.iter().map(told).collect()
}

/// " – nur bei: Ja, Unter 16 Jahren".
fn only(service: &ServiceFacts, when: &Conditions) -> String {
    let mut answers = Vec::new();
    for question in &service.questions {
        let wanted = when.get(&question.key).into_iter().flatten();
        let names = wanted.filter_map(|key| question.answers.iter().find(|answer| answer.key == *key));
        let names: Vec<_> = names
            .map(|answer| format!("„{}“", answer.text.in_language("de")))
            .collect();
        if !names.is_empty() {
            answers.push(names.join(" oder "));
        }
    }
    if answers.is_empty() {
        return String::new();
    }
    format!(" – nur bei {}", answers.join(" und "))
}

/// A text in these languages.
fn whole(text: &Text, languages: &[&str]) -> String {
    let spoken = languages.iter().filter_map(|language| text.exactly(language));
    spoken.map(String::as_str).collect::<Vec<_>>().join(" / ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tenants::catalogue::Catalogue;

    const BOTH: [&str; 2] = ["de", "en"];

    #[test]
    fn a_service_is_told_with_what_each_paper_and_fee_depends_on() {
        let catalogue = Catalogue::ours().unwrap();
        let card = &catalogue.entry("vorlaeufiger-personalausweis").unwrap().service;
        assert_eq!(label("summary.de"), "Kurztext (Deutsch)");
        assert_eq!(said(card, "minutes", &BOTH), ["15 Minuten"]);
        assert_eq!(said(card, "fees", &BOTH), ["10,00\u{a0}€"]);
        assert_eq!(
            said(card, "name.en", &BOTH),
            ["Apply for a temporary identity card"]
        );
        assert_eq!(said(card, "name.tr", &BOTH), [""; 0]);
        assert_eq!(said(card, "online", &BOTH), [""; 0]);
        let asked = "Wie alt ist die Person? / How old is the person? 16 Jahre oder älter / 16 or older · Unter 16 Jahren / Under 16";
        assert_eq!(said(card, "questions", &BOTH), [asked]);
        let last = "Zustimmung aller Sorgeberechtigten mit deren Ausweisen / Consent of all legal guardians with their identity cards – \
                    nur bei „Unter 16 Jahren“";
        assert_eq!(said(card, "documents", &BOTH).last().unwrap(), last);
        let passport = &catalogue.entry("reisepass").unwrap().service;
        let certificate = &said(passport, "documents", &BOTH)[4];
        assert!(
            certificate.ends_with(" – nur bei „Erwachsene Person ab 24“ oder „Erwachsene Person unter 24“ und „Nein, es ist der erste“"),
            "{certificate}"
        );
        let young = "unter 24 Jahren / under 24: 37,50\u{a0}€ – nur bei „Erwachsene Person unter 24“ oder „Kind unter 18“";
        assert_eq!(said(passport, "fees", &BOTH)[0], young);
    }

    #[test]
    fn every_field_that_can_differ_has_a_name() {
        for field in [
            "name",
            "summary",
            "words",
            "minutes",
            "max_count",
            "leika",
            "in_person",
            "online",
            "fees",
            "questions",
            "documents",
        ] {
            assert!(label(field).starts_with(char::is_uppercase), "{field}");
        }
    }
}
