//! What the desk reads: the appointments of a day, and one by its number.

use sea_orm::sea_query::{Expr, ExprTrait as _, Func};
use sea_orm::{
    Condition, DbErr, EntityTrait, QueryFilter, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use tenants::appointment::StateName;
use tenants::calendar::Cell;
use tenants::{DepartmentId, StaffId};
use uuid::Uuid;

use super::TownTx;
use super::appointment_row::read;
use super::appointments::Appointment;
use super::entity::appointment;
use super::sendings::UNDELIVERED;
use crate::refusal::Outcome;

/// Lists of what waits for a clerk: a word for each, and its lines.
const WAITING: &[(&str, &str)] = &[
    (
        "displaced",
        "FROM appointment WHERE town_id = $1 AND state = 'displaced'",
    ),
    // Whoever is owed a call, and whoever has nothing left that is kept for her.
    (
        "calls",
        "FROM appointment a WHERE a.town_id = $1 AND a.state = 'displaced'
         AND (EXISTS (SELECT 1 FROM call_entry c WHERE c.town_id = a.town_id AND c.appointment_id = a.id)
           OR NOT EXISTS (SELECT 1 FROM offer o JOIN appointment h ON h.town_id = o.town_id AND h.id = o.hold_id
                          WHERE o.town_id = a.town_id AND o.appointment_id = a.id AND h.hold_until > $2))",
    ),
    ("calls", UNDELIVERED),
    // Whoever hears no messages, and has a time kept for her.
    (
        "earlier",
        "FROM (SELECT w.department_id FROM earlier_wish w JOIN earlier_offer o ON o.town_id = w.town_id AND o.wish_id = w.id AND o.state = 'open'
         JOIN appointment h ON h.town_id = o.town_id AND h.id = o.hold_id AND h.hold_until > $2
         LEFT JOIN appointment a ON a.town_id = w.town_id AND a.id = w.appointment_id
         WHERE w.town_id = $1 AND w.state = 'waiting' AND w.email IS NULL AND a.email IS NULL) AS by_phone",
    ),
];

/// How much of something waits for somebody of a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Word of the list, as in `WAITING`.
    pub list: String,
    /// Whose it is.
    pub department: DepartmentId,
    /// How many.
    pub count: i64,
}

impl TownTx {
    /// What waits for clerks at `now` (microseconds), in one statement.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn waiting(&self, now: i64) -> Outcome<Vec<Waiting>> {
        let lists = WAITING.iter().map(|(list, lines)| {
            format!(
                "SELECT '{list}' AS list, department_id, count(*) AS waiting {lines} GROUP BY department_id"
            )
        });
        let sql = lists.collect::<Vec<_>>().join(" UNION ALL ");
        let rows = self.all(&sql, vec![self.id().0.into(), now.into()]).await?;
        let read = |row: sea_orm::QueryResult| {
            Ok(Waiting {
                list: row.try_get("", "list")?,
                department: DepartmentId(row.try_get("", "department_id")?),
                count: row.try_get("", "waiting")?,
            })
        };
        let read: Result<_, DbErr> = rows.into_iter().map(read).collect();
        Ok(read?)
    }

    /// Everything that begins in a stretch of time, whatever its state, in the order of time. Holds that were over at
    /// `now` (microseconds) are left out.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn appointments(&self, from: Cell, until: Cell, now: i64) -> Outcome<Vec<Appointment>> {
        let columns = appointment::COLUMN;
        let rows = appointment::Entity::find()
            .filter(columns.town_id.eq(self.id().0))
            .filter(columns.first_cell.gte(from.0))
            .filter(columns.first_cell.lt(until.0))
            .filter(columns.hold_until.is_null().or(columns.hold_until.gt(now)))
            .order_by_asc(appointment::Column::FirstCell)
            .order_by_asc(appointment::Column::Id)
            .all(self.connection())
            .await?;
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    /// What somebody keeps of what begins in a stretch of time, holds too, in the order of time.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn appointments_kept_by(
        &self,
        staff: StaffId,
        from: Cell,
        until: Cell,
    ) -> Outcome<Vec<Appointment>> {
        let columns = appointment::COLUMN;
        let rows = appointment::Entity::find()
            .filter(columns.town_id.eq(self.id().0))
            .filter(columns.first_cell.gte(from.0))
            .filter(columns.first_cell.lt(until.0))
            .filter(columns.staff_id.eq(staff.0))
            .order_by_asc(appointment::Column::FirstCell)
            .order_by_asc(appointment::Column::Id)
            .all(self.connection())
            .await?;
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Every promise that nobody keeps, in the order of time.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn displaced(&self) -> Outcome<Vec<Appointment>> {
        let rows = appointment::Entity::find()
            .filter(appointment::COLUMN.town_id.eq(self.id().0))
            .filter(appointment::COLUMN.state.eq(StateName::Displaced.as_str()))
            .order_by_asc(appointment::Column::FirstCell)
            .order_by_asc(appointment::Column::Id)
            .all(self.connection())
            .await?;
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Promises whose name, reference or phone number holds what was typed, the latest first, at most so many.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn search(&self, typed: &str, most: u64) -> Outcome<Vec<Appointment>> {
        let columns = appointment::COLUMN;
        let small = typed.to_lowercase();
        // References are written with hyphens and told without, numbers with blanks and kept in international form.
        let letters: String = small.chars().filter(|c| c.is_alphanumeric()).collect();
        let digits: String = letters.chars().filter(char::is_ascii_digit).collect();
        // Looked for as a piece, not by a pattern: that takes a third of the time, and what people type means nothing else.
        let position = if self.is_postgres() { "strpos" } else { "instr" };
        let holds = |text: Expr, part: &str| {
            Expr::expr(Func::cust(position).args([text, Expr::value(part.to_owned())])).gt(0)
        };
        let lower = |column: appointment::Column| Expr::expr(Func::lower(Expr::col(column)));
        let bare = Expr::expr(Func::lower(Func::cust("replace").args([
            Expr::col(appointment::Column::Reference),
            Expr::value("-"),
            Expr::value(""),
        ])));
        let mut fits = Condition::any()
            .add(holds(lower(appointment::Column::Name), &small))
            .add(holds(bare, &letters));
        if !self.is_postgres() && !small.is_ascii() {
            // SQLite knows small letters of ASCII only: "Öz" is found as it is written.
            fits = fits.add(holds(Expr::col(appointment::Column::Name), &capitalised(&small)));
        }
        if small.contains('@') {
            fits = fits.add(holds(lower(appointment::Column::Email), &small));
        }
        if digits.len() >= 4 && digits.len() == letters.len() {
            let number = digits.trim_start_matches("49").trim_start_matches('0');
            if !number.is_empty() {
                fits = fits.add(holds(Expr::col(appointment::Column::Phone), number));
            }
        }
        // Found in the index alone (`appointment_searched`), then read.
        let found = appointment::Entity::find()
            .select_only()
            .column(appointment::Column::Id)
            .filter(columns.town_id.eq(self.id().0))
            .filter(columns.name.is_not_null())
            .filter(fits)
            .order_by_desc(appointment::Column::FirstCell)
            .limit(most)
            .into_query();
        let rows = appointment::Entity::find()
            .filter(columns.town_id.eq(self.id().0))
            .filter(Expr::col(appointment::Column::Id).in_subquery(found))
            .order_by_desc(appointment::Column::FirstCell)
            .all(self.connection())
            .await?;
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    /// The appointment with this number. A writing transaction keeps its row from others until it ends.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn appointment(&self, id: Uuid) -> Outcome<Option<Appointment>> {
        let row = appointment::Entity::find_by_id((self.id().0, id))
            .apply_if(self.writes().then_some(()), |query, ()| query.lock_exclusive())
            .one(self.connection())
            .await?;
        Ok(row.map(read).transpose()?)
    }
}

/// With a capital letter in front.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
