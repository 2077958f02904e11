//! Whoever edits a part of the town at the desk changes what she has seen, and nothing else.
//!
//! Every editor works alike. Its page carries a seal that stands for exactly the part it shows; saving reads the town, changes
//! that part of it and hands the whole back, through the same check as a file at the console. If a colleague has changed the part
//! in between, nothing is saved and both versions are shown.

use serde::Serialize;
use tenants::definition::{Definition, FieldChange, Mistake, changed_fields};

use crate::booking::secrets::fingerprint;
use crate::db::definition_changes::Redefined;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// How saving an edit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It is so now, or was already.
    Done,
    /// A colleague has changed the part since it was shown; nothing was done. Where hers (before) differs from this one (after), and
    /// the seal of hers.
    ChangedMeanwhile(Vec<FieldChange>, String),
    /// It does not fit; nothing was done.
    Wrong(Vec<Mistake>),
    /// Somebody has an appointment with what would go; nothing was done.
    WouldOrphan(Vec<String>),
}

/// Stands for exactly what a part says.
#[must_use]
pub fn seal_of(part: &impl Serialize) -> String {
    fingerprint(part)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Changes a part of the town. `part` finds it, nothing where there is none yet; `change` makes it what the form says.
///
/// # Errors
/// If the database cannot be read or written; whatever `change` refuses.
pub async fn edit<P: Serialize>(
    clerk: &Clerk,
    seal: &str,
    part: impl Fn(&Definition) -> P,
    change: impl FnOnce(&mut Definition) -> Outcome<()>,
) -> Outcome<Edited> {
    let tx = clerk.visitor.changing().await?;
    let before = tx.definition().await?;
    let mut after = before.clone();
    change(&mut after)?;
    if after == before {
        // A second click.
        return Ok(Edited::Done);
    }
    let (theirs, mine) = (part(&before), part(&after));
    let present = seal_of(&theirs);
    if present != seal {
        return Ok(Edited::ChangedMeanwhile(changed_fields(&theirs, &mine), present));
    }
    match tx.redefine(&after, &clerk.author(), clerk.visitor.now).await? {
        Redefined::Done => {
            tx.commit().await?;
            Ok(Edited::Done)
        }
        Redefined::Wrong(mistakes) => Ok(Edited::Wrong(mistakes)),
        Redefined::WouldOrphan(orphans) => Ok(Edited::WouldOrphan(orphans)),
    }
}
