//! Times that are kept until somebody has proved her address. Such a time ends by itself like any hold, and everything that is known
//! of her goes with it.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use uuid::Uuid;

use super::TownTx;
use crate::refusal::Outcome;

impl TownTx {
    /// How many times are kept at this instant (microseconds) for an address that nobody has proved.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn unproved(&self, email: &str, now: i64) -> Outcome<u64> {
        let sql =
            "SELECT 1 AS one FROM appointment WHERE town_id = $1 AND state = 'pending' AND hold_until > $2
                   AND lower(email) = lower($3)";
        let values = vec![self.id().0.into(), now.into(), email.into()];
        Ok(self.all(sql, values).await?.len() as u64)
    }

    /// Keeps the time no longer than until then, now that the question for the proof is there or never will be.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn expect_proof_by(&self, appointment: Uuid, until: DateTime<Utc>) -> Result<(), DbErr> {
        let sql = "UPDATE appointment SET hold_until = $3 WHERE town_id = $1 AND id = $2 AND state = 'pending' AND hold_until > $3";
        let values = vec![
            self.id().0.into(),
            appointment.into(),
            until.timestamp_micros().into(),
        ];
        self.execute(sql, values).await.map(|_| ())
    }

    /// Withdraws the question for the proof where it has not gone out.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub(super) async fn ask_for_no_proof(&self, appointment: Uuid) -> Result<(), DbErr> {
        let sql = "UPDATE notice SET state = 'withdrawn'
                   WHERE town_id = $1 AND appointment_id = $2 AND kind = 'activation' AND state IN ('owed', 'dead')";
        self.execute(sql, vec![self.id().0.into(), appointment.into()])
            .await
            .map(|_| ())
    }
}
