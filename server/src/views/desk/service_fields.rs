//! Fields of a service's form: texts in every language side by side, and lines that come and go.

use serde::Serialize;
use tenants::Town;

use super::wording::name_of;
use crate::desk::{Draft, tick};

/// A text in every language of the town.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Said {
    /// One a language.
    pub tongues: Vec<Tongue>,
    /// What is to be written there.
    pub hint: &'static str,
    /// Of one line, `text`, or of several, `textarea`.
    pub kind: &'static str,
}

/// A text in one language.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tongue {
    /// `name.de`.
    pub field: String,
    /// "Name (Deutsch)".
    pub label: String,
    /// As typed.
    pub value: String,
    /// Whether another language says something here and this one does not.
    pub missing: bool,
}

/// Lists of a service.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Lines {
    /// What it costs.
    pub fees: Vec<Line>,
    /// What to bring.
    pub documents: Vec<Line>,
    /// What is asked.
    pub questions: Vec<Line>,
}

/// A question, and of each answer the field, what it says and whether it is ticked.
pub type Asked = (String, Vec<(String, String, bool)>);

/// One line of a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// `documents[1]`.
    pub path: String,
    /// "Unterlage 2".
    pub name: String,
    /// Whether nothing stands above it.
    pub first: bool,
    /// Euros of a fee; key of a question.
    pub value: String,
    /// What it says.
    pub said: Vec<Said>,
    /// For which answers it counts.
    pub when: Vec<Asked>,
    /// Whether it counts for some only.
    pub narrowed: bool,
    /// Answers of a question: path, key, name, text.
    pub answers: Vec<(String, String, String, Said)>,
}

/// A text that stands in these fields.
pub(super) fn said_in(
    town: &Town,
    draft: &Draft,
    field: &str,
    label: &str,
    hint: &'static str,
    kind: &'static str,
) -> Said {
    let field_in = |code: &String| format!("{field}.{code}");
    let somewhere = town
        .languages
        .iter()
        .any(|code| !draft.get(&field_in(code)).trim().is_empty());
    let tongue = |code: &String| {
        let value = draft.get(&field_in(code)).to_owned();
        Tongue {
            label: format!("{label} ({})", name_of(code)),
            missing: somewhere && value.trim().is_empty(),
            field: field_in(code),
            value,
        }
    };
    Said {
        tongues: town.languages.iter().map(tongue).collect(),
        hint,
        kind,
    }
}

/// Every list of a service.
pub(super) fn lines_of(town: &Town, draft: &Draft) -> Lines {
    let line = |list: &'static str, word: &str, number: usize| {
        let path = format!("{list}[{number}]");
        let when = if list == "questions" {
            Vec::new()
        } else {
            when(town, draft, &path)
        };
        Line {
            name: format!("{word} {}", number + 1),
            first: number == 0,
            narrowed: when
                .iter()
                .any(|(_, answers)| answers.iter().any(|(.., ticked)| *ticked)),
            when,
            path,
            ..Line::default()
        }
    };
    let said = |path: &str, field: &str, label: &str, hint| {
        said_in(town, draft, &format!("{path}.{field}"), label, hint, "text")
    };
    let fees = (0..draft.len("fees")).map(|number| {
        let line = line("fees", "Gebühr", number);
        let hint = "Für wen sie gilt, zum Beispiel „unter 24 Jahren“; leer: die übliche Gebühr.";
        Line {
            value: draft.get(&format!("{}.cents", line.path)).to_owned(),
            said: vec![said(
                &line.path,
                "label",
                &format!("{}: für wen", line.name),
                hint,
            )],
            ..line
        }
    });
    let documents = (0..draft.len("documents")).map(|number| {
        let line = line("documents", "Unterlage", number);
        Line {
            said: vec![
                said(&line.path, "text", &line.name, ""),
                said(&line.path, "hint", &format!("Hinweis zu {}", line.name), ""),
            ],
            ..line
        }
    });
    let questions = (0..draft.len("questions")).map(|number| {
        let line = line("questions", "Frage", number);
        let list = format!("{}.answers", line.path);
        let answer = |number: usize| {
            let path = format!("{list}[{number}]");
            let name = format!("{}, Antwort {}", line.name, number + 1);
            let key = draft.get(&format!("{path}.key")).to_owned();
            let said = said(&path, "text", &name, "");
            (path, key, name, said)
        };
        Line {
            value: draft.get(&format!("{}.key", line.path)).to_owned(),
            said: vec![said(&line.path, "text", &line.name, "")],
            answers: (0..draft.len(&list)).map(answer).collect(),
            ..line
        }
    });
    Lines {
        fees: fees.collect(),
        documents: documents.collect(),
        questions: questions.collect(),
    }
}

/// Every answer that a line can count for.
fn when(town: &Town, draft: &Draft, line: &str) -> Vec<Asked> {
    let first = town.first_language();
    let text = |path: &str, otherwise: String| match draft.get(&format!("{path}.text.{first}")).trim() {
        "" => otherwise,
        text => text.to_owned(),
    };
    let question = |number: usize| {
        let path = format!("questions[{number}]");
        let key = draft.get(&format!("{path}.key"));
        let list = format!("{path}.answers");
        let answer = |number: usize| {
            let path = format!("{list}[{number}]");
            let field = tick(line, key, draft.get(&format!("{path}.key")));
            let ticked = draft.has(&field);
            (field, text(&path, format!("Antwort {}", number + 1)), ticked)
        };
        let answers = (0..draft.len(&list)).map(answer).collect();
        (text(&path, format!("Frage {}", number + 1)), answers)
    };
    (0..draft.len("questions")).map(question).collect()
}
