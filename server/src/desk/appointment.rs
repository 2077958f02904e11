//! One appointment, with everything a clerk needs to know of it.

use std::collections::BTreeMap;

use uuid::Uuid;
use wire::ProblemCode;

use crate::auth::AccountId;
use crate::db::TownTx;
use crate::db::appointments::Appointment;
use crate::db::notices::Happened;
use crate::db::sendings::{Notice, Sending};
use crate::notices::Ways;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// An appointment and its story.
pub struct Known {
    /// The appointment.
    pub appointment: Appointment,
    /// What happened to it, from the first step on.
    pub history: Vec<Happened>,
    /// The messages about it, in the order of what they tell.
    pub notices: Vec<Notice>,
    /// Every try to send one, in the order of time.
    pub sendings: Vec<Sending>,
    /// What clerks are called.
    pub names: BTreeMap<AccountId, String>,
    /// Whether a message reaches whoever it is promised to.
    pub hears_messages: bool,
}

/// The appointment with this number.
///
/// # Errors
/// `NotFound` if there is none, it is only held, or it belongs to a department the clerk does not work in.
pub async fn appointment(clerk: &Clerk, id: Uuid) -> Outcome<Known> {
    let tx = clerk.visitor.reading().await?;
    let appointment = promised(clerk, &tx, id).await?;
    let names = tx.accounts().await?.into_iter();
    Ok(Known {
        history: tx.history(id).await?,
        notices: tx.notices_about(id).await?,
        sendings: tx.sendings_about(id).await?,
        names: names.map(|account| (account.id, account.name)).collect(),
        hears_messages: Ways::of(&clerk.visitor.app.config, &tx.town).reach(&appointment),
        appointment,
    })
}

/// Finds a promise of one of the clerk's departments.
///
/// # Errors
/// `NotFound`, in the same words for every reason.
pub async fn promised(clerk: &Clerk, tx: &TownTx, id: Uuid) -> Outcome<Appointment> {
    let found = tx.appointment(id).await?.filter(|found| found.promise.is_some());
    let found = found.ok_or(ProblemCode::NotFound)?;
    clerk.must_work_in(found.department)?;
    Ok(found)
}
