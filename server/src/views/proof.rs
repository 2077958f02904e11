//! What somebody is told who has to prove her address before anything is promised.

use chrono::{DateTime, Utc};
use tenants::calendar::local_time;
use tenants::contact::Email;
use tenants::proof::certain_until;

use super::wall;
use super::wire_views::Teller;
use crate::db::appointments::Appointment;

/// What is to be done so that an appointment is promised, and until when its time is kept: a time of today without the day.
/// Nothing where nothing is to be done.
#[must_use]
pub fn wanted(teller: Teller<'_>, appointment: &Appointment, now: DateTime<Utc>) -> Option<String> {
    let (town, words) = (teller.town, teller.words());
    let until = certain_until(town, appointment.state.ends_at()?, now);
    let email = appointment.promise.as_ref()?.email.as_deref()?;
    let address = Email::parse(email).ok()?.masked();
    let date = |at| local_time::date(town.zone, at);
    let until = if date(until) == date(now) {
        let face = wall::face(town.zone, teller.language, until);
        words.fill("format.time", &[("time", &face)])
    } else {
        teller.time(until).label
    };
    Some(words.fill("pages.prove_text", &[("address", &address), ("until", &until)]))
}
