//! Checks of a service.

use std::collections::BTreeSet;

use super::fields::{Fields, NAME, SENTENCES, say};
use crate::catalogue::Origin;
use crate::service::{Conditions, Question, ServiceFacts};

pub(super) fn check(fields: &mut Fields<'_>, path: &str, service: &ServiceFacts) {
    fields.text(&format!("{path}.name"), &service.name, NAME);
    fields.text_if_any(&format!("{path}.summary"), &service.summary, SENTENCES);
    fields.text_if_any(&format!("{path}.in_person"), &service.in_person, SENTENCES);
    fields.words(&format!("{path}.words"), &service.words);
    fields.range(format_args!("{path}.minutes"), service.minutes, 5..=480);
    fields.range(
        format_args!("{path}.buffer_minutes"),
        service.buffer_minutes,
        0..=240,
    );
    fields.range(format_args!("{path}.max_count"), service.max_count, 1..=20);
    if let Some(lead) = service.lead_minutes {
        fields.range(format_args!("{path}.lead_minutes"), lead, 0..=30 * 24 * 60);
    }
    if let Some(horizon) = service.horizon_days {
        fields.range(format_args!("{path}.horizon_days"), horizon, 1..=366);
    }
    if let Some(leika) = &service.leika {
        let fits = leika.len() == 14 && leika.bytes().all(|digit| digit.is_ascii_digit());
        fields.must(
            fits,
            format_args!("{path}.leika"),
            say("a LeiKa key has 14 digits", "Ein LeiKa-Schlüssel hat 14 Ziffern."),
        );
    }
    if let Some(catalogue) = &service.catalogue {
        let fits = Origin::parse(catalogue).is_some();
        fields.must(
            fits,
            format_args!("{path}.catalogue"),
            say(
                "must name an entry of the catalogue and its version, \"personalausweis@2026-11\"",
                "Bitte nennen Sie den Eintrag des Katalogs und seine Fassung, zum Beispiel personalausweis@2026-11.",
            ),
        );
    }
    if let Some(online) = &service.online {
        fields.url(&format!("{path}.online.url"), &online.url, false);
        fields.text(&format!("{path}.online.text"), &online.text, NAME);
    }
    questions(fields, path, &service.questions);
    fees(fields, path, service);
    for (number, document) in service.documents.iter().enumerate() {
        let path = format!("{path}.documents[{number}]");
        fields.text(&format!("{path}.text"), &document.text, SENTENCES);
        fields.text_if_any(&format!("{path}.hint"), &document.hint, SENTENCES);
        conditions(fields, &path, &document.when, &service.questions);
    }
}

fn questions(fields: &mut Fields<'_>, path: &str, questions: &[Question]) {
    let mut keys = BTreeSet::new();
    for (number, question) in questions.iter().enumerate() {
        let path = format!("{path}.questions[{number}]");
        key(fields, &path, &question.key, keys.insert(&question.key));
        fields.text(&format!("{path}.text"), &question.text, SENTENCES);
        let enough = question.answers.len() >= 2;
        fields.must(
            enough,
            format_args!("{path}.answers"),
            say(
                "a question needs at least two answers",
                "Eine Frage braucht mindestens zwei Antworten.",
            ),
        );
        let mut answers = BTreeSet::new();
        for (number, answer) in question.answers.iter().enumerate() {
            let path = format!("{path}.answers[{number}]");
            key(fields, &path, &answer.key, answers.insert(&answer.key));
            fields.text(&format!("{path}.text"), &answer.text, SENTENCES);
        }
    }
}

fn key(fields: &mut Fields<'_>, path: &str, key: &str, is_new: bool) {
    let letters = key
        .bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    let fits = letters && (1..=40).contains(&key.len());
    fields.must(
        fits,
        format_args!("{path}.key"),
        say(
            "must be 1 to 40 of a-z, 0-9 and _",
            "Bitte verwenden Sie 1 bis 40 Kleinbuchstaben (a–z), Ziffern und Unterstriche.",
        ),
    );
    fields.must(
        is_new,
        format_args!("{path}.key"),
        say(
            format_args!("\"{key}\" is given twice"),
            format_args!("„{key}“ steht doppelt da."),
        ),
    );
}

fn fees(fields: &mut Fields<'_>, path: &str, service: &ServiceFacts) {
    let always = service.fees.iter().position(|fee| fee.when.is_empty());
    for (number, fee) in service.fees.iter().enumerate() {
        let path = format!("{path}.fees[{number}]");
        fields.range(format_args!("{path}.cents"), fee.cents, 0..=1_000_000);
        fields.text_if_any(&format!("{path}.label"), &fee.label, NAME);
        conditions(fields, &path, &fee.when, &service.questions);
        let reached = always.is_none_or(|always| number <= always);
        fields.must(
            reached,
            &path,
            say(
                "can never count: a fee before it always does; put that one last",
                "Diese Gebühr kann nie gelten, weil eine davor immer gilt. Bitte stellen Sie die ohne Bedingung ans Ende.",
            ),
        );
    }
}

fn conditions(fields: &mut Fields<'_>, path: &str, when: &Conditions, questions: &[Question]) {
    for (question, answers) in when {
        let path = format!("{path}.when.{question}");
        let Some(asked) = questions.iter().find(|asked| asked.key == *question) else {
            fields.wrong(
                &path,
                say(
                    format_args!("the service has no question with the key \"{question}\""),
                    format_args!("Die Frage „{question}“ gibt es bei dieser Dienstleistung nicht."),
                ),
            );
            continue;
        };
        fields.must(
            !answers.is_empty(),
            &path,
            say(
                "needs at least one answer",
                "Bitte wählen Sie mindestens eine Antwort.",
            ),
        );
        for (number, answer) in answers.iter().enumerate() {
            let known = asked.answers.iter().any(|possible| possible.key == *answer);
            let problem = say(
                format_args!("the question \"{question}\" has no answer \"{answer}\""),
                format_args!("Die Frage „{question}“ hat keine Antwort „{answer}“."),
            );
            fields.must(known, format_args!("{path}[{number}]"), problem);
        }
    }
}
