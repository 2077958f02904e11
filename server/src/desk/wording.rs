//! A town's own words in its letters: changed by its administrators, and looked at before anybody else reads them.

use tenants::Town;
use tenants::definition::Definition;
use tenants::notice::Kind;
use tenants::wording::{Flaw, Own, Spot, Template};

use super::editing::{Edited, edit, seal_of};
use crate::refusal::{Fault, Outcome};
use crate::web::desk::clerk::Clerk;

/// How changing the words of a kind of letter ended.
pub enum Worded {
    /// They are so now.
    Done,
    /// A colleague has changed them since they were shown; nothing was done.
    ChangedMeanwhile,
    /// They do not fit; nothing was done.
    Wrong(Vec<Unfit>),
}

/// What does not fit: where, in which language, and why.
pub type Unfit = (Spot, String, Flaw);

/// Stands for exactly the words that a kind of letter has now. Not the version of the town: that counts absences, too.
#[must_use]
pub fn seal(town: &Town, kind: Kind) -> String {
    seal_of(&town.messages.wording.of(kind).cloned().unwrap_or_default())
}

/// Everything in these words that does not fit.
#[must_use]
pub fn unfit(kind: Kind, own: &Own) -> Vec<Unfit> {
    let mut found = Vec::new();
    for spot in Spot::ALL {
        for (language, text) in spot.of(own).iter() {
            if let Err(flaw) = Template::parse(kind, spot, text) {
                found.push((spot, language.to_owned(), flaw));
            }
        }
    }
    found
}

/// Gives letters of a kind these words; empty ones leave it to ours.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn word(clerk: &Clerk, kind: Kind, own: Own, seal: &str) -> Outcome<Worded> {
    let unfit = unfit(kind, &own);
    if !unfit.is_empty() {
        return Ok(Worded::Wrong(unfit));
    }
    let present = |definition: &Definition| {
        let wording = &definition.facts.messages.wording;
        wording.of(kind).cloned().unwrap_or_default()
    };
    let edited = edit(clerk, seal, present, |definition| {
        definition.facts.messages.wording.set(kind, own);
        Ok(())
    });
    match edited.await? {
        Edited::Done => Ok(Worded::Done),
        Edited::ChangedMeanwhile(..) => Ok(Worded::ChangedMeanwhile),
        wrong @ (Edited::Wrong(_) | Edited::WouldOrphan(_)) => {
            Err(Fault::because(format!("words that fit cannot be saved: {wrong:?}")).into())
        }
    }
}
