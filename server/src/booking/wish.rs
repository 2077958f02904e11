//! Reads what a citizen asks for: services and counts, a time, a key.

use chrono::DateTime;
use tenants::{
    Town, Visit,
    calendar::{Cell, Channel, StartRefused},
    visit::VisitRefused,
};
use wire::{ProblemCode, ServiceCount};

use crate::{refusal::Trouble, views::wire_views::rfc3339};

/// Longest list of services anybody may send; the town's own limit is checked by the rules.
const MOST_ENTRIES: usize = 32;

/// Reads a visit that somebody wants an appointment for.
///
/// # Errors
/// If the town would not settle this in one visit, or does not offer it this way.
pub fn visit(town: &Town, services: &[ServiceCount], channel: Channel) -> Result<Visit, Trouble> {
    if services.len() > MOST_ENTRIES {
        return Err(Trouble::field("services", "field.services"));
    }
    Visit::wished(
        town,
        services.iter().map(|wish| (wish.service.as_str(), wish.count)),
        channel,
    )
    .map_err(|refused| match refused {
        VisitRefused::Empty | VisitRefused::TooMany { .. } => Trouble::field("services", "field.services"),
        VisitRefused::UnknownService { .. } => ProblemCode::UnknownService.into(),
        VisitRefused::NotCombinable => ProblemCode::NotCombinable.into(),
        VisitRefused::Count { slug, .. } => {
            let place = services
                .iter()
                .position(|wish| wish.service == slug)
                .unwrap_or_default();
            Trouble::field(format!("services[{place}].count"), "field.count")
        }
    })
}

/// Reads a time. It must be written as the availability wrote it, with the town's own offset at that time, so a time
/// that no clock of the town shows cannot be asked for.
///
/// # Errors
/// If it is no time, or none the town could offer.
pub fn start(town: &Town, at: &str) -> Result<Cell, Trouble> {
    let instant = DateTime::parse_from_rfc3339(at)
        .map_err(|_| Trouble::field("at", "field.time"))?
        .to_utc();
    if rfc3339(instant, town.zone) != at {
        return Err(ProblemCode::NotOffered.into());
    }
    Cell::beginning_at(instant).ok_or_else(|| ProblemCode::NotOffered.into())
}

/// Reads a client's key: long enough that nobody guesses it, since it stands for a secret.
///
/// # Errors
/// If it is too short, too long or not plain letters, digits, `-` and `_`.
pub fn key(key: Option<&str>) -> Result<Option<&str>, Trouble> {
    let plain = |key: &str| {
        key.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    match key {
        Some(key) if !(16..=128).contains(&key.len()) || !plain(key) => {
            Err(Trouble::field("Idempotency-Key", "field.key"))
        }
        key => Ok(key),
    }
}

/// How a refused start is told.
#[must_use]
pub fn code_of(refused: StartRefused) -> ProblemCode {
    match refused {
        StartRefused::NotOffered => ProblemCode::NotOffered,
        StartRefused::TooSoon => ProblemCode::TooSoon,
        StartRefused::BeyondHorizon => ProblemCode::BeyondHorizon,
        StartRefused::Taken => ProblemCode::SlotTaken,
    }
}
