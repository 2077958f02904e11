//! Finding an entry by the words people use: "perso", "Ausweis weg", "fuehrerschein".

use super::Entry;

/// What was typed.
pub(super) struct Sought(Vec<String>);

impl Sought {
    pub(super) fn new(typed: &str) -> Self {
        Self(folded(typed).split(' ').map(str::to_owned).collect())
    }

    /// Whether every word is somewhere in the name, the everyday words or the group.
    pub(super) fn fits(&self, entry: &Entry) -> bool {
        let names = entry.service.name.iter().map(|(_, name)| name);
        let words = entry.service.words.iter().flat_map(|(_, words)| words);
        let all: Vec<_> = names
            .chain(words)
            .chain([&entry.about.group])
            .map(|text| folded(text))
            .collect();
        self.0
            .iter()
            .all(|word| all.iter().any(|text| text.contains(word)))
    }
}

/// Small letters and digits with single spaces between words; an umlaut, its two letters and its base letter are the same.
fn folded(text: &str) -> String {
    let mut folded = String::new();
    for letter in text.to_lowercase().chars() {
        match letter {
            'ä' => folded.push('a'),
            'ö' => folded.push('o'),
            'ü' => folded.push('u'),
            'ß' => folded.push_str("ss"),
            'e' if folded.ends_with(['a', 'o', 'u']) => {}
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.trim_end().to_owned()
}
