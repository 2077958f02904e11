//! An appointment for the citizen's own calendar (RFC 5545).

use chrono::TimeDelta;
use icalendar::{Alarm, Calendar, CalendarDateTime, Component, Event, EventLike, EventStatus, Property};
use tenants::appointment::StateName;

use super::view::{behind_link, tell};
use crate::{refusal::Outcome, web::visitor::Visitor};

/// The calendar file of the appointment behind a private link. Its UID never changes and its SEQUENCE counts the
/// appointment's changes, so a calendar that knows an older one replaces it.
///
/// # Errors
/// `NotFound` for every link that opens nothing.
pub async fn calendar_file(visitor: &Visitor, token: &str) -> Outcome<String> {
    let tx = visitor.reading().await?;
    let (secret, appointment) = behind_link(visitor, &tx, token).await?;
    let view = tell(visitor, &tx, &secret, &appointment)?;
    let teller = visitor.teller(&tx.town);
    let begins = appointment.span.first.start();
    let ends = begins + TimeDelta::minutes(appointment.minutes.into());
    let mut event = Event::new();
    event
        .uid(&format!("{}@{}", appointment.id, tx.town.slug))
        .sequence(appointment.revision.unsigned_abs())
        .timestamp(visitor.now)
        .starts(CalendarDateTime::Utc(begins))
        .ends(CalendarDateTime::Utc(ends))
        .summary(&teller.calendar_title())
        .location(&teller.one_line_place(&appointment.visit.place))
        .description(&teller.calendar_text(&view))
        .status(match appointment.state.name() {
            StateName::Cancelled => EventStatus::Cancelled,
            _ => EventStatus::Confirmed,
        })
        .append_property(Property::new("CLASS", "PRIVATE").done());
    if appointment.state.name() != StateName::Cancelled {
        event.alarm(Alarm::display(&teller.calendar_title(), -TimeDelta::hours(2)));
    }
    Ok(Calendar::new().push(event).done().to_string())
}
