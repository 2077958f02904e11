//! A town's own words in its letters: changed by its administrators, and looked at before anybody else reads them.

use tenants::Town;
use tenants::notice::Kind;
use tenants::wording::{Flaw, Own, Spot, Template};

use crate::booking::secrets::fingerprint;
use crate::db::definition_changes::Redefined;
use crate::refusal::{Fault, Outcome};
use crate::web::desk::clerk::Clerk;

/// How changing the words of a kind of letter ended.
pub enum Worded {
    /// They are so now.
    Done,
    /// A colleague has changed them since they were shown; nothing was done. These are hers.
    ChangedMeanwhile(Own),
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

fn seal_of(own: &Own) -> String {
    fingerprint(own)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
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
/// A fault if the town as a whole no longer fits what is asked of towns: its operator has to look after that.
pub async fn word(clerk: &Clerk, kind: Kind, own: Own, seal: &str) -> Outcome<Worded> {
    let unfit = unfit(kind, &own);
    if !unfit.is_empty() {
        return Ok(Worded::Wrong(unfit));
    }
    let tx = clerk.visitor.changing().await?;
    let mut definition = tx.definition().await?;
    let wording = &mut definition.facts.messages.wording;
    let present = wording.of(kind).cloned().unwrap_or_default();
    if present == own {
        // A second click.
        return Ok(Worded::Done);
    }
    if seal_of(&present) != seal {
        return Ok(Worded::ChangedMeanwhile(present));
    }
    wording.set(kind, own);
    match tx.redefine(&definition, clerk.visitor.now).await? {
        Redefined::Done => {
            tx.commit().await?;
            Ok(Worded::Done)
        }
        wrong @ (Redefined::Wrong(_) | Redefined::WouldOrphan(_)) => {
            Err(Fault::because(format!("a town cannot be changed as it stands: {wrong:?}")).into())
        }
    }
}
