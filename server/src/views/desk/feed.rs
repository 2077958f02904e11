//! A colleague's calendar: its page and its file (RFC 5545).
//!
//! The file says what for and which number, not who comes: calendars are shown on phones and shared with colleagues.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, CalendarDateTime, Component, Event, EventLike, EventStatus, Property};
use serde::Serialize;
use tenants::Town;

use super::day::{concern, instant};
use super::frame::address;
use crate::auth::role::Account;
use crate::db::appointments::Appointment;
use crate::desk::Feed;
use crate::views::pages::Page;

/// Where a clerk gets the address of her calendar.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FeedPage {
    /// Whether she takes appointments at all.
    pub takes_appointments: bool,
    /// "Mo 23.11., 09:12", where there is an address.
    pub since: String,
    /// The address, shown once; empty later.
    pub url: String,
    /// Where it is made and given up.
    pub action: String,
    /// Her account.
    pub account_url: String,
}

impl Page for FeedPage {
    const TEMPLATE: &'static str = "desk/feed.html";
}

impl FeedPage {
    /// The page of an account.
    #[must_use]
    pub fn new(town: &Town, account: &Account, since: Option<DateTime<Utc>>, url: String) -> Self {
        Self {
            takes_appointments: account.staff.is_some(),
            since: since.map_or_else(String::new, |since| instant(town.zone, since)),
            url,
            action: address(&town.slug, "konto/kalender"),
            account_url: address(&town.slug, "konto"),
        }
    }
}

/// The calendar as a program reads it.
#[must_use]
pub fn calendar(feed: &Feed, now: DateTime<Utc>) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&format!("Termine: {}", feed.town.name));
    for one in &feed.appointments {
        calendar.push(event(&feed.town, one, now));
    }
    calendar.done().to_string()
}

fn event(town: &Town, one: &Appointment, now: DateTime<Utc>) -> Event {
    let begins = one.span.first.start();
    let reference = one.promise.as_ref().map_or("", |promise| &promise.reference);
    Event::new()
        .uid(&format!("{}@{}.dienst", one.id, town.slug))
        .sequence(one.revision.unsigned_abs())
        .timestamp(now)
        .starts(CalendarDateTime::Utc(begins))
        .ends(CalendarDateTime::Utc(
            begins + TimeDelta::minutes(one.minutes.into()),
        ))
        .summary(&format!("{} · {reference}", concern(one)))
        .location(one.visit.place.name.in_language("de"))
        .status(EventStatus::Confirmed)
        .append_property(Property::new("CLASS", "PRIVATE").done())
        .done()
}
