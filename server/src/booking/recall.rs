//! What became of a hold.

use wire::AppointmentView;

use super::{secrets::Secret, view::tell};
use crate::{db::appointments::By, refusal::Outcome, web::visitor::Visitor};

/// The appointment that came of the hold asked for under this key. Whoever knows the key knows the hold's secret, and
/// with it the link.
///
/// # Errors
/// Only if there is no such town.
pub async fn recall(visitor: &Visitor, key: &str) -> Outcome<Option<AppointmentView>> {
    let tx = visitor.reading().await?;
    let hold = Secret::of_hold(tx.id().0, Some(key), [0; 32]);
    let known = tx.find(By::Hold(&hold.hash())).await?;
    let made = known.filter(|known| known.promise.is_some() && !known.has_lapsed(visitor.now));
    made.map(|made| tell(visitor, &tx, &visitor.app.key.link(tx.id(), made.id), &made))
        .transpose()
}
