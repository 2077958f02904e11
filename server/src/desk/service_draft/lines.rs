//! Lists within a draft: lines come, go and change places, and nothing that was typed is lost.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::{Draft, tick};

/// Most lines of a list that a form takes.
const MOST: usize = 60;

/// What a button of the form does with a list, `documents`, or with a line of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineStep<'a> {
    /// One more line at the end.
    More(&'a str),
    /// Without this line.
    Less(&'a str, usize),
    /// This line one further up.
    Up(&'a str, usize),
}

impl<'a> LineStep<'a> {
    /// Reads what a button sends: `mehr:documents`, `weniger:questions[0].answers[1]`, `hoch:fees[2]`.
    #[must_use]
    pub fn parse(word: &'a str) -> Option<Self> {
        let (what, path) = word.split_once(':')?;
        if what == "mehr" {
            return Some(Self::More(path));
        }
        let (list, number) = path.strip_suffix(']')?.rsplit_once('[')?;
        let number = number.parse().ok()?;
        match what {
            "weniger" => Some(Self::Less(list, number)),
            "hoch" => Some(Self::Up(list, number)),
            _ => None,
        }
    }
}

impl Draft {
    /// How many lines a list has.
    #[must_use]
    pub fn len(&self, list: &str) -> usize {
        self.numbers(list).len()
    }

    /// Changes a list as a button says.
    pub fn step(&mut self, step: LineStep<'_>) {
        match step {
            LineStep::More(list) => self.more(list),
            LineStep::Less(list, gone) => {
                self.renumber(list, |number| match number.cmp(&gone) {
                    Ordering::Less => Some(number),
                    Ordering::Equal => None,
                    Ordering::Greater => Some(number - 1),
                });
                self.forget_ticks();
            }
            LineStep::Up(list, number) if (1..self.len(list)).contains(&number) => {
                self.renumber(list, |other| {
                    Some(match other {
                        other if other == number => number - 1,
                        other if other + 1 == number => number,
                        other => other,
                    })
                });
            }
            LineStep::Up(..) => {}
        }
    }

    /// Without lines in which nothing was written.
    #[must_use]
    pub fn without_blanks(mut self) -> Self {
        for question in 0..self.len("questions") {
            self.drop_blanks(&format!("questions[{question}].answers"));
        }
        for list in ["fees", "documents", "questions"] {
            self.drop_blanks(list);
        }
        self
    }

    fn more(&mut self, list: &str) {
        let (number, line) = (self.len(list), format!("{list}[{}]", self.len(list)));
        if number >= MOST {
            return;
        }
        match list {
            "fees" => self.put(format!("{line}.cents"), ""),
            "documents" => self.put(format!("{line}.text"), ""),
            "questions" => {
                let key = self.new_key("questions", "frage");
                self.put(format!("{line}.key"), key);
                self.more(&format!("{line}.answers"));
                self.more(&format!("{line}.answers"));
            }
            answers if answers.starts_with("questions[") && answers.ends_with("].answers") => {
                let key = self.new_key(answers, "antwort");
                self.put(format!("{line}.key"), key);
            }
            _ => {}
        }
    }

    /// A key that no line of the list has.
    fn new_key(&self, list: &str, word: &str) -> String {
        let lines = 0..self.len(list);
        let known: BTreeSet<_> = lines
            .map(|number| self.get(&format!("{list}[{number}].key")))
            .collect();
        let mut keys = (1..=known.len() + 1).map(|number| format!("{word}_{number}"));
        keys.find(|key| !known.contains(key.as_str())).unwrap_or_default()
    }

    /// Numbers of a list's lines, in order.
    fn numbers(&self, list: &str) -> BTreeSet<usize> {
        let lines = self.0.keys().filter_map(|field| number_in(field, list));
        lines.map(|(number, _)| number).collect()
    }

    /// Counts lines anew, without gaps.
    pub(super) fn close_gaps(&mut self, list: &str) {
        let numbers: Vec<_> = self.numbers(list).into_iter().take(MOST).collect();
        self.renumber(list, |number| numbers.binary_search(&number).ok());
    }

    fn drop_blanks(&mut self, list: &str) {
        let is_blank = |draft: &Self, number: usize| {
            let line = format!("{list}[{number}].");
            let mut own = draft.0.iter().filter(|(field, _)| field.starts_with(&line));
            // Ticks and keys are nothing that somebody has written.
            own.all(|(field, value)| {
                value.trim().is_empty() || field.ends_with(".key") || field.contains(".when.")
            })
        };
        for number in (0..self.len(list)).rev() {
            if is_blank(self, number) {
                self.step(LineStep::Less(list, number));
            }
        }
    }

    /// What counted for an answer that is gone counts always: better a paper too many.
    fn forget_ticks(&mut self) {
        let mut known = BTreeSet::new();
        for question in 0..self.len("questions") {
            let line = format!("questions[{question}]");
            let answers = format!("{line}.answers");
            for answer in 0..self.len(&answers) {
                let key = self.get(&format!("{answers}[{answer}].key"));
                known.insert(tick("", self.get(&format!("{line}.key")), key));
            }
        }
        self.0.retain(|field, _| {
            let ticked = field.find(".when.");
            ticked.is_none_or(|at| known.contains(&field[at..]))
        });
    }

    /// Gives the lines of a list other numbers, or none.
    fn renumber(&mut self, list: &str, to: impl Fn(usize) -> Option<usize>) {
        let fields = std::mem::take(&mut self.0);
        let moved = fields.into_iter().filter_map(|(field, value)| {
            let Some((number, rest)) = number_in(&field, list) else {
                return Some((field, value));
            };
            to(number).map(|number| (format!("{list}[{number}]{rest}"), value))
        });
        self.0 = moved.collect();
    }
}

/// The number and the rest of a field that belongs to a line of this list.
fn number_in<'a>(field: &'a str, list: &str) -> Option<(usize, &'a str)> {
    let (number, rest) = field.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
    Some((number.parse().ok()?, rest))
}
