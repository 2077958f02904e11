//! How many appointments there were: what is still kept, and the counts of what was forgotten (`tallies`), added up by the database.
//!
//! One statement for sums, one for days and hours, whatever the number of appointments. Nobody's name is read.

use chrono::NaiveDate;
use sea_orm::{DbErr, QueryResult, Value};
use tenants::DepartmentId;
use tenants::calendar::{Cell, local_time};
use tenants::figures::{Counted, Ending, Hour, Of, Period};

use super::TownTx;
use crate::refusal::{Fault, Outcome};

impl TownTx {
    /// Visits of a period in these departments, added up by department, first service, ending and channel.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn counted(
        &self,
        period: Period,
        today: NaiveDate,
        departments: &[DepartmentId],
    ) -> Outcome<Vec<Counted>> {
        let (values, departments) = self.places(period, today, departments);
        // Days are those on the wall; when it was booked is told by the clock of the visit's day. How many minutes that clock is ahead
        // of UTC follows from what stands beside the cell. What is added up first are plain columns, of which both databases
        // know how few kinds there are.
        let sql = format!(
            "SELECT department_id, service, outcome, channel, CAST(sum(visits) AS bigint) AS visits,
                    CAST(sum(displaced) AS bigint) AS displaced, CAST(sum(taken_over) AS bigint) AS taken_over,
                    CAST(sum(lead_days) AS bigint) AS lead_days
             FROM (
                 SELECT department_id, service, outcome, channel, visits, displaced, taken_over, lead_days
                 FROM tally WHERE town_id = $1 AND day BETWEEN $2 AND $3 AND visits > 0{departments}
                 UNION ALL
                 SELECT department_id, service,
                     CASE state WHEN 'done' THEN 'kept' WHEN 'no_show' THEN 'missed'
                         WHEN 'cancelled' THEN CASE cancelled_by WHEN 'town' THEN 'cancelled_by_town' ELSE 'cancelled_by_citizen' END
                         ELSE CASE WHEN past THEN 'unsaid' WHEN state = 'displaced' THEN 'displaced' ELSE 'to_come' END END,
                     CASE WHEN by_desk THEN 'desk' ELSE 'online' END, visits, displaced, taken_over, lead_days
                 FROM (
                     SELECT a.department_id, a.service, a.state, a.cancelled_by, a.first_cell < $6 AS past,
                         a.id IN (SELECT h.appointment_id FROM history h
                                  WHERE h.town_id = $1 AND h.revision = 1 AND h.actor <> 'citizen') AS by_desk,
                         count(*) AS visits, sum(coalesce(c.displaced, 0)) AS displaced,
                         sum(CASE WHEN c.displaced = 0 THEN c.taken_over ELSE 0 END) AS taken_over,
                         sum((CAST(a.first_cell AS bigint) * 300 + a.ahead * 60) / 86400 - (a.booked_at / 1000000 + a.ahead * 60) / 86400) AS lead_days
                     FROM (SELECT id, department_id, service, state, cancelled_by, first_cell, booked_at,
                               (CAST(substr(local_start, 12, 2) AS integer) * 60 + CAST(substr(local_start, 15, 2) AS integer)
                                   - first_cell % 288 * 5 + 2160) % 1440 - 720 AS ahead
                           FROM appointment
                           WHERE town_id = $1 AND first_cell >= $4 AND first_cell < $5 AND state NOT IN ('held', 'pending'){departments}) a
                     LEFT JOIN (SELECT h.appointment_id, max(CASE h.deed WHEN 'displaced' THEN 1 ELSE 0 END) AS displaced,
                                    max(CASE WHEN h.deed = 'reassigned' AND h.rescue_id IS NOT NULL THEN 1 ELSE 0 END) AS taken_over
                                FROM history h WHERE h.town_id = $1 AND h.deed IN ('displaced', 'reassigned')
                                AND NOT EXISTS (SELECT 1 FROM rescue r WHERE r.town_id = h.town_id AND r.id = h.rescue_id AND r.taken_back)
                                GROUP BY h.appointment_id) c ON c.appointment_id = a.id
                     GROUP BY a.department_id, a.service, a.state, a.cancelled_by, past, by_desk
                 ) AS kept
             ) AS counted GROUP BY department_id, service, outcome, channel"
        );
        let rows = self.all(&sql, values).await?;
        rows.iter().map(counted).collect()
    }

    /// Visits of a period in these departments by day and hour.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn counted_by_hours(
        &self,
        period: Period,
        today: NaiveDate,
        departments: &[DepartmentId],
    ) -> Outcome<Vec<Hour>> {
        let (mut values, departments) = self.places(period, today, departments);
        values.remove(5);
        let sql = format!(
            "SELECT day, hour, CAST(sum(visits) AS bigint) AS visits, CAST(sum(cancelled) AS bigint) AS cancelled
             FROM (
                 SELECT day, hour, visits, CASE WHEN outcome IN ('cancelled_by_citizen', 'cancelled_by_town') THEN visits ELSE 0 END AS cancelled
                 FROM tally WHERE town_id = $1 AND day BETWEEN $2 AND $3 AND visits > 0{departments}
                 UNION ALL
                 SELECT substr(local_start, 1, 10), CAST(substr(local_start, 12, 2) AS integer), 1,
                     CASE state WHEN 'cancelled' THEN 1 ELSE 0 END
                 FROM appointment
                 WHERE town_id = $1 AND first_cell >= $4 AND first_cell < $5 AND state NOT IN ('held', 'pending'){departments}
             ) AS counted GROUP BY day, hour"
        );
        let rows = self.all(&sql, values).await?;
        rows.iter().map(hour).collect()
    }

    /// The town, the period's days and cells, and today's first cell: `$1` to `$6`; and the condition of the departments. They are
    /// numbers of ours, so they stand in the statement itself and both halves of it can use them.
    fn places(&self, period: Period, today: NaiveDate, departments: &[DepartmentId]) -> (Vec<Value>, String) {
        let zone = self.town.zone;
        let midnight = |day: NaiveDate| {
            Cell::at_or_after(local_time::bound(zone, day.and_time(chrono::NaiveTime::MIN))).0
        };
        let after = period.last.succ_opt().unwrap_or(period.last);
        let values = vec![
            self.id().0.into(),
            period.first.to_string().into(),
            period.last.to_string().into(),
            midnight(period.first).into(),
            midnight(after).into(),
            midnight(today).into(),
        ];
        let numbers: Vec<_> = departments.iter().map(|one| one.0.to_string()).collect();
        (values, format!(" AND department_id IN ({})", numbers.join(", ")))
    }
}

fn counted(row: &QueryResult) -> Outcome<Counted> {
    let ending: String = row.try_get("", "outcome")?;
    let channel: String = row.try_get("", "channel")?;
    Ok(Counted {
        of: Of {
            department: DepartmentId(row.try_get("", "department_id")?),
            service: row.try_get("", "service")?,
            ending: Ending::named(&ending)
                .ok_or_else(|| Fault::because("an ending that nobody knows was counted"))?,
            online: channel == "online",
        },
        visits: number(row, "visits")?,
        displaced: number(row, "displaced")?,
        taken_over: number(row, "taken_over")?,
        lead_days: number(row, "lead_days")?,
    })
}

fn hour(row: &QueryResult) -> Outcome<Hour> {
    let day: String = row.try_get("", "day")?;
    let hour: i32 = row.try_get("", "hour")?;
    Ok(Hour {
        day: day
            .parse()
            .map_err(|_| Fault::because("a day that is none was counted"))?,
        hour: hour.unsigned_abs(),
        visits: number(row, "visits")?,
        cancelled: number(row, "cancelled")?,
    })
}

/// A sum; one that is below nothing, because a clock was set back, is nothing.
fn number(row: &QueryResult, column: &str) -> Result<u64, DbErr> {
    let number: i64 = row.try_get("", column)?;
    Ok(u64::try_from(number).unwrap_or_default())
}
