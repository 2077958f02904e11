//! Short names between the module and its JavaScript. wasm-bindgen's are long and stand in both files; nobody
//! else reads them.

/// Replaces whole words; a word goes as far as letters, digits, `_` and `$` go.
pub fn replace_word(text: &str, word: &str, by: &str) -> String {
    let part_of_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(word) {
        let (before, from) = rest.split_at(place);
        let after = &from[word.len()..];
        let inside = before.ends_with(part_of_word) || after.starts_with(part_of_word);
        done.push_str(before);
        done.push_str(if inside { word } else { by });
        rest = after;
    }
    done.push_str(rest);
    done
}

/// The names to give, one after the other: `a`, `b` … `z`, `a1`, `b1` …
pub fn names() -> impl Iterator<Item = String> {
    (0_u32..).map(|number| {
        let letter = char::from(b'a' + (number % 26) as u8);
        if number < 26 {
            letter.to_string()
        } else {
            format!("{letter}{}", number / 26)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_replaced() {
        let text = "wasm.free(1); wasm.free_all(); __free: 1, free";
        assert_eq!(
            replace_word(text, "free", "f"),
            "wasm.f(1); wasm.free_all(); __free: 1, f"
        );
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut names: Vec<_> = names().take(100).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 100);
    }
}
