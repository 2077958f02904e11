//! Keep a time while the form is filled in.

use tenants::{
    Visit,
    appointment::{Kept, State},
    calendar::{Channel, LocalDay, Span, StartRefused, local_time, may_start},
};
use wire::{HoldRequest, HoldView, ProblemCode};

use super::{
    kept_visit::KeptVisit,
    retry::{Attempt, until_done},
    secrets::{Secret, fingerprint, key_hash},
    wish,
};
use crate::{
    calendar,
    db::{
        TownTx,
        appointments::{By, NewHold},
    },
    refusal::{Fault, Outcome, Refusal, Trouble},
    web::visitor::Visitor,
};

/// Holds a time for a visit. With a key, asking again gives the same hold.
///
/// # Errors
/// If the visit is none, or the time is not (or no longer) to be had; then with the nearest free times.
pub async fn hold(visitor: &Visitor, request: HoldRequest, key: Option<&str>) -> Outcome<HoldView> {
    let key = wish::key(key)?;
    let random = visitor.app.chance.bytes();
    match until_done(|| attempt(visitor, &request, key, random)).await? {
        Ok(view) => Ok(view),
        Err(refused) => refuse(visitor, &request, key, refused).await,
    }
}

async fn attempt(
    visitor: &Visitor,
    request: &HoldRequest,
    key: Option<&str>,
    random: [u8; 32],
) -> Outcome<Attempt<Result<HoldView, StartRefused>>> {
    let tx = visitor.writing().await?;
    tx.must_be_open()?;
    let town = tx.town.clone();
    let visit = wish::visit(&town, &request.services, Channel::Citizen)?;
    let start = wish::start(&town, &request.at)?;
    let span = Span {
        first: start,
        cells: visit.cells(),
    };
    let now = visitor.now.timestamp_micros();
    let local_start = local_time::local(town.zone, start.start()).naive_local();
    let day = LocalDay::of(town.zone, local_start.date()).ok_or(ProblemCode::NotOffered)?;

    tx.end_expired(span, now).await?;
    let channel = Channel::Citizen;
    let busy = tx
        .taken(channel, day.midnight, day.midnight.plus(day.cells), now)
        .await?;
    let staff = match may_start(&town, &visit, channel, start, visitor.now, &busy) {
        Ok(candidates) => *candidates
            .first()
            .ok_or_else(|| Fault::because("nobody may start, yet no refusal"))?,
        Err(refused) => return Ok(Attempt::Done(Err(refused))),
    };

    let secret = Secret::of_hold(tx.id().0, key, random);
    let place = &town
        .department(visit.department())
        .ok_or_else(|| Fault::because("a visit without department"))?
        .place;
    let id = visitor.app.chance.uuid_v7(visitor.now);
    let kept = Kept {
        staff,
        span,
        overbooked: false,
    };
    let state = State::held(kept, visitor.now, &town.policy);
    let new = NewHold {
        id,
        state,
        department: visit.department(),
        minutes: visit.minutes(),
        local_start,
        zone: town.zone,
        visit: KeptVisit::of(&town, &visit, place),
        secret: secret.hash(),
        key: key.map(|key| key_hash("hold", key)),
        request: fingerprint(request),
    };
    let view = visitor.teller(&town).hold(
        &secret,
        &state,
        (local_start, visit.minutes(), place),
        visitor.now,
    );
    if !tx.insert_hold(new, visitor.now).await? {
        return Ok(Attempt::Done(Ok(replay(visitor, tx, request, key).await?)));
    }
    if !tx.claim(staff, span, id).await? {
        return Ok(Attempt::Overtaken);
    }
    tx.commit().await?;
    Ok(Attempt::Done(Ok(view)))
}

/// The answer this key was given before.
async fn replay(
    visitor: &Visitor,
    tx: TownTx,
    request: &HoldRequest,
    key: Option<&str>,
) -> Outcome<HoldView> {
    // A fresh transaction: the row may have been committed after this one began.
    drop(tx);
    let tx = visitor.reading().await?;
    same_hold(visitor, &tx, request, key)
        .await?
        .ok_or_else(|| ProblemCode::IdempotencyMismatch.into())
}

async fn same_hold(
    visitor: &Visitor,
    tx: &TownTx,
    request: &HoldRequest,
    key: Option<&str>,
) -> Outcome<Option<HoldView>> {
    let Some(key) = key else { return Ok(None) };
    let Some(known) = tx.find(By::HoldKey(&key_hash("hold", key))).await? else {
        return Ok(None);
    };
    if known.hold_request != fingerprint(request) {
        return Err(ProblemCode::IdempotencyMismatch.into());
    }
    if known.state.ends_at().is_none_or(|until| until <= visitor.now) {
        return Err(ProblemCode::HoldExpired.into());
    }
    let secret = Secret::of_hold(tx.id().0, Some(key), [0; 32]);
    let told = (known.local_start, known.minutes, &known.visit.place);
    Ok(Some(visitor.teller(&tx.town).hold(
        &secret,
        &known.state,
        told,
        visitor.now,
    )))
}

/// Says no with the nearest free times; unless the time is taken by this very request, made before.
async fn refuse(
    visitor: &Visitor,
    request: &HoldRequest,
    key: Option<&str>,
    refused: StartRefused,
) -> Outcome<HoldView> {
    let tx = visitor.reading().await?;
    if let Some(known) = same_hold(visitor, &tx, request, key).await? {
        return Ok(known);
    }
    let visit: Visit = wish::visit(&tx.town, &request.services, Channel::Citizen)?;
    let wished = wish::start(&tx.town, &request.at)?;
    let near = calendar::nearby(&tx, &visit, Channel::Citizen, wished, visitor.now).await?;
    let teller = visitor.teller(&tx.town);
    Err(Trouble::Refused(Refusal {
        code: wish::code_of(refused),
        fields: Vec::new(),
        alternatives: near.into_iter().map(|cell| teller.time(cell.start())).collect(),
    }))
}
