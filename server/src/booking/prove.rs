//! Prove that an e-mail address is one's own: the time that was kept becomes an appointment. Only what was sent there proves it, not
//! the private link, which whoever typed the address has seen already.

use subtle::ConstantTimeEq as _;
use tenants::appointment::{StateName, Step};
use tenants::notice::Kind;
use tenants::proof::MOST_ASKED;
use uuid::Uuid;
use wire::{AppointmentView, ProblemCode};

use super::retry::{Attempt, until_done};
use super::secrets::Secret;
use super::taken::Taken;
use super::view::{behind_link, tell};
use crate::db::TownTx;
use crate::db::notices::{Actor, Deed};
use crate::db::sendings::{Ended, NoticeState};
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// The appointment behind a private link, to whoever proves that she reads what was sent about it. Seeing changes nothing.
///
/// # Errors
/// `NotFound`, in the same words for every reason.
pub async fn to_prove(visitor: &Visitor, token: &str, proof: &str) -> Outcome<AppointmentView> {
    let tx = visitor.reading().await?;
    let (secret, appointment) = behind_link(visitor, &tx, token).await?;
    must_prove(visitor, &tx, appointment.id, proof)?;
    tell(visitor, &tx, &secret, &appointment)
}

/// Makes an appointment of the time that was kept, and owes the confirmation. Proving it again changes nothing.
///
/// # Errors
/// `NotFound` for a wrong proof, and when the time is kept no longer: nothing is known of it then.
pub async fn prove(visitor: &Visitor, token: &str, proof: &str) -> Outcome<AppointmentView> {
    until_done(|| attempt(visitor, token, proof)).await
}

async fn attempt(visitor: &Visitor, token: &str, proof: &str) -> Outcome<Attempt<AppointmentView>> {
    let tx = visitor.writing().await?;
    let (secret, mut appointment) = behind_link(visitor, &tx, token).await?;
    must_prove(visitor, &tx, appointment.id, proof)?;
    if appointment.state.name() != StateName::Pending {
        return Ok(Attempt::Done(tell(visitor, &tx, &secret, &appointment)?));
    }
    let after = appointment
        .state
        .step(Step::Confirm, visitor.now)
        .map_err(|_| ProblemCode::NotFound)?;
    if !tx.write_state(&appointment, after, visitor.now).await? {
        return Ok(Attempt::Overtaken);
    }
    // Whatever came back from there, she has read this.
    tx.set_mail_fails(appointment.id, false).await?;
    Taken::new(&appointment, after, Deed::Booked, Actor::Citizen)
        .record(visitor, &tx)
        .await?;
    appointment.state = after;
    let view = tell(visitor, &tx, &secret, &appointment)?;
    tx.commit().await?;
    Ok(Attempt::Done(view))
}

fn must_prove(visitor: &Visitor, tx: &TownTx, appointment: Uuid, proof: &str) -> Outcome<()> {
    let expected = visitor.app.key.proof(tx.id(), appointment).hash();
    let given = Secret::parse(proof).ok_or(ProblemCode::NotFound)?.hash();
    if given.ct_eq(&expected).into() {
        return Ok(());
    }
    Err(ProblemCode::NotFound.into())
}

/// Sends the question once more, if it was sent; `false` if it has been sent often enough. The time is kept no longer for that.
///
/// # Errors
/// `NotFound` for a link that opens nothing.
pub async fn ask_again(visitor: &Visitor, token: &str) -> Outcome<bool> {
    let tx = visitor.writing().await?;
    let (_, appointment) = behind_link(visitor, &tx, token).await?;
    let all = tx.notices_about(appointment.id).await?;
    let question = all.iter().find(|notice| notice.kind == Kind::Activation);
    let (StateName::Pending, Some(question)) = (appointment.state.name(), question) else {
        return Ok(true);
    };
    if !matches!(question.state, NoticeState::Sent | NoticeState::Dead) {
        return Ok(true);
    }
    let tries = tx.sendings_about(appointment.id).await?;
    let went = |ended: Option<Ended>| !matches!(ended, Some(Ended::Later));
    if tries.iter().filter(|one| went(one.ended)).count() >= MOST_ASKED {
        return Ok(false);
    }
    tx.set_mail_fails(appointment.id, false).await?;
    tx.owe_again(question.id, visitor.now).await?;
    tx.commit().await?;
    Ok(true)
}
