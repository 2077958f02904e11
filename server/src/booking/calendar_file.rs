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
    Ok(folded(&Calendar::new().push(event).done().to_string()))
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
            .add_parameter("CN", &parameter(&teller.town.name))
            .done();
        let attendee = Property::new("ATTENDEE", format!("mailto:{}", self.to))
            .add_parameter("RSVP", "FALSE")
            .add_parameter("PARTSTAT", "ACCEPTED")
            .done();
        event.append_property(organizer).append_property(attendee);
        let mut calendar = Calendar::new();
        calendar.append_property(Property::new("METHOD", Self::method(appointment)).done());
        folded(&calendar.push(event).done().to_string())
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
    let title = sayable(&teller.calendar_title());
    let mut event = Event::new();
    event
        .uid(&format!("{}@{}", appointment.id, teller.town.slug))
        .sequence(appointment.revision.unsigned_abs())
        .timestamp(now)
        .starts(CalendarDateTime::Utc(begins))
        .ends(CalendarDateTime::Utc(ends))
        .summary(&title)
        .location(&sayable(&teller.one_line_place(&appointment.visit.place)))
        .description(&sayable(&teller.calendar_text(view)))
        .status(match appointment.state.name() {
            _ if is_off(appointment) => EventStatus::Cancelled,
            StateName::Pending => EventStatus::Tentative,
            _ => EventStatus::Confirmed,
        })
        .append_property(Property::new("CLASS", "PRIVATE").done());
    if !is_off(appointment) {
        let mut alarm = Alarm::display(&title, -TimeDelta::hours(2));
        // The crate would draw both anew each time; this file is the same whenever it is asked for.
        alarm
            .uid(&format!("{}-alarm@{}", appointment.id, teller.town.slug))
            .timestamp(now);
        event.alarm(alarm);
    }
    event
}

/// A text as a calendar file can say it: lines, tabs and no other control character (RFC 5545, 3.3.11).
fn sayable(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
        .collect()
}

/// The same in a parameter, which has neither lines nor quotation marks (RFC 5545, 3.2).
fn parameter(text: &str) -> String {
    sayable(text).replace(['\n', '\t'], " ").replace('"', "'")
}

/// Most octets of a line (RFC 5545, 3.1).
const LINE: usize = 75;

/// The file with its lines folded where no space stands before the fold: programs that drop spaces at the end of a line
/// lose none.
fn folded(file: &str) -> String {
    let mut folded = String::with_capacity(file.len());
    for line in file.replace("\r\n ", "").split_terminator("\r\n") {
        let (mut rest, mut room) = (line, LINE);
        while rest.len() > room {
            let cuts = (1..=room).rev().filter(|at| rest.is_char_boundary(*at));
            let whole = |at: &usize| !rest[..*at].ends_with(char::is_whitespace);
            let at = cuts.clone().find(whole).or_else(|| cuts.clone().next());
            let (before, behind) = rest.split_at(at.unwrap_or(rest.len()));
            folded.push_str(before);
            folded.push_str("\r\n ");
            // The space that begins the line is one of its octets.
            (rest, room) = (behind, LINE - 1);
        }
        folded.push_str(rest);
        folded.push_str("\r\n");
    }
    folded
}
