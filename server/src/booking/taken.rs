//! A step that was taken, as it is written down: once for the history and, where the citizen must hear of it, as a message
//! that is owed. Every use case that changes a promise ends with this.

use chrono::{DateTime, NaiveDateTime, Utc};
use tenants::appointment::State;
use tenants::notice::{Kind, reminder_at};

use crate::db::TownTx;
use crate::db::appointments::{Appointment, written};
use crate::db::notices::{Actor, Deed, NoticeBody, Owed, Record};
use crate::notices::Ways;
use crate::refusal::Outcome;
use crate::web::visitor::Visitor;

/// A step that was just taken: with which appointment, as it was before, and what has become of it.
pub struct Taken<'a> {
    before: &'a Appointment,
    after: State,
    deed: Deed,
    by: Actor,
    reason: Option<String>,
    moved_to: Option<NaiveDateTime>,
    due: Option<DateTime<Utc>>,
    rescue: Option<i32>,
    made_good: bool,
    reminder: bool,
}

impl<'a> Taken<'a> {
    /// The step from an appointment as it was read to its next state.
    #[must_use]
    pub fn new(before: &'a Appointment, after: State, deed: Deed, by: Actor) -> Self {
        Self {
            before,
            after,
            deed,
            by,
            reason: None,
            moved_to: None,
            due: None,
            rescue: None,
            made_good: false,
            reminder: before.promise.as_ref().is_some_and(|promise| promise.reminder),
        }
    }

    /// Why, where somebody had to say.
    #[must_use]
    pub fn because(self, reason: Option<String>) -> Self {
        Self { reason, ..self }
    }

    /// It has another time now: this one, on the town's wall.
    #[must_use]
    pub fn moved_to(self, local_start: NaiveDateTime) -> Self {
        Self {
            moved_to: Some(local_start),
            ..self
        }
    }

    /// The message may go out from then on; at once where nothing is said.
    #[must_use]
    pub fn told_from(self, due: DateTime<Utc>) -> Self {
        Self {
            due: Some(due),
            ..self
        }
    }

    /// The cut with this number made it necessary.
    #[must_use]
    pub fn because_of(self, rescue: i32) -> Self {
        Self {
            rescue: Some(rescue),
            ..self
        }
    }

    /// Whether the citizen knows that her time was lost, and must hear that it stands after all.
    #[must_use]
    pub fn making_good(self, made_good: bool) -> Self {
        Self { made_good, ..self }
    }

    /// Whether she wants to be reminded, where that is not known from before.
    #[must_use]
    pub fn reminding(self, reminder: bool) -> Self {
        Self { reminder, ..self }
    }

    /// Writes it down in the transaction of the step itself.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn record(self, visitor: &Visitor, tx: &TownTx) -> Outcome<()> {
        let before = self.before;
        let kept = self.after.kept();
        let owed = |(kind, due): (Kind, DateTime<Utc>)| Owed {
            id: visitor.app.chance.uuid_v7(visitor.now),
            kind,
            body: NoticeBody {
                local_start: written(self.moved_to.unwrap_or(before.local_start)),
                previous_start: self.moved_to.map(|_| written(before.local_start)),
            },
            due_at: due.timestamp_micros(),
        };
        let ways = Ways::of(&visitor.app.config, &tx.town);
        let is_told = match self.deed {
            Deed::Booked | Deed::Moved | Deed::Cancelled => true,
            // Nobody is told who hears no messages; she is called.
            Deed::Displaced => ways.reach(before),
            // Her time stands. That needs a word only if she thinks that it does not.
            Deed::Reassigned => self.made_good && ways.reach(before),
            // The same, where she has taken back what she did.
            Deed::Returned => self.made_good && ways.reach(before),
            // It happens before her eyes.
            Deed::Arrived | Deed::Done | Deed::NoShow => false,
        };
        let kind = match (self.deed, self.moved_to) {
            (Deed::Returned, Some(_)) => Some(Kind::Moved),
            (Deed::Returned, None) => Some(Kind::Reassigned),
            (deed, _) => deed.told_as(),
        };
        let told = kind.filter(|_| is_told);
        let told = told.map(|kind| (kind, self.due.unwrap_or(visitor.now)));
        // Whoever hears that it stands, or has seen to that herself, is reminded of it later, of nothing else.
        let (zone, hours) = (tx.town.zone, tx.town.messages.reminder_hours);
        let stands = told.is_some() || (self.deed, self.by) == (Deed::Returned, Actor::Citizen);
        let reminder = kept
            .filter(|_| stands && self.reminder)
            .and_then(|kept| reminder_at(zone, kept.span.first.start(), hours, visitor.now))
            .map(|at| (Kind::Reminder, at));
        let step = Record {
            appointment: before.id,
            revision: before.next_revision(),
            deed: self.deed,
            by: self.by,
            reason: self.reason,
            staff: kept.map(|kept| kept.staff),
            overbooked: kept.is_some_and(|kept| kept.overbooked),
            first_cell: kept.map_or(before.span.first, |kept| kept.span.first),
            rescue: self.rescue,
            owed: told.into_iter().chain(reminder).map(owed).collect(),
            at: visitor.now.timestamp_micros(),
        };
        Ok(tx.record(step).await?)
    }
}
