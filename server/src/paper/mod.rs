//! Letters and slips as PDF, for whoever has neither e-mail nor a mobile phone: A4, tagged for readers of screens (PDF/UA-1).
//!
//! What they say is made by `views::paper`, from the same models as the mails. Here it gets its shape: `fonts` measures words, `lines`
//! breaks them, `layout` puts them on pages and says what each is (`set`), `write` makes the file.

mod fonts;
mod layout;
mod lines;
mod set;
mod write;

use crate::refusal::{Fault, Outcome};
use crate::views::paper::Paper;
use crate::web::assets;

use fonts::Fonts;

/// Makes the file, beside whatever else the server is doing: it takes milliseconds of computing.
///
/// # Errors
/// A fault if the fonts were not built, or the file would not be accessible.
pub async fn print(paper: Paper) -> Outcome<Vec<u8>> {
    let made = tokio::task::spawn_blocking(move || pdf(&paper)).await;
    Ok(made.map_err(|error| Fault(Box::new(error)))??)
}

/// Makes the file.
///
/// # Errors
/// A fault if the fonts were not built, or the file would not be accessible.
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, Fault> {
    let fonts = Fonts::built(assets::bytes)?;
    let set = layout::set(&fonts.shaper()?, paper);
    write::file(fonts, paper, &set)
}
