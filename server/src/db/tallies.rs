//! Counts of visits, which stay when their people are forgotten.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Timelike as _, Utc};
use sea_orm::{DbErr, Value};
use tenants::DepartmentId;
use tenants::figures::Ending;

use super::TownTx;

/// Of what is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TallyOf {
    /// Day on the wall of the town.
    pub day: NaiveDate,
    /// Hour of that day; nothing finer is kept.
    pub hour: u32,
    /// Whose visit.
    pub department: DepartmentId,
    /// Which service, by its name in addresses at that time.
    pub service: String,
    /// What became of it.
    pub outcome: Ending,
    /// Whether a citizen booked it herself; a clerk did otherwise.
    pub online: bool,
}

/// How many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Visits, counted with the first of their services.
    pub visits: i64,
    /// How many of this service were to be settled in them.
    pub pieces: i64,
    /// Visits that had lost their person at some time.
    pub displaced: i64,
    /// Visits that a colleague took over at the same time.
    pub taken_over: i64,
    /// Days between booking and visit, all visits together.
    pub lead_days: i64,
}

/// A visit to be counted.
pub(super) struct Counted<'a> {
    /// When it was to be, on the wall of the town.
    pub local_start: chrono::NaiveDateTime,
    /// Whose.
    pub department: DepartmentId,
    /// Services and how often, the first one in front.
    pub services: Vec<(&'a str, u32)>,
    /// What became of it.
    pub outcome: Ending,
    /// Whether a citizen booked it herself.
    pub online: bool,
    /// Whether it had lost its person at some time.
    pub displaced: bool,
    /// Whether a colleague took it over at the same time when its person was away.
    pub taken_over: bool,
    /// When it was booked.
    pub booked_at: DateTime<Utc>,
}

impl TownTx {
    /// Adds visits to the counts, in one statement.
    pub(super) async fn tally(&self, visits: &[Counted<'_>]) -> Result<(), DbErr> {
        let counts = counts_of(visits, self.town.zone);
        if counts.is_empty() {
            return Ok(());
        }
        let mut values: Vec<Value> = vec![self.id().0.into()];
        let mut rows = String::new();
        for (of, count) in counts {
            let comma = if rows.is_empty() { "" } else { ", " };
            let first = values.len() + 1;
            let places: Vec<_> = (first..first + 11).map(|place| format!("${place}")).collect();
            let _ = write!(rows, "{comma}($1, {})", places.join(", "));
            let channel = if of.online { "online" } else { "desk" };
            values.extend([
                Value::from(of.day.to_string()),
                of.hour.cast_signed().into(),
                of.department.0.into(),
                of.service.into(),
                of.outcome.as_str().into(),
                channel.into(),
                count.visits.into(),
                count.pieces.into(),
                count.displaced.into(),
                count.lead_days.into(),
                count.taken_over.into(),
            ]);
        }
        let sql = format!(
            "INSERT INTO tally (town_id, day, hour, department_id, service, outcome, channel, visits, pieces, displaced, lead_days, taken_over)
             VALUES {rows} ON CONFLICT (town_id, day, hour, department_id, service, outcome, channel) DO UPDATE SET
             visits = tally.visits + excluded.visits, pieces = tally.pieces + excluded.pieces,
             displaced = tally.displaced + excluded.displaced, lead_days = tally.lead_days + excluded.lead_days,
             taken_over = tally.taken_over + excluded.taken_over"
        );
        self.execute(&sql, values).await.map(|_| ())
    }
}

/// Counts by what they are of, in their order: whoever adds to the same counts at the same time then waits instead of deadlocking.
fn counts_of(visits: &[Counted<'_>], zone: chrono_tz::Tz) -> BTreeMap<TallyOf, Tally> {
    let mut counts: BTreeMap<TallyOf, Tally> = BTreeMap::new();
    for visit in visits {
        let day = visit.local_start.date();
        let booked_on = tenants::calendar::local_time::date(zone, visit.booked_at);
        for (number, (service, pieces)) in visit.services.iter().enumerate() {
            let of = TallyOf {
                day,
                hour: visit.local_start.hour(),
                department: visit.department,
                service: (*service).to_owned(),
                outcome: visit.outcome,
                online: visit.online,
            };
            let count = counts.entry(of).or_default();
            count.pieces += i64::from(*pieces);
            if number == 0 {
                count.visits += 1;
                count.displaced += i64::from(visit.displaced);
                count.taken_over += i64::from(visit.taken_over);
                count.lead_days += (day - booked_on).num_days().max(0);
            }
        }
    }
    counts
}
