//! Where lines of a text end: at the last space that fits, or within a word that is longer than a line.

use std::ops::Range;

use super::fonts::Run;

/// The glyphs of each line of this width; widths are parts of the font's size. The space a line ends at belongs to it, so that
/// whoever reads the text aloud does not join two words.
pub fn broken(run: &Run, width: f32) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut begin, mut used) = (0, 0.0);
    // After which glyph the line can end, and how wide it is up to there.
    let mut last: Option<(usize, f32)> = None;
    for (place, glyph) in run.glyphs.iter().enumerate() {
        let said = run.text.get(glyph.text_range.clone()).unwrap_or_default();
        let is_space = said == " ";
        if used + glyph.x_advance > width && !is_space && place > begin {
            let (end, so_far) = match last {
                Some(end) => end,
                None if stands_alone(run, place) => (place, used),
                None => (begin, 0.0),
            };
            if end > begin {
                lines.push(begin..end);
                begin = end;
                used -= so_far;
                last = None;
            }
        }
        used += glyph.x_advance;
        if is_space || (matches!(said, "-" | "/") && is_before_a_letter(run, glyph.text_range.end)) {
            last = Some((place + 1, used));
        }
    }
    if begin < run.glyphs.len() {
        lines.push(begin..run.glyphs.len());
    }
    lines
}

/// Whether a word goes on there: a number is not broken.
fn is_before_a_letter(run: &Run, end: usize) -> bool {
    let next = run.text.get(end..).and_then(|rest| rest.chars().next());
    next.is_some_and(char::is_alphabetic)
}

/// Whether a glyph begins a character of its own, so that a line may begin with it.
fn stands_alone(run: &Run, place: usize) -> bool {
    let start = |place: usize| run.glyphs.get(place).map(|glyph| glyph.text_range.start);
    place == 0 || start(place) != start(place - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::fonts::Weight;
    use krilla::text::{GlyphId, KrillaGlyph};

    /// Every letter is one wide.
    fn run(text: &str) -> Run {
        let glyph = |(at, letter): (usize, char)| {
            KrillaGlyph::new(
                GlyphId::new(1),
                1.0,
                0.0,
                0.0,
                0.0,
                at..at + letter.len_utf8(),
                None,
            )
        };
        Run {
            text: text.to_owned(),
            weight: Weight::Regular,
            glyphs: text.char_indices().map(glyph).collect(),
        }
    }

    #[track_caller]
    fn check(text: &str, width: f32, expected: &[&str]) {
        let run = run(text);
        let lines: Vec<String> = broken(&run, width)
            .into_iter()
            .map(|line| {
                run.glyphs[line]
                    .iter()
                    .map(|glyph| &text[glyph.text_range.clone()])
                    .collect()
            })
            .collect();
        assert_eq!(lines, expected, "{text}");
        assert_eq!(lines.concat(), text, "nothing is lost");
    }

    #[test]
    fn lines_end_between_words_and_long_words_are_broken() {
        check("", 5.0, &[]);
        check("Ein Wort", 8.0, &["Ein Wort"]);
        check("Ein Wort", 7.0, &["Ein ", "Wort"]);
        // The space at the end needs no room.
        check("Ein Wort", 3.0, &["Ein ", "Wor", "t"]);
        check("Aschermittwoch", 5.0, &["Asche", "rmitt", "woch"]);
        check("Müller-Lüden", 8.0, &["Müller-", "Lüden"]);
        check("Tel. 02-12", 7.0, &["Tel. ", "02-12"]);
        check("a bcdefghij k", 4.0, &["a ", "bcde", "fghi", "j k"]);
        check("zu schmal", 0.5, &["z", "u ", "s", "c", "h", "m", "a", "l"]);
    }
}
