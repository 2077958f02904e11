//! Give a held time back.

use tenants::appointment::StateName;

use super::secrets::Secret;
use crate::{db::appointments::By, refusal::Outcome, web::visitor::Visitor};

/// Ends a hold. One that is over, confirmed or unknown is left alone, and nobody learns which.
///
/// # Errors
/// Only if there is no such town.
pub async fn release(visitor: &Visitor, hold: &str) -> Outcome<()> {
    let tx = visitor.writing().await?;
    let Some(secret) = Secret::parse(hold) else {
        return Ok(());
    };
    let held = tx.find(By::Hold(&secret.hash())).await?;
    if let Some(held) = held.filter(|held| held.state.name() == StateName::Held) {
        tx.end_hold(&held).await?;
        tx.commit().await?;
    }
    Ok(())
}
