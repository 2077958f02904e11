//! What is taken, and the one place that takes it.
//!
//! A claim is a row whose primary key is (town, person, cell): whoever inserts it first owns the cell, and the
//! database knows no second. Everything about "who was first" is decided here and nowhere else. No cache is in
//! scope.

use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, Value, sea_query::Expr,
    sea_query::OnConflict,
};
use tenants::StaffId;
use tenants::calendar::{Busy, Cell, Channel, Span};
use uuid::Uuid;

use super::{TownTx, entity::claim};

/// An appointment that began longer ago than this owns nothing of today (a claim is at most 300 cells).
const LONGEST_CLAIM: i32 = 300;

impl TownTx {
    /// What is taken in a stretch of time, as one row whatever the number of people and appointments. Holds that
    /// ended by `now` (microseconds) no longer count. For citizens a time that has become free a moment ago is not free yet.
    pub async fn taken(
        &self,
        channel: Channel,
        from: Cell,
        until: Cell,
        now: i64,
    ) -> Result<Vec<Busy>, DbErr> {
        let withheld = match channel {
            Channel::Desk => "",
            Channel::Citizen => {
                "UNION ALL SELECT staff_id, first_cell, cells FROM freed
                 WHERE town_id = $1 AND first_cell >= $2 AND first_cell < $3 AND public_at > $4"
            }
        };
        // Person, beginning and length as one number each: writing and joining texts is most of this query's work.
        let sql = format!(
            "SELECT string_agg(CAST((staff_id * $5 + first_cell - $2) * 512 + cells AS text), ' ') AS taken
             FROM (SELECT staff_id, first_cell, cells FROM appointment
                   WHERE town_id = $1 AND first_cell >= $2 AND first_cell < $3 AND staff_id IS NOT NULL
                     AND (hold_until IS NULL OR hold_until > $4) {withheld}) AS taken"
        );
        let from = from.0.saturating_sub(LONGEST_CLAIM);
        let width = i64::from(until.0) - i64::from(from);
        let values = vec![
            self.id().0.into(),
            from.into(),
            until.0.into(),
            now.into(),
            width.into(),
        ];
        let mut taken = Vec::new();
        for row in self.all(&sql, values).await? {
            let numbers: Option<String> = row.try_get("", "taken")?;
            let numbers = numbers.as_deref().unwrap_or_default().split_ascii_whitespace();
            taken.extend(numbers.filter_map(|number| {
                let number: i64 = number.parse().ok()?;
                let (place, cells) = (number / 512, number % 512);
                let (staff, first) = (place.checked_div(width)?, place.checked_rem(width)?);
                Some(Busy {
                    staff: StaffId(staff.try_into().ok()?),
                    span: Span {
                        first: Cell(from + i32::try_from(first).ok()?),
                        cells: cells.try_into().ok()?,
                    },
                })
            }));
        }
        Ok(taken)
    }

    /// Ends the holds that stand in the way of a span although their time is over. Their cells go with them.
    ///
    /// The row goes, not only its cells: a confirmation that runs on a server whose clock is behind then finds
    /// nothing to confirm, instead of an appointment without its time.
    pub async fn end_expired(&self, span: Span, now: i64) -> Result<u64, DbErr> {
        let begin = span.first.0;
        let end = begin + span.cells.cast_signed();
        // The first condition follows from the third; it bounds the search in the index by time from both sides.
        let standing_in_the_way = "AND first_cell >= $3 AND first_cell < $4 AND first_cell + cells > $5";
        let from = begin.saturating_sub(LONGEST_CLAIM);
        self.end_holds(
            now,
            standing_in_the_way,
            vec![from.into(), end.into(), begin.into()],
        )
        .await
    }

    /// Removes every hold whose time was over at this instant, in microseconds. Returns how many.
    pub async fn sweep(&self, before: i64) -> Result<u64, DbErr> {
        self.end_holds(before, "", Vec::new()).await
    }

    /// Ends holds whose time is over. Rows are taken in one order, so that two who end the same ones queue.
    async fn end_holds(&self, now: i64, which: &str, mut more: Vec<Value>) -> Result<u64, DbErr> {
        let over =
            format!("SELECT id FROM appointment WHERE town_id = $1 AND hold_until <= $2 {which} ORDER BY id");
        // As an array PostgreSQL looks for them once; as a subquery, by a plan made for an empty table, once a row.
        let over = match self.connection().get_database_backend() {
            DbBackend::Postgres => format!("= ANY (ARRAY({over} FOR UPDATE))"),
            _ => format!("IN ({over})"),
        };
        let sql = format!("DELETE FROM appointment WHERE town_id = $1 AND id {over}");
        let mut values = vec![self.id().0.into(), now.into()];
        values.append(&mut more);
        self.execute(&sql, values).await
    }

    /// Takes every cell of the span for the appointment, or says `false`; the caller then must not commit.
    ///
    /// Cells are inserted in order, so two rushes for overlapping spans queue instead of deadlocking.
    pub async fn claim(&self, staff: StaffId, span: Span, appointment: Uuid) -> Result<bool, DbErr> {
        let rows = (0..span.cells.cast_signed()).map(|offset| claim::ActiveModel {
            town_id: Set(self.id().0),
            staff_id: Set(staff.0),
            cell: Set(span.first.0 + offset),
            appointment_id: Set(appointment),
        });
        let inserted = claim::Entity::insert_many(rows)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(self.connection())
            .await;
        match inserted {
            Ok(count) => Ok(count == u64::from(span.cells)),
            Err(DbErr::RecordNotInserted) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Gives back every cell an appointment owns.
    pub async fn release_claims(&self, appointment: Uuid) -> Result<(), DbErr> {
        claim::Entity::delete_many()
            .filter(claim::COLUMN.town_id.eq(self.id().0))
            .filter(claim::COLUMN.appointment_id.eq(appointment))
            .exec(self.connection())
            .await
            .map(|_| ())
    }

    /// Hands the cells of one appointment to another.
    pub async fn hand_over_claims(&self, from: Uuid, to: Uuid) -> Result<u64, DbErr> {
        let handed = claim::Entity::update_many()
            .col_expr(claim::Column::AppointmentId, Expr::value(to))
            .filter(claim::COLUMN.town_id.eq(self.id().0))
            .filter(claim::COLUMN.appointment_id.eq(from))
            .exec(self.connection())
            .await?;
        Ok(handed.rows_affected)
    }
}
