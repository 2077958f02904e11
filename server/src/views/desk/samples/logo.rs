//! The page of a town's logo.

use super::inside;
use crate::logo::Unfit;
use crate::views::desk::logo::LogoPage;
use crate::views::pages::samples::Sample;

/// Without one, with one, and with a file that does not fit.
pub fn every() -> [(&'static str, Sample); 3] {
    let page = LogoPage::new("a", None, "stand".to_owned());
    let known = LogoPage {
        picture_url: "/a/logo.png?v=1".to_owned(),
        width: 120,
        height: 48,
        ..page.clone()
    };
    [
        ("desk-logo", inside(page)),
        ("desk-logo-refused", inside(known.clone().refusing(Unfit::Kind))),
        ("desk-logo-known", inside(known)),
    ]
}
