//! Why a clerk does something: one line that stays in the house.

use crate::views::pages::Mistake;

/// Most characters of a reason.
const MOST: usize = 300;

/// Reads a reason that may be left out.
///
/// # Errors
/// If it is too long or no line.
pub fn read(text: &str) -> Result<Option<String>, Mistake> {
    let text = text.trim();
    if text.chars().count() > MOST || text.chars().any(char::is_control) {
        return Err(wrong(
            "Bitte fassen Sie den Grund in eine Zeile von höchstens 300 Zeichen.",
        ));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// What is told at the field.
#[must_use]
pub fn wrong(text: &str) -> Mistake {
    Mistake {
        field: "grund".to_owned(),
        text: text.to_owned(),
    }
}
