//! What a town says, in each of its languages.
//!
//! The first language of a text is the one it falls back to. Which language that is, the town decides:
//! `put_first` sorts a text that comes from a file or a table, where order is chance.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One thing in several languages, the town's first language in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerLanguage<T>(Vec<(String, T)>);

/// A text in several languages.
pub type Text = PerLanguage<String>;

/// Words people search for, in several languages.
pub type Words = PerLanguage<Vec<String>>;

impl<T> PerLanguage<T> {
    /// Collects pairs of language and content; the first language is the one to fall back to.
    pub fn new<L: Into<String>, C: Into<T>>(pairs: impl IntoIterator<Item = (L, C)>) -> Self {
        Self(
            pairs
                .into_iter()
                .map(|(language, content)| (language.into(), content.into()))
                .collect(),
        )
    }

    /// The content in exactly this language.
    #[must_use]
    pub fn exactly(&self, language: &str) -> Option<&T> {
        self.0
            .iter()
            .find(|(known, _)| known == language)
            .map(|(_, content)| content)
    }

    /// Pairs of language and content.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0
            .iter()
            .map(|(language, content)| (language.as_str(), content))
    }

    /// Whether nothing is said in any language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Leaves what is said in these languages, in their order.
    pub fn keep(&mut self, languages: &[String]) {
        self.0.retain(|(language, _)| languages.contains(language));
        self.put_first(languages);
    }

    /// Sorts by the town's languages, its first in front. Languages the town does not list stay behind them.
    pub fn put_first(&mut self, languages: &[String]) {
        let place = |language: &String| {
            languages
                .iter()
                .position(|known| known == language)
                .unwrap_or(languages.len())
        };
        self.0
            .sort_by(|(a, _), (b, _)| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
    }
}

impl Text {
    /// The text in this language, else in the town's first language. Empty only if there is no text at all.
    #[must_use]
    pub fn in_language(&self, language: &str) -> &str {
        self.exactly(language)
            .or(self.0.first().map(|(_, text)| text))
            .map_or("", String::as_str)
    }
}

impl Words {
    /// The words in this language, else in the town's first language.
    #[must_use]
    pub fn in_language(&self, language: &str) -> &[String] {
        self.exactly(language)
            .or(self.0.first().map(|(_, words)| words))
            .map_or(&[], Vec::as_slice)
    }
}

impl<T> Default for PerLanguage<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Serialize> Serialize for PerLanguage<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (language, content) in &self.0 {
            map.serialize_entry(language, content)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for PerLanguage<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
            type Value = PerLanguage<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table by language, { de = …, en = … }")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(PerLanguage(pairs))
            }
        }
        deserializer.deserialize_map(Pairs(std::marker::PhantomData))
    }
}
