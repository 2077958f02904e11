//! What citizens were told, and whether the database agrees.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

/// Everything any citizen was told.
#[derive(Default)]
pub struct Ledger(Mutex<Told>);

/// What was told so far.
#[derive(Clone, Default)]
pub struct Told {
    /// Answers that came.
    pub answers: usize,
    /// Requests whose answer was lost; each was asked again.
    pub lost: usize,
    /// Appointments made.
    pub appointments: usize,
    /// Appointments moved.
    pub moved: usize,
    /// Appointments cancelled.
    pub cancelled: usize,
    /// Holds that were neither used nor given back.
    pub open_holds: usize,
    /// Every appointment as it was last told.
    pub promises: Vec<Promise>,
}

/// An appointment as a citizen knows it.
#[derive(Clone)]
pub struct Promise {
    /// Its number.
    pub reference: String,
    /// The secret of its link.
    pub token: String,
    /// How many of its steps were acknowledged.
    pub steps: i32,
    /// Its time, as the API writes it.
    pub at: String,
    /// Whether it was called off.
    pub cancelled: bool,
    /// Whether a step was asked for that nobody has answered yet.
    pub asking: bool,
}

impl Ledger {
    /// Opens the ledger to write.
    pub fn write(&self) -> MutexGuard<'_, Told> {
        self.0.lock().expect("nobody panics over the ledger")
    }

    /// What was told so far.
    pub fn told(&self) -> Told {
        self.write().clone()
    }

    /// Panics if anything told is missing in the database; returns how many steps it knows that nobody was told.
    pub async fn compare(&self, db: &DatabaseConnection) -> usize {
        let mut stored = stored(db).await.expect("the database can be read");
        let mut unheard = 0;
        for promise in self.told().promises {
            let told = promise.told();
            let row = stored
                .remove(&promise.reference)
                .unwrap_or_else(|| panic!("{told} is lost"));
            match row.steps - promise.steps {
                0 => assert_eq!(
                    (row.state.as_str(), row.local_start.as_str()),
                    promise.columns(),
                    "{told} has changed"
                ),
                1 if promise.asking => unheard += 1,
                steps => panic!("{told} is {steps} steps ahead"),
            }
        }
        // Made, and whoever asked for it never heard of it.
        unheard + stored.len()
    }
}

impl Promise {
    fn told(&self) -> String {
        format!(
            "the appointment {} on {}, after {} steps,",
            self.reference, self.at, self.steps
        )
    }

    fn columns(&self) -> (&str, &str) {
        (
            if self.cancelled { "cancelled" } else { "booked" },
            &self.at[.."2026-11-24T09:30".len()],
        )
    }
}

struct Stored {
    state: String,
    steps: i32,
    local_start: String,
}

async fn stored(db: &DatabaseConnection) -> Result<HashMap<String, Stored>, DbErr> {
    let sql = "SELECT reference, state, revision, local_start FROM appointment WHERE state <> 'held'";
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?;
    let read = |row: &sea_orm::QueryResult| {
        let stored = Stored {
            state: row.try_get("", "state")?,
            steps: row.try_get("", "revision")?,
            local_start: row.try_get("", "local_start")?,
        };
        Ok((row.try_get("", "reference")?, stored))
    };
    rows.iter().map(read).collect()
}
