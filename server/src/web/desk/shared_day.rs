//! A day that many clerks look at: read and drawn once for all of them.
//!
//! After every booking each open page of the day asks anew, all at the same moment. What is the same for everybody of the same
//! departments is drawn by the first and handed to the others. Only pages that ask by themselves get it, only if no beat of
//! the town's pulse has come since, and only for a moment: whoever opens a page herself is told what the database says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tenants::{DepartmentId, TownId};
use tokio::sync::Mutex as Turn;

use super::clerk::Clerk;
use crate::desk;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::day::DayPage;
use crate::views::desk::frame::DeskFrame;

/// How long a day is handed on, in milliseconds: a beat that was lost between servers must not matter.
const MOMENT: i64 = 1_000;

/// A day as everybody of the same departments sees it.
pub struct SharedDay {
    /// Who comes when.
    pub seen: desk::Day,
    /// The page, but for who comes next and for its rest.
    pub page: DayPage,
    /// The rest, rendered.
    pub rest: String,
    beats: u64,
    at: DateTime<Utc>,
}

type Key = (TownId, Vec<DepartmentId>, NaiveDate);
/// Whoever draws holds it; the others wait for what they want.
type Slot = Arc<Turn<Option<Arc<SharedDay>>>>;

/// Each with when it was asked for last.
type Slots = HashMap<Key, (Slot, DateTime<Utc>)>;

/// The days that were drawn last.
#[derive(Clone, Default)]
pub struct SharedDays(Arc<Mutex<Slots>>);

impl SharedDays {
    /// A day of the clerk's departments.
    ///
    /// # Errors
    /// As `desk::day`, or a fault if the template does not fit.
    pub async fn get(&self, clerk: &Clerk, date: NaiveDate, frame: &DeskFrame) -> Outcome<Arc<SharedDay>> {
        if !clerk.by_itself {
            return draw(clerk, date, frame).await;
        }
        let slot = self.slot(clerk, date);
        let mut kept = slot.lock().await;
        match &*kept {
            Some(day) if day.is_good_for(clerk) => Ok(day.clone()),
            _ => {
                let day = draw(clerk, date, frame).await?;
                *kept = Some(day.clone());
                Ok(day)
            }
        }
    }

    fn slot(&self, clerk: &Clerk, date: NaiveDate) -> Slot {
        let now = clerk.visitor.now;
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What nobody asks for any more is forgotten by whoever comes next.
        days.retain(|_, (_, used)| (now - *used).abs() < TimeDelta::milliseconds(MOMENT));
        let key = (clerk.town.id, clerk.account.departments.clone(), date);
        let (slot, used) = days.entry(key).or_insert_with(|| (Slot::default(), now));
        *used = now;
        slot.clone()
    }
}

impl SharedDay {
    /// Whether nothing has changed since, as far as this server knows.
    fn is_good_for(&self, clerk: &Clerk) -> bool {
        let age = (clerk.visitor.now - self.at).abs();
        self.beats >= clerk.beats && age < TimeDelta::milliseconds(MOMENT)
    }
}

async fn draw(clerk: &Clerk, date: NaiveDate, frame: &DeskFrame) -> Outcome<Arc<SharedDay>> {
    let now = clerk.visitor.now;
    let seen = desk::day(clerk, date).await?;
    let page = DayPage::new(&clerk.town, &seen, now);
    let rest = clerk
        .visitor
        .app
        .templates
        .render_rest(words("de"), frame, &page)?;
    Ok(Arc::new(SharedDay {
        page: page.without_rest(),
        seen,
        rest,
        beats: clerk.beats,
        at: now,
    }))
}
