//! The two weights of the one font, and text as glyphs of it.
//!
//! The font covers what German administrations must be able to write names with (DIN SPEC 91379): Latin letters with all their
//! marks, Greek, Cyrillic. A character it lacks is replaced by one that shows that something is missing, so that no name can keep a
//! letter from being printed.

use std::sync::{Arc, OnceLock};

use krilla::Data;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};

use crate::refusal::Fault;

/// What stands for a character the font lacks.
const MISSING: char = '\u{fffd}';

/// How thick letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// For reading.
    Regular,
    /// For headings and what must be found again.
    Strong,
}

/// The font in both weights.
pub struct Fonts {
    regular: Face,
    strong: Face,
}

/// One weight.
struct Face {
    bytes: Arc<Vec<u8>>,
    font: Font,
}

/// A text as glyphs; each glyph knows which part of the text it stands for.
pub struct Run {
    /// What is shown.
    pub text: String,
    /// Its weight.
    pub weight: Weight,
    /// Its glyphs, from left to right; widths are parts of the font's size.
    pub glyphs: Vec<KrillaGlyph>,
}

impl Fonts {
    /// The fonts that `cargo bundle` has packed, read once.
    pub fn built(read: impl Fn(&str) -> Option<Vec<u8>>) -> Result<&'static Self, Fault> {
        static FONTS: OnceLock<Fonts> = OnceLock::new();
        if let Some(fonts) = FONTS.get() {
            return Ok(fonts);
        }
        let face = |name: &str| {
            let missing = || Fault::because(format!("{name} is not built; `cargo bundle` does that"));
            Face::new(read(name).ok_or_else(missing)?)
        };
        let (regular, strong) = (face("paper-regular.ttf")?, face("paper-strong.ttf")?);
        Ok(FONTS.get_or_init(|| Self { regular, strong }))
    }

    /// The font of a weight.
    pub fn font(&self, weight: Weight) -> Font {
        match weight {
            Weight::Regular => self.regular.font.clone(),
            Weight::Strong => self.strong.font.clone(),
        }
    }

    /// Turns text into glyphs.
    pub fn shaper(&self) -> Result<Shaper<'_>, Fault> {
        Ok(Shaper {
            regular: self.regular.tables()?,
            strong: self.strong.tables()?,
        })
    }
}

impl Face {
    fn new(bytes: Vec<u8>) -> Result<Self, Fault> {
        let bytes = Arc::new(bytes);
        let font = Font::new(Data::from(bytes.clone()), 0).ok_or_else(unreadable)?;
        Ok(Self { bytes, font })
    }

    fn tables(&self) -> Result<rustybuzz::Face<'_>, Fault> {
        rustybuzz::Face::from_slice(&self.bytes, 0).ok_or_else(unreadable)
    }
}

fn unreadable() -> Fault {
    Fault::because("a font for paper cannot be read")
}

/// Turns text into glyphs.
pub struct Shaper<'f> {
    regular: rustybuzz::Face<'f>,
    strong: rustybuzz::Face<'f>,
}

impl Shaper<'_> {
    /// The glyphs of a text, which is one line as far as is known here.
    pub fn shape(&self, text: &str, weight: Weight) -> Run {
        let face = match weight {
            Weight::Regular => &self.regular,
            Weight::Strong => &self.strong,
        };
        let text = printable(face, text);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let shaped = rustybuzz::shape(face, &[], buffer);
        #[expect(clippy::cast_precision_loss, reason = "fonts count in small numbers")]
        let part = |units: i32| units as f32 / face.units_per_em() as f32;
        let infos = shaped.glyph_infos();
        let starts: Vec<_> = infos.iter().map(|info| info.cluster as usize).collect();
        let glyphs = infos.iter().zip(shaped.glyph_positions()).map(|(info, place)| {
            let start = info.cluster as usize;
            let end = starts.partition_point(|&other| other <= start);
            let end = starts.get(end).copied().unwrap_or(text.len());
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                part(place.x_advance),
                part(place.x_offset),
                part(place.y_offset),
                part(place.y_advance),
                start..end,
                None,
            )
        });
        Run {
            glyphs: glyphs.collect(),
            text,
            weight,
        }
    }
}

/// What can be printed of a text: no control characters, no marks that only steer, one space between words.
fn printable(face: &rustybuzz::Face<'_>, text: &str) -> String {
    let has = |character: char| face.glyph_index(character).is_some_and(|glyph| glyph.0 != 0);
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\u{a0}' | '\u{202f}') && has('\u{a0}') {
            printable.push('\u{a0}');
        } else if character.is_whitespace() {
            if !printable.is_empty() && !printable.ends_with(' ') {
                printable.push(' ');
            }
        } else if !character.is_control() && !steers(character) {
            let is_known = has(character) && !is_private(character);
            printable.push(if is_known { character } else { MISSING });
        }
    }
    printable
}

/// Marks that are not seen and steer how others are: direction, joining, breaking, shape.
const fn steers(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Characters that mean something else in every font.
const fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}
