//! What the town offers.

use wire::TownView;

use crate::{refusal::Outcome, web::visitor::Visitor};

/// The town with its departments and services, in the reader's language.
///
/// # Errors
/// `NotFound` if there is no such town.
pub async fn catalog(visitor: &Visitor) -> Outcome<TownView> {
    let tx = visitor.reading().await?;
    Ok(visitor.teller(&tx.town).town())
}
