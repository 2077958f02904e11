//! An appointment for the citizen's own calendar (RFC 5545).

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Alarm, Calendar, CalendarDateTime, Component, Event, EventLike, EventStatus, Property};
use tenants::appointment::StateName;
use wire::AppointmentView;

use super::view::{behind_link, tell};
use crate::db::appointments::Appointment;
use crate::refusal::Outcome;
use crate::views::wire_views::Teller;
use crate::web::visitor::Visitor;

/// The calendar file of the appointment behind a private link. Its UID never changes and its SEQUENCE counts the
/// appointment's changes, so a calendar that knows an older one replaces it.
///
/// # Errors
/// `NotFound` for every link that opens nothing.
pub async fn calendar_file(visitor: &Visitor, token: &str) -> Outcome<String> {
    let tx = visitor.reading().await?;
    let (secret, appointment) = behind_link(visitor, &tx, token).await?;
    let view = tell(visitor, &tx, &secret, &appointment)?;
    let event = event(visitor.teller(&tx.town), &appointment, &view, visitor.now);
    Ok(Calendar::new().push(event).done().to_string())
}

/// Who invites whom, in a calendar file that comes by mail.
pub struct Invitation<'a> {
    /// Address the mail comes from.
    pub from: &'a str,
    /// Address it goes to.
    pub to: &'a str,
}

impl Invitation<'_> {
    /// What the file asks a calendar to do (RFC 5546, 3.2): put the appointment in, or take it out.
    #[must_use]
    pub fn method(appointment: &Appointment) -> &'static str {
        if is_off(appointment) { "CANCEL" } else { "REQUEST" }
    }

    /// The calendar file that comes with a mail about an appointment.
    #[must_use]
    pub fn file(
        &self,
        teller: Teller<'_>,
        appointment: &Appointment,
        view: &AppointmentView,
        now: DateTime<Utc>,
    ) -> String {
        let mut event = event(teller, appointment, view, now);
        let organizer = Property::new("ORGANIZER", format!("mailto:{}", self.from))
            .add_parameter("CN", &teller.town.name)
            .done();
        let attendee = Property::new("ATTENDEE", format!("mailto:{}", self.to))
            .add_parameter("RSVP", "FALSE")
            .add_parameter("PARTSTAT", "ACCEPTED")
            .done();
        event.append_property(organizer).append_property(attendee);
        let mut calendar = Calendar::new();
        calendar.append_property(Property::new("METHOD", Self::method(appointment)).done());
        calendar.push(event).done().to_string()
    }
}

/// Whether nobody is expected any more: called off, or without anybody to keep it.
fn is_off(appointment: &Appointment) -> bool {
    matches!(
        appointment.state.name(),
        StateName::Cancelled | StateName::Displaced
    )
}

fn event(teller: Teller<'_>, appointment: &Appointment, view: &AppointmentView, now: DateTime<Utc>) -> Event {
    let begins = appointment.span.first.start();
    let ends = begins + TimeDelta::minutes(appointment.minutes.into());
    let mut event = Event::new();
    event
        .uid(&format!("{}@{}", appointment.id, teller.town.slug))
        .sequence(appointment.revision.unsigned_abs())
        .timestamp(now)
        .starts(CalendarDateTime::Utc(begins))
        .ends(CalendarDateTime::Utc(ends))
        .summary(&teller.calendar_title())
        .location(&teller.one_line_place(&appointment.visit.place))
        .description(&teller.calendar_text(view))
        .status(if is_off(appointment) {
            EventStatus::Cancelled
        } else {
            EventStatus::Confirmed
        })
        .append_property(Property::new("CLASS", "PRIVATE").done());
    if !is_off(appointment) {
        event.alarm(Alarm::display(&teller.calendar_title(), -TimeDelta::hours(2)));
    }
    event
}
