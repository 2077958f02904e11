//! Colours of a town, and whether text on them can be read.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A colour, written `#1f45a8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour([u8; 3]);

/// A text is not a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a colour; write it like \"#1f45a8\"")]
pub struct NotAColour;

/// Colours of a town.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Buttons, links and chosen times.
    pub accent: Colour,
    /// Text on the accent colour.
    pub accent_ink: Colour,
}

impl Theme {
    /// The nearest colours with which everything can be read: the accent as it is or as much darker as a link on white needs, and
    /// the text on it as it is or white.
    #[must_use]
    pub fn readable(&self) -> Self {
        let darker = (0..=u8::MAX).map(|share| self.accent.darker(share));
        let accent = darker
            .into_iter()
            .find(|accent| accent.contrast(Colour::WHITE) >= LEAST_CONTRAST)
            .unwrap_or(Colour::BLACK);
        let is_clear = self.accent_ink.contrast(accent) >= LEAST_CONTRAST;
        Self {
            accent,
            accent_ink: if is_clear { self.accent_ink } else { Colour::WHITE },
        }
    }
}

/// What WCAG 2 asks of text of ordinary size (success criterion 1.4.3).
pub const LEAST_CONTRAST: f64 = 4.5;

impl Colour {
    /// White.
    pub const WHITE: Self = Self([255; 3]);

    /// Black.
    pub const BLACK: Self = Self([0; 3]);

    /// The blue of whoever has chosen no colour.
    pub const BLUE: Self = Self([0x1f, 0x45, 0xa8]);

    /// Contrast with another colour after WCAG 2, from 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The same colour, by this share of 255 nearer to black.
    fn darker(self, share: u8) -> Self {
        Self(self.0.map(|channel| {
            let light = u32::from(channel) * u32::from(u8::MAX - share) / u32::from(u8::MAX);
            u8::try_from(light).unwrap_or(channel)
        }))
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.0;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').ok_or(NotAColour)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotAColour);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| NotAColour)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl TryFrom<String> for Colour {
    type Error = NotAColour;

    fn try_from(text: String) -> Result<Self, NotAColour> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_is_as_clear_as_can_be_and_grey_on_grey_is_not() {
        let colour = |text: &str| text.parse::<Colour>().unwrap();
        assert!((colour("#000000").contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        assert!((colour("#767676").contrast(Colour::WHITE) - 4.54).abs() < 0.01);
        assert!(colour("#777777").contrast(Colour::WHITE) < LEAST_CONTRAST);
        assert_eq!("#1F45a8".parse::<Colour>().unwrap().to_string(), "#1f45a8");
        for wrong in ["1f45a8", "#1f4", "#1f45a", "#+f45a8", "blue", "#ä45a8"] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_proposed_can_be_read_and_is_no_darker_than_that_needs() {
        let colour = |text: &str| text.parse::<Colour>().unwrap();
        let theme = |accent: &str, ink: &str| Theme {
            accent: colour(accent),
            accent_ink: colour(ink),
        };
        for (accent, ink) in [
            ("#ffcc00", "#000000"),
            ("#ffffff", "#ffffff"),
            ("#000000", "#000000"),
            ("#e2001a", "#ffffff"),
            ("#7fb2ff", "#102030"),
        ] {
            let found = theme(accent, ink).readable();
            assert!(found.accent.contrast(Colour::WHITE) >= LEAST_CONTRAST, "{accent}");
            assert!(
                found.accent_ink.contrast(found.accent) >= LEAST_CONTRAST,
                "{accent}"
            );
            assert!(
                found.accent.contrast(Colour::WHITE) < 4.7 || found.accent == colour(accent),
                "{accent} became {}",
                found.accent
            );
            assert_eq!(found.readable(), found);
        }
        let blue = theme("#1f45a8", "#ffffff");
        assert_eq!(blue.readable(), blue);
    }
}
