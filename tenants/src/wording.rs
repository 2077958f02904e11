//! A town's own words in its letters: what a letter says first, and perhaps one thing at its end.
//!
//! A template is text with placeholders from a short list, and nothing else: there is nothing to compute, so there is nothing to
//! break out of. What a letter states (when, where, the link, the subject) is not in here and cannot be changed. Whoever shows
//! a filled template escapes it like any other text.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::notice::Kind;
use crate::text::Text;

/// What a town says in its own words, by the kind of letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wording(BTreeMap<Kind, Own>);

/// A town's own words for one kind of letter, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Own {
    /// The first sentences.
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub opening: Text,
    /// A last paragraph.
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub closing: Text,
}

impl Own {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.opening.is_empty() && self.closing.is_empty()
    }
}

impl Wording {
    /// Whether the town has no words of its own.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The town's own words for this kind of letter, if it has any.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Option<&Own> {
        self.0.get(&kind)
    }

    /// Replaces the words for this kind of letter; empty ones leave it to ours.
    pub fn set(&mut self, kind: Kind, own: Own) {
        if own.is_empty() {
            self.0.remove(&kind);
        } else {
            self.0.insert(kind, own);
        }
    }

    /// Kinds of letters with the town's own words.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, &Own)> {
        self.0.iter().map(|(kind, own)| (*kind, own))
    }

    /// Puts the town's first language in front.
    pub(crate) fn put_first(&mut self, languages: &[String]) {
        for own in self.0.values_mut() {
            own.opening.put_first(languages);
            own.closing.put_first(languages);
        }
    }

    /// What this letter says first or last in this language, filled; nothing where the town leaves it to us, or where a value
    /// that it asks for is missing: a sentence with a hole in it helps nobody.
    #[must_use]
    pub fn fill(
        &self,
        (kind, spot, language): (Kind, Spot, &str),
        value: impl Fn(Placeholder) -> String,
    ) -> Option<Vec<String>> {
        let text = spot.of(self.of(kind)?).exactly(language)?;
        Template::parse(kind, spot, text).ok()?.fill(value)
    }
}

/// Where in a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In front of the facts.
    Opening,
    /// After everything else.
    Closing,
}

impl Spot {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Opening, Self::Closing];

    /// What stands there.
    #[must_use]
    pub const fn of(self, own: &Own) -> &Text {
        match self {
            Self::Opening => &own.opening,
            Self::Closing => &own.closing,
        }
    }

    /// As definitions write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Closing => "closing",
        }
    }

    /// Most characters and most paragraphs.
    #[must_use]
    pub const fn most(self) -> (usize, usize) {
        match self {
            Self::Opening => (600, 4),
            Self::Closing => (400, 1),
        }
    }
}

/// What a letter can put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// Whose appointment it is.
    Name,
    /// The town.
    Town,
    /// The department.
    Department,
    /// The day of the appointment.
    Date,
    /// Its time.
    Time,
    /// Where it is.
    Place,
    /// The town's number.
    Phone,
    /// The appointment's number.
    Reference,
    /// Until when a time is kept.
    Until,
    /// The time before.
    Previous,
}

impl Placeholder {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Town,
        Self::Department,
        Self::Date,
        Self::Time,
        Self::Place,
        Self::Phone,
        Self::Reference,
        Self::Until,
        Self::Previous,
    ];

    /// As templates write it, between braces.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Town => "town",
            Self::Department => "department",
            Self::Date => "date",
            Self::Time => "time",
            Self::Place => "place",
            Self::Phone => "phone",
            Self::Reference => "reference",
            Self::Until => "until",
            Self::Previous => "previous",
        }
    }

    /// Those that make sense in letters of this kind; none in what is no citizen's.
    #[must_use]
    pub fn allowed(kind: Kind) -> Vec<Self> {
        let makes_sense = |placeholder: &Self| match (kind, placeholder) {
            (Kind::DailyList | Kind::Trial, _) => false,
            (_, Self::Until) => matches!(kind, Kind::Activation | Kind::OfferEnding | Kind::Earlier),
            (_, Self::Previous) => kind == Kind::Moved,
            _ => true,
        };
        Self::ALL.into_iter().filter(makes_sense).collect()
    }
}

/// A text with placeholders that fits its letter. There is no other way to one than [`Template::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Vec<Part>>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Value(Placeholder),
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nobody words letters of this kind.
    NoSuchLetter,
    /// It says nothing.
    Empty,
    /// It is longer than it may be.
    TooLong(usize),
    /// It has more paragraphs than it may have.
    TooManyParagraphs,
    /// It holds signs that nobody sees.
    Unseen,
    /// Nothing is known for this placeholder.
    Unknown(String),
}

impl Template {
    /// Reads a text. A placeholder is a word of small letters in single braces; every other brace is itself, those of other
    /// template languages (`{{ … }}`, `${…}`, `{% … %}`) too.
    ///
    /// # Errors
    /// The first flaw.
    pub fn parse(kind: Kind, spot: Spot, text: &str) -> Result<Self, Flaw> {
        let allowed = Placeholder::allowed(kind);
        let (most, paragraphs) = spot.most();
        if allowed.is_empty() {
            return Err(Flaw::NoSuchLetter);
        }
        if text.trim().is_empty() {
            return Err(Flaw::Empty);
        }
        if text.chars().any(|sign| sign != '\n' && is_unseen(sign)) {
            return Err(Flaw::Unseen);
        }
        let length = text.chars().count();
        if length > most {
            return Err(Flaw::TooLong(length));
        }
        let lines: Vec<_> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        if lines.len() > paragraphs {
            return Err(Flaw::TooManyParagraphs);
        }
        let read = lines.into_iter().map(|line| read(line, &allowed));
        read.collect::<Result<_, _>>().map(Self)
    }

    /// The paragraphs with everything put in; nothing if a value is missing. Values are never read as templates.
    #[must_use]
    pub fn fill(&self, value: impl Fn(Placeholder) -> String) -> Option<Vec<String>> {
        let put = |part: &Part| match part {
            Part::Text(text) => Some(text.clone()),
            Part::Value(placeholder) => Some(value(*placeholder)).filter(|value| !value.is_empty()),
        };
        self.0
            .iter()
            .map(|paragraph| paragraph.iter().map(put).collect::<Option<String>>())
            .collect()
    }
}

/// What a browser sends for a text, as it is kept: lines end in one sign, and nothing surrounds it.
#[must_use]
pub fn typed(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

/// Signs that control something, or turn around what is read.
fn is_unseen(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn read(line: &str, allowed: &[Placeholder]) -> Result<Vec<Part>, Flaw> {
    let mut parts = Vec::new();
    let (mut literal, mut rest) = (String::new(), line);
    while let Some(at) = rest.find('{') {
        literal.push_str(&rest[..at]);
        let Some(word) = placeholder_at(rest, at, literal.chars().last()) else {
            literal.push('{');
            rest = &rest[at + 1..];
            continue;
        };
        let known = allowed.iter().find(|one| one.as_str() == word);
        let placeholder = known.ok_or_else(|| Flaw::Unknown(word.to_owned()))?;
        if !literal.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut literal)));
        }
        parts.push(Part::Value(*placeholder));
        rest = &rest[at + word.len() + 2..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(Part::Text(literal));
    }
    Ok(parts)
}

/// The word in single braces that begins here, if there is one.
fn placeholder_at(text: &str, at: usize, before: Option<char>) -> Option<&str> {
    let (word, after) = text[at + 1..].split_once('}')?;
    let is_word = !word.is_empty() && word.bytes().all(|sign| sign.is_ascii_lowercase() || sign == b'_');
    let foreign = matches!(before, Some('{' | '$' | '#' | '%' | '@' | '\\')) || after.starts_with('}');
    (is_word && !foreign).then_some(word)
}

/// The placeholders of a kind of letter, as a list for people: `{name}, {town}`.
#[must_use]
pub fn listed(kind: Kind) -> String {
    let all: Vec<_> = Placeholder::allowed(kind)
        .into_iter()
        .map(|one| format!("{{{}}}", one.as_str()))
        .collect();
    all.join(", ")
}

/// What is wrong with a text, in the words of definitions.
pub(crate) struct Told<'a>(pub(crate) &'a Flaw, pub(crate) Kind, pub(crate) Spot);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(flaw, kind, spot) = self;
        let (most, paragraphs) = spot.most();
        match flaw {
            Flaw::NoSuchLetter => f.write_str("no town words letters of this kind"),
            Flaw::Empty => f.write_str("must not be empty; leave it out to use our words"),
            Flaw::TooLong(length) => write!(f, "has {length} characters, at most {most} fit"),
            Flaw::TooManyParagraphs => write!(f, "has too many paragraphs, at most {paragraphs} fit"),
            Flaw::Unseen => f.write_str("must not hold control characters"),
            Flaw::Unknown(word) => write!(f, "{{{word}}} stands for nothing here; use {}", listed(*kind)),
        }
    }
}
