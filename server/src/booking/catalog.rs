//! What the town offers.

use wire::{ProblemCode, TownView};

use crate::{refusal::Outcome, web::visitor::Visitor};

/// The town with its departments and services, in the reader's language.
///
/// # Errors
/// `NotFound` if there is no such town.
pub async fn catalog(visitor: &Visitor) -> Outcome<TownView> {
    let tx = visitor.reading().await?;
    let teller = visitor.teller(&tx.town);
    let closed = tx.suspension.as_ref();
    Ok(TownView {
        closed: closed.map(|_| teller.words().problem(ProblemCode::Suspended).to_owned()),
        ..teller.town()
    })
}
