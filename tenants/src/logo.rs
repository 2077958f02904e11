//! A town's logo.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// A picture that stands beside the town's name: a PNG (W3C PNG, 5.2 and 11.2.1), small enough to be kept with the town's
/// other facts. In files it is text (base64, RFC 4648, section 4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Logo {
    text: String,
    width: u32,
    height: u32,
    mark: u64,
}

/// Why something is no logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLogo {
    /// It is not base64.
    #[error("the logo is not base64 (RFC 4648)")]
    Text,
    /// It does not begin like a PNG.
    #[error("the logo is not a PNG")]
    Picture,
    /// More bytes than [`Logo::MOST_BYTES`], or more pixels than [`Logo::WIDEST`] × [`Logo::HIGHEST`].
    #[error("the logo is too large: at most 640 × 240 pixels and 65536 bytes")]
    Large,
}

impl Logo {
    /// Bytes of the picture at most.
    pub const MOST_BYTES: usize = 64 * 1024;
    /// Pixels from left to right at most.
    pub const WIDEST: u32 = 640;
    /// Pixels from top to bottom at most.
    pub const HIGHEST: u32 = 240;

    /// The logo with these bytes.
    ///
    /// # Errors
    /// If they are no PNG or too many. Whether all of the picture can be drawn is not looked at.
    pub fn of(png: &[u8]) -> Result<Self, NoLogo> {
        if png.len() > Self::MOST_BYTES {
            return Err(NoLogo::Large);
        }
        let (width, height) = size(png).ok_or(NoLogo::Picture)?;
        if width == 0 || height == 0 {
            return Err(NoLogo::Picture);
        }
        if width > Self::WIDEST || height > Self::HIGHEST {
            return Err(NoLogo::Large);
        }
        let mut hasher = DefaultHasher::new();
        png.hash(&mut hasher);
        Ok(Self {
            text: STANDARD.encode(png),
            width,
            height,
            mark: hasher.finish(),
        })
    }

    /// The picture.
    #[must_use]
    pub fn png(&self) -> Vec<u8> {
        STANDARD.decode(&self.text).unwrap_or_default()
    }

    /// Pixels from left to right.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Pixels from top to bottom.
    #[must_use]
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// Differs where the picture differs; for addresses under which it may be kept.
    #[must_use]
    pub const fn mark(&self) -> u64 {
        self.mark
    }
}

/// Width and height as the first chunk of a PNG tells them.
fn size(png: &[u8]) -> Option<(u32, u32)> {
    let head = png.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let sizes = head.get(4..)?.strip_prefix(b"IHDR")?;
    let (width, rest) = sizes.split_first_chunk()?;
    let (height, _) = rest.split_first_chunk()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}

impl TryFrom<String> for Logo {
    type Error = NoLogo;

    fn try_from(text: String) -> Result<Self, NoLogo> {
        Self::of(&STANDARD.decode(text).map_err(|_| NoLogo::Text)?)
    }
}

impl From<Logo> for String {
    fn from(logo: Logo) -> Self {
        logo.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend(width.to_be_bytes());
        png.extend(height.to_be_bytes());
        png.extend([8, 6, 0, 0, 0]);
        png
    }

    #[test]
    fn a_logo_is_a_png_of_a_size_that_fits() {
        let logo = Logo::of(&png(640, 240)).unwrap();
        assert_eq!((logo.width(), logo.height()), (640, 240));
        assert_eq!(logo.png(), png(640, 240));
        for (width, height, why) in [
            (641, 240, NoLogo::Large),
            (640, 241, NoLogo::Large),
            (0, 10, NoLogo::Picture),
            (10, 0, NoLogo::Picture),
        ] {
            assert_eq!(Logo::of(&png(width, height)), Err(why));
        }
        let mut long = png(10, 10);
        long.resize(Logo::MOST_BYTES + 1, 0);
        assert_eq!(Logo::of(&long), Err(NoLogo::Large));
        for other in [&b"GIF89a"[..], b"<svg/>", b"", &png(10, 10)[..20]] {
            assert_eq!(Logo::of(other), Err(NoLogo::Picture));
        }
    }

    #[test]
    fn as_text_it_is_the_same_and_another_has_another_mark() {
        let logo = Logo::of(&png(10, 10)).unwrap();
        assert_eq!(Logo::try_from(String::from(logo.clone())), Ok(logo.clone()));
        assert_ne!(Logo::of(&png(10, 11)).unwrap().mark(), logo.mark());
        assert_eq!(Logo::try_from("ö".to_owned()), Err(NoLogo::Text));
    }
}
