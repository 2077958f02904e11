//! What is taken, and the one place that takes it.
//!
//! A claim is a row whose primary key is (town, person, cell): whoever inserts it first owns the cell, and the
//! database knows no second. Everything about "who was first" is decided here and nowhere else. No cache is in
//! scope.

use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, QueryFilter, sea_query::Expr, sea_query::OnConflict};
use tenants::StaffId;
use tenants::calendar::{Busy, Cell, Span};
use uuid::Uuid;

use super::{TownTx, entity::claim};

/// An appointment that began longer ago than this owns nothing of today (a claim is at most 300 cells).
const LONGEST_CLAIM: i32 = 300;

impl TownTx {
    /// What is taken in a stretch of time, per person, as one row a person whatever the number of appointments.
    /// Holds that ended by `now` (microseconds) no longer count.
    pub async fn taken(&self, from: Cell, until: Cell, now: i64) -> Result<Vec<Busy>, DbErr> {
        let sql = "SELECT staff_id, string_agg(first_cell || ' ' || cells, ' ') AS spans
                   FROM appointment
                   WHERE town_id = $1 AND first_cell >= $2 AND first_cell < $3 AND staff_id IS NOT NULL
                     AND (hold_until IS NULL OR hold_until > $4)
                   GROUP BY staff_id";
        let values = vec![
            self.id().0.into(),
            from.0.saturating_sub(LONGEST_CLAIM).into(),
            until.0.into(),
            now.into(),
        ];
        let mut taken = Vec::new();
        for row in self.all(sql, values).await? {
            let staff = StaffId(row.try_get("", "staff_id")?);
            let spans: String = row.try_get("", "spans")?;
            let mut numbers = spans.split_ascii_whitespace().map(str::parse::<i32>);
            while let (Some(Ok(first)), Some(Ok(cells))) = (numbers.next(), numbers.next()) {
                taken.push(Busy {
                    staff,
                    span: Span {
                        first: Cell(first),
                        cells: cells.unsigned_abs(),
                    },
                });
            }
        }
        Ok(taken)
    }

    /// Ends the holds that stand in the way of a span although their time is over. Their cells go with them.
    ///
    /// The row goes, not only its cells: a confirmation that runs on a server whose clock is behind then finds
    /// nothing to confirm, instead of an appointment without its time.
    pub async fn end_expired(&self, span: Span, now: i64) -> Result<u64, DbErr> {
        let sql = "DELETE FROM appointment
                   WHERE town_id = $1 AND hold_until <= $2 AND first_cell < $3 AND first_cell + cells > $4";
        let end = span.first.0 + span.cells.cast_signed();
        self.execute(
            sql,
            vec![self.id().0.into(), now.into(), end.into(), span.first.0.into()],
        )
        .await
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
