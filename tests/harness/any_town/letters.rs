//! A town's own words in its letters.

use tenants::Text;
use tenants::notice::Kind;
use tenants::wording::{Own, Placeholder, Spot, Wording};

use super::Throw;

/// As for other texts, without what templates read as a placeholder.
const PIECES: &[&str] = &[
    "Guten Tag ",
    "\"",
    "'''",
    "\\",
    "{{ x }}",
    "${y}",
    "{ ",
    " }",
    "#",
    "%",
    "ß",
    "日本",
    "\u{a0}",
    "👩‍⚖️",
    ", ",
];

impl Throw<'_> {
    pub(super) fn wording(&mut self) -> Wording {
        let mut wording = Wording::default();
        for kind in Kind::ALL {
            if !Placeholder::allowed(kind).is_empty() && self.dice.percent(25) {
                let own = Own {
                    opening: self.letter(kind, Spot::Opening),
                    closing: self.letter(kind, Spot::Closing),
                };
                wording.set(kind, own);
            }
        }
        wording
    }

    /// In some of the town's languages, perhaps in none.
    fn letter(&mut self, kind: Kind, spot: Spot) -> Text {
        let mut said = Vec::new();
        for language in self.languages.clone() {
            if self.half() {
                let (_, paragraphs) = spot.most();
                let paragraphs = self.between(1, paragraphs);
                let paragraphs: Vec<_> = (0..paragraphs).map(|_| self.paragraph(kind)).collect();
                said.push((language, paragraphs.join(self.one_of(&["\n", "\n\n"]))));
            }
        }
        said.reverse();
        Text::new(said)
    }

    fn paragraph(&mut self, kind: Kind) -> String {
        let mut paragraph = "Hallo ".to_owned();
        for _ in 0..self.between(0, 4) {
            let placeholder = *self.dice.one_of(&Placeholder::allowed(kind));
            paragraph.push_str(self.one_of(PIECES));
            paragraph.push_str(&format!(" {{{}}} ", placeholder.as_str()));
        }
        paragraph
    }
}
