//! Makes a town's logo of the picture somebody has chosen.
//!
//! The picture is drawn and written anew: what stays is what can be seen. Anything else that the file was, a script or an archive as
//! well, or where a photo was taken, is gone (reliability L33, OWASP ASVS 5).

use std::io::Cursor;

use image::codecs::png::{CompressionType, FilterType as RowFilter, PngEncoder};
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use tenants::logo::Logo;

/// Bytes of a file that is looked at.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Pixels to a side of a picture that is drawn.
const MOST_PIXELS: u32 = 5_000;
/// Bytes of memory that drawing may take.
const MOST_MEMORY: u64 = 128 * 1024 * 1024;

/// Why a file is no picture for a logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Nothing was chosen.
    Nothing,
    /// The file has more than [`MOST_BYTES`].
    Long,
    /// It is neither PNG nor WebP.
    Kind,
    /// It has more pixels than anybody draws for a page.
    Large,
    /// It begins like a picture and cannot be drawn.
    Broken,
}

/// The logo that shows what this file shows. Takes a while: not for the thread that answers others.
///
/// # Errors
/// If the file is no picture that fits.
pub fn logo_of(file: &[u8]) -> Result<Logo, Unfit> {
    if file.is_empty() {
        return Err(Unfit::Nothing);
    }
    if file.len() > MOST_BYTES {
        return Err(Unfit::Long);
    }
    let mut picture = drawn(file)?;
    let (mut width, mut height) = (Logo::WIDEST, Logo::HIGHEST);
    loop {
        if picture.width() > width || picture.height() > height {
            picture = picture.resize(width, height, FilterType::Lanczos3);
        }
        let png = written(&picture).ok_or(Unfit::Broken)?;
        if png.len() <= Logo::MOST_BYTES {
            return Logo::of(&png).map_err(|_| Unfit::Broken);
        }
        // A photo: fewer pixels, until it is small enough. At 1 × 1 it is.
        (width, height) = (picture.width() * 3 / 4, picture.height() * 3 / 4);
        (width, height) = (width.max(1), height.max(1));
    }
}

/// What the first bytes say it is decides, never its name; the first picture of several counts.
fn drawn(file: &[u8]) -> Result<DynamicImage, Unfit> {
    let format = image::guess_format(file).map_err(|_| Unfit::Kind)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::WebP) {
        return Err(Unfit::Kind);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => Unfit::Large,
        _ => Unfit::Broken,
    })
}

fn written(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Best, RowFilter::Adaptive);
    let picture = DynamicImage::ImageRgba8(picture.to_rgba8());
    picture.write_with_encoder(encoder).ok()?;
    Some(png)
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut pixels = RgbaImage::new(width, height);
        // Noise, which no format makes small.
        let mut seed = 1_u32;
        for pixel in pixels.pixels_mut() {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, d] = seed.to_be_bytes();
            *pixel = Rgba([a, b, c, d]);
        }
        let mut file = Cursor::new(Vec::new());
        pixels.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    #[test]
    fn both_kinds_become_a_png_that_fits() {
        for format in [ImageFormat::Png, ImageFormat::WebP] {
            let logo = logo_of(&file(100, 40, format)).unwrap();
            assert_eq!((logo.width(), logo.height()), (100, 40));
            let drawn = image::load_from_memory(&logo.png()).unwrap();
            assert_eq!(
                drawn.to_rgba8(),
                image::load_from_memory(&file(100, 40, format))
                    .unwrap()
                    .to_rgba8()
            );
        }
        let large = logo_of(&file(700, 500, ImageFormat::Png)).unwrap();
        assert!(large.width() <= Logo::WIDEST && large.height() <= Logo::HIGHEST);
        assert_eq!(large.width() / large.height(), 1, "it keeps its shape");
        assert!(large.png().len() <= Logo::MOST_BYTES);
    }

    #[test]
    fn nothing_but_the_picture_stays() {
        let mut png = file(20, 20, ImageFormat::Png);
        png.extend(b"<script>alert(1)</script>PK\x03\x04");
        let logo = logo_of(&png).unwrap();
        assert!(!logo.png().windows(7).any(|bytes| bytes == b"<script"));
    }

    #[test]
    fn what_cannot_be_drawn_is_told_apart() {
        let png = file(20, 20, ImageFormat::Png);
        let mut bomb = png.clone();
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        for (file, why) in [
            (&b""[..], Unfit::Nothing),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Unfit::Kind),
            (b"GIF89a\x01\0\x01\0\0\0\0;", Unfit::Kind),
            (b"%PDF-1.7", Unfit::Kind),
            (&png[..60], Unfit::Broken),
            (&file(20, 20, ImageFormat::WebP)[..30], Unfit::Broken),
            (&vec![0; MOST_BYTES + 1], Unfit::Long),
        ] {
            assert_eq!(logo_of(file), Err(why));
        }
        assert!(logo_of(&bomb).is_err(), "sixty thousand pixels are never drawn");
        assert_eq!(logo_of(&file(5_001, 1, ImageFormat::Png)), Err(Unfit::Large));
    }
}
