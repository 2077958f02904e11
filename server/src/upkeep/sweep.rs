//! Tidies away holds whose time is over.
//!
//! Nobody waits for this: an expired hold is neither shown as taken nor in the way of a claim. The grace lets a
//! server whose clock is a little behind finish a confirmation that was in time by its own clock.

use chrono::TimeDelta;

use crate::{app::App, db::operator, refusal::Outcome};

/// How long an expired hold is left alone.
const GRACE: TimeDelta = TimeDelta::minutes(2);

/// Removes the expired holds of every town. Returns how many.
///
/// A town that fails is told in the log and left for the next sweep: the others do not wait for it.
///
/// # Errors
/// If the towns cannot be listed.
pub async fn sweep(app: &App) -> Outcome<u64> {
    let before = (app.clock.now() - GRACE).timestamp_micros();
    let mut swept = 0;
    for town in operator::list(&app.db).await? {
        match sweep_town(app, &town.slug, before).await {
            Ok(ended) => swept += ended,
            Err(trouble) => {
                tracing::error!(town = town.slug, %trouble, "the holds of a town cannot be swept")
            }
        }
    }
    Ok(swept)
}

async fn sweep_town(app: &App, slug: &str, before: i64) -> Outcome<u64> {
    let tx = app.db.town(slug).write().await?;
    let mut ended = tx.sweep(before).await?;
    ended += tx.sweep_freed(app.clock.now().timestamp_micros()).await?;
    ended += tx.end_stale_wishes(app.clock.now()).await?;
    if ended > 0 {
        tx.commit().await?;
    }
    Ok(ended)
}
