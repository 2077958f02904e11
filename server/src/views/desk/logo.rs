//! The page on which a town sets its logo.

use serde::Serialize;
use tenants::logo::Logo;

use super::frame::address;
use super::setup;
use crate::logo::Unfit;
use crate::views::pages::{Mistake, Page};

/// Where it is set, below a town's desk.
pub const PLACE: &str = "einrichtung/logo";

/// The logo as it is, and a way to another.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LogoPage {
    /// Where the picture is; empty where there is none.
    pub picture_url: String,
    /// How wide it is shown, in pixels.
    pub width: u32,
    /// How high it is shown, in pixels.
    pub height: u32,
    /// Where a new one goes.
    pub action: String,
    /// The overview of what a town sets.
    pub back_url: String,
    /// Stands for the logo that is shown.
    pub seal: String,
    /// What is wrong with the file that was sent.
    pub mistakes: Vec<Mistake>,
}

impl Page for LogoPage {
    const TEMPLATE: &'static str = "desk/logo.html";
}

impl LogoPage {
    /// The page of a town with this logo, or none.
    #[must_use]
    pub fn new(town: &str, logo: Option<&Logo>, seal: String) -> Self {
        let (width, height) = logo.map_or((0, 0), shown);
        Self {
            picture_url: logo.map_or_else(String::new, |logo| picture_url(town, logo)),
            width,
            height,
            action: address(town, PLACE),
            back_url: address(town, setup::PLACE),
            seal,
            mistakes: Vec::new(),
        }
    }

    /// The same with what is wrong with a file.
    #[must_use]
    pub fn refusing(mut self, unfit: Unfit) -> Self {
        self.mistakes = vec![Mistake {
            field: "bild".to_owned(),
            text: told(unfit).to_owned(),
        }];
        self
    }
}

/// Where the picture is. Another picture has another address, so that each may be kept.
#[must_use]
pub fn picture_url(town: &str, logo: &Logo) -> String {
    format!("/{town}/logo.png?v={:016x}", logo.mark())
}

/// How large it is drawn beside the name: 48 pixels high, 200 wide at most, and never larger than it is.
#[must_use]
pub fn shown(logo: &Logo) -> (u32, u32) {
    let (width, height) = (logo.width(), logo.height());
    let high = height.min(48).min(200 * height / width).max(1);
    ((width * high / height).clamp(1, 200), high)
}

const fn told(unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::Nothing => "Bitte wählen Sie ein Bild.",
        Unfit::Long => "Die Datei ist größer als 2 MB. Bitte verkleinern Sie das Bild.",
        Unfit::Kind => {
            "Das ist kein Bild im Format PNG oder WebP. Bitte speichern Sie Ihr Logo in einem der beiden Formate."
        }
        Unfit::Large => "Das Bild hat mehr als 5.000 Bildpunkte in einer Richtung. Bitte verkleinern Sie es.",
        Unfit::Broken => "Das Bild lässt sich nicht öffnen. Bitte speichern Sie es noch einmal als PNG.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_is_shown_in_its_shape_and_fits_beside_a_name() {
        let logo = |width: u32, height: u32| {
            let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
            png.extend(width.to_be_bytes());
            png.extend(height.to_be_bytes());
            Logo::of(&png).unwrap()
        };
        for ((width, height), expected) in [
            ((240, 240), (48, 48)),
            ((640, 96), (200, 30)),
            ((20, 20), (20, 20)),
            ((640, 1), (200, 1)),
            ((1, 240), (1, 48)),
        ] {
            assert_eq!(shown(&logo(width, height)), expected);
        }
    }
}
